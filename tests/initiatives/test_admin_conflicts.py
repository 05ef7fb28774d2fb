"""Two people on one sheet: the second is told, and nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accueil import permissions
from accueil.accounts.groups import sync_groups
from initiatives.models import Initiative
from tests.admin_tools import change_url, edit, form_values
from tests.conftest import signed_in
from tests.factories import make_initiative, make_organisation, make_theme, make_user

pytestmark = pytest.mark.django_db


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_the_second_to_save_is_told_and_loses_nothing(agent, manager):
    sheet = make_initiative(title="Avant", summary="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    edit(agent, sheet, title="Titre de la première")

    response = manager.post(
        change_url(sheet), {**old, "summary": "Résumé du second", "_save": "1"}
    )

    message, *stored = errors(response)["__all__"]
    first = sheet.history.first().history_user
    assert message.startswith(f"{first.username} a modifié cette fiche le ")
    assert "rouvrez la fiche" in message
    assert stored == [
        "Intitulé, valeur enregistrée : « Titre de la première »",
        "Résumé, valeur enregistrée : « Avant »",
    ]
    kept = form_values(response, "initiative_form")
    assert (kept["title"], kept["summary"]) == (["Avant"], ["Résumé du second"])
    sheet.refresh_from_db()
    assert (sheet.title, sheet.summary) == ("Titre de la première", "Avant")


def test_stored_lists_and_links_are_told_by_name(agent, manager):
    sheet = make_initiative(themes=[make_theme(name="Langue")])
    Initiative.history.all().delete()
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    Initiative.objects.update(version=1, lead=make_organisation(name="Bienvenue"))

    response = manager.post(change_url(sheet), {**old, "themes": [], "_save": "1"})

    message, *stored = errors(response)["__all__"]
    assert message.startswith("Cette fiche a été modifiée, depuis que")
    assert stored == [
        "Structure porteuse, valeur enregistrée : « Bienvenue »",
        "Thèmes, valeur enregistrée : Langue",
    ]


def test_sending_again_knowingly_replaces_the_stored_version(agent, manager):
    sheet = make_initiative(title="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    edit(agent, sheet, title="Première")
    response = manager.post(
        change_url(sheet), {**old, "title": "Seconde", "_save": "1"}
    )

    again = form_values(response, "initiative_form")
    manager.post(change_url(sheet), {**again, "_save": "1"})

    sheet.refresh_from_db()
    assert (sheet.title, sheet.version) == ("Seconde", 2)


def test_an_action_in_between_conflicts_too(agent, manager):
    sheet = make_initiative(status="draft", title="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    agent.post(reverse("admin:initiatives_initiative_publier", args=[sheet.pk]))

    response = manager.post(change_url(sheet), {**old, "title": "Après", "_save": "1"})

    assert response.context["adminform"].form.has_error("__all__", "conflict")


@pytest.mark.django_db(transaction=True)
def test_two_forms_sent_together_do_not_both_win(transactional_people):
    sheet = make_initiative(title="Avant")
    clients = transactional_people
    forms = [form_values(c.get(change_url(sheet)), "initiative_form") for c in clients]
    start = threading.Barrier(2)

    def send(rank: int) -> int:
        start.wait()
        values = {**forms[rank], "title": f"Titre {rank}", "_save": "1"}
        try:
            return clients[rank].post(change_url(sheet), values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(send, range(2)))

    sheet.refresh_from_db()
    assert sorted(statuses) == [200, 302]
    assert (sheet.title, sheet.version) == (f"Titre {statuses.index(302)}", 1)


@pytest.fixture
def transactional_people(transactional_db):
    """Two curators, in a base whose groups were emptied with the rest."""
    sync_groups()
    group = [permissions.CURATOR]
    return [signed_in(make_user(groups=group, is_staff=True)) for _ in range(2)]


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_form_without_its_version_is_not_saved(agent, version):
    sheet = make_initiative(title="Avant")

    response = edit(agent, sheet, title="Après", seen_version=version)

    assert response.status_code == 200
    sheet.refresh_from_db()
    assert sheet.title == "Avant"
