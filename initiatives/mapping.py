"""Views of a map, and the cells that rows are gathered in. No query, no row.

Web Mercator pixels of zoom 20 stand in two integer columns; shifting them right gives
the cell at any zoom. The answer is bounded by the view, never by the number of rows.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.core.exceptions import ValidationError

from initiatives.models.expressions import MAP_ZOOM, WORLD_PIXELS

CELL = 64  # side of a cell, in pixels of the screen
APART = 64  # bubbles nearer than this, in pixels, are merged
MAX_CELLS = 1024  # in one answer: beyond, cells grow
MAX_LATITUDE = 85.05  # Web Mercator's edge
# From a square of the plane, numbered line after line, to itself and its neighbours.
AROUND = [i * WORLD_PIXELS + j for i in (-1, 0, 1) for j in (-1, 0, 1)]


@dataclass(frozen=True)
class View:
    """West, south, east, north in degrees (WGS84), and the map's zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @cached_property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels of zoom 20."""
        return (*pixel(self.west, self.north), *pixel(self.east, self.south))

    @cached_property
    def shift(self) -> int:
        """How many bits to drop from a pixel of zoom 20 to get its cell."""
        shift = MAP_ZOOM - self.zoom + int(math.log2(CELL))
        left, top, right, bottom = self.edges
        while (
            ((right >> shift) - (left >> shift) + 1)
            * ((bottom >> shift) - (top >> shift) + 1)
        ) > MAX_CELLS:
            shift += 1
        return shift

    @property
    def decimals(self) -> int:
        """Decimals of a degree that show on screen: a step is a pixel and a half."""
        return max(0, math.ceil(math.log10(256 * 2**self.zoom / 360 / 1.5)))

    @cached_property
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


class Cell(NamedTuple):
    """Some initiatives close to each other; positions in pixels of zoom 20."""

    count: int
    x: int  # the mean
    y: int
    left: int
    top: int
    right: int
    bottom: int
    pk: int  # of the only one, when ``count`` is 1

    @property
    def same_place(self) -> bool:
        return self.left == self.right and self.top == self.bottom


def read_view(bbox: str, zoom: str) -> View:
    """View of the parameters « bbox=w,s,e,n » and « zoom ».

    The world clamps it; anything that is not a box raises ValidationError, by field.
    """
    errors = {}
    try:
        west, south, east, north = map(_finite, bbox.split(","))
        if west >= east or south >= north:
            errors["bbox"] = (
                "L’ouest doit être avant l’est et le sud avant le nord : "
                "bbox=ouest,sud,est,nord."
            )
    except ValueError:
        errors["bbox"] = "Quatre nombres séparés par des virgules : ouest,sud,est,nord."
    try:
        level = int(min(max(_finite(zoom), 0), MAP_ZOOM))
    except ValueError:
        errors["zoom"] = f"Un nombre entier de 0 à {MAP_ZOOM}."
    if errors:
        raise ValidationError(errors)
    west, east = (max(-180, min(180, longitude)) for longitude in (west, east))
    south, north = (max(-90, min(90, latitude)) for latitude in (south, north))
    return View(west, south, east, north, level)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def pixel(longitude: float, latitude: float) -> tuple[int, int]:
    """Pixel of zoom 20 holding a WGS84 point: SQL's accueil_pixel_x and _y."""
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
    return (
        math.floor((longitude + 180) / 360 * WORLD_PIXELS),
        math.floor((0.5 - y) * WORLD_PIXELS),
    )


def degrees(x, y, decimals: int = 5):
    """Longitude, latitude of pixels of zoom 20, numbers or arrays.

    Five decimals are about a metre.
    """
    longitude = np.asarray(x) / WORLD_PIXELS * 360 - 180
    latitude = np.degrees(
        np.arctan(np.sinh((1 - np.asarray(y) / WORLD_PIXELS * 2) * math.pi))
    )
    return longitude.round(decimals).tolist(), latitude.round(decimals).tolist()


def bubbles(found: Iterable[Cell], view: View) -> list[Cell]:
    """Cells of ``view``, none overlapping another on the screen."""
    return merge(found, APART << (MAP_ZOOM - view.zoom))


def merge(found: Iterable[Cell], apart: int) -> list[Cell]:
    """Join cells nearer than ``apart`` (pixels of zoom 20), the biggest first.

    Counts are conserved, and the result does not depend on the order of ``found``.
    """
    groups: list[list[Cell]] = []  # the first of each stays where it is
    near: dict[int, list[tuple]] = {}  # square: (x, y, group) of those in it or beside
    for cell in sorted(found, key=lambda cell: (-cell.count, cell.x, cell.y)):
        _, x, y, *_ = cell
        square = x // apart * WORLD_PIXELS + y // apart
        nearest, least = None, apart**2
        for kept_x, kept_y, group in near.get(square, ()):
            distance2 = (kept_x - x) ** 2 + (kept_y - y) ** 2
            if distance2 < least:
                nearest, least = group, distance2
        if nearest:
            nearest.append(cell)
        else:
            groups.append([cell])
            for step in AROUND:
                near.setdefault(square + step, []).append((x, y, groups[-1]))
    return [group[0] if len(group) == 1 else _joined(group) for group in groups]


def _joined(group: list[Cell]) -> Cell:
    """The first with what the others hold; it does not move: nothing new overlaps."""
    counts, _, _, lefts, tops, rights, bottoms, _ = zip(*group, strict=True)
    first = group[0]
    return Cell(
        sum(counts),
        first.x,
        first.y,
        min(lefts),
        min(tops),
        max(rights),
        max(bottoms),
        first.pk,
    )
