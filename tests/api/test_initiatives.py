"""Published and real initiatives, their public fields and no other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accueil.reference.models import Contact
from initiatives.models import Funding, Initiative, Lever, Obstacle, Result
from tests.factories import (
    BLOIS,
    ORLEANS,
    TOURS,
    make_audience,
    make_competence,
    make_contact,
    make_department,
    make_document,
    make_goal,
    make_initiative,
    make_lever_kind,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_scheme,
    make_territory,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/initiatives/"
SECRET = "CANARI"


def titles(client, query: str = "") -> list[str]:
    return [row["titre"] for row in client.get(f"{URL}?{query}").json()["donnees"]]


@pytest.fixture
def full():
    """One with everything filled, private things included."""
    department = make_department("41", "Loir-et-Cher", center=BLOIS)
    blois = make_territory(BLOIS, code="41018", name="Blois", department=department)
    learning = make_competence(slug="formation", name="Formation")
    lead = make_organisation(
        name="Porteuse",
        slug="porteuse",
        acronym="PRT",
        internal_note=f"{SECRET} organisation",
    )
    initiative = make_initiative(
        title="Cours du soir",
        slug="cours-du-soir",
        description="Longue description.",
        lead=lead,
        commune=blois,
        location=(1.3281234567, 47.5887654321),
        address="3 rue du Commerce",
        themes=[make_theme(slug="langue", name="Langue")],
        audiences=[make_audience(slug="exiles", name="Personnes exilées")],
        competences=[learning],
        schemes=[make_scheme(slug="agir", name="AGIR")],
        goals=[make_goal(4, slug="odd-4", name="Éducation")],
        territories=[department],
        stage="permanent",
        started_on="2021-09-01",
        started_precision="month",
        budget_eur="12500.50",
        budget_year=2024,
        staff_fte="1.5",
        volunteers=12,
        level_in="A1",
        level_out="B1",
        source_url="https://exemple.test/source",
        consulted_on="2026-02-03",
        confidence="high",
        source_note="Chiffre arrondi.",
        verified_on="2026-03-04",
        verified_by=make_user(first_name=SECRET, last_name=SECRET),
        internal_note=f"{SECRET} note",
        contacts=[
            make_contact(organisation=lead, name=SECRET, consent_on="2026-01-01")
        ],
    )
    funder = make_organisation(name="Financeur", slug="financeur", kind="region")
    make_participation(initiative, organisation=funder, role="funder")
    Funding.objects.create(
        initiative=initiative, funder=funder, amount_eur="9000", year=2024
    )
    Result.objects.create(
        initiative=initiative, label="Personnes formées", value=40, unit="personnes"
    )
    Obstacle.objects.create(
        initiative=initiative,
        kind=make_obstacle_kind(slug="transport", name="Transport"),
        competence=learning,
        note="Le soir.",
    )
    Lever.objects.create(
        initiative=initiative, kind=make_lever_kind(slug="bus", name="Bus")
    )
    make_document(initiative, title="Le programme", credit="La ville")
    return initiative


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


def test_nothing_private_leaves_by_any_door(client, full):
    for address in [
        URL,
        f"{URL}?format=geojson",
        f"{URL}cours-du-soir/",
        f"{URL}cours-du-soir/?format=geojson",
        "/api/v1/acteurs/",
        "/api/v1/acteurs/porteuse/",
    ]:
        text = client.get(address).content.decode()

        assert SECRET not in text, address
        assert str(full.preview_key) not in text, address
        assert "personne@exemple.test" not in text, address
    assert Contact.objects.filter(name=SECRET).exists()


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


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "review"},
        {"status": "archived"},
        {"is_fictional": True},
    ],
)
def test_what_is_not_published_or_not_real_does_not_exist(agent, client, fields):
    make_initiative(
        title="Cachée", slug="cachee", themes=[make_theme(slug="t")], **fields
    )
    unknown = client.get(f"{URL}inconnue/").content

    for reader in (client, agent):
        hidden = reader.get(f"{URL}cachee/")
        assert (hidden.status_code, hidden.content) == (404, unknown)
        for query in ("", "q=cachee", "theme=t", "departement=45&departement=24"):
            answer = reader.get(f"{URL}?{query}").json()
            assert answer.get("total", 0) == 0, query


def test_a_discreet_place_shows_nothing_more_than_its_commune(client):
    tours = make_territory(TOURS, code="37261", name="Tours")
    make_initiative(
        slug="abri",
        location=BLOIS,
        commune=tours,
        address="12 rue Cachée",
        precision="commune",
        precision_reason=SECRET,
        is_shelter=True,
    )

    response = client.get(f"{URL}abri/")

    row = response.json()
    assert (row["longitude"], row["latitude"]) == TOURS
    assert (row["precision"], row["adresse"]) == ("commune", None)
    assert SECRET not in response.content.decode()
    assert "Cachée" not in response.content.decode()


def test_a_street_loses_its_number_and_its_exact_point(client):
    make_initiative(
        slug="rue",
        location=(1.9094, 47.9023),
        address="12 bis rue Royale",
        precision="street",
        precision_reason="Sécurité",
    )

    row = client.get(f"{URL}rue/").json()

    assert (row["longitude"], row["latitude"]) == (1.91, 47.902)
    assert (row["precision"], row["adresse"]) == ("rue", "rue Royale")


def test_without_a_point_place_and_geometry_are_null(client):
    make_initiative(slug="partout", location=None)

    feature = client.get(f"{URL}partout/?format=geojson").json()

    row = feature["properties"]
    assert feature["geometry"] is None
    assert [row[name] for name in ("latitude", "longitude", "precision")] == [None] * 3
    assert row["commune"] is row["departement"] is None


def test_actors_that_are_not_published_are_not_named(client, full):
    hidden = make_organisation(name=f"{SECRET} acteur", is_published=False)
    full.lead = hidden
    full.save()
    make_participation(full, organisation=hidden)
    Funding.objects.create(initiative=full, funder=hidden, amount_eur=1)

    response = client.get(f"{URL}cours-du-soir/")

    row = response.json()
    assert row["porteur"] is None
    assert [one["acteur"]["identifiant"] for one in row["acteurs_associes"]] == [
        "financeur"
    ]
    assert [one["montant_eur"] for one in row["financements"]] == [9000.0]
    assert SECRET not in response.content.decode()


def test_a_file_is_given_by_the_address_that_serves_it(client, full):
    document = make_document(full, kind="file", url="", file="documents/a.pdf")

    documents = client.get(f"{URL}cours-du-soir/").json()["documents"]

    found = next(one for one in documents if one["nature"] == "fichier")
    assert found["adresse"] == f"http://testserver{document.get_absolute_url()}"


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


def test_private_columns_are_not_even_read(client, full):
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)

    text = " ".join(query["sql"] for query in queries)
    for column in (
        "internal_note", "precision_reason", "preview_key", "verified_by_id", "email",
        "location", "outline",
    ):  # fmt: skip
        assert f'"{column}"' not in text, column
