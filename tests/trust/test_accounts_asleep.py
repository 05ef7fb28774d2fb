"""A closed account keeps its rights asleep: it is not to be taken over."""

from datetime import date

import pytest
from django.urls import reverse

from tests.admin_tools import change_url
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = "Trois-loutres-sages-2026"


@pytest.mark.parametrize(
    "closed", [{"is_active": False}, {"access_ends_on": date(2020, 1, 1)}]
)
def test_a_closed_account_with_more_rights_is_not_touched(administrator, closed):
    other = make_user(
        is_staff=True, permissions=["initiatives.delete_historicalinitiative"], **closed
    )
    addresses = [
        change_url(other),
        reverse("admin:auth_user_password_change", args=[other.pk]),
        reverse("admin:accounts_user_second_factor", args=[other.pk]),
    ]

    answers = [
        administrator.post(
            address,
            {
                "username": other.username,
                "email": "vol@exemple.test",
                "is_active": "on",
                "is_staff": "on",
                "password1": NEW,
                "password2": NEW,
            },
        ).status_code
        for address in addresses
    ]

    stored = type(other).objects.get(pk=other.pk)
    assert answers == [403, 403, 403]
    assert (stored.password, stored.email) == (other.password, other.email)
    assert stored.is_active is other.is_active
