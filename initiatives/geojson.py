"""Cells and rows as GeoJSON (WGS84, longitude then latitude). No request, no query."""

from collections.abc import Iterator, Sequence

import numpy as np

from initiatives.mapping import Cell, degrees


def feature_collection(
    cells: Sequence[Cell],
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
    clusters = [cell for cell in cells if not cell.same_place]
    places = [cell for cell in cells if cell.same_place]
    members = members or {}
    return {
        "type": "FeatureCollection",
        "features": [
            *map(
                _feature,
                _positions(clusters, decimals),
                [
                    {"count": cell.count, "bounds": box}
                    for cell, box in zip(
                        clusters, _bounds(clusters, decimals), strict=True
                    )
                ],
            ),
            *map(
                _feature,
                _positions(places, 5),
                [
                    _place(cell, named.get(cell.pk), members.get((cell.left, cell.top)))
                    for cell in places
                ],
            ),
        ],
    }


def _place(cell: Cell, name: dict | None, members: list | None) -> dict:
    if cell.count == 1:
        return {"count": 1} | (name or {})
    return {"count": cell.count, "same_place": True} | (
        {"members": members} if members else {}
    )


def _positions(cells: list[Cell], decimals: int) -> Iterator[tuple[float, float]]:
    # The middle of a pixel of zoom 20 is within 8 cm of the point.
    x, y = (np.array([cell[axis] for cell in cells]) + 0.5 for axis in (1, 2))
    return zip(*degrees(x, y, decimals), strict=True)


def _bounds(cells: list[Cell], decimals: int) -> list[list[float]]:
    """West, south, east, north of each, rounded outwards."""
    left, top, right, bottom = np.array([cell[3:7] for cell in cells]).reshape(-1, 4).T
    unit = 10**decimals
    west, north = np.array(degrees(left, top, 9)) * unit
    east, south = np.array(degrees(right + 1, bottom + 1, 9)) * unit
    edges = [np.floor(west), np.floor(south), np.ceil(east), np.ceil(north)]
    return (np.array(edges) / unit).T.tolist()


def _feature(position: tuple[float, float], properties: dict) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "properties": properties,
    }
