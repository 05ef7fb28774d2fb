"""Cost of the public pages in queries: the same for 1, 5 and 50 rows.

« cold »: nothing remembered; « warm »: the same page again, no data changed.
"""

import pytest

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


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("address", "cold", "warm"),
    [
        pytest.param("/", 12, 1, id="home"),
        pytest.param("/initiatives/?theme=theme-x", 5, 1, id="invalid"),
        pytest.param("/initiatives/", 13, 5, id="list"),
        pytest.param(f"/initiatives/?{FILTERED}", 13, 3, id="filtered"),
        pytest.param(f"/initiatives/carte.json?{VIEW}", 4, 3, id="map"),
        pytest.param("/initiatives/fiche-0/", 17, 16, id="sheet"),
        pytest.param("/acteurs/", 8, 3, id="actors"),
        pytest.param("/acteurs/porteur/", 10, 9, id="actor"),
        pytest.param("/territoires/", 5, 4, id="territories"),
        pytest.param("/territoires/departement/45/", 15, 13, id="territory"),
        pytest.param("/territoires/contours.json", 2, 1, id="outlines"),
        pytest.param("/sitemap.xml", 4, 4, id="sitemap"),
    ],
)
def test_cost(client, town, django_assert_num_queries, rows, address, cold, warm):
    fill(rows, town)

    with django_assert_num_queries(cold):
        client.get(address)
    with django_assert_num_queries(warm):
        client.get(address)
