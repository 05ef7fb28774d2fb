"""What tests of accounts share: the doors, and signing in by the form."""

from django.contrib.auth import SESSION_KEY

PASSWORD = "Mot-de-passe-1234"  # what make_user gives
LOGIN = "/compte/login/"
ADMIN = "/admin/"


def sign_in(client, login: str = "rose", password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def is_signed_in(client) -> bool:
    return SESSION_KEY in client.session
