"""What a map gets: carte.json, the first view, names, counts."""

import gzip

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accueil.common import memory
from initiatives import map_data
from initiatives.filters import InitiativeFilter
from initiatives.mapping import MAX_CELLS
from initiatives.models import Initiative
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_audience,
    make_initiative,
    make_organisation,
    make_region,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
URL = "/initiatives/carte.json"
REGION = "0,46.3,3.2,48.9"
STREET = "1.905,47.9,1.915,47.905"


def ask(client, query: str = "", *, bbox: str = REGION, zoom: object = 8, **headers):
    return client.get(f"{URL}?bbox={bbox}&zoom={zoom}&{query}", headers=headers)


def counts(answer: dict) -> list[int]:
    return sorted(one["properties"]["count"] for one in answer["features"])


def numbers(answer: dict) -> tuple[int, int, int]:
    return answer["total"], answer["shown"], answer["without_location"]


# --- What it says ------------------------------------------------------------


def test_a_lone_initiative_is_named(client):
    commune = make_territory(name="Orléans")
    lead = make_organisation(name="Maison des langues")
    make_initiative(title="Café des langues", slug="cafe", commune=commune, lead=lead)

    response = ask(client)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    assert response.json() == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": list(ORLEANS)},
                "properties": {
                    "count": 1,
                    "title": "Café des langues",
                    "url": "/initiatives/cafe/",
                    "lead": "Maison des langues",
                    "commune": "Orléans",
                },
            }
        ],
        "total": 1,
        "shown": 1,
        "without_location": 0,
    }


def test_the_name_of_a_lead_that_is_not_public_stays_private(client):
    make_initiative(lead=make_organisation(name="Cachée", is_published=False))

    response = ask(client)

    assert "Cachée" not in response.content.decode()
    (only,) = response.json()["features"]
    assert sorted(only["properties"]) == ["count", "title", "url"]


def test_a_cluster_says_where_to_zoom(client):
    make_initiative(location=ORLEANS)
    make_initiative(location=(ORLEANS[0] + 0.02, ORLEANS[1] - 0.01))

    (only,) = ask(client).json()["features"]

    west, south, east, north = only["properties"].pop("bounds")
    assert only["properties"] == {"count": 2}
    assert west <= ORLEANS[0] < ORLEANS[0] + 0.02 <= east
    assert south <= ORLEANS[1] - 0.01 < ORLEANS[1] <= north
    assert (east - west, north - south) == pytest.approx((0.02, 0.01), abs=0.005)
    assert only["geometry"]["coordinates"] == pytest.approx(
        (ORLEANS[0] + 0.01, ORLEANS[1] - 0.005), abs=0.002
    )


@pytest.mark.parametrize(("zoom", "listed"), [(17, None), (18, ["Atelier", "Cours"])])
def test_one_place_lists_its_members_from_the_last_zooms(client, zoom, listed):
    make_initiative(title="Cours")
    make_initiative(title="Atelier")

    (only,) = ask(client, bbox=STREET, zoom=zoom).json()["features"]

    members = only["properties"].pop("members", None)
    assert only["properties"] == {"count": 2, "same_place": True}
    assert only["geometry"]["coordinates"] == list(ORLEANS)
    assert (members and [one["title"] for one in members]) == listed


def test_a_crowded_place_is_counted_not_listed(client):
    for _ in range(map_data.MAX_MEMBERS + 1):
        make_initiative()

    (only,) = ask(client, bbox=STREET, zoom=19).json()["features"]

    assert only["properties"] == {"count": 13, "same_place": True}


def test_members_are_those_that_the_filters_keep(client):
    theme = make_theme(slug="langue")
    make_initiative(title="Une", themes=[theme])
    make_initiative(title="Deux", themes=[theme])
    make_initiative(title="Sans")

    (only,) = ask(client, "theme=langue", bbox=STREET, zoom=19).json()["features"]

    titles = [one["title"] for one in only["properties"]["members"]]
    assert titles == ["Deux", "Une"]


