"""Actors and their contacts in the administration."""

import pytest

from accueil.reference.models import Contact, Organisation
from tests.admin_tools import change_url, edit, form_values, page_url, shown
from tests.factories import (
    make_contact,
    make_initiative,
    make_network,
    make_organisation,
    make_region,
)

pytestmark = pytest.mark.django_db
ACTORS = "/admin/reference/organisation/"


@pytest.mark.parametrize(
    "words",
    [
        "ofii",
        "immigration",
        "Office français",
        "12345678200002",
        "office-francais",
        "office immigration",
    ],
)
def test_an_actor_is_found_by_any_of_its_names(agent, words):
    make_organisation(
        name="Office français de l’immigration",
        acronym="OFII",
        aliases=["ANAEM"],
        siret="12345678200002",
    )
    make_organisation(name="Croix-Rouge")

    assert shown(agent.get(ACTORS, {"q": words})) == [
        "Office français de l’immigration"
    ]


def test_an_actor_is_written_with_contacts_and_networks(agent):
    make_region()
    network = make_network()
    values = form_values(agent.get(f"{ACTORS}add/"), "organisation_form")

    response = agent.post(
        f"{ACTORS}add/",
        {
            **values,
            "name": "Bienvenue",
            "slug": "bienvenue",
            "kind": "association",
            "is_published": "on",
            "aliases": "Welcome, Accueil 45",
            "latitude": "47,9",
            "longitude": "1,9",
            "contacts-TOTAL_FORMS": "1",
            "contacts-0-function": "direction",
            "contacts-0-email": "rose@exemple.test",
            "memberships-TOTAL_FORMS": "1",
            "memberships-0-network": network.pk,
            "_save": "1",
        },
    )

    assert response.status_code == 302, response.context["errors"]
    actor = Organisation.objects.get()
    assert (actor.aliases, actor.location.coords) == (
        ["Welcome", "Accueil 45"],
        (1.9, 47.9),
    )
    assert list(actor.contacts.values_list("email", flat=True)) == ["rose@exemple.test"]
    assert list(actor.networks.all()) == [network]


def test_publishing_an_actor_asks_for_the_right(as_person):
    person = as_person(
        "reference.view_organisation",
        "reference.change_organisation",
        "reference.view_private_organisation",
    )
    actor = make_organisation(is_published=False)

    assert edit(person, actor, is_published="on", name="Corrigé").status_code == 302

    actor.refresh_from_db()
    assert (actor.name, actor.is_published) == ("Corrigé", False)


def test_the_private_side_of_an_actor_is_hidden(as_person):
    actor = make_organisation(
        internal_note="canari-note", address="3 rue canari", location=(1.87654, 47.7)
    )
    make_contact(organisation=actor, name="Canari Durand")
    reader = as_person("reference.view_organisation")
    traces = ["canari-note", "rue canari", "1,87654", "1.87654", "Canari Durand"]

    page = reader.get(change_url(actor)).content.decode()

    assert [trace for trace in traces if trace in page] == []


def test_an_unpublished_actor_is_for_those_who_see_the_private_side(as_person, agent):
    hidden = make_organisation(name="Cachée", is_published=False)
    make_organisation(name="Publiée")
    reader = as_person("reference.view_organisation")

    assert shown(agent.get(ACTORS)) == ["Cachée", "Publiée"]
    assert shown(reader.get(ACTORS)) == ["Publiée"]
    assert reader.get(change_url(hidden)).status_code == 302


def test_contacts_of_an_actor_ask_for_their_own_right(as_person, agent):
    actor = make_contact(name="Canari Durand").organisation
    person = as_person(
        "reference.view_organisation",
        "reference.change_organisation",
        "reference.view_private_organisation",
    )

    pages = [p.get(change_url(actor)).content.decode() for p in (agent, person)]

    assert ["Canari Durand" in page for page in pages] == [True, False]
    edit(person, actor, **{"contacts-0-name": "Volé", "contacts-TOTAL_FORMS": "1"})
    assert Contact.objects.get().name == "Canari Durand"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"siret": "12345678200002"}, "Un acteur porte déjà ce SIRET."),
        ({"rna": "W123456789"}, "Un acteur porte déjà ce numéro RNA."),
    ],
)
def test_two_actors_do_not_share_an_identifier(agent, fields, message):
    make_organisation(**fields)

    response = edit(agent, make_organisation(), **fields)

    assert dict(response.context["adminform"].form.errors) == {"__all__": [message]}


def test_a_contact_says_how_to_be_reached(agent):
    actor = make_organisation()

    response = edit(
        agent,
        actor,
        **{"contacts-TOTAL_FORMS": "1", "contacts-0-function": "direction"},
    )

    text = "Indiquez au moins un nom, un courriel ou un téléphone."
    assert text in response.content.decode()


def test_an_actor_edited_by_two_people_conflicts(agent, manager):
    actor = make_organisation(name="Avant")
    old = form_values(manager.get(change_url(actor)), "organisation_form")
    edit(agent, actor, name="Première")

    response = manager.post(change_url(actor), {**old, "name": "Seconde", "_save": "1"})

    assert response.context["adminform"].form.has_error("__all__", "conflict")
    actor.refresh_from_db()
    assert (actor.name, actor.version) == ("Première", 1)


def test_the_history_of_an_actor_hides_what_is_private(as_person, agent):
    actor = make_organisation(internal_note="canari-avant")
    Organisation.history.update(history_date="2026-01-01T00:00Z")
    actor.internal_note, actor.acronym = "canari-après", "BV"
    actor.save()
    person = as_person("reference.change_organisation")

    pages = [
        p.get(page_url(actor, "history")).content.decode() for p in (agent, person)
    ]

    assert ["canari" in page for page in pages] == [True, False]
    assert ["contenu réservé" in page for page in pages] == [False, True]
    assert all("<ins>BV</ins>" in page for page in pages)


def test_an_actor_in_use_is_not_deleted(manager):
    actor = make_initiative().lead

    page = manager.get(page_url(actor, "delete"))

    assert page.context["protected"] == ["1 initiative"]
