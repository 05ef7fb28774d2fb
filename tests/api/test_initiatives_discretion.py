"""Published and real initiatives alone, and nothing private of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accueil.reference.models import Contact
from initiatives.models import Funding
from tests.api.conftest import SECRET
from tests.factories import (
    BLOIS,
    TOURS,
    make_initiative,
    make_organisation,
    make_participation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/initiatives/"


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


def test_private_columns_are_not_even_read(client, full):
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)

    text = " ".join(query["sql"] for query in queries)
    for column in (
        "internal_note", "precision_reason", "preview_key", "verified_by_id", "email",
        "location", "outline",
    ):  # fmt: skip
        assert f'"{column}"' not in text, column
