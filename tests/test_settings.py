"""Settings come from the environment and fail loudly."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured

from accueil import environment as env
from accueil.common.checks import REQUIRED, legal_mentions

PRODUCTION = {
    "ACCUEIL_SECRET_KEY": "x" * 60,
    "ACCUEIL_ALLOWED_HOSTS": "accueil.example.fr",
    "DATABASE_URL": "postgis://u@localhost/base",
    "PATH": os.environ["PATH"],
}


def read(expression: str, **changes) -> str:
    """Value of a setting in a fresh process with this environment; or its error."""
    environment = {k: v for k, v in {**PRODUCTION, **changes}.items() if v is not None}
    code = f"from django.conf import settings; print(({expression}))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=live.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "accueil.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    return (result.stdout + result.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize("name", ["ACCUEIL_SECRET_KEY", "DATABASE_URL"])
def test_nothing_starts_without(name):
    assert read("settings.DEBUG", **{name: None}) == (
        "django.core.exceptions.ImproperlyConfigured: La variable d’environnement "
        f"{name} doit être définie (voir docs/deployment.md)."
    )


def test_production_is_the_default():
    assert (
        read(
            "settings.DEBUG, settings.DEMO, settings.SESSION_COOKIE_SECURE,"
            "settings.SECURE_SSL_REDIRECT, settings.STAFF_SECOND_FACTOR"
        )
        == "(False, False, True, True, True)"
    )


def test_demonstration_speaks_plain_http_and_asks_no_second_factor():
    assert (
        read(
            "settings.SESSION_COOKIE_SECURE, settings.STAFF_SECOND_FACTOR",
            ACCUEIL_DEMO="1",
        )
        == "(False, False)"
    )


def test_tiles_may_be_none_or_elsewhere():
    policy = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'][2:]"
    url = "https://{s}.a.fr/{z}"
    tiles = json.dumps([{"name": "", "url": url, "attribution": "", "max_zoom": 9}])

    assert read(policy, ACCUEIL_MAP_TILES="[]") == "[]"
    assert read(policy, ACCUEIL_MAP_TILES=tiles) == "['https://*.a.fr']"


def test_proxy_header_is_believed_only_behind_a_declared_proxy():
    question = "settings.SECURE_PROXY_SSL_HEADER"

    assert read(question) == "None"
    assert "X_FORWARDED_PROTO" in read(question, ACCUEIL_TRUSTED_PROXIES="1")


BAD_RATE = (
    "X vaut « 60 par minute » : écrivez par exemple 60/min (sec, min, hour ou day)."
)


def as_integer(name):
    return env.integer(name, 1)


def as_rate(name):
    return env.rate(name, "60/min")


def as_list(name):
    return env.json_list(name, [])


@pytest.mark.parametrize(
    ("call", "value", "message"),
    [
        (env.flag, "peut-être", "X vaut « peut-être » : écrivez 1 ou 0."),
        (as_integer, "dix", "X vaut « dix » : écrivez un nombre entier."),
        (as_list, "{}", "X doit être une liste JSON."),
        (as_rate, "60 par minute", BAD_RATE),
    ],
)  # fmt: skip
def test_a_bad_value_is_named(monkeypatch, call, value, message):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured) as error:
        call("X")

    assert str(error.value) == message


def test_broken_json_is_named(monkeypatch):
    monkeypatch.setenv("X", "[")

    with pytest.raises(ImproperlyConfigured, match="X n’est pas du JSON"):
        env.json_list("X", [])


def test_words_drop_blanks(monkeypatch):
    monkeypatch.setenv("X", " a, ,b,")

    assert env.words("X") == ["a", "b"]


def test_a_missing_package_gives_no_library():
    assert env.wheel_library("paquet_qui_n_existe_pas", "*") is None


def test_every_blank_mention_is_warned_of(settings):
    settings.DEMO = False
    settings.LEGAL = dict.fromkeys(live.LEGAL, "") | {"accessibility": "non"}

    assert [w.msg.split()[-1].strip(".") for w in legal_mentions(None)] == list(
        REQUIRED.values()
    )


def test_full_mentions_are_silent(settings):
    settings.DEMO = False
    settings.LEGAL = dict.fromkeys(live.LEGAL, "x") | {"accessibility": "non"}

    assert legal_mentions(None) == []


def test_an_unknown_state_and_a_demonstration_are_warned_of(settings):
    settings.DEMO = True
    settings.LEGAL = dict.fromkeys(live.LEGAL, "x") | {"accessibility": "oui"}

    assert [warning.id for warning in legal_mentions(None)] == [
        "accueil.W002",
        "accueil.W003",
    ]
