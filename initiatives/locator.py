"""A small drawing of where an initiative stands in the home Region, for paper."""

import math

from django.contrib.gis.geos import MultiPolygon

from accueil.reference.models import Territory
from initiatives.models import Initiative

WIDTH = 240  # units of the drawing
TOLERANCE = 0.01  # degrees: finer detail does not show at this size


def locator(initiative: Initiative) -> dict | None:
    """Return {paths, point, width, height} for an SVG, or None when nothing shows.

    The home departments, and the public point when it is among them. One query.
    """
    point = initiative.public_location
    outlines = list(
        Territory.objects.home_departments()
        .exclude(outline=None)
        .values_list("outline", flat=True)
    )
    if not point or not outlines:
        return None
    boxes = [outline.extent for outline in outlines]
    west, north = min(box[0] for box in boxes), max(box[3] for box in boxes)
    east, south = max(box[2] for box in boxes), min(box[1] for box in boxes)
    if not (west <= point.x <= east and south <= point.y <= north):
        return None
    scale = WIDTH / (east - west)
    stretch = 1 / math.cos(math.radians((north + south) / 2))

    def place(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * scale, 1), round((north - y) * scale * stretch, 1)

    return {
        "paths": [_path(outline, place) for outline in outlines],
        "point": place(point.x, point.y),
        "width": WIDTH,
        "height": math.ceil((north - south) * scale * stretch),
    }


def _path(outline: MultiPolygon, place) -> str:
    """Outer rings of ``outline`` as the data of an SVG path."""
    simple = outline.simplify(TOLERANCE, preserve_topology=True)
    polygons = simple if isinstance(simple, MultiPolygon) else [simple]
    rings = [[place(*corner[:2]) for corner in polygon[0]] for polygon in polygons]
    return " ".join(f"M{' L'.join(f'{x},{y}' for x, y in ring)} Z" for ring in rings)
