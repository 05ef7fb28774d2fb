"""Published actors, their public fields and no other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accueil.reference.models import Membership
from tests.factories import (
    ORLEANS,
    TOURS,
    make_contact,
    make_department,
    make_network,
    make_organisation,
    make_territory,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/acteurs/"
SECRET = "CANARI"


@pytest.fixture
def town_hall():
    department = make_department("37", "Indre-et-Loire", center=TOURS)
    tours = make_territory(TOURS, code="37261", name="Tours", department=department)
    organisation = make_organisation(
        name="Ville de Tours",
        slug="ville-de-tours",
        acronym="VT",
        aliases=["Mairie de Tours"],
        kind="commune",
        summary="La ville.",
        siret="21370261500015",
        rna="",
        territory=tours,
        commune=tours,
        website="https://www.tours.test/",
        ecosystem="reception",
        location=TOURS,
        address="1 rue des Minimes",
        internal_note=SECRET,
        source_title="Annuaire",
    )
    Membership.objects.create(
        organisation=organisation,
        network=make_network(slug="anvita", name="ANVITA"),
        joined_year=2019,
    )
    make_contact(organisation=organisation, name=SECRET, consent_on="2026-01-01")
    return organisation


def test_an_actor_is_exactly_its_public_fields(client, town_hall):
    response = client.get(f"{URL}ville-de-tours/")

    assert response.json() == {
        "identifiant": "ville-de-tours",
        "nom": "Ville de Tours",
        "sigle": "VT",
        "autres_noms": ["Mairie de Tours"],
        "nature": "commune",
        "presentation": "La ville.",
        "siret": "21370261500015",
        "rna": None,
        "territoire": {"nature": "commune", "code": "37261", "nom": "Tours"},
        "site": "https://www.tours.test/",
        "ecosysteme": "accueil-hebergement",
        "reseaux": [
            {
                "identifiant": "anvita",
                "libelle": "ANVITA",
                "depuis": 2019,
                "jusqu_en": None,
            }
        ],
        "source": {
            "titre": "Annuaire",
            "adresse": None,
            "consultee_le": None,
            "confiance": None,
            "note": None,
        },
        "url": "http://testserver/acteurs/ville-de-tours/",
        "commune": {"code": "37261", "nom": "Tours"},
        "departement": {"code": "37", "nom": "Indre-et-Loire"},
        "adresse": "1 rue des Minimes",
        "latitude": 47.394,
        "longitude": 0.689,
        "precision": "exacte",
    }
    assert SECRET not in response.content.decode()


def test_geojson_stands_on_the_public_point(client):
    commune = make_territory(TOURS)
    make_organisation(
        slug="abri",
        location=ORLEANS,
        commune=commune,
        precision="commune",
        precision_reason=SECRET,
    )

    response = client.get(f"{URL}?format=geojson")

    [feature] = response.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": list(TOURS)}
    assert SECRET not in response.content.decode()


def test_an_unpublished_actor_does_not_exist(client, agent):
    make_organisation(slug="cache", name="Caché", is_published=False)
    unknown = client.get(f"{URL}inconnu/").content

    for reader in (client, agent):
        hidden = reader.get(f"{URL}cache/")
        assert (hidden.status_code, hidden.content) == (404, unknown)
        assert reader.get(f"{URL}?q=cache").json()["total"] == 0


def test_filters_are_those_of_the_directory(client, town_hall):
    make_organisation(name="Autre", kind="association")

    for query in [
        "q=mairie", "nature=commune", "ecosysteme=accueil-hebergement", "reseau=anvita",
        "departement=37", "territoire=commune:37261",
    ]:  # fmt: skip
        found = client.get(f"{URL}?{query}").json()["donnees"]
        assert [row["identifiant"] for row in found] == ["ville-de-tours"], query


def test_names_come_in_french_order(client):
    for name in ("étoile", "Zoo", "École", "accueil"):
        make_organisation(name=name)

    found = client.get(URL).json()["donnees"]

    assert [row["nom"] for row in found] == ["accueil", "École", "étoile", "Zoo"]


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_queries_do_not_depend_on_the_number_of_rows(client, rows):
    for number in range(rows):
        commune = make_territory(code=f"{45001 + number}")
        make_organisation(commune=commune, territory=commune, networks=[make_network()])

    with CaptureQueriesContext(connection) as queries:
        assert client.get(URL).json()["total"] == rows

    assert len(queries) == 4  # version, count, rows and networks
    assert '"internal_note"' not in str(queries.captured_queries)
