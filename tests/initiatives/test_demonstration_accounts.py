"""Public passwords do not enter a real site."""

import json

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from initiatives.demonstration import load_accounts
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PATH = settings.BASE_DIR / "fixtures/demonstration/accounts.json"
ACCOUNTS = json.loads(PATH.read_text())


def names() -> set[str]:
    return set(get_user_model().objects.values_list("username", flat=True))


def test_a_base_with_real_accounts_is_refused():
    make_user(username="agent.veritable")

    with pytest.raises(ValidationError, match="La base contient de vrais comptes"):
        load_accounts(ACCOUNTS)

    assert names() == {"agent.veritable"}


def test_a_demonstration_where_people_created_accounts_goes_on():
    make_user(username=ACCOUNTS[0]["username"])
    make_user(username="essai")

    load_accounts(ACCOUNTS)

    assert names() == {entry["username"] for entry in ACCOUNTS} | {"essai"}


def test_command_says_why_it_refuses(settings, tmp_path):
    settings.DEMO = True
    make_user(username="agent.veritable")
    for name in ["organisations", "initiatives"]:
        empty = {name: [], "region": settings.REGION, "defaults": {}}
        (tmp_path / f"{name}.json").write_text(json.dumps(empty))
    (tmp_path / "accounts.json").write_text(PATH.read_text())

    with pytest.raises(CommandError, match="La base contient de vrais comptes"):
        call_command("load_demonstration", folder=tmp_path, verbosity=0)
