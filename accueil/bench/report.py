"""Measures as a Markdown table, in French, and its place in a page."""

import math
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

START = "<!-- mesures : début, écrit par ./dev bench map -->"
END = "<!-- mesures : fin -->"


@dataclass(frozen=True)
class Measure:
    """One figure at one number of rows; ``limit`` is the target, if there is one."""

    code: str  # M1… for a target, m1… for what explains it
    what: str
    size: int
    value: float
    unit: str = ""
    limit: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.limit is None else self.value <= self.limit


def whole(measures: Iterable[Measure]) -> str:
    """Where it was measured, the targets, then what explains them."""
    measures = list(measures)
    targets = [measure for measure in measures if measure.code.isupper()]
    details = [measure for measure in measures if not measure.code.isupper()]
    return "\n\n".join([conditions(), table(targets), "Détail :", table(details)])


def conditions() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = cursor.fetchone()[0].split()[0]
    return (
        f"{os.cpu_count()} cœurs, PostgreSQL {database}, "
        f"Python {platform.python_version()}, Django {django.__version__}."
    )


def table(measures: Iterable[Measure]) -> str:
    """One line a thing measured, in the order of the first; one column a size."""
    measures = list(measures)
    sizes = sorted({measure.size for measure in measures})
    lines: dict[tuple[str, str], dict[int, Measure]] = {}
    for measure in measures:
        lines.setdefault((measure.code, measure.what), {})[measure.size] = measure
    heads = ["", "Mesure", "Cible", *(f"{number(size)} fiches" for size in sizes)]
    rows = [heads, ["---"] * len(heads)]
    for (code, what), found in lines.items():
        cells = [_cell(found.get(size)) for size in sizes]
        rows.append([code, what, _targets(found.values()), *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _targets(measures: Iterable[Measure]) -> str:
    limits = {measure.limit: measure.unit for measure in measures}
    known = [f"≤ {number(limit)}{unit}" for limit, unit in limits.items() if limit]
    return " ou ".join(known)


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return ""
    figure = f"{number(measure.value)}{measure.unit}"
    return f"**{figure}** ✗" if measure.met is False else figure


def number(value: float) -> str:
    """Three significant figures, as French writes them."""
    if value == 0 or math.isinf(value):
        return "0" if value == 0 else "∞"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u202f").replace(".", ",")


def write(path: Path, content: str) -> None:
    """Put ``content`` between the marks of a page. Raises ValueError without marks."""
    before, start, rest = path.read_text().partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{path}: {START} … {END} ?")
    path.write_text(f"{before}{START}\n\n{content}\n\n{END}{after}")
