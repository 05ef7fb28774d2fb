"""Which initiatives come, in which order, by pages, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Funding, Initiative, Lever, Obstacle
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_audience,
    make_competence,
    make_document,
    make_initiative,
    make_lever_kind,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/initiatives/"


def titles(client, query: str = "") -> list[str]:
    return [row["titre"] for row in client.get(f"{URL}?{query}").json()["donnees"]]


def test_the_same_query_string_gives_the_same_rows_as_the_page(client):
    langue = make_theme(slug="langue")
    make_initiative(title="Voulue", themes=[langue], stage="project")
    make_initiative(title="Autre thème", stage="project")
    make_initiative(title="Autre état", themes=[langue])
    query = "theme=langue&etat=projet&q=voulue&pres_de=47.9,1.9&rayon=20"

    assert titles(client, query) == ["Voulue"]
    page = client.get(f"/initiatives/?{query}")
    (card,) = page.context["page"].object_list
    assert ">Voulue</a>" in card


def test_values_add_up_and_a_near_place_comes_first(client):
    make_initiative(title="Blois", location=BLOIS, stage="project")
    make_initiative(title="Orléans", location=ORLEANS)
    make_initiative(title="Tours", location=TOURS, stage="ended")

    assert titles(client, "etat=projet&etat=en-cours") == ["Blois", "Orléans"]
    assert titles(client, "pres_de=47.6,1.3&rayon=200&tri=distance") == [
        "Blois", "Tours", "Orléans",
    ]  # fmt: skip


def test_pages_follow_each_other_without_overlap(client):
    for number in range(7):
        make_initiative(title=f"Titre {number // 2}")
    address, found, counts = f"{URL}?page_size=3&utm_source=lettre", [], []

    while address:
        answer = client.get(address).json()
        found += [row["identifiant"] for row in answer["donnees"]]
        counts.append((answer["total"], answer["page"], answer["pages"]))
        address = answer["suivante"]

    assert len(set(found)) == len(found) == 7
    assert counts == [(7, 1, 3), (7, 2, 3), (7, 3, 3)]
    assert answer["precedente"] == (
        "http://testserver/api/v1/initiatives/?page=2&page_size=3&utm_source=lettre"
    )


@pytest.mark.parametrize("format_", ["json", "geojson"])
@pytest.mark.parametrize("rows", [1, 5, 50])
def test_queries_do_not_depend_on_the_number_of_rows(client, rows, format_):
    for number in range(rows):
        initiative = make_initiative(
            themes=[make_theme()],
            audiences=[make_audience()],
            commune=make_territory(code=f"{45001 + number}"),
            territories=[make_territory(code=f"{41001 + number}")],
        )
        make_participation(initiative)
        funder = make_organisation()
        Funding.objects.create(initiative=initiative, funder=funder)
        Obstacle.objects.create(
            initiative=initiative,
            kind=make_obstacle_kind(),
            competence=make_competence(),
        )
        Lever.objects.create(initiative=initiative, kind=make_lever_kind())
        make_document(initiative)
    assert Initiative.objects.count() == rows

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{URL}?format={format_}").json()

    assert answer["total"] == rows
    assert len(queries) == 15  # version, count, rows and twelve relations


def test_one_sheet_costs_the_same_but_the_count(
    client, full, django_assert_num_queries
):
    with django_assert_num_queries(14):
        client.get(f"{URL}cours-du-soir/")


def test_filters_add_the_vocabulary_and_the_territory(
    client, full, django_assert_num_queries
):
    with django_assert_num_queries(17):
        answer = client.get(f"{URL}?theme=langue&departement=41&etat=perenne").json()

    assert answer["total"] == 1
