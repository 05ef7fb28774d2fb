"""Cost of the public pages in queries: the same for 1, 5 and 50 rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accueil.common import memory
from tests.factories import (
    TOURS,
    make_audience,
    make_department,
    make_document,
    make_initiative,
    make_organisation,
    make_participation,
    make_region,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
ROWS = [1, 5, 50]
FILTERED = "etat=en-cours&type_porteur=association&q=fiche"
VIEW = "bbox=0,47,3,48&zoom=8"


@pytest.fixture
def town():
    region = make_region()
    department = make_department(region=region)
    return make_territory(
        code="45234", name="Orléans", department=department, region=region
    )


def fill(rows: int, town) -> None:
    lead = make_organisation(slug="porteur", commune=town)
    make_initiative(
        location=TOURS, commune=town
    )  # a lone marker, whose name costs a query
    for number in range(rows):
        initiative = make_initiative(
            slug=f"fiche-{number}",
            lead=lead,
            commune=town,
            themes=[make_theme()],
            audiences=[make_audience()],
            territories=[town.department],
        )
        make_participation(initiative, organisation=make_organisation(commune=town))
        make_document(initiative)


# address: queries with nothing remembered, then of the same page again.
COSTS = {
    "/": (11, 1),
    "/initiatives/?theme=theme-x": (6, 1),
    "/initiatives/": (10, 1),
    f"/initiatives/?{FILTERED}": (10, 1),
    f"/initiatives/carte.json?{VIEW}": (3, 1),
    "/initiatives/fiche-0/": (17, 16),
    "/acteurs/": (8, 1),
    "/acteurs/porteur/": (7, 6),
    "/territoires/": (5, 4),
    "/territoires/departement/45/": (13, 8),
    "/territoires/contours.json": (2, 1),
    "/sitemap.xml": (4, 4),
}


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("rows", ROWS)
def test_cost_does_not_depend_on_the_rows(client, town, rows):
    fill(rows, town)

    costs = {}
    for address in COSTS:
        memory.forget()
        costs[address] = (cost(client, address), cost(client, address))

    assert costs == COSTS
