"""Changing one's password."""

import pytest
from django.urls import reverse

from tests.accounts.doors import ADMIN, PASSWORD
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NEW = "Trois-loutres-sages-2026"


def change_password(client, new: str, old: str = PASSWORD):
    return client.post(
        reverse("account_change_password"),
        {"oldpassword": old, "password1": new, "password2": new},
    )


def test_changing_one_s_password_ends_other_sessions(colleague):
    here, elsewhere = signed_in(colleague), signed_in(colleague)

    response = change_password(here, NEW)

    assert response.status_code == 302
    assert (here.get(ADMIN).status_code, elsewhere.get(ADMIN).status_code) == (200, 302)


@pytest.mark.parametrize(
    "weak", ["court-2026", "rose@exemple.test", "123456789012345", "password1234"]
)
def test_a_weak_password_is_refused(colleague, weak):
    response = change_password(signed_in(colleague), weak)

    assert list(response.context["form"].errors) == ["password1"]
    colleague.refresh_from_db()
    assert colleague.check_password(PASSWORD)


def test_the_former_password_is_asked(colleague):
    response = change_password(signed_in(colleague), NEW, old="faux")

    assert list(response.context["form"].errors) == ["oldpassword"]


def test_the_administration_has_no_password_page_of_its_own(colleague):
    response = signed_in(colleague).get("/admin/password_change/")

    assert response["Location"] == reverse("account_change_password")
