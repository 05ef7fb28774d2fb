"""An account that stands for an actor reads its drafts: not everybody gives that."""

import pytest

from tests.admin_tools import change_url, edit, form_values
from tests.factories import make_initiative, make_organisation, make_user

pytestmark = pytest.mark.django_db
ACCOUNTS = [
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "reference.view_organisation",
]


def test_whoever_manages_accounts_only_does_not_open_drafts_to_himself(as_person):
    draft = make_initiative(status="draft")
    manager = as_person(*ACCOUNTS)
    me = manager.get("/admin/").wsgi_request.user

    assert edit(manager, me, organisation=str(draft.lead.pk)).status_code == 302

    me.refresh_from_db()
    assert me.organisation is None
    assert manager.get(draft.get_absolute_url()).status_code == 404


def test_nor_to_a_new_account(as_person):
    manager = as_person(*ACCOUNTS)
    address = "/admin/accounts/user/add/"
    values = form_values(manager.get(address), "user_form")
    secret = {"password1": "Trois-loutres-2026", "password2": "Trois-loutres-2026"}

    manager.post(
        address,
        {**values, **secret, "username": "prete-nom", "usable_password": "true"}
        | {"organisation": str(make_organisation().pk)},
    )

    found = type(make_user()).objects.get(username="prete-nom")
    assert found.organisation is None


def test_an_administrator_makes_a_partner(administrator):
    organisation, other = make_organisation(), make_user()

    edit(administrator, other, organisation=str(organisation.pk))

    other.refresh_from_db()
    assert other.organisation == organisation
    assert administrator.get(change_url(other)).status_code == 200
