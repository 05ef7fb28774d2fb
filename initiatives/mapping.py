"""Rows of the catalogue gathered in cells, for the view that a map shows.

Web Mercator pixels of zoom 20 stand in two integer columns; shifting them right gives
the cell at any zoom, so the database groups without a geometry in sight. The answer is
bounded by the view, never by the number of rows.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, F, Max, Min

from initiatives.models.expressions import MAP_ZOOM, WORLD_PIXELS

CELL = 64  # side of a cell, in pixels of the screen
APART = 56  # bubbles nearer than this, in pixels, are merged
MAX_CELLS = 1024  # in one answer: beyond, cells grow
MAX_LATITUDE = 85.05  # Web Mercator's edge


@dataclass(frozen=True)
class View:
    """West, south, east, north in degrees (WGS84), and the map's zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels of zoom 20."""
        return (*pixel(self.west, self.north), *pixel(self.east, self.south))

    @property
    def shift(self) -> int:
        """How many bits to drop from a pixel of zoom 20 to get its cell."""
        shift = MAP_ZOOM - self.zoom + int(math.log2(CELL))
        left, top, right, bottom = self.edges
        while (
            ((right - left >> shift) + 1) * ((bottom - top >> shift) + 1)
        ) > MAX_CELLS:
            shift += 1
        return shift

    def pixels(self) -> tuple[int, int, int, int]:
        """``edges`` snapped outwards to whole cells."""
        shift = self.shift
        left, top, right, bottom = self.edges
        return (
            left >> shift << shift,
            top >> shift << shift,
            ((right >> shift) + 1) << shift,
            ((bottom >> shift) + 1) << shift,
        )


@dataclass(frozen=True)
class Cell:
    """Some initiatives close to each other; positions in pixels of zoom 20."""

    count: int
    x: float
    y: float
    left: int
    top: int
    right: int
    bottom: int
    pk: int  # of the only one, when ``count`` is 1

    @property
    def same_place(self) -> bool:
        return (self.left, self.top) == (self.right, self.bottom)


def read_view(bbox: str, zoom: str) -> View:
    """View of the parameters « bbox=w,s,e,n » and « zoom ».

    The world clamps it; anything that is not a box raises ValidationError, by field.
    """
    errors = {}
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
        if not all(map(math.isfinite, (west, south, east, north))):
            raise ValueError
        if west >= east or south >= north:
            errors["bbox"] = (
                "L’ouest doit être avant l’est et le sud avant le nord : "
                "bbox=ouest,sud,est,nord."
            )
    except ValueError:
        errors["bbox"] = "Quatre nombres séparés par des virgules : ouest,sud,est,nord."
    try:
        level = min(max(int(zoom), 0), MAP_ZOOM)
    except ValueError:
        errors["zoom"] = "Un nombre entier de 0 à 20."
    if errors:
        raise ValidationError(errors)
    return View(max(west, -180), max(south, -90), min(east, 180), min(north, 90), level)


def pixel(longitude: float, latitude: float) -> tuple[int, int]:
    """Pixel of zoom 20 holding a WGS84 point: SQL's accueil_pixel_x and _y."""
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
    return (
        math.floor((longitude + 180) / 360 * WORLD_PIXELS),
        math.floor((0.5 - y) * WORLD_PIXELS),
    )


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude, latitude of a pixel of zoom 20, to five decimals (about a metre)."""
    longitude = x / WORLD_PIXELS * 360 - 180
    latitude = math.degrees(
        2 * math.atan(math.exp((0.5 - y / WORLD_PIXELS) * 2 * math.pi))
    )
    return round(longitude, 5), round(latitude - 90, 5)


def cells(initiatives, view: View) -> list[Cell]:
    """Cells of ``initiatives`` in ``view``, none overlapping another. One query."""
    return merge(group(initiatives, view), APART << (MAP_ZOOM - view.zoom))


def group(initiatives, view: View) -> list[Cell]:
    """Cells as the database groups them. One query."""
    left, top, right, bottom = view.pixels()
    shift = view.shift
    rows = (
        initiatives.on_map()
        .filter(map_x__gte=left, map_x__lt=right, map_y__gte=top, map_y__lt=bottom)
        .order_by()
        .annotate(
            column=F("map_x").bitrightshift(shift), row=F("map_y").bitrightshift(shift)
        )
        .values("column", "row")
        .annotate(
            n=Count("pk"),
            x=Avg("map_x"),
            y=Avg("map_y"),
            left=Min("map_x"),
            top=Min("map_y"),
            right=Max("map_x"),
            bottom=Max("map_y"),
            one=Min("pk"),
        )
        .values_list("n", "x", "y", "left", "top", "right", "bottom", "one")
    )
    return [Cell(n, float(x), float(y), *rest) for n, x, y, *rest in rows]


def merge(found: Iterable[Cell], apart: float) -> list[Cell]:
    """Join cells nearer than ``apart`` (pixels of zoom 20), the biggest first.

    Counts are conserved, and the result does not depend on the order of ``found``.
    """
    kept: dict[tuple[int, int], Cell] = {}
    for cell in sorted(found, key=lambda cell: (-cell.count, cell.x, cell.y)):
        column, row = int(cell.x // apart), int(cell.y // apart)
        around = [
            (distance2, place)
            for place in _neighbours(column, row)
            if (other := kept.get(place))
            and (distance2 := (other.x - cell.x) ** 2 + (other.y - cell.y) ** 2)
            < apart**2
        ]
        if around:
            place = min(around)[1]
            kept[place] = _joined(kept[place], cell)
        else:
            kept[column, row] = cell
    return list(kept.values())


def _neighbours(column: int, row: int):
    return ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))


def _joined(big: Cell, small: Cell) -> Cell:
    """``big`` with what ``small`` holds; it does not move, so nothing new overlaps."""
    return replace(
        big,
        count=big.count + small.count,
        left=min(big.left, small.left),
        top=min(big.top, small.top),
        right=max(big.right, small.right),
        bottom=max(big.bottom, small.bottom),
    )
