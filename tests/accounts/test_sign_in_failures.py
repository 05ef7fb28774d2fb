"""Who fails to sign in learns nothing, and soon waits."""

import pytest

from tests.accounts.doors import is_signed_in, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


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
