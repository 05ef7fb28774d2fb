"""Failed sign-ins are counted by account, and nothing makes the count forget."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache

from tests.client import StrictClient
from tests.factories import make_user
from tests.test_settings import read

pytestmark = pytest.mark.django_db
LOGIN = "/compte/login/"
PASSWORD = "Mot-de-passe-1234"  # what make_user gives


@pytest.fixture(autouse=True)
def forgotten_failures():
    """Rate limits live in the cache."""
    cache.clear()
    yield
    cache.clear()


def signs_in(login: str, password: str, **headers) -> bool:
    client = StrictClient()
    client.post(LOGIN, {"login": login, "password": password}, **headers)
    return SESSION_KEY in client.session


def test_five_failures_close_the_door_by_any_name_of_the_host():
    make_user(username="rose")
    for port in range(5):
        signs_in("rose", "faux", HTTP_HOST=f"testserver:{8000 + port}")

    assert not signs_in("rose", PASSWORD)
    assert not signs_in("rose", PASSWORD, HTTP_HOST="localhost")


def test_name_and_address_of_an_account_share_its_five_failures():
    make_user(username="rose", email="rose@exemple.test")
    for login in ["rose", "ROSE", "rose@exemple.test", "Rose@exemple.test", "rose"]:
        signs_in(login, "faux")

    assert not signs_in("rose@exemple.test", PASSWORD)


def test_failures_of_one_account_leave_the_others_alone():
    make_user(username="paul")
    make_user(username="rose")
    for login in ["rose", "personne", "rose", "inconnu", "rose", "rose"]:
        signs_in(login, "faux")

    assert signs_in("paul", PASSWORD)
    assert signs_in("rose", PASSWORD)


def test_visitors_of_the_api_do_not_push_failures_out():
    kept = read("settings.CACHES['default'].get('OPTIONS', {}).get('MAX_ENTRIES', 300)")

    assert int(kept) >= 50_000
