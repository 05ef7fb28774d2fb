"""The demonstration: sourced, discreet about shelters, loadable twice."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from accueil.permissions import GROUPS
from accueil.reference.loading import load_territories, load_vocabularies
from accueil.reference.models import Contact, DataVersion, Membership, Organisation
from initiatives.actions import what_publication_lacks
from initiatives.demonstration import load, load_accounts
from initiatives.models import Initiative, Obstacle

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
FOLDER = FIXTURES / "demonstration"
ACCOUNTS = json.loads((FOLDER / "accounts.json").read_text())
STAFF = {
    "Stagiaire",
    "Gestionnaire de l’inventaire",
    "Chargé·e de mission CTAI",
    "Responsable",
    "Administrateur",
}


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Everything, loaded once for this file and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territories(FIXTURES / "reference", "24")
        load_vocabularies(FIXTURES / "reference" / "vocabularies.json")
        load(FOLDER, "24")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def settled(demonstration, db):
    """Loads before the transaction of each test."""


def states():
    return (
        DataVersion.current().number,
        Initiative.history.count(),
        Organisation.history.count(),
        Obstacle.history.count(),
    )


def test_a_second_run_changes_nothing(settings, capsys):
    settings.DEMO = True
    before = states()

    call_command("load_demonstration")

    assert states() == before
    assert capsys.readouterr().out.splitlines() == [
        "acteurs : ajouts 0, déjà en base 55",
        "initiatives : ajouts 0, déjà en base 48",
        "comptes : ajouts 0, déjà en base 7",
    ]


def test_every_row_keeps_every_rule():
    for model in (Organisation, Initiative, Membership):
        for row in model.objects.all():
            row.full_clean()


def test_published_ones_lack_nothing_and_others_wait():
    published = Initiative.objects.published()
    waiting = Initiative.objects.exclude(status="published")

    assert [what_publication_lacks(one) for one in published] == [[]] * 45
    assert sorted(waiting.values_list("status", flat=True)) == [
        "draft",
        "draft",
        "review",
    ]
    assert all(one.source_note.startswith("À vérifier") for one in waiting)
    assert not published.filter(published_at=None).exists()


def test_every_fact_cites_its_source():
    for model in (Organisation, Initiative, Membership):
        rows = model.objects.all()
        assert not rows.filter(source_title="").exists()
        assert not rows.filter(consulted_on=None).exists()
        assert not rows.exclude(confidence__in=["high", "medium"]).exists()


def test_every_initiative_has_a_theme_and_the_goal_of_reduced_inequalities():
    for initiative in Initiative.objects.all():
        assert initiative.themes.exists(), initiative
        assert initiative.goals.filter(number=10).exists(), initiative


def test_shelters_are_known_at_their_commune_only():
    shelters = Initiative.objects.filter(is_shelter=True).select_related("commune")

    assert shelters.count() == 16
    assert Initiative.objects.filter(themes__slug="hebergement").count() == 14
    assert not Initiative.objects.filter(
        themes__slug__in=["hebergement", "mise-a-l-abri"], is_shelter=False
    ).exists()
    for shelter in shelters.exclude(commune=None):
        assert shelter.public_location == shelter.commune.location


def test_no_exact_place_and_no_person_is_published():
    for model in (Organisation, Initiative):
        assert not model.objects.exclude(location=None).exists()
        assert not model.objects.exclude(address="").exists()
    assert not Contact.objects.exists()
    assert not Initiative.objects.exclude(verified_on=None).exists()


def test_one_line_of_history_tells_the_creation_with_its_terms():
    initiative = Initiative.objects.get(slug="defi-macon-bourges")

    line = initiative.history.get()

    assert line.history_type == "+"
    assert line.themes.count() == initiative.themes.count() == 3


def test_what_people_changed_is_left_alone():
    Initiative.objects.filter(slug="vocabulons").update(title="Titre corrigé")
    Initiative.objects.filter(slug="agir-37").delete()

    [_, initiatives, _] = load(FOLDER, "24")

    assert (initiatives.created, initiatives.kept) == (1, 47)
    assert Initiative.objects.get(slug="vocabulons").title == "Titre corrigé"


def test_another_region_gets_the_accounts_only():
    Initiative.objects.all().delete()
    get_user_model().objects.all().delete()

    counts = [loaded.created for loaded in load(FOLDER, "76")]

    assert counts == [0, 0, 7]


def test_one_account_stands_for_each_role():
    users = get_user_model().objects.filter(
        username__in=[a["username"] for a in ACCOUNTS]
    )

    groups = {user.groups.get().name: user for user in users}
    assert set(groups) == set(GROUPS)
    assert {name for name, user in groups.items() if user.is_staff} == STAFF
    assert not users.filter(is_superuser=True).exists()
    assert str(groups["Partenaire"].organisation) == "Entraide & Solidarités"
    assert groups["Stagiaire"].get_full_name() == "Compte de démonstration Stagiaire"


@pytest.mark.parametrize("account", ACCOUNTS, ids=[a["role"] for a in ACCOUNTS])
def test_each_account_signs_in(account):
    user = authenticate(username=account["username"], password=account["password"])

    assert user.username == account["username"]


def test_a_weak_password_is_refused():
    with pytest.raises(ValidationError):
        load_accounts([ACCOUNTS[0] | {"username": "autre", "password": "azerty"}])


def test_it_only_runs_in_a_demonstration(settings, capsys):
    settings.DEMO = False

    with pytest.raises(CommandError, match="ACCUEIL_DEMO=1"):
        call_command("load_demonstration")
    call_command("load_demonstration", "--force")

    assert "déjà en base 48" in capsys.readouterr().out
