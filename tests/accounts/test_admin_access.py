"""Who opens what in the administration: every page, every group, every address."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

from accueil import permissions as groups
from accueil.common.admin import AccueilAdmin
from tests.admin_tools import admin_addresses, edit, make_one_of_each, page_url
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_initiative, make_user

pytestmark = pytest.mark.django_db

PAGES = {
    "l": "changelist",
    "a": "add",
    "c": "change",
    "h": "history",
    "d": "delete",
}
READ, EDIT, ALL = "lc", "lach", "lachd"
VOCABULARY = {
    groups.INTERN: READ,
    groups.CTAI_OFFICER: READ,
    groups.CURATOR: EDIT,
    groups.MANAGER: ALL,
    groups.ADMINISTRATOR: ALL,
}
CURATED = {
    groups.CTAI_OFFICER: READ,
    groups.CURATOR: EDIT,
    groups.MANAGER: ALL,
    groups.ADMINISTRATOR: ALL,
}
# Letters of the pages that open (200); every other page answers 403.
OPENS = {
    "initiatives.initiative": CURATED,
    "reference.organisation": CURATED,
    "reference.contact": {
        groups.CURATOR: ALL,
        groups.MANAGER: ALL,
        groups.ADMINISTRATOR: ALL,
    },
    "reference.territory": {
        groups.INTERN: READ,
        groups.CTAI_OFFICER: READ,
        groups.CURATOR: READ,
        groups.MANAGER: READ,
        groups.ADMINISTRATOR: EDIT,
    },
    **{f"reference.{name}": VOCABULARY for name in groups.VOCABULARIES},
    "accounts.user": {groups.ADMINISTRATOR: EDIT},
    "auth.group": {groups.ADMINISTRATOR: READ},
}


def test_the_table_names_every_model_of_the_administration():
    labels = {model._meta.label_lower for model in admin.site._registry}

    assert labels == set(OPENS)


def test_every_page_comes_from_our_own_base():
    strangers = [
        a for a in admin.site._registry.values() if not isinstance(a, AccueilAdmin)
    ]

    assert strangers == []


@pytest.fixture
def rows(db):
    return {model._meta.label_lower: row for model, row in make_one_of_each().items()}


def colleague(group: str) -> StrictClient:
    return signed_in(make_user(groups=[group], is_staff=True))


@pytest.mark.parametrize("group", [*groups.GROUPS, "personne"])
def test_each_page_opens_for_whom_the_table_says(rows, group):
    client = colleague(group)

    opened = {label: opened_by(client, row) for label, row in rows.items()}

    assert opened == {label: OPENS[label].get(group, "") for label in OPENS}


def test_every_page_opens_for_a_superuser(rows):
    client = signed_in(make_user(is_staff=True, is_superuser=True))

    opened = {label: opened_by(client, row) for label, row in rows.items()}

    fixed = {"auth.group": READ, "reference.territory": EDIT}
    assert opened == dict.fromkeys(OPENS, ALL) | fixed


def opened_by(client: StrictClient, row) -> str:
    """Letters of the pages about ``row`` that answer 200; the others must say 403."""
    statuses = {
        letter: client.get(page_url(row, page)).status_code
        for letter, page in PAGES.items()
    }
    assert set(statuses.values()) <= {200, 403}, statuses
    return "".join(letter for letter, status in statuses.items() if status == 200)


@pytest.mark.parametrize("group", [groups.INTERN, groups.CTAI_OFFICER, "personne"])
@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_nothing_is_written_by_whoever_only_reads(rows, group, page):
    client = colleague(group)

    statuses = {
        label: client.post(page_url(row, page), {"post": "yes"}).status_code
        for label, row in rows.items()
    }

    assert set(statuses.values()) == {403}


# What a colleague without any right gets: the frame, and the way out.
FRAME = {
    "get": {
        "index": 200,
        "jsi18n": 200,
        "login": 302,  # to the index
        "logout": 302,
        "password_change": 302,  # to the account pages
        "password_change_done": 302,
        "app_list": 404,
    }
}
NO_POST = dict.fromkeys(["jsi18n", "autocomplete", "reference_address"], 405)
FRAME["post"] = FRAME["get"] | NO_POST


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_colleague_without_right_gets_nothing_by_any_address(method):
    addresses = admin_addresses(make_one_of_each())
    user = make_user(is_staff=True)

    statuses = {}
    for name, address in addresses.items():
        client = signed_in(user)  # signing out is one of the addresses
        statuses[name] = getattr(client, method)(address).status_code

    assert len(addresses) > 80
    assert {name: s for name, s in statuses.items() if s != 403} == FRAME[method]


def test_the_index_of_a_colleague_without_right_is_empty(as_person):
    make_one_of_each()

    response = as_person().get(reverse("admin:index"))

    assert (response.context["app_list"], response.context["todo"]) == ([], [])


@pytest.mark.parametrize("who", ["client", "partner"])
def test_nobody_from_outside_enters_by_any_address(who, request):
    person = request.getfixturevalue(who)
    addresses = admin_addresses(make_one_of_each())

    statuses = {person.get(address).status_code for address in addresses.values()}
    after = [person.get(a)["Location"] for n, a in addresses.items() if n != "login"]

    assert statuses == ({302} if who == "client" else {302, 403})
    allowed = (reverse("admin:login"), reverse("admin:index"))
    assert [place for place in after if not place.startswith(allowed)] == []


def test_past_actions_are_not_told_to_whoever_lost_all_rights(agent):
    edit(agent, make_initiative(title="Canari"), summary="Corrigé.")
    user = get_user_model().objects.get(groups__name=groups.CURATOR)
    before = agent.get(reverse("admin:index")).content.decode()

    user.groups.clear()

    after = agent.get(reverse("admin:index")).content.decode()
    assert ("Canari" in before, "Canari" in after) == (True, False)


def test_the_former_shortcut_to_any_row_is_closed(agent):
    assert agent.get("/admin/r/1/1/").status_code == 404


def test_sections_hold_what_the_person_may_see(intern):
    response = intern.get(reverse("admin:index"))

    sections = {s["name"]: len(s["models"]) for s in response.context["app_list"]}
    assert sections == {
        "Acteurs et territoires": 1,
        "Vocabulaires": len(groups.VOCABULARIES),
    }
