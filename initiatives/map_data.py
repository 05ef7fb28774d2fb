"""What a map asks and gets: bounded cells with names, and the view it opens on."""

import json
from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from accueil.common.memory import remember
from accueil.reference.models import Organisation, Territory
from initiatives.geojson import feature_collection
from initiatives.mapping import MAP_ZOOM, Cell, View, cells, degrees
from initiatives.models.expressions import MercatorPixel

MAX_NAMED = 80  # markers that carry a name: beyond, one zooms first
MAX_MEMBERS = 12  # rows of one place that are listed rather than counted
PLACE_ZOOM = 18  # from here on, a place says what stands on it
OPENING = (1024, 640)  # pixels of the map that the first view chooses its zoom for
FRAME = (1600, 1000)  # pixels that it covers at that zoom: wider screens ask no more
METROPOLE = (-5.2, 41.3, 9.6, 51.1)  # when the home Region has no outline yet

# Yields (pk, (x, y), names) of rows; one query.
Describe = Callable[[QuerySet], Iterable[tuple[int, tuple[int, int], dict]]]
Counts = tuple[int, int] | None  # all rows, those with a public point


def describe_initiatives(rows: QuerySet):
    columns = rows.annotate(
        by=F("lead__name"),
        by_is_public=F("lead__is_published"),
        town=F("commune__name"),
    ).values_list("pk", "map_x", "map_y", "title", "slug", "by", "by_is_public", "town")
    for pk, x, y, title, slug, by, by_is_public, town in columns.order_by(
        "title", "pk"
    ):
        name = {"title": title, "url": reverse("initiatives:detail", args=[slug])}
        name |= {"lead": by} if by_is_public else {}
        name |= {"commune": town} if town else {}
        yield pk, (x, y), name


def describe_organisations(rows: QuerySet):
    columns = rows.annotate(town=F("commune__name")).values_list(
        "pk", "map_x", "map_y", "name", "slug", "town"
    )
    for pk, x, y, title, slug, town in columns.order_by("name", "pk"):
        name = {"title": title, "url": reverse("organisation", args=[slug])}
        name |= {"commune": town} if town else {}
        yield pk, (x, y), name


def with_pixels(organisations: QuerySet) -> QuerySet:
    """Organisations with the two columns that cells are made of."""
    return organisations.annotate(
        map_x=MercatorPixel("public_location", axis="x"),
        map_y=MercatorPixel("public_location", axis="y"),
    )


def answer(rows: QuerySet, version: int, view: View, counted: Counts = None) -> dict:
    """Return the GeoJSON of ``view`` with ``total``, ``shown``, ``without_location``.

    ``rows``: initiatives, or organisations ``with_pixels``. Two queries (cells,
    names); one more the first time that ``rows`` is counted at this ``version``,
    unless ``counted`` says what ``totals`` would.
    """
    describe = (
        describe_organisations if rows.model is Organisation else describe_initiatives
    )
    found = cells(rows, view)
    named, members = _names(rows, found, view, describe)
    total, located = counted or totals(rows, version)
    return {
        **feature_collection(found, named, members, min(view.decimals, 5)),
        "total": total,
        "shown": sum(cell.count for cell in found),
        "without_location": total - located,
    }


def encoded(found: dict) -> bytes:
    """An answer as it travels, but for compression."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def totals(rows: QuerySet, version: int) -> tuple[int, int]:
    """All of ``rows``, and those with a public point. One query, remembered."""
    plain = rows.order_by()
    counts = remember(
        ("totals", *_identity(plain)),
        version,
        lambda: plain.aggregate(total=Count("pk"), located=Count("public_location")),
    )
    return counts["total"], counts["located"]


def _identity(rows: QuerySet) -> tuple:
    """The question itself: same rows asked, same identity."""
    try:
        return rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return (rows.model, None)


def _names(
    rows: QuerySet, found: list[Cell], view: View, describe: Describe
) -> tuple[dict, dict]:
    """({pk: names}, {(x, y): [names]}) of the lone ones and of the small places."""
    alone = [cell.pk for cell in found if cell.count == 1][:MAX_NAMED]
    wanted = Q(pk__in=alone)
    small = [
        cell
        for cell in found
        if view.zoom >= PLACE_ZOOM and cell.same_place and 1 < cell.count <= MAX_MEMBERS
    ]
    for cell in small:
        wanted |= Q(map_x=cell.left, map_y=cell.top)
    if not (alone or small):
        return {}, {}
    named: dict[int, dict] = {}
    members: dict[tuple[int, int], list[dict]] = {}
    for pk, place, name in describe(rows.filter(wanted)):
        named[pk] = name
        members.setdefault(place, []).append(name)
    return named, members


def home_bounds(version: int) -> tuple[float, float, float, float]:
    """West, south, east, north of the home Region. One query, remembered."""
    return remember("home bounds", version, _home_bounds)


def _home_bounds() -> tuple[float, float, float, float]:
    home = Territory.objects.home_region().aggregate(box=Extent("outline"))
    return home["box"] or METROPOLE


def view_over(bounds: tuple[float, float, float, float]) -> View:
    """Around ``bounds``, at the deepest zoom that shows them in OPENING pixels."""
    left, top, right, bottom = View(*bounds, zoom=MAP_ZOOM).edges
    zoom = MAP_ZOOM
    while zoom > 3 and (
        (right - left) >> (MAP_ZOOM - zoom) > OPENING[0]
        or (bottom - top) >> (MAP_ZOOM - zoom) > OPENING[1]
    ):
        zoom -= 1
    half_width = FRAME[0] << (MAP_ZOOM - zoom) >> 1
    half_height = FRAME[1] << (MAP_ZOOM - zoom) >> 1
    x, y = (left + right) // 2, (top + bottom) // 2
    west, north = degrees(x - half_width, y - half_height)
    east, south = degrees(x + half_width, y + half_height)
    return View(max(west, -180), south, min(east, 180), north, zoom)


def first_view(
    rows: QuerySet,
    version: int,
    bounds: tuple[float, float, float, float] | None = None,
    counted: Counts = None,
) -> dict:
    """The answer that a page carries with it: no second round trip for markers.

    Over ``bounds``, else over the home Region; ``counted``: see ``answer``. No query
    when remembered.
    """
    view = view_over(bounds or home_bounds(version))
    found = remember(
        ("first view", *_identity(rows), view),
        version,
        lambda: encoded(answer(rows, version, view, counted)),
    )
    return {
        **json.loads(found),
        "bbox": [view.west, view.south, view.east, view.north],
        "zoom": view.zoom,
    }


def context(**extra) -> dict:
    """What templates/_partials/map.html reads; the page gives what it has."""
    return {
        "id": "carte",
        "points_url": None,
        "query": "",
        "first_view": None,
        "bounds": None,
        "outline_url": None,
        "outlines_url": reverse("outlines"),
        "point": None,
        "tiles": settings.MAP_TILES,
        **extra,
    }
