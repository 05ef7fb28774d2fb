"""Cells and rows as GeoJSON (WGS84, longitude then latitude). No request, no query."""

import math
from collections.abc import Iterable

from initiatives.mapping import Cell, degrees


def feature_collection(
    cells: Iterable[Cell],
    named: dict[int, dict],
    members: dict | None = None,
    decimals: int = 5,
) -> dict:
    """Return ``{"type": "FeatureCollection", "features": [Feature, …]}``.

    ``named``: {pk: {"title", "url", "lead", "commune"}} of the cells that hold one.
    A cluster's properties are ``count`` and ``bounds`` ([w, s, e, n]); ``same_place``
    is there, and true, when all of it stands on one point; then ``members``
    ({(x, y): [names]}) may list what stands there. Clusters are placed to ``decimals``,
    their bounds rounded outwards; whatever stands on one point, to the metre.
    """
    members = members or {}
    return {
        "type": "FeatureCollection",
        "features": [
            _cluster(cell, decimals)
            if not cell.same_place
            else _place(cell, named.get(cell.pk), members.get((cell.left, cell.top)))
            for cell in cells
        ],
    }


def _place(cell: Cell, name: dict | None, members: list | None) -> dict:
    properties: dict = {"count": cell.count}
    if cell.count == 1:
        properties |= name or {}
    else:
        properties["same_place"] = True
        if members:
            properties["members"] = members
    return _feature(cell, 5, properties)


def _cluster(cell: Cell, decimals: int) -> dict:
    unit = 10**decimals
    west, north = degrees(cell.left, cell.top, 9)
    east, south = degrees(cell.right + 1, cell.bottom + 1, 9)
    bounds = [
        math.floor(west * unit) / unit,
        math.floor(south * unit) / unit,
        math.ceil(east * unit) / unit,
        math.ceil(north * unit) / unit,
    ]
    return _feature(cell, decimals, {"count": cell.count, "bounds": bounds})


def _feature(cell: Cell, decimals: int, properties: dict) -> dict:
    # The middle of a pixel of zoom 20 is within 8 cm of the point.
    coordinates = degrees(cell.x + 0.5, cell.y + 0.5, decimals)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": properties,
    }