def test_only_so_many_are_named(client, monkeypatch):
    monkeypatch.setattr(map_data, "MAX_NAMED", 2)
    for place in (ORLEANS, BLOIS, TOURS):
        make_initiative(location=place)

    answer = ask(client, zoom=10).json()

    assert counts(answer) == [1, 1, 1]
    assert sum("title" in one["properties"] for one in answer["features"]) == 2


def test_numbers_tell_what_is_not_on_the_map(client):
    make_initiative(location=ORLEANS)
    make_initiative(location=(-60.9, 14.6))
    make_initiative(location=None)

    assert numbers(ask(client).json()) == (3, 1, 1)


def test_drafts_are_never_counted(client):
    for status in ("draft", "review", "archived"):
        make_initiative(status=status)
        make_initiative(status=status, location=None)

    answer = ask(client, zoom=19, bbox=STREET).json()

    assert (answer["features"], numbers(answer)) == ([], (0, 0, 0))


def test_drafts_are_not_counted_for_staff_either(administrator):
    make_initiative(status="draft")

    assert numbers(ask(administrator).json()) == (0, 0, 0)


FILTERS = [
    "",
    "q=cours",
    "theme=langue",
    "theme=langue&public=femmes",
    "etat=projet",
    "type_porteur=association",
    "departement=45",
    "territoire=region:24",
    "pres_de=47.9,1.9&rayon=20",
    "q=cours&theme=langue&pres_de=47.9,1.9",
    "q=zzzz",
]


@pytest.fixture
def catalogue():
    """Seven, near and far, of which filters keep some."""
    region = make_region()
    department = make_territory(
        ORLEANS, 1, kind="department", code="45", name="Loiret", region=region
    )
    commune = make_territory(region=region, department=department)
    theme, audience = make_theme(slug="langue"), make_audience(slug="femmes")
    for rank, place in enumerate([ORLEANS, ORLEANS, BLOIS, TOURS, None, BLOIS, TOURS]):
        make_initiative(
            title=f"Cours {rank}" if rank % 2 else f"Atelier {rank}",
            location=place,
            commune=commune if rank < 3 else None,
            stage="project" if rank == 1 else "under_way",
            themes=[theme] if rank in (0, 1, 4) else [],
            audiences=[audience] if rank in (1, 3) else [],
        )


@pytest.mark.parametrize("query", FILTERS)
def test_map_and_list_agree(client, catalogue, query):
    rows = InitiativeFilter(QueryDict(query), Initiative.objects.published()).rows
    located = rows.filter(public_location__isnull=False).count()

    for zoom in (5, 8, 14):
        answer = ask(client, query, zoom=zoom).json()

        assert numbers(answer) == (rows.count(), located, rows.count() - located)
        assert sum(counts(answer)) == located


# --- What it refuses ---------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", ["bbox", "zoom"]),
        ("bbox=nan,46,3,48&zoom=8", ["bbox"]),
        ("bbox=3,46,0,48&zoom=8", ["bbox"]),
        ("bbox=0,46,3&zoom=8", ["bbox"]),
        ("bbox=0,46,3,48,50&zoom=8", ["bbox"]),
        ("bbox=0,46,0,46&zoom=8", ["bbox"]),
        ("bbox=0,46,inf,48&zoom=8", ["bbox"]),
        ("bbox=0,46,3,48&zoom=abc", ["zoom"]),
        ("bbox=0,46,3,48&zoom=8&theme=inconnu", ["theme"]),
        ("bbox=0,46,3,48&zoom=8&couleur=bleu", ["couleur"]),
        (
            "bbox=a&zoom=b&theme=inconnu&couleur=bleu",
            ["bbox", "couleur", "theme", "zoom"],
        ),
    ],
)
def test_what_it_cannot_read_is_named(client, query, named):
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert sorted(response.json()["errors"]) == named


