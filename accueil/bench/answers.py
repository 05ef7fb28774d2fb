"""The map's answers: against the SQL alone, their weight, their queries."""

import random

from django.db import connection
from django.db.models import QuerySet

from accueil.bench import questions
from accueil.bench.clock import interleaved
from accueil.bench.questions import REGION_ZOOM, ROUNDS, SCREEN, WIDE_SCREEN, view
from accueil.bench.report import Measure
from accueil.bench.server import EMPTY, Client
from accueil.reference.models import DataVersion
from initiatives.mapping import View
from initiatives.models import Initiative
from initiatives.selections import select

ZOOMS = [6, 8, 10, 12, 14, 16, 18]
CHANGES = 3  # of the data, each read again once
BIG = 1_000_000  # rows from which fewer rounds are made
KB = 1000

# The cells of a view by the database alone; « rows » gives x, y and a key.
CELLS = """
SELECT count(*), sum(x) / count(*), sum(y) / count(*),
    min(x), min(y), max(x), max(y), min(pk)
FROM ({rows}) AS placed (x, y, pk)
GROUP BY x >> {shift}, y >> {shift}
"""
PLAIN = """
SELECT count(*), min(map_x), max(map_x), min(map_y), max(map_y)
FROM initiatives_initiative
WHERE status = 'published' AND map_x >> {shift} BETWEEN {left} AND {right}
  AND map_y >> {shift} BETWEEN {top} AND {bottom}
GROUP BY map_x >> {shift}, map_y >> {shift} ORDER BY 2, 4
"""

Times = dict[str, float]  # milliseconds


def measures(client: Client, size: int) -> list[Measure]:
    """M1, M2, M5, what M8 needs, and a check of M7."""
    check_cells()
    places = questions.places()
    rounds = ROUNDS if size < BIG else ROUNDS // 4
    costs = {
        (zoom, name): cost(client, places.at(zoom), zoom, query, rounds)
        for zoom in ZOOMS
        for name, query in questions.filters().items()
    }
    found = [each for name in questions.filters() for each in speed(costs, name, size)]
    shares = [share(times) for times in costs.values()]
    again = [share(times, "again") for times in costs.values()]
    return [
        *found,
        Measure("M1", f"le pire de {len(costs)} cas", size, max(shares), "", 1),
        Measure("M1", "le pire, vue déjà demandée", size, max(again), "", 1),
        *after_change(client, size),
        *weights(client, size),
        *not_modified(client, size),
    ]


def cost(client: Client, center, zoom: int, query: str, rounds: int) -> Times:
    """Of the same cells: by SQL, asked anew, asked again; and of nothing."""
    steps = range(rounds + 1)
    paths = [questions.map_path(view(center, zoom, step=step), query) for step in steps]
    rows = questions.rows(query)
    asked = [cells_sql(rows, view(center, zoom, step=step)) for step in steps]

    def by_sql(number: int):
        with connection.cursor() as cursor:
            cursor.execute(*asked[number])
            return cursor.fetchall()

    return interleaved(
        {
            "sql": by_sql,
            "new": lambda number: client.get(paths[number]),
            "again": lambda number: client.get(paths[0]),
            "nothing": lambda number: client.get(EMPTY),
        },
        rounds,
    )


def cells_sql(rows: QuerySet, asked: View) -> tuple[str, tuple]:
    """SQL and parameters of what the site answers from memory."""
    left, top, right, bottom = asked.pixels
    placed = (
        rows.filter(map_x__gte=left, map_x__lt=right, map_y__gte=top, map_y__lt=bottom)
        .order_by()
        .values_list("map_x", "map_y", "pk")
    )
    sql, parameters = placed.query.sql_with_params()
    return CELLS.format(rows=sql, shift=asked.shift), parameters


def share(times: Times, which: str = "new") -> float:
    """Part of what M1 allows: SQL and two empty views."""
    return times[which] / (times["sql"] + 2 * times["nothing"])


