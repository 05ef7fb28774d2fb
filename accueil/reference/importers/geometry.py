"""GeoJSON geometries → checked WGS84 outlines and points."""

import hashlib
import json

import shapely
from django.contrib.gis.geos import GEOSGeometry

from accueil.common.points import rounded

POLYGONS = {"Polygon", "MultiPolygon"}
# A repaired outline that loses or gains more than this share was not a mere knot.
TOLERATED_CHANGE = 0.01


class OutsideTheWorld(ValueError):
    """Coordinates that are no degrees; the message says so in French."""


def outline(geometry: dict) -> shapely.MultiPolygon:
    """A valid multipolygon. Raises ValueError with a French reason."""
    shape = _shape(geometry)
    if shape.geom_type not in POLYGONS:
        raise ValueError(f"un contour est attendu, pas {shape.geom_type}.")
    if not shape.is_valid:
        shape = _repaired(shape)
    parts = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    return shapely.MultiPolygon(list(parts))


def point(geometry: dict) -> shapely.Point:
    """A point. Raises ValueError with a French reason."""
    shape = _shape(geometry)
    if shape.geom_type != "Point":
        raise ValueError(f"un point est attendu, pas {shape.geom_type}.")
    return point_at(shape.x, shape.y)


def point_at(longitude: float, latitude: float) -> shapely.Point:
    """A point, to the centimetre. Raises OutsideTheWorld."""
    place = _inside_the_world(shapely.Point(longitude, latitude))
    return shapely.Point(rounded(place.x), rounded(place.y))


def _shape(geometry: dict):
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.GEOSException, ValueError) as error:
        raise ValueError(
            "géométrie illisible : anneaux non fermés, coordonnées manquantes ?"
        ) from error
    if shape is None or shape.is_empty:
        raise ValueError("géométrie vide : retirez-la ou complétez-la.")
    return _inside_the_world(shape)


def _inside_the_world(shape):
    inside = abs(shapely.get_coordinates(shape)) <= (180, 90)
    if not inside.all():  # not a number: never inside
        raise OutsideTheWorld(
            "coordonnées hors du globe : elles doivent être en degrés "
            "(longitude, latitude, WGS84)."
        )
    return shape


def _repaired(shape):
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    before, after = shape.area, mended.area
    same = before > 0 and abs(after - before) <= TOLERATED_CHANGE * before
    if mended.geom_type not in POLYGONS or not same:
        raise ValueError(
            "contour croisé sur lui-même et impossible à réparer sans le déformer : "
            f"{shapely.is_valid_reason(shape)}."
        )
    return mended


def digest(shape) -> str:
    """The same as SQL's sha256 of ST_AsBinary(…, 'NDR')."""
    return hashlib.sha256(shapely.to_wkb(shape, byte_order=1)).hexdigest()


def for_database(shape) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)
