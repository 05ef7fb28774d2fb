"""Reads the settings' environment variables; a bad value stops the start, by name."""

import importlib.util
import json
import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "oui"}, {"", "0", "false", "no", "non"}


def text(name: str, default: str | None = None) -> str:
    """Value of ``name``; without a default it must be set and not empty."""
    value = os.environ.get(name, default)
    if value is None or (default is None and not value):
        raise ImproperlyConfigured(
            f"La variable d’environnement {name} doit être définie "
            "(voir docs/deployment.md)."
        )
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} vaut « {value} » : écrivez 1 ou 0.")
    return value in TRUE


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} vaut « {value} » : écrivez un nombre entier."
        ) from error


def rate(name: str, default: str) -> str:
    """« 60/min »: a whole number, a slash, and sec, min, hour or day."""
    value = text(name, default)
    if not re.fullmatch(r"[0-9]+/(sec|min|hour|day)", value):
        raise ImproperlyConfigured(
            f"{name} vaut « {value} » : écrivez par exemple 60/min "
            "(sec, min, hour ou day)."
        )
    return value


def json_list(name: str, default: list) -> list:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        parsed = json.loads(value or "[]")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} n’est pas du JSON : {error}") from error
    if not isinstance(parsed, list):
        raise ImproperlyConfigured(f"{name} doit être une liste JSON.")
    return parsed


def wheel_library(package: str, pattern: str) -> str | None:
    """Path of the shared library that a wheel carries beside ``package``, if any.

    GDAL and GEOS come this way (pyogrio, shapely): no system library to install,
    and a GDAL recent enough for Django's gis.W001. None leaves Django look for
    the system's own.
    """
    spec = importlib.util.find_spec(package)
    if not spec or not spec.origin:
        return None
    home = Path(spec.origin).parent
    for folder in (home.parent / f"{package}.libs", home / ".dylibs"):
        for found in sorted(folder.glob(pattern)):
            return str(found)
    return None
