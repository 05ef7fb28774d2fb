"""What a map asks and gets: bounded cells with names, and the view it opens on."""

import json
from collections.abc import Callable, Iterable
from itertools import chain

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.db.models import F, QuerySet
from django.urls import reverse

from accueil.common.memory import remember
from accueil.common.text import fold
from accueil.reference.models import Organisation, Territory
from initiatives.geojson import feature_collection
from initiatives.mapping import MAP_ZOOM, View, degrees
from initiatives.models import Initiative
from initiatives.selections import Selection

MAX_NAMED = 80  # markers that carry a name: beyond, one zooms first
MAX_MEMBERS = 12  # rows of one place that are listed rather than counted
MAX_KNOWN = 20_000  # names kept in memory
PLACE_ZOOM = 18  # from here on, a place says what stands on it
OPENING = (1024, 640)  # pixels of the map that the first view chooses its zoom for
FRAME = (1600, 1000)  # pixels that it covers at that zoom: wider screens ask no more
METROPOLE = (-5.2, 41.3, 9.6, 51.1)  # when the home Region has no outline yet

# Yields (pk, names) of rows; one query.
Describe = Callable[[QuerySet], Iterable[tuple[int, dict]]]


def describe_initiatives(rows: QuerySet):
    columns = rows.annotate(
        by=F("lead__name"),
        by_is_public=F("lead__is_published"),
        town=F("commune__name"),
    ).values_list("pk", "title", "slug", "by", "by_is_public", "town")
    for pk, title, slug, by, by_is_public, town in columns.order_by():
        name = {"title": title, "url": reverse("initiatives:detail", args=[slug])}
        name |= {"lead": by} if by_is_public else {}
        name |= {"commune": town} if town else {}
        yield pk, name


def describe_organisations(rows: QuerySet):
    columns = rows.annotate(town=F("commune__name")).values_list(
        "pk", "name", "slug", "town"
    )
    for pk, title, slug, town in columns.order_by():
        name = {"title": title, "url": reverse("organisation", args=[slug])}
        name |= {"commune": town} if town else {}
        yield pk, name


DESCRIBE = {Initiative: describe_initiatives, Organisation: describe_organisations}


def answer(selection: Selection, view: View) -> dict:
    """Return the GeoJSON of ``view`` with ``total``, ``shown``, ``without_location``.

    At most one query: the names that were not asked for yet at this data version.
    """
    found = selection.cells(view)
    alone = [cell.pk for cell in found if cell.count == 1][:MAX_NAMED]
    places = {
        (cell.left, cell.top): selection.standing_at(cell.left, cell.top)
        for cell in found
        if view.zoom >= PLACE_ZOOM and cell.same_place and 1 < cell.count <= MAX_MEMBERS
    }
    names = _names(selection, [*alone, *chain.from_iterable(places.values())])
    members = {
        place: sorted(
            (names[pk] for pk in pks if pk in names),
            key=lambda name: fold(name["title"]),
        )
        for place, pks in places.items()
    }
    return {
        **feature_collection(found, names, members, min(view.decimals, 5)),
        "total": selection.total,
        "shown": sum(cell.count for cell in found),
        "without_location": selection.total - selection.located,
    }


def _names(selection: Selection, pks: list[int]) -> dict[int, dict]:
    """{pk: names}; those known already come from memory."""
    columns = selection.columns
    unknown = [pk for pk in pks if pk not in columns.names]
    if unknown:
        if len(columns.names) > MAX_KNOWN:
            columns.names, unknown = {}, pks
        rows = columns.rows.filter(pk__in=unknown)
        columns.names |= DESCRIBE[rows.model](rows)
    return {pk: columns.names[pk] for pk in pks if pk in columns.names}


def encoded(found: dict) -> bytes:
    """An answer as it travels, but for compression."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


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
    selection: Selection,
    version: int,
    bounds: tuple[float, float, float, float] | None = None,
) -> dict:
    """The answer that a page carries with it: no second round trip for markers.

    Over ``bounds``, else over the home Region. No query when remembered.
    """
    view = view_over(bounds or home_bounds(version))
    return {
        **answer(selection, view),
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
