"""Territories, their codes and their outlines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BLOIS,
    make_department,
    make_region,
    make_territory,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/territoires/"


@pytest.fixture
def blois():
    region = make_region()
    department = make_department("41", "Loir-et-Cher", center=BLOIS, region=region)
    epci = make_territory(
        BLOIS, kind="epci", code="200030385", name="Agglopolys", nature="CA"
    )
    return make_territory(
        BLOIS,
        code="41018",
        name="Blois",
        former_codes=["41999"],
        postal_codes=["41000"],
        region=region,
        department=department,
        epci=epci,
        population=46000,
        population_year=2023,
        outline_year=2026,
    )


def test_a_territory_is_exactly_its_public_fields(client, blois):
    assert client.get(f"{URL}commune/41018/").json() == {
        "nature": "commune",
        "code": "41018",
        "nom": "Blois",
        "nom_local": None,
        "forme_juridique": None,
        "anciens_codes": ["41999"],
        "codes_postaux": ["41000"],
        "pays": None,
        "region": {"code": "24", "nom": "Région d’essai"},
        "departement": {"code": "41", "nom": "Loir-et-Cher"},
        "epci": {"code": "200030385", "nom": "Agglopolys"},
        "communes": [],
        "generation": None,
        "population": 46000,
        "population_annee": 2023,
        "contour_annee": 2026,
        "latitude": 47.588,
        "longitude": 1.328,
        "url": "http://testserver/territoires/commune/41018/",
    }


def test_a_priority_quarter_says_its_generation_and_communes(client, blois):
    quarter = make_territory(BLOIS, kind="district", code="QN04101M", name="Quartier")
    quarter.communes.add(blois)

    row = client.get(f"{URL}quartier/QN04101M/").json()

    assert row["generation"] == 2024
    assert row["communes"] == [{"code": "41018", "nom": "Blois"}]


def test_a_former_code_leads_to_the_one_that_took_over(client, blois):
    response = client.get(f"{URL}commune/41999/?format=geojson")

    assert response.status_code == 301
    assert response["Location"] == f"{URL}commune/41018/?format=geojson"


@pytest.mark.parametrize(
    "path", ["commune/99999/", "planete/41018/", "commune/%00/", "epci/41018/"]
)
def test_what_is_unknown_is_a_404_in_json(client, blois, path):
    response = client.get(f"{URL}{path}")

    assert response.status_code == 404
    assert response.json() == {"detail": "Il n’y a rien à cette adresse."}


def test_geojson_gives_the_outline(client, blois):
    make_territory(None, kind="country", code="DE", name="Allemagne")
    features = client.get(f"{URL}?format=geojson&nature=commune&nature=pays").json()[
        "features"
    ]

    assert [one["properties"]["nom"] for one in features] == ["Blois", "Allemagne"]
    assert features[0]["geometry"]["type"] == "MultiPolygon"
    assert features[0]["geometry"]["coordinates"][0][0][0] == [1.228, 47.488]
    assert features[1]["geometry"] is None


@pytest.mark.parametrize(
    "query", ["q=blo", "nature=commune", "code=41018", "code=41999", "epci=200030385"]
)
def test_filters_keep_what_they_say(client, blois, query):
    make_territory(name="Ailleurs", kind="country", code="DE")
    blois.epci.epci = None

    found = client.get(f"{URL}?{query}").json()["donnees"]

    assert [row["code"] for row in found] == ["41018"]


def test_region_and_department_gather_those_below(client, blois):
    def codes(query):
        found = client.get(f"{URL}?{query}").json()["donnees"]
        return sorted(row["code"] for row in found)

    assert codes("region=24") == ["41", "41018"]
    assert codes("departement=41") == ["41018"]


@pytest.mark.parametrize("format_", ["json", "geojson"])
@pytest.mark.parametrize("rows", [1, 5, 50])
def test_queries_do_not_depend_on_the_number_of_rows(client, rows, format_):
    region = make_region(code="11")
    for number in range(rows):
        commune = make_territory(code=f"{45001 + number}", region=region)
        quarter = make_territory(kind="district", code=f"QN045{number:02}M")
        quarter.communes.add(commune)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{URL}?nature=quartier&format={format_}").json()

    assert answer["total"] == rows
    assert len(queries) == 4  # version, count, rows and communes
    outlines = str(queries.captured_queries).count('"outline"')
    assert outlines == (1 if format_ == "geojson" else 0)
