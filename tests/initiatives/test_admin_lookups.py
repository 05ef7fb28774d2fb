"""The address bar is no key: no hidden value is guessed, nothing breaks."""

import pytest
from django.contrib import admin
from django.urls import reverse

from initiatives.models import Initiative
from tests.admin_tools import make_one_of_each, page_url
from tests.factories import (
    make_contact,
    make_initiative,
    make_organisation,
    make_participation,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/initiatives/initiative/"
READ_ALL = [
    "initiatives.view_initiative",
    "reference.view_organisation",
    "reference.view_theme",
]


@pytest.fixture
def reader(as_person):
    """Sees sheets and actors, not their private side."""
    return as_person(*READ_ALL)


@pytest.mark.parametrize(
    "lookup",
    [
        "internal_note__startswith",
        "internal_note__regex",
        "internal_note",
        "address__contains",
        "location__isnull",
        "location__within",
        "contacts__email__startswith",
        "contacts__phone__isnull",
        "lead__internal_note__contains",
        "lead__contacts__name__startswith",
        "lead__users__email__startswith",
        "verified_by__password__startswith",
        "preview_key__startswith",
        "history__internal_note",
        "status__regex",
        "status__in",
        "title__regex",
        "pk__gt",
        "unknown",
    ],
)
def test_no_value_is_guessed_through_the_list(reader, agent, lookup):
    make_initiative(internal_note="canari")

    for person in (reader, agent):
        assert person.get(LIST, {lookup: "canari"}).status_code == 400


def test_a_regular_expression_never_reaches_the_base(reader):
    make_initiative()

    assert reader.get(LIST, {"title__regex": "("}).status_code == 400


def test_filters_of_the_page_still_work(reader):
    make_initiative(status="draft")
    response = reader.get(LIST)

    links = [
        choice["query_string"]
        for spec in response.context["cl"].filter_specs
        for choice in spec.choices(response.context["cl"])
    ]

    assert len(links) > 10
    assert {reader.get(LIST + link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "model", list(admin.site._registry), ids=lambda m: m._meta.label_lower
)
def test_filters_and_columns_name_no_private_field(model):
    model_admin = admin.site._registry[model]
    private = {"internal_note", "address", "location", "password", "email", "phone"}
    filters = {f for f in model_admin.list_filter if isinstance(f, str)}

    assert filters & private == set()
    assert set(model_admin.list_display) & private == set()


def test_the_order_only_follows_columns_shown(reader):
    for note in ("b", "a", "c"):
        make_initiative(internal_note=note, title=note.upper() * 3)

    for order in ("internal_note", "-internal_note", "99", "-99", "x", "?"):
        response = reader.get(LIST, {"o": order})
        rows = [row.title for row in response.context["cl"].result_list]
        assert rows in (["AAA", "BBB", "CCC"], ["CCC", "BBB", "AAA"]), order


ODD = [
    {"_to_field": "internal_note"},
    {"_to_field": "id"},
    {"_to_field": "x"},
    {"_popup": "1"},
    {"_popup": "1", "_to_field": "slug"},
    {"e": "1"},
    {"p": "9e9"},
    {"p": "-1"},
    {"p": "1" * 5000},
    {"p": "99999999"},
    {"all": ""},
    {"q": "\x00"},
    {"q": "a" * 10_000},
    {"q": "%_\\'\"; drop table"},
    {"q": "\ud7ff\uffff"},
    {"status__exact": "\x00"},
    {"status__exact": "x" * 1000},
    {"theme": "\x00"},
    {"theme": "x"},
    {"departement": "'"},
    {"verification": "x"},
    {"is_fictional__exact": "maybe"},
    {"\x00": "1"},
    {"_facets": "True"},
    {"o": "1" * 5000},
]


@pytest.mark.parametrize("query", ODD, ids=lambda q: str(q)[:40])
def test_odd_addresses_are_answered(agent, query):
    make_initiative()

    assert agent.get(LIST, query).status_code in {200, 302, 400}


def test_odd_addresses_are_answered_on_every_list(agent):
    for model in make_one_of_each():
        if model._meta.app_label in {"accounts", "auth"}:
            continue
        address = page_url(model(), "changelist")
        for query in ODD:
            assert agent.get(address, query).status_code in {200, 302, 400}, (
                address,
                query,
            )


@pytest.mark.parametrize(
    "pk", ["0", "-1", "x", "9" * 30, "1.5", "_00", "%00", "é", "a" * 3000]
)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_odd_keys_find_nothing(agent, pk, page):
    assert agent.get(f"{LIST}{pk}/{page}/").status_code in {302, 403, 404}


# --- Autocompletion ---------------------------------------------------------------


def complete(person, model: str, field: str, term: str = "", app: str = "initiatives"):
    return person.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": term},
    )


def names(answer) -> list[str]:
    return [line["text"] for line in answer.json()["results"]]


def test_contacts_are_completed_only_for_whoever_sees_them(
    agent, reader, intern, as_person
):
    make_contact(function="direction", organisation=make_organisation(name="Bienvenue"))

    statuses = [
        complete(person, "initiative", "contacts").status_code
        for person in (agent, reader, intern, as_person())
    ]

    assert statuses == [200, 403, 403, 403]
    assert names(complete(agent, "initiative", "contacts", "direction")) == [
        "direction – Bienvenue"
    ]


def test_completion_asks_for_the_right_to_view_the_other_model(reader, intern):
    make_organisation(name="Bienvenue")

    assert names(complete(reader, "initiative", "lead", "bienv")) == ["Bienvenue"]
    assert complete(intern, "initiative", "lead", "bienv").status_code == 403
    assert complete(reader, "user", "organisation", app="accounts").status_code == 200
    assert complete(reader, "initiative", "verified_by").status_code == 403


@pytest.mark.parametrize(
    ("model", "field", "app"),
    [
        ("initiative", "internal_note", "initiatives"),
        ("initiative", "x", "initiatives"),
        ("x", "lead", "initiatives"),
        ("session", "user", "sessions"),
        ("", "", ""),
    ],
)
def test_completion_of_what_is_no_choice_is_refused(agent, model, field, app):
    assert complete(agent, model, field, app=app).status_code == 403


@pytest.mark.parametrize("term", ["a" * 5000, "'", "%", "(", "\\", "  "])
def test_odd_words_complete_nothing_and_break_nothing(agent, term):
    for field in ("lead", "commune", "themes", "contacts", "territories"):
        assert names(complete(agent, "initiative", field, term)) == []


def test_a_nul_is_refused(agent):
    assert complete(agent, "initiative", "lead", "\x00").status_code == 400


# --- Deletion ---------------------------------------------------------------------


def test_the_page_that_refuses_a_deletion_names_no_hidden_row(as_person):
    lead = make_organisation(name="Bienvenue")
    make_initiative(lead=lead, title="Fiche confidentielle", status="draft")
    make_participation(make_initiative(), organisation=lead)
    person = as_person("reference.view_organisation", "reference.delete_organisation")

    page = person.get(page_url(lead, "delete"))

    assert sorted(page.context["protected"]) == ["1 acteur associé", "1 initiative"]
    assert "Fiche confidentielle" not in page.content.decode()
    person.post(page_url(lead, "delete"), {"post": "yes"})
    assert Initiative.objects.filter(lead=lead).count() == 1


def test_deleting_an_actor_asks_for_the_right_on_its_contacts(as_person):
    contact = make_contact(name="Canari")
    person = as_person("reference.view_organisation", "reference.delete_organisation")

    page = person.get(page_url(contact.organisation, "delete"))

    assert page.context["perms_lacking"] == {"contact"}
    assert "Canari" not in page.content.decode()


def test_an_account_deleted_by_mistake_is_not_even_offered(administrator):
    assert administrator.get(page_url(make_user(), "delete")).status_code == 403


def test_no_choice_of_a_sheet_offers_to_delete_what_it_names(manager):
    page = manager.get(f"{LIST}add/").content.decode()

    assert "obstacles-__prefix__-kind" in page
    assert ("change-related" in page, "delete-related" in page) == (True, False)
