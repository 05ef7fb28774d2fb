"""The directory: filters, chips, notices, and who is in it."""

import pytest

from tests.factories import (
    make_contact,
    make_department,
    make_initiative,
    make_network,
    make_organisation,
    make_participation,
    make_region,
    make_territory,
)

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [organisation.name for organisation in response.context["page"]]


def test_each_filter_keeps_what_it_says(client):
    town = make_territory(department=make_department(region=make_region()))
    make_organisation(
        name="Voulue",
        acronym="VLU",
        aliases=["L’Ancienne"],
        kind="university",
        ecosystem="training",
        commune=town,
        networks=[make_network(slug="anvita")],
    )
    make_organisation(name="Autre")

    for query in ["q=voulue", "q=vlu", "q=ancienne", "nature=universite",
                  "ecosysteme=emploi-formation", "departement=45", "reseau=anvita",
                  f"territoire={town.code}"]:  # fmt: skip
        assert names(client.get(f"/acteurs/?{query}")) == ["Voulue"], query


def test_only_published_actors_are_listed(client):
    make_organisation(name="Publié")
    hidden = make_organisation(name="Caché", slug="cache", is_published=False)

    assert names(client.get("/acteurs/")) == ["Publié"]
    assert client.get(f"/acteurs/{hidden.slug}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["nature=x", "reseau=x", "reseau=%00", "departement=99", "inconnu=1", "q=%00"],
)
def test_what_is_not_understood_shows_nobody(client, query):
    make_organisation()

    response = client.get(f"/acteurs/?{query}")

    assert (names(response), response.context["total"]) == ([], 0)
    assert len(response.context["notices"]) == 1


def test_only_published_initiatives_are_counted(client):
    actor = make_organisation()
    make_initiative(lead=actor)
    make_initiative(lead=actor, status="draft")

    page = client.get("/acteurs/").context["page"]

    assert [organisation.initiative_count for organisation in page] == [1]


def test_chips_remove_one_value_each(client):
    make_department(region=make_region())
    chips = client.get(
        "/acteurs/?q=a&nature=epci&ecosysteme=les-deux&departement=45"
    ).context["chips"]

    assert [(chip.label, chip.url) for chip in chips] == [
        ("« a »", "?nature=epci&ecosysteme=les-deux&departement=45"),
        ("les deux écosystèmes", "?q=a&nature=epci&departement=45"),
        ("intercommunalité", "?q=a&ecosysteme=les-deux&departement=45"),
        ("Loiret", "?q=a&nature=epci&ecosysteme=les-deux"),
    ]


def test_sheet_of_an_actor_shows_published_initiatives_and_agreed_contacts(client):
    actor = make_organisation(slug="acteur")
    led = make_initiative(lead=actor)
    joined = make_initiative()
    make_participation(joined, organisation=actor)
    make_initiative(lead=actor, status="draft")
    agreed = make_contact(organisation=actor, consent_on="2026-01-01")
    make_contact(organisation=actor)

    context = client.get("/acteurs/acteur/").context

    assert (context["led"], context["joined"]) == ([led], [joined])
    assert context["contacts"] == [agreed]
