"""What is asked of the site: filters that match much, views of a usual screen."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from initiatives.filters import InitiativeFilter
from initiatives.mapping import CELL, MAP_ZOOM, View, degrees, pixel
from initiatives.models import Initiative

SCREEN = (1280, 800)  # pixels
WIDE_SCREEN = (3840, 2160)
REGION_ZOOM = 8  # where the whole Region is on the screen
ROUNDS = 24  # neighbouring views that can be asked, besides the first
TEXT = "permanence logement"
MISSPELT = "permanance logemant"

FREQUENT = """
SELECT term.slug FROM reference_{column} term
JOIN initiatives_initiative_{links} link ON link.{column}_id = term.id
GROUP BY term.slug ORDER BY count(*) DESC, term.slug LIMIT 9
"""
BIGGEST_TOWN = """
SELECT ST_X(t.location), ST_Y(t.location), department.code
FROM reference_territory t
JOIN reference_territory department ON department.id = t.department_id
JOIN initiatives_initiative i ON i.commune_id = t.id
GROUP BY t.id, department.code ORDER BY count(*) DESC LIMIT 1
"""


@dataclass(frozen=True)
class Places:
    """Longitude and latitude: where one looks from afar, and from near."""

    region: tuple[float, float]
    town: tuple[float, float]

    def at(self, zoom: int) -> tuple[float, float]:
        return self.region if zoom <= REGION_ZOOM else self.town


def places() -> Places:
    x, y, _ = _first(BIGGEST_TOWN)
    center = "SELECT avg(ST_X(public_location)), avg(ST_Y(public_location))"
    return Places(_first(f"{center} FROM initiatives_initiative"), (x, y))


def filters(rank: int = 0) -> dict[str, str]:
    """{name: query string}; other ``rank``, other terms of the same frequency."""
    theme = _terms("theme", "themes")[rank]
    audience = _terms("audience", "audiences")[0]
    department = _first(BIGGEST_TOWN)[2]
    three = {"theme": theme, "public": audience, "departement": department}
    return {
        "sans filtre": "",
        "un filtre": urlencode({"theme": theme}),
        "trois filtres": urlencode(three),
        "texte": urlencode({"q": TEXT}),
    }


def rows(query: str):
    """What the filter set finds. Raises ValueError when it cannot read ``query``."""
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    if not filterset.is_valid():
        raise ValueError(filterset.errors_by_name)
    return filterset.rows


def view(
    center: tuple[float, float], zoom: int, screen: tuple[int, int] = SCREEN, step=0
) -> View:
    """What a screen shows; ``step`` 1 to ROUNDS moves it by a cell or two."""
    left, top, right, bottom = _frame(center, zoom, screen, step)
    west, north = degrees(left, top, 7)
    east, south = degrees(right, bottom, 7)
    return View(max(west, -180), south, min(east, 180), north, zoom)


def _frame(center, zoom: int, screen, step: int) -> tuple[float, float, float, float]:
    scale = 1 << (MAP_ZOOM - zoom)
    columns, lines = [(0, 0), *_AROUND][step % (ROUNDS + 1)]
    x, y = pixel(*center)
    x, y = x + columns * CELL * scale, y + lines * CELL * scale
    width, height = screen[0] * scale / 2, screen[1] * scale / 2
    return x - width, max(0, y - height), x + width, y + height


# Those that move the least come first.
_AROUND = sorted(
    ((i, j) for i in range(-2, 3) for j in range(-2, 3) if (i, j) != (0, 0)),
    key=lambda step: max(map(abs, step)),
)


def map_path(asked: View, query: str) -> str:
    box = f"{asked.west},{asked.south},{asked.east},{asked.north}"
    path = f"/initiatives/carte.json?bbox={box}&zoom={asked.zoom}"
    return f"{path}&{query}" if query else path


def _terms(column: str, links: str) -> list[str]:
    sql = FREQUENT.format(column=column, links=links)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [slug for (slug,) in cursor.fetchall()]


def _first(sql: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()
