"""Bench « spreadsheets »: rows a second and memory of each format, against COPY."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from accueil.bench import rows
from accueil.bench.database import bench_database
from accueil.bench.report import Measure
from accueil.exchange.writing import FORMATS, Book, Sheet, write
from initiatives.exports import POINT
from initiatives.models import Initiative
from initiatives.resources import InitiativeResource

SIZES = [1_000, 10_000, 100_000]

Say = Callable[[str], None]


def run(
    sizes: Iterable[int], say: Say, *, template: str = "", drawn: bool = True
) -> list[Measure]:
    """Measures at each size; ``template``: see ``bench_database``; nothing is drawn."""
    found: list[Measure] = []
    with bench_database(template):
        have = 0
        for size in sorted(sizes):
            say(f"{size} fiches : écriture…")
            rows.fill(settings.REGION, have, size)
            have = size
            found += at_size(size, say)
    return found


def at_size(size: int, say: Say) -> list[Measure]:
    """Lightest first: a process does not give all its memory back."""
    published = Initiative.objects.published().order_by("title", "pk")
    resource = InitiativeResource()
    total = published.count()
    writers: dict[str, Callable[[BinaryIO], None]] = {
        "COPY vers csv": lambda file: _copy(published, resource, file),
    }
    for name in ("csv", "csv-machine", "geojson", "ods", "xlsx"):
        writers[name] = lambda file, name=name: write(
            name, _book(published, resource), file
        )
    found = []
    for rank, (name, act) in enumerate(writers.items()):
        label = FORMATS[name].label if name in FORMATS else name
        say(f"{size} fiches : {label}…")
        speed, memory, weight = _measured(act, total)
        code = f"s{rank}"
        found += [
            Measure(code, f"{label} : lignes par seconde", size, speed),
            Measure(code, f"{label} : mémoire au plus haut", size, memory, " Mo"),
            Measure(code, f"{label} : taille du fichier", size, weight, " Mo"),
        ]
    return found


def _book(published, resource: InitiativeResource) -> Book:
    columns = resource.columns
    lines = resource.rows(published, columns)
    return Book("Essai", [Sheet("Initiatives", columns, lines)], POINT)


def _copy(published, resource: InitiativeResource, file: BinaryIO) -> None:
    """The same columns by the database alone: nothing can be faster."""
    sources = {
        f"column_{rank}": field.expression
        for rank, field in enumerate(resource.fields.values())
    }
    query = published.annotate(**sources).values_list(*sources).query
    sql, parameters = query.sql_with_params()
    with connection.cursor() as cursor:
        statement = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, HEADER)"
        with cursor.copy(statement, parameters) as lines:
            for block in lines:
                file.write(block)


def _measured(
    act: Callable[[BinaryIO], None], total: int
) -> tuple[float, float, float]:
    """(rows a second, highest memory of the process in MB, size of the file in MB)."""
    with TemporaryFile() as file:
        Path("/proc/self/clear_refs").write_text("5")  # forgets the highest so far
        start = time.perf_counter()
        act(file)
        seconds = time.perf_counter() - start
        return total / seconds, _highest(), file.seek(0, 2) / 1e6


def _highest() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000