def speed(costs: dict[tuple[int, str], Times], name: str, size: int) -> list[Measure]:
    """Of the whole Region, with one set of filters."""
    times = costs[REGION_ZOOM, name]
    where = f"Région entière, {name}"
    return [
        Measure("M1", f"÷ (SQL + 2 vues vides) : {where}", size, share(times), "", 1),
        Measure("m1", f"vue nouvelle : {where}", size, times["new"], " ms"),
        Measure("m1", f"dont SQL : {where}", size, times["sql"], " ms"),
        Measure("m1", f"vue redemandée : {where}", size, times["again"], " ms"),
        Measure("m1", f"vue vide, pendant : {where}", size, times["nothing"], " ms"),
        Measure("m8", f"nouvelle : {where}", size, times["new"] / times["nothing"]),
        Measure("m8", f"redemandée : {where}", size, times["again"] / times["nothing"]),
    ]


def after_change(client: Client, size: int) -> list[Measure]:
    """What whoever comes first after a change waits for: everything is read again."""
    view_path = questions.map_path(view(questions.places().region, REGION_ZOOM), "")
    paths = {"carte": view_path, "liste": "/initiatives/"}
    found = []
    for name, path in paths.items():

        def change_and_ask(number: int, path: str = path) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT reference_bump()")
            client.get(path)

        times = interleaved({"first": change_and_ask}, CHANGES)
        what = f"première réponse après un changement, {name}"
        found.append(Measure("m8", what, size, times["first"], " ms"))
    return found


def weights(client: Client, size: int) -> list[Measure]:
    """M2: the heaviest answers, as they travel."""
    found = []
    places = questions.places()
    for screen, limit in ((SCREEN, 4), (WIDE_SCREEN, 20)):
        heaviest = max(
            len(client.get(questions.map_path(place, query)).body)
            for query in questions.filters().values()
            for place in (view(places.at(zoom), zoom, screen) for zoom in ZOOMS)
        )
        what = f"la plus lourde réponse, {screen[0]} × {screen[1]}"
        found.append(Measure("M2", what, size, heaviest / KB, " ko", limit))
    return found


def not_modified(client: Client, size: int) -> list[Measure]:
    """M5: nothing changed; and queries of answers whose filters are known."""
    places = questions.places()
    path = questions.map_path(view(places.region, REGION_ZOOM), "")
    headers = {"If-None-Match": client.get(path).headers["etag"]}
    times = interleaved(
        {
            "unchanged": lambda number: client.get(path, **headers),
            "nothing": lambda number: client.get(EMPTY),
        },
        4 * ROUNDS,
    )
    most = max(
        client.get(questions.map_path(view(places.town, 11, step=step), query)).queries
        for query in questions.filters().values()
        for step in (1, 2)
    )
    ratio = times["unchanged"] / times["nothing"]
    queries = client.get(path, **headers).queries
    return [
        Measure("M5", "304 ÷ vue vide", size, ratio, "", 2),
        Measure("M5", "requêtes d’un 304", size, queries, "", 1),
        Measure("M5", "requêtes d’une réponse", size, most, "", 4),
    ]


def check_cells() -> None:
    """M7: the cells are a plain GROUP BY. Raises AssertionError."""
    chance = random.Random(7)  # noqa: S311 -- an example, not a secret
    places = questions.places()
    published = select(Initiative.objects.published(), DataVersion.current().number, "")
    for _ in range(5):
        zoom = chance.randint(5, 18)
        asked = view(places.at(zoom), zoom, step=chance.randint(0, ROUNDS))
        left, top, right, bottom = (edge >> asked.shift for edge in asked.edges)
        bounds = {"left": left, "right": right, "top": top, "bottom": bottom}
        with connection.cursor() as cursor:
            cursor.execute(PLAIN.format(shift=asked.shift, **bounds))
            expected = cursor.fetchall()
        cells = [
            (cell.count, cell.left, cell.right, cell.top, cell.bottom)
            for cell in published.group(asked)
        ]
        if sorted(cells, key=lambda cell: (cell[1], cell[3])) != expected:
            raise AssertionError(f"{asked}: cells differ from a plain GROUP BY")


def growth(found: list[Measure], biggest: int) -> list[Measure]:
    """M8: how many times dearer than at the smallest size, in empty views."""
    lines: dict[str, list[Measure]] = {}
    for measure in found:
        if measure.code == "m8" and not measure.unit:
            lines.setdefault(measure.what, []).append(measure)
    return [
        Measure(
            "M8",
            f"croissance, {what}",
            measure.size,
            measure.value / line[0].value,
            "",
            5 if measure.size == biggest else None,
        )
        for what, line in lines.items()
        for measure in line
    ]