@pytest.mark.parametrize("zoom", ["-1", "999", "1.5", "-1e300"])
def test_zoom_is_clamped(client, zoom):
    make_initiative()

    assert ask(client, zoom=zoom).json()["shown"] == 1


@pytest.mark.parametrize(
    "bbox", ["-1e308,-1e308,1e308,1e308", "-180,-90,180,90", "-540,-90,540,90"]
)
@pytest.mark.parametrize("zoom", [0, 8, 20])
def test_the_whole_world_is_a_bounded_answer(client, bbox, zoom):
    for rank in range(20):
        make_initiative(location=(rank / 100, 47))

    answer = ask(client, bbox=bbox, zoom=zoom).json()

    assert answer["shown"] == 20
    assert len(answer["features"]) <= MAX_CELLS


@pytest.mark.parametrize("bbox", ["190,0,200,10", "46.3,0,48.9,3.2", "0,91,1,95"])
def test_a_box_where_nothing_is_answers_nothing(client, bbox):
    make_initiative()

    assert ask(client, bbox=bbox).json()["features"] == []


# --- How fresh it is, and at what cost ---------------------------------------


def test_a_change_is_in_the_next_answer(client):
    theme = make_theme(slug="langue")
    first = make_initiative(themes=[theme])
    asked = [ask(client).json()["shown"], ask(client).json()["shown"]]

    make_initiative()
    make_initiative(themes=[theme])
    asked.append(ask(client).json()["shown"])
    first.delete()
    asked.append(ask(client).json()["shown"])
    Initiative.objects.filter(themes=theme).update(status="archived")
    asked.append(ask(client).json()["shown"])

    assert asked == [1, 1, 3, 2, 1]


def test_nothing_changed_costs_one_query(client, django_assert_num_queries):
    make_initiative()
    etag = ask(client)["ETag"]

    with django_assert_num_queries(1):
        response = ask(client, **{"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag


def test_something_changed_gives_another_etag(client):
    etag = ask(client)["ETag"]
    make_initiative()

    response = ask(client, **{"if-none-match": etag})

    assert response.status_code == 200
    assert response["ETag"] != etag


def test_a_draft_leaves_the_etag(client):
    etag = ask(client)["ETag"]
    make_initiative(status="draft", lead=make_organisation(is_published=False))

    assert ask(client, **{"if-none-match": etag}).status_code == 304


def test_caches_must_ask_again(client):
    response = ask(client)

    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in response.get("Vary", "")


def queries_of(client, query: str, zoom: int = 8) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask(client, query, zoom=zoom).status_code == 200
        return len(captured)


# Version, rows, names; vocabularies and index for a theme; for a text, synonyms,
# « enough matches? » and keys.
COLD = {"": 3, "theme=langue": 5, "q=cours": 6, "theme=langue&q=cours": 8}
OTHER_VIEW = 1  # the version: names are known, unless others stand alone


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("query", COLD)
def test_queries_do_not_depend_on_rows(client, query, rows):
    theme = make_theme(slug="langue")
    for rank in range(rows):
        make_initiative(title="Cours", themes=[theme], location=(1 + rank / 4, 47))
    memory.forget()

    found = [queries_of(client, query, zoom) for zoom in (9, 10, 10)]

    assert found == [COLD[query], OTHER_VIEW, OTHER_VIEW]


def test_light_on_the_wire(client):
    """A view full of names: 1280 × 800 pixels, the most that are named."""
    for rank in range(100):
        make_initiative(
            title=f"Accompagnement vers l’emploi n° {rank}, {rank * 7919 % 1000}",
            location=(1 + rank % 12 * 0.11, 47 + rank // 12 * 0.08),
        )

    response = ask(client, bbox="0.8,46.9,2.56,47.64", zoom=10)

    assert sum("title" in f["properties"] for f in response.json()["features"]) > 70
    assert len(gzip.compress(response.content, 6)) < 6_000
