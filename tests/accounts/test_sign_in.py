"""Signing in and out, passwords, second factor, end of access."""

from datetime import date, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.core.cache import cache
from django.urls import reverse

from accueil import permissions
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_initiative, make_organisation, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Mot-de-passe-1234"  # what make_user gives
LOGIN = "/compte/login/"
ADMIN = "/admin/"


@pytest.fixture(autouse=True)
def forgotten_failures():
    """Rate limits live in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def colleague(db):
    return make_user(
        username="rose",
        email="rose@exemple.test",
        is_staff=True,
        groups=[permissions.CURATOR],
    )


def sign_in(client, login: str = "rose", password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def is_signed_in(client) -> bool:
    return SESSION_KEY in client.session


# --- In and out -------------------------------------------------------------------


@pytest.mark.parametrize("login", ["rose", "rose@exemple.test", "ROSE@exemple.test"])
def test_one_signs_in_by_name_or_address(client, colleague, login):
    response = sign_in(client, login)

    assert (response.status_code, response["Location"]) == (302, ADMIN)
    assert client.get(ADMIN).status_code == 200


def test_the_administration_sends_to_the_account_page_and_back(client, colleague):
    first = client.get("/admin/initiatives/initiative/")
    second = client.get(first["Location"])

    assert first["Location"] == "/admin/login/?next=/admin/initiatives/initiative/"
    assert second["Location"] == f"{LOGIN}?next=%2Fadmin%2Finitiatives%2Finitiative%2F"
    response = client.post(second["Location"], {"login": "rose", "password": PASSWORD})
    assert response["Location"] == "/admin/initiatives/initiative/"


@pytest.mark.parametrize(
    "target",
    ["//evil.test", "https://evil.test/", "javascript:alert(1)", "/\\evil.test"],
)
def test_one_never_leaves_for_another_site(client, colleague, target):
    for response in (
        client.post(f"{LOGIN}?next={target}", {"login": "rose", "password": PASSWORD}),
        signed_in(colleague).get(f"/admin/login/?next={target}"),
    ):
        assert response["Location"] == ADMIN


def test_a_box_to_tick_is_labelled_without_a_colon(client):
    page = client.get(LOGIN).content.decode()

    assert '<label for="id_remember">Se souvenir de moi</label>' in page
    assert "Mot de passe&nbsp;:" in page or "Mot de passe\u00a0:" in page


def test_whoever_has_no_administration_lands_on_their_account(client, colleague):
    reader = make_user(username="lise", groups=[permissions.PARTNER])
    door = client.get(ADMIN, follow=True).request["PATH_INFO"]

    landed = sign_in(client, reader.username)["Location"]

    assert (door, landed) == (LOGIN, reverse("mfa_index"))
    assert client.get(LOGIN)["Location"] == landed  # « Espace agents », once signed in
    client.logout()
    assert sign_in(client)["Location"] == ADMIN


def test_a_partner_is_told_that_the_administration_is_not_for_him(partner):
    assert partner.get("/admin/login/").status_code == 403


def test_the_session_changes_at_sign_in(client, colleague):
    client.get(LOGIN)
    session = client.session
    session["seen"] = "before"
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key

    sign_in(client)

    assert is_signed_in(client)
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("door", ["/compte/logout/", "/admin/logout/"])
def test_signing_out_kills_the_session(colleague, door):
    client = signed_in(colleague)
    stolen = StrictClient()
    stolen.cookies = client.cookies.copy()

    client.post(door)

    assert stolen.get(ADMIN).status_code == 302


def test_a_link_does_not_sign_out(colleague):
    client = signed_in(colleague)

    for door in ("/compte/logout/", "/admin/logout/"):
        client.get(door)

    assert client.get(ADMIN).status_code == 200


def test_nobody_opens_an_account_alone(client):
    response = client.post(
        "/compte/signup/",
        {
            "username": "intrus",
            "email": "intrus@exemple.test",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert get_user_model().objects.count() == 0
    assert not is_signed_in(client)
    assert response.status_code == 200


# --- Failures ---------------------------------------------------------------------


def errors(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


def test_five_failures_close_the_door_for_a_while(client, colleague):
    for _ in range(5):
        sign_in(client, password="faux")

    response = sign_in(client)

    assert errors(response) == [
        "Trop de tentatives de connexion échouées. Veuillez réessayer ultérieurement."
    ]
    assert not is_signed_in(client)


def test_another_colleague_still_signs_in(client, colleague):
    make_user(username="paul")
    for _ in range(5):
        sign_in(client, password="faux")

    assert sign_in(client, "paul").status_code == 302


def test_twenty_failures_close_the_door_for_an_address(client, colleague):
    for number in range(20):
        sign_in(client, f"personne{number}", "faux")

    assert not sign_in(client).has_header("Location")


def test_an_unknown_name_and_a_wrong_password_say_the_same(client, colleague):
    unknown, wrong = sign_in(client, "inconnue"), sign_in(client, password="faux")

    assert errors(unknown) == errors(wrong) != []


def test_a_forgotten_password_says_the_same_for_everybody(
    client, colleague, mailoutbox
):
    answers = [
        client.post("/compte/password/reset/", {"email": email})
        for email in ("rose@exemple.test", "inconnue@exemple.test")
    ]

    assert {(a.status_code, a["Location"]) for a in answers} == {
        (302, "/compte/password/reset/done/")
    }
    assert mailoutbox[0].to == ["rose@exemple.test"]


# --- Passwords --------------------------------------------------------------------

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


# --- End of access ----------------------------------------------------------------


def test_a_deactivated_account_loses_its_open_session(colleague):
    client = signed_in(colleague)
    assert client.get(ADMIN).status_code == 200

    colleague.is_active = False
    colleague.save()

    assert client.get(ADMIN).status_code == 302
    assert not sign_in(StrictClient())["Location"].startswith(ADMIN)


def test_access_stops_after_its_last_day(colleague):
    client, today = signed_in(colleague), date.today()  # noqa: DTZ011 a calendar day
    colleague.access_ends_on = today
    colleague.save()
    assert client.get(ADMIN).status_code == 200

    colleague.access_ends_on = today - timedelta(days=1)
    colleague.save()

    assert client.get(ADMIN).status_code == 302
    again = StrictClient()
    sign_in(again)
    assert not is_signed_in(again)


def test_an_ended_account_keeps_no_reader_s_right(colleague):
    draft = make_initiative(status="draft")
    client = signed_in(colleague)
    assert client.get(draft.get_absolute_url()).status_code == 200

    colleague.access_ends_on = date(2020, 1, 1)
    colleague.save()

    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_partner_removed_from_its_organisation_loses_its_drafts(partner):
    draft = make_initiative(status="draft", lead=partner.organisation)
    assert partner.get(draft.get_absolute_url()).status_code == 200

    get_user_model().objects.update(organisation=make_organisation())
    assert partner.get(draft.get_absolute_url()).status_code == 404

    get_user_model().objects.update(organisation=None)
    assert partner.get(draft.get_absolute_url()).status_code == 404


# --- Second factor ----------------------------------------------------------------


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
