"""The view that a page opens on: its bounds, its answer, what it costs."""

import json

import pytest
from django.http import QueryDict

from accueil.reference.models import DataVersion, Organisation, Territory
from initiatives import columns, map_data
from initiatives.filters import InitiativeFilter
from initiatives.index import matching
from initiatives.mapping import View
from initiatives.models import Initiative
from initiatives.selections import Selection, select
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_initiative,
    make_organisation,
    make_region,
    make_territory,
)
from tests.initiatives.test_map_data import REGION, ask, catalogue, numbers

pytestmark = pytest.mark.django_db
__all__ = ["catalogue"]  # a fixture, used by name


def view(query: str = "") -> dict:
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    return map_data.first_view(matching(filterset), filterset.version)


def everything(rows) -> Selection:
    return select(rows, DataVersion.current().number, "everything")


def test_a_title_changed_is_in_the_next_first_view():
    make_region()
    initiative = make_initiative(title="Avant")
    before = view()

    initiative.title = "Après"
    initiative.save()
    after = view()

    titles = [one["features"][0]["properties"]["title"] for one in (before, after)]
    assert titles == ["Avant", "Après"]


def test_first_view_covers_the_region(catalogue):
    first = view()

    west, south, east, north = first["bbox"]
    outline = map_data.home_bounds(DataVersion.current().number)
    assert west <= outline[0] < outline[2] <= east
    assert south <= outline[1] < outline[3] <= north
    assert first["shown"] == 6
    assert first["zoom"] == 7


def test_first_view_is_what_the_address_would_give(client, catalogue):
    first = view("theme=langue")
    bbox = ",".join(map(str, first.pop("bbox")))

    asked = ask(client, "theme=langue", bbox=bbox, zoom=first.pop("zoom")).json()

    assert json.loads(map_data.encoded(first)) == asked


def test_first_view_costs_nothing_the_second_time(catalogue, django_assert_num_queries):
    version = DataVersion.current().number
    rows = everything(Initiative.objects.published())
    first = map_data.first_view(rows, version)
    first["features"].clear()  # what a page does to its own is its own business

    with django_assert_num_queries(0):
        assert map_data.first_view(rows, version)["features"]


def test_first_view_over_other_bounds(catalogue):
    rows, version = Initiative.objects.published(), DataVersion.current().number

    near = map_data.first_view(everything(rows), version, (1.9, 47.89, 1.92, 47.91))

    assert (near["shown"], near["zoom"]) == (2, 14)


def test_only_so_many_names_stay_in_memory(client, monkeypatch):
    monkeypatch.setattr(columns, "MAX_KNOWN", 1)
    for place in (ORLEANS, BLOIS, TOURS):
        make_initiative(location=place)

    for zoom in (10, 11, 12):
        named = ask(client, zoom=zoom).json()["features"]
        assert all("title" in one["properties"] for one in named)


def test_first_view_of_filters_that_cannot_be_read(catalogue):
    assert numbers(view("theme=inconnu")) == (0, 0, 0)


def test_without_an_outline_the_country_is_shown():
    assert map_data.home_bounds(1) == map_data.METROPOLE


@pytest.mark.parametrize(
    ("bounds", "zoom"), [((0, 46.3, 3.2, 48.9), 7), ((1.9, 47.9, 1.9, 47.9), 20)]
)
def test_view_over(bounds, zoom):
    found = map_data.view_over(bounds)

    assert found.zoom == zoom
    assert found.west <= bounds[0] <= bounds[2] <= found.east
    assert found.south <= bounds[1] <= bounds[3] <= found.north


@pytest.mark.parametrize(
    ("query", "framed"),
    [
        ("departement=45", "45"),
        ("territoire=departement:45", "45"),
        ("departement=45&departement=99", "24"),
        ("theme=langue", "24"),
        ("departement=37", "24"),
    ],
)
def test_the_map_opens_on_the_territory_asked_for(client, catalogue, query, framed):
    """And on the Region when it cannot be read, or has no outline."""
    make_territory(None, kind="department", code="37", name="Indre-et-Loire")

    bounds = client.get(f"/initiatives/?{query}").context["map"]["bounds"]

    outline = Territory.objects.get(code=framed).outline
    assert bounds == pytest.approx(outline.extent)


def test_view_over_the_world_is_the_least_zoom():
    found = map_data.view_over((-180, -85, 180, 85))

    assert found == View(-140.625, found.south, 140.625, found.north, 3)


def test_organisations_have_their_map(client):
    commune = make_territory(name="Orléans")
    make_organisation(name="Une", slug="une", location=ORLEANS, commune=commune)
    make_organisation(name="Cachée", location=TOURS, is_published=False)
    make_organisation(name="Sans lieu")

    answer = client.get(f"/acteurs/carte.json?bbox={REGION}&zoom=8").json()

    assert numbers(answer) == (2, 1, 1)
    assert answer["features"][0]["properties"] == {
        "count": 1,
        "title": "Une",
        "url": "/acteurs/une/",
        "commune": "Orléans",
    }


def test_initiatives_and_organisations_are_not_confused():
    make_initiative()
    everywhere = View(-180, -90, 180, 90, 3)
    actors = Organisation.objects.none()

    shown = [
        map_data.answer(select(rows, 1, name), everywhere)["shown"]
        for name, rows in enumerate(
            [Initiative.objects.published(), actors, Initiative.objects.none()]
        )
    ]

    assert shown == [1, 0, 0]
