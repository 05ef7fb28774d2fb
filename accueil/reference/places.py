"""Reads the places that an address names: a territory, or a spot with a radius."""

import math
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError

from accueil.reference.models import Territory
from accueil.reference.models.territory import KINDS_BY_SLUG

MAX_RADIUS_KM = 200
DEFAULT_RADIUS_KM = 10
KM_PER_DEGREE = 111.32  # of latitude


class SeveralPlaces(ValidationError):
    """The name fits several communes: ``communes`` holds them, for a choice."""

    def __init__(self, name: str, communes: list[Territory]):
        super().__init__(f"Plusieurs communes s’appellent « {name} » : choisissez.")
        self.communes = communes


@dataclass(frozen=True)
class Spot:
    """A point to search around, and what to call it."""

    point: Point
    label: str
    code: str = ""

    def box(self, radius_km: float) -> tuple[float, float, float, float]:
        """West, south, east, north of a box that holds the circle."""
        height = radius_km / KM_PER_DEGREE
        width = height / max(0.01, math.cos(math.radians(self.point.y)))
        x, y = self.point.coords
        return (x - width, max(-90, y - height), x + width, min(90, y + height))


def find_territory(text: str) -> Territory:
    """Territory of code ``text``, current or former; « epci:244500468 » names its kind.

    A bare code that two kinds share (24 is a region and a department) means the home
    Region first, then the smaller territory. Raises ValidationError. One query.
    """
    slug, _, code = text.rpartition(":")
    kinds = [KINDS_BY_SLUG.get(slug)] if slug else None
    if kinds == [None] or not code or "\x00" in code or len(code) > 12:
        raise ValidationError(f"« {text[:40]} » n’est pas un code de territoire.")
    found = list(Territory.objects.light().resolve(code, kinds))
    if not found:
        raise ValidationError(f"Aucun territoire n’a le code « {text} ».")
    home = [t for t in found if (t.kind, t.code) == ("region", settings.REGION)]
    return (home or sorted(found, key=lambda t: (t.code != code, t.kind)))[0]


def find_spot(text: str) -> Spot:
    """Spot that ``text`` names: « lat,lon », a commune's code, or its name.

    Raises SeveralPlaces for a name that several communes bear, ValidationError for
    anything else that cannot be placed. At most two queries.
    """
    if spot := _coordinates(text):
        return spot
    communes = Territory.objects.light().filter(
        kind__in=["commune", "foreign_city"], location__isnull=False
    )
    if any(character.isdigit() for character in text):
        found = list(communes.resolve(text)[:2])
    else:
        found = list(communes.named(text).order_by("-population")[:50])
        exact = [commune for commune in found if commune.norm == commune.wanted]
        found = exact or found
    if not found:
        raise ValidationError(
            f"Aucune commune ne correspond à « {text} » : écrivez son nom ou son code."
        )
    if len(found) > 1:
        raise SeveralPlaces(text, found[:20])
    commune = found[0]
    return Spot(commune.location, commune.name, commune.code)


def _coordinates(text: str) -> Spot | None:
    """« 47.9,1.9 » as a spot; None when it is not two numbers."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # refuses NaN too
        raise ValidationError(
            "La position s’écrit latitude,longitude : par exemple 47.9,1.9."
        )
    return Spot(Point(longitude, latitude, srid=4326), "la position choisie")
