"""Points typed or clicked by people: French decimals, nothing that is not a place."""

import json
import math
import re

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from leaflet.admin import LeafletAdminWidget

WGS84 = 4326
LIMITS = {"latitude": 90, "longitude": 180}
DECIMALS = 7  # of a degree: about a centimetre
LONGEST_GEOJSON = 500  # characters: a point needs sixty
NUMBER = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{0,15})?")


def rounded(degrees: float) -> float:
    """To the centimetre: neither more than is known, nor what computing loses.

    The map's formula underflows on a latitude such as 5e-324.
    """
    return round(degrees, DECIMALS) + 0.0  # no « -0 »


def parse_degrees(text: str, name: str) -> float:
    """Decimal degrees of « 47,9 » or « 47.9 »; ``name`` is latitude or longitude.

    Raises ValidationError, in French, for anything else, NaN and infinity included.
    """
    cleaned = re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-").rstrip("°")
    if not NUMBER.fullmatch(cleaned):
        raise ValidationError(
            f"« {text} » n’est pas une {name} : écrivez des degrés décimaux, "
            "par exemple 47,9029."
        )
    value = float(cleaned.replace(",", "."))
    if abs(value) > LIMITS[name]:
        raise ValidationError(
            f"Une {name} est comprise entre −{LIMITS[name]} et {LIMITS[name]} degrés."
        )
    return rounded(value)


def degrees_in_french(value: float) -> str:
    """« 47,9029 »: six decimals at most, about ten centimetres."""
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def describe(point: Point | None) -> str:
    """« 47,9029 ; 1,9039 » (latitude first, as people say it), or an empty text."""
    if point is None or point.empty:
        return ""
    return f"{degrees_in_french(point.y)} ; {degrees_in_french(point.x)}"


def point_from_geojson(text: str) -> Point | None:
    """The WGS84 point that ``text`` holds; None if it is not exactly that.

    Reads the JSON itself: GDAL raises on 1e400 and takes NaN for an empty point.
    """
    if len(text) > LONGEST_GEOJSON:
        return None
    try:
        geometry = json.loads(text)
        longitude, latitude = geometry["coordinates"][:2]
        pair = float(longitude), float(latitude)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    inside = math.fabs(pair[0]) <= 180 and math.fabs(pair[1]) <= 90  # False for NaN
    if geometry.get("type") != "Point" or not inside:
        return None
    return Point(*map(rounded, pair), srid=WGS84)


class PointWidget(LeafletAdminWidget):
    """django-leaflet's map where a click places the point and a drag moves it.

    Its drawing toolbar (mouse only, English, unmaintained) is left out: the class
    named below, in static/admin-accueil/point-field.js, replaces it.
    """

    geometry_field_class = "AccueilPointField"

    @property
    def media(self):
        parent = super().media
        return type(parent)(
            css={"screen": ["leaflet/leaflet.css", "leaflet/leaflet_django.css"]},
            js=[
                "leaflet/leaflet.js",
                "leaflet/leaflet.extras.js",
                "leaflet/leaflet.forms.js",
                "admin-accueil/point-field.js",
            ],
        )

    def deserialize(self, value: str) -> Point | None:
        return point_from_geojson(value)
