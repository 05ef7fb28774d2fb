"""Cells and rows as GeoJSON (WGS84, longitude then latitude). No request, no query."""

from collections.abc import Iterable

from initiatives.mapping import Cell, degrees


def feature_collection(
    cells: Iterable[Cell], named: dict[int, dict], members: dict | None = None
) -> dict:
    """Return ``{"type": "FeatureCollection", "features": [Feature, …]}``.

    ``named``: {pk: {"title", "url", "lead", "commune"}} of the cells that hold one.
    A cluster's properties are ``count`` and ``bounds`` ([w, s, e, n]); ``same_place``
    is there, and true, when all of it stands on one point; then ``members``
    ({(x, y): [names]}) may list what stands there.
    """
    members = members or {}
    return {
        "type": "FeatureCollection",
        "features": [
            _feature(cell, named.get(cell.pk), members.get((cell.left, cell.top)))
            for cell in cells
        ],
    }


def _feature(cell: Cell, name: dict | None, members: list | None) -> dict:
    properties: dict = {"count": cell.count}
    if cell.count == 1:
        properties |= name or {}
    elif cell.same_place:
        properties["same_place"] = True
        if members:
            properties["members"] = members
    else:
        west, north = degrees(cell.left, cell.top)
        east, south = degrees(cell.right, cell.bottom)
        properties["bounds"] = [west, south, east, north]
    return {
        "type": "Feature",
        # The middle of a pixel of zoom 20 is within 8 cm of the point.
        "geometry": {
            "type": "Point",
            "coordinates": degrees(cell.x + 0.5, cell.y + 0.5),
        },
        "properties": properties,
    }
