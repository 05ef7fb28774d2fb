"""Cost of the public pages in queries: the same for 1, 5 and 50 rows."""

import pytest

from tests.factories import (
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


@pytest.fixture
def town():
    region = make_region()
    department = make_department(region=region)
    return make_territory(
        code="45234", name="Orléans", department=department, region=region
    )


def fill(rows: int, town) -> None:
    lead = make_organisation(slug="porteur", commune=town)
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


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("address", "cold", "warm"),
    [
        pytest.param("/", 12, 4, id="home"),
        pytest.param("/initiatives/?theme=theme-x", 0, 0, id="invalid"),
        pytest.param("/initiatives/", 12, 8, id="list"),
        pytest.param(
            "/initiatives/?etat=en-cours&type_porteur=association&q=fiche",
            0,
            0,
            id="filtered",
        ),
        pytest.param("/initiatives/carte.json?bbox=1,47,3,48&zoom=8", 4, 3, id="map"),
        pytest.param("/initiatives/fiche-0/", 0, 0, id="sheet"),
        pytest.param("/acteurs/", 0, 0, id="actors"),
        pytest.param("/acteurs/porteur/", 0, 0, id="actor"),
        pytest.param("/territoires/", 0, 0, id="territories"),
        pytest.param("/territoires/departement/45/", 0, 0, id="territory"),
        pytest.param("/territoires/contours.json", 0, 0, id="outlines"),
        pytest.param("/sitemap.xml", 0, 0, id="sitemap"),
    ],
)
def test_cost(client, town, django_assert_num_queries, rows, address, cold, warm):
    fill(rows, town)

    with django_assert_num_queries(cold):
        client.get(address)
    with django_assert_num_queries(warm):
        client.get(address)
