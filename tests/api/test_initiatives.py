"""The fields of initiatives: a sheet, a line of the list and a feature say the same."""

import pytest

from tests.factories import (
    make_document,
    make_initiative,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/initiatives/"


def test_a_sheet_is_exactly_its_public_fields(client, full):
    row = client.get(f"{URL}cours-du-soir/").json()

    moments = {name: row.pop(name) for name in ("publiee_le", "modifiee_le")}
    assert row == {
        "identifiant": "cours-du-soir",
        "titre": "Cours du soir",
        "resume": "Un résumé.",
        "description": "Longue description.",
        "porteur": {
            "identifiant": "porteuse",
            "nom": "Porteuse",
            "sigle": "PRT",
            "nature": "association",
        },
        "acteurs_associes": [
            {
                "role": "financeur",
                "acteur": {
                    "identifiant": "financeur",
                    "nom": "Financeur",
                    "sigle": None,
                    "nature": "region",
                },
            }
        ],
        "themes": [{"identifiant": "langue", "libelle": "Langue"}],
        "publics": [{"identifiant": "exiles", "libelle": "Personnes exilées"}],
        "competences": [{"identifiant": "formation", "libelle": "Formation"}],
        "dispositifs": [{"identifiant": "agir", "libelle": "AGIR"}],
        "odd": [{"identifiant": "odd-4", "libelle": "Éducation"}],
        "etat": "perenne",
        "debut": "2021-09-01",
        "debut_precision": "mois",
        "fin": None,
        "fin_precision": None,
        "territoires": [{"nature": "departement", "code": "41", "nom": "Loir-et-Cher"}],
        "budget_eur": 12500.5,
        "budget_annee": 2024,
        "financements": [
            {
                "financeur": {
                    "identifiant": "financeur",
                    "nom": "Financeur",
                    "sigle": None,
                    "nature": "region",
                },
                "montant_eur": 9000.0,
                "annee": 2024,
                "note": None,
            }
        ],
        "salaries_etp": 1.5,
        "benevoles": 12,
        "resultats": [
            {
                "libelle": "Personnes formées",
                "valeur": 40.0,
                "unite": "personnes",
                "annee": None,
                "note": None,
            }
        ],
        "freins": [
            {
                "identifiant": "transport",
                "libelle": "Transport",
                "competence": {"identifiant": "formation", "libelle": "Formation"},
                "note": "Le soir.",
            }
        ],
        "leviers": [
            {"identifiant": "bus", "libelle": "Bus", "competence": None, "note": None}
        ],
        "niveau_entree": "A1",
        "niveau_sortie": "B1",
        "documents": [
            {
                "nature": "lien",
                "titre": "Le programme",
                "adresse": "https://exemple.test/document",
                "texte_de_remplacement": None,
                "credit": "La ville",
                "licence": None,
            }
        ],
        "source": {
            "titre": "Document d’essai",
            "adresse": "https://exemple.test/source",
            "consultee_le": "2026-02-03",
            "confiance": "haute",
            "note": "Chiffre arrondi.",
        },
        "verifiee_le": "2026-03-04",
        "url": "http://testserver/initiatives/cours-du-soir/",
        "commune": {"code": "41018", "nom": "Blois"},
        "departement": {"code": "41", "nom": "Loir-et-Cher"},
        "adresse": "3 rue du Commerce",
        "latitude": 47.58877,
        "longitude": 1.32812,
        "precision": "exacte",
    }
    assert moments["modifiee_le"].startswith(f"{full.updated_at:%Y-%m-%d}")


def test_the_list_gives_what_the_sheet_gives(client, full):
    sheet = client.get(f"{URL}cours-du-soir/").json()

    assert client.get(URL).json() == {
        "total": 1,
        "page": 1,
        "pages": 1,
        "precedente": None,
        "suivante": None,
        "donnees": [sheet],
    }


def test_geojson_holds_the_same_fields_on_the_public_point(client, full):
    sheet = client.get(f"{URL}cours-du-soir/").json()
    response = client.get(f"{URL}?format=geojson")
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1.32812, 47.58877]},
        "properties": sheet,
    }

    assert response["Content-Type"] == "application/geo+json"
    assert response.json() == {
        "type": "FeatureCollection",
        "total": 1,
        "page": 1,
        "pages": 1,
        "precedente": None,
        "suivante": None,
        "features": [feature],
    }
    assert client.get(f"{URL}cours-du-soir/?format=geojson").json() == feature


def test_without_a_point_place_and_geometry_are_null(client):
    make_initiative(slug="partout", location=None)

    feature = client.get(f"{URL}partout/?format=geojson").json()

    row = feature["properties"]
    assert feature["geometry"] is None
    assert [row[name] for name in ("latitude", "longitude", "precision")] == [None] * 3
    assert row["commune"] is row["departement"] is None


def test_a_file_is_given_by_the_address_that_serves_it(client, full):
    document = make_document(full, kind="file", url="", file="documents/a.pdf")

    documents = client.get(f"{URL}cours-du-soir/").json()["documents"]

    found = next(one for one in documents if one["nature"] == "fichier")
    assert found["adresse"] == f"http://testserver{document.get_absolute_url()}"
