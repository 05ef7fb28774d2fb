"""Signing in and out."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from accueil import permissions
from tests.accounts.doors import ADMIN, LOGIN, PASSWORD, is_signed_in, sign_in
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


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
