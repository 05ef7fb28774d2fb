"""Addresses to points, asked of the Géoplateforme by our server, never by a browser.

The service is a help: whatever it answers, nobody is blocked. After three failures in
a row, or a « too many requests », it is left alone for a minute.
"""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache

from accueil.reference.models import Territory

FAILURES, OPEN = "geocoder-failures", "geocoder-open"
MAX_FAILURES = 3
REST = 60  # seconds without a question once the circuit is open
MAX_ANSWER = 200_000  # bytes; five addresses take about four thousand
SHORTEST, LONGEST = 3, 200  # characters of a question: what the service accepts

OFF = "La recherche d’adresse n’est pas configurée : placez le point sur la carte."
DOWN = (
    "Le service d’adresses ne répond pas : placez le point sur la carte ou saisissez "
    "latitude et longitude."
)
NOTHING = "Aucune adresse trouvée : vérifiez l’orthographe ou ajoutez la commune."
TOO_SHORT = "Saisissez au moins trois caractères de l’adresse."


class Unavailable(Exception):
    """The service gave no usable answer; the text is for the person."""


@dataclass
class Address:
    """One answer: WGS84 degrees, and our commune when we know it."""

    label: str
    street: str
    latitude: float
    longitude: float
    commune: int | None
    commune_name: str


def find_addresses(text: str) -> tuple[list[Address], str]:
    """Addresses of the home Region that ``text`` may mean, and a message.

    The message, in French, is empty when there are addresses. Never raises; waits
    GEOCODER_TIMEOUT seconds at most. Costs one query, and three of the cache.
    """
    text = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if not settings.GEOCODER_URL:
        return [], OFF
    if len(text) < SHORTEST:
        return [], TOO_SHORT
    try:
        found = _read(_ask(text))
    except Unavailable as error:
        return [], str(error)
    if not found:
        return [], NOTHING
    addresses = _at_home(found)
    if not addresses:
        return [], f"Trouvé seulement hors de la région : {found[0][0].label}."
    return addresses, ""


def _ask(text: str) -> bytes:
    """The service's answer; counts failures and opens the circuit."""
    if cache.get(OPEN):
        raise Unavailable(DOWN)
    url = f"{settings.GEOCODER_URL.rstrip('/')}/search?" + urlencode(
        {"q": text, "limit": 5, "index": "address"}
    )
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Unavailable(OFF)
    request = urllib.request.Request(  # noqa: S310 scheme checked above
        url, headers={"Accept": "application/json", "User-Agent": "Accueil"}
    )
    try:
        with urllib.request.urlopen(  # noqa: S310 scheme checked above
            request, timeout=settings.GEOCODER_TIMEOUT
        ) as answer:
            body = answer.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        _count_failure(at_once=getattr(error, "code", None) == 429)
        raise Unavailable(DOWN) from error
    cache.delete(FAILURES)
    return body


def _count_failure(*, at_once: bool = False) -> None:
    failures = cache.get(FAILURES, 0) + 1
    cache.set(FAILURES, failures, REST)
    if at_once or failures >= MAX_FAILURES:
        cache.set(OPEN, True, REST)
        cache.delete(FAILURES)


def _read(body: bytes) -> list[tuple[Address, str]]:
    """Addresses with their commune's Insee code. Raises Unavailable on nonsense."""
    try:
        features = json.loads(body)["features"]
        return [address for feature in features if (address := _address(feature))]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        _count_failure()
        raise Unavailable(DOWN) from error


def _address(feature: dict) -> tuple[Address, str] | None:
    """One feature of the answer; None when its point is no point."""
    longitude, latitude = map(float, feature["geometry"]["coordinates"][:2])
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # also false for NaN
        return None
    known = feature["properties"]
    address = Address(
        label=str(known["label"])[:LONGEST],
        street=str(known.get("name", ""))[:LONGEST],
        latitude=latitude,
        longitude=longitude,
        commune=None,
        commune_name="",
    )
    return address, str(known.get("citycode", ""))


def _at_home(found: list[tuple[Address, str]]) -> list[Address]:
    """Those whose commune belongs to the home Region, with its key. One query."""
    communes = Territory.objects.light().filter(
        kind=Territory.Kind.COMMUNE,
        code__in=[code for _, code in found],
        region__code=settings.REGION,
    )
    by_code = {commune.code: commune for commune in communes}
    kept = []
    for address, code in found:
        if commune := by_code.get(code):
            address.commune, address.commune_name = commune.pk, str(commune)
            kept.append(address)
    return kept
