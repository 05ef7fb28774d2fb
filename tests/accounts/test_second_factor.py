"""The second factor asked of staff."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.doors import ADMIN, PASSWORD, is_signed_in, sign_in
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db


@pytest.fixture
def demanding(settings):
    settings.STAFF_SECOND_FACTOR = True


ACTIVATION = "/compte/2fa/totp/activate/"


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_staff_without_second_factor_only_sets_one_up(demanding, colleague):
    client = signed_in(colleague)
    draft = make_initiative(status="draft")

    for address in (
        ADMIN,
        "/admin/initiatives/initiative/",
        "/admin/logout/",
        "/initiatives/",
        draft.get_absolute_url(),
    ):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, ACTIVATION), (
            address
        )
    assert client.get("/compte/logout/").status_code == 200
    assert client.post("/compte/logout/").status_code == 302
    assert client.get(ADMIN)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "address",
    ["//admin/", "/ADMIN/", "/admin//", "/admin/../admin/", "/%61dmin/", "/./admin/"],
)
def test_no_writing_of_the_address_gets_around(demanding, colleague, address):
    response = signed_in(colleague).get(address)

    assert response.status_code in {302, 404}
    if response.status_code == 302:
        assert response["Location"] in {ACTIVATION, "//admin/"[1:]}


def test_a_posted_form_does_not_get_around(demanding, colleague):
    draft = make_initiative(status="draft")
    url = reverse("admin:initiatives_initiative_publier", args=[draft.pk])

    response = signed_in(colleague).post(url)

    draft.refresh_from_db()
    assert (response["Location"], draft.status) == (ACTIVATION, "draft")


def test_staff_activates_then_signs_in_with_a_code(demanding, client, colleague):
    sign_in(client)
    again = client.get(ACTIVATION)["Location"]  # the password, once more
    page = client.post(again, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret

    client.post(ACTIVATION, {"code": code(secret)})

    assert client.get(ADMIN).status_code == 200
    again = StrictClient()
    asked = sign_in(again)
    assert asked["Location"] == "/compte/2fa/authenticate/"
    assert again.get(ADMIN)["Location"].startswith("/admin/login/")
    cache.clear()  # a code serves once: the next one would come in thirty seconds
    done = again.post("/compte/2fa/authenticate/", {"code": code(secret)})
    assert (done["Location"], again.get(ADMIN).status_code) == (ADMIN, 200)


def test_a_recovery_code_serves_once(demanding, colleague):
    TOTP.activate(colleague, generate_totp_secret())
    spare = RecoveryCodes.activate(colleague).get_unused_codes()[0]
    signed = []
    for _ in range(2):
        client = StrictClient()
        sign_in(client)
        client.post("/compte/2fa/authenticate/", {"code": spare})
        signed.append(is_signed_in(client))

    assert signed == [True, False]


def test_wrong_codes_close_the_door(demanding, colleague):
    secret = generate_totp_secret()
    TOTP.activate(colleague, secret)
    client = StrictClient()
    sign_in(client)
    for _ in range(5):
        client.post("/compte/2fa/authenticate/", {"code": "000000"})

    client.post("/compte/2fa/authenticate/", {"code": code(secret)})

    assert not is_signed_in(client)


def test_partners_and_the_public_are_not_asked(demanding, client, partner):
    for person in (client, partner):
        assert person.get("/initiatives/").status_code == 200


def test_a_public_page_does_not_vary_by_cookie_for_it(demanding, client):
    assert "Cookie" not in client.get("/initiatives/").get("Vary", "")
