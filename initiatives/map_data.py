"""What a map asks and gets: bounded cells with names, and the view it opens on."""

import json
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
NAMED_AT_ONCE = 400  # names of neighbours, asked along with those of a view
MAX_MEMBERS = 12  # rows of one place that are listed rather than counted
PLACE_ZOOM = 18  # from here on, a place says what stands on it
OPENING = (1024, 640)  # pixels of the map that the first view chooses its zoom for
FRAME = (1600, 1000)  # pixels that it covers at that zoom: wider screens ask no more
METROPOLE = (-5.2, 41.3, 9.6, 51.1)  # when the home Region has no outline yet

COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Box = tuple[float, float, float, float]  # west, south, east, north, in degrees


def describe_initiatives(rows: QuerySet) -> dict[int, dict]:
    """{pk: names}. One query."""
    columns = rows.annotate(
        by=F("lead__name"),
        by_is_public=F("lead__is_published"),
        town=F("commune__name"),
    ).values_list("pk", "title", "slug", "by", "by_is_public", "town")
    found, catalogue = {}, reverse("initiatives:list")
    for pk, title, slug, by, by_is_public, town in columns.order_by():
        # Hundreds at once: reversing each would cost more than the query.
        name = {"title": title, "url": f"{catalogue}{slug}/"}
        name |= {"lead": by} if by_is_public else {}
        name |= {"commune": town} if town else {}
        found[pk] = name
    return found


def describe_organisations(rows: QuerySet) -> dict[int, dict]:
    """{pk: names}. One query."""
    columns = rows.annotate(town=F("commune__name")).values_list(
        "pk", "name", "slug", "town"
    )
    found, directory = {}, reverse("organisations")
    for pk, title, slug, town in columns.order_by():
        name = {"title": title, "url": f"{directory}{slug}/"}
        name |= {"commune": town} if town else {}
        found[pk] = name
    return found


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
    names = _names(selection, view, [*alone, *chain.from_iterable(places.values())])
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


def _names(selection: Selection, view: View, pks: list[int]) -> dict[int, dict]:
    """{pk: names}. One query, none when all are known."""

    def fetch(missing: list[int]) -> dict[int, dict]:
        # Those nearby too: a small move of the map then asks nothing.
        wanted = {*missing, *selection.alone(view)[:NAMED_AT_ONCE]}
        rows = selection.columns.rows.filter(pk__in=wanted)
        return DESCRIBE[rows.model](rows)

    return selection.columns.recall("names", pks, fetch)


def encoded(found: dict) -> bytes:
    """An answer as it travels, but for compression."""
    return COMPACT.encode(found).encode()


def home_bounds(version: int) -> Box:
    """West, south, east, north of the home Region. One query, remembered."""
    return (
        remember(
            "home bounds", version, lambda: _extent(Territory.objects.home_region())
        )
        or METROPOLE
    )


def bounds_of(territories: list[Territory], version: int) -> Box | None:
    """Of their outlines together; None without any. One query, remembered."""
    pks = sorted(territory.pk for territory in territories)
    rows = Territory.objects.filter(pk__in=pks)
    return remember(("bounds", *pks), version, lambda: _extent(rows))


def _extent(territories: QuerySet) -> Box | None:
    return territories.aggregate(box=Extent("outline"))["box"]


def view_over(bounds: Box) -> View:
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
    bounds: Box | None = None,
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
