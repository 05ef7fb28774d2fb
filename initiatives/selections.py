"""What a question keeps of the public rows, in memory while no public data change.

The map's cells, the totals and the facets come from here, whatever the number of rows:
a million take 40 MB and a few milliseconds. Nothing that is not public ever enters.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import Model, QuerySet

from accueil.common.memory import latest, remember
from accueil.reference.models import Organisation
from initiatives.columns import Columns, Mask, count, interleaved
from initiatives.mapping import Cell, View, bubbles
from initiatives.models import Initiative
from initiatives.models.expressions import MercatorPixel


def with_pixels(organisations: QuerySet) -> QuerySet:
    """Organisations with the two columns that cells are made of."""
    return organisations.annotate(
        map_x=MercatorPixel("public_location", axis="x"),
        map_y=MercatorPixel("public_location", axis="y"),
    )


BASES = {
    Initiative: lambda: Initiative.objects.published(),
    Organisation: lambda: with_pixels(Organisation.objects.published()),
}


def columns_of(model: type[Model], version: int) -> Columns:
    """All public rows of a catalogue. One query, none when remembered."""
    return latest(("columns", model), version, lambda: Columns.read(BASES[model]()))


@dataclass(frozen=True)
class Selection:
    """Some of the rows: those that a question keeps."""

    columns: Columns
    mask: Mask

    @property
    def nbytes(self) -> int:
        """What it weighs at most, once its cells were asked."""
        return self.mask.nbytes + 40 * self.total

    @cached_property
    def total(self) -> int:
        return count(self.mask)

    @property
    def located(self) -> int:
        return len(self._placed[0])

    @property
    def _flags(self) -> np.ndarray:
        bits = np.unpackbits(self.mask.view(np.uint8), bitorder="little")
        return bits[: len(self.columns)].view(bool)

    def ordered(self, *order: str) -> np.ndarray:
        """Primary keys, in an order of the table. One query for all selections."""
        places = self.columns.ordered(*order)
        return self.columns.pks[places[self._flags[places]]]

    @cached_property
    def _placed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Codes, keys, x and y of those with a public point, in the codes' order."""
        columns = self.columns
        every = (columns.codes, columns.pks, columns.x, columns.y)
        if self.total == len(columns):
            return tuple(column[: columns.located] for column in every)
        kept = np.flatnonzero(self._flags[: columns.located])
        return tuple(column[kept] for column in every)

    @cached_property
    def _sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Sums of x and of y before each row."""
        _, _, x, y = self._placed
        return tuple(np.cumsum(np.append(0, each), dtype=np.int64) for each in (x, y))

    def cells(self, view: View) -> list[Cell]:
        """What ``view`` holds, none overlapping another on the screen. No query."""
        return bubbles(self.group(view), view)

    def group(self, view: View) -> list[Cell]:
        """Cells of ``view`` that hold something. No query."""
        codes, pks, x, y = self._placed
        runs = _runs(codes, view.pixels, view.shift)
        starts, ends = runs
        if not len(starts):
            return []
        counts = ends - starts
        means = [(each[ends] - each[starts]) // counts for each in self._sums]
        # Ends and starts in turn: what reduceat gives between runs is skipped.
        edges = np.ravel(runs, order="F")
        edges = edges[:-1] if edges[-1] == len(codes) else edges
        boxes = [
            extreme.reduceat(axis, edges)[::2]
            for extreme in (np.minimum, np.maximum)
            for axis in (x, y)
        ]
        columns = [counts, *means, *boxes, pks[starts]]
        return [
            Cell(*row) for row in zip(*(each.tolist() for each in columns), strict=True)
        ]

    def alone(self, view: View) -> list[int]:
        """Keys of rows alone in their cell, in ``view`` and half as far around it."""
        codes, pks, *_ = self._placed
        left, top, right, bottom = view.pixels
        across, down = (right - left) // 2, (bottom - top) // 2
        box = (max(0, left - across), max(0, top - down), right + across, bottom + down)
        starts, ends = _runs(codes, box, view.shift)
        return pks[starts[ends - starts == 1]].tolist()

    def standing_at(self, x: int, y: int) -> list[int]:
        """Keys of the rows on one pixel."""
        codes, pks, *_ = self._placed
        code = interleaved(np.array([x]), np.array([y]))
        start, end = np.searchsorted(codes, [code[0], code[0] + 1])
        return pks[start:end].tolist()


def select(rows: QuerySet, version: int, name: Hashable) -> Selection:
    """The public ones of ``rows``. One query, none when remembered.

    ``name`` says which rows they are: the same name, the same rows.
    """

    def ask() -> Selection:
        columns = columns_of(rows.model, version)
        return Selection(columns, columns.having_any_of(rows))

    return remember(("selection", rows.model, name), version, ask)


def _runs(codes: np.ndarray, pixels: tuple, shift: int) -> np.ndarray:
    """(2, cells): first row of each cell of a box that holds some, and the next row."""
    left, top, right, bottom = (edge >> shift for edge in pixels)
    columns, lines = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
    cells = np.sort(interleaved(columns.ravel(), lines.ravel()))
    runs = codes.searchsorted(np.array([cells, cells + 1]) << 2 * shift)
    return runs[:, runs[0] < runs[1]]
