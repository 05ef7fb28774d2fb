"""Rows in memory as columns of numbers: keys, map pixels, and sets of rows as bits."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MAX_KNOWN = 5_000  # names, or cards, kept in memory
NOWHERE = np.int64(1) << 62  # code of a row without a public point: after all others
BIG_INT, INT = np.dtype(">i8"), np.dtype(">i4")  # as PostgreSQL sends them

Mask = np.ndarray  # of uint64, one bit for each row, in the order of ``Columns``

# One row of three texts of bytes: no Python object for each row.
READ = """
SELECT string_agg(int8send(pk), ''), string_agg(int4send(coalesce(x, -1)), ''),
    string_agg(int4send(coalesce(y, -1)), '')
FROM ({rows}) AS base (pk, x, y)
"""
KEYS = "SELECT string_agg(int8send(pk), '') FROM ({rows}) AS base (pk)"


class Columns:
    """Keys and map pixels (zoom 20) of rows, those with a public point first.

    ``pks``: (n,) int64; ``codes``: (n,) int64, place along a curve on which every cell
    of the map, at any zoom, is one run (Morton's); ``located``: how many have a point.
    """

    def __init__(self, pks: np.ndarray, x: np.ndarray, y: np.ndarray):
        codes = np.where(x < 0, NOWHERE, interleaved(x, y))
        order = np.argsort(codes, kind="stable")
        self.pks, self.codes = pks[order].astype(np.int64), codes[order]
        self.located = int(np.searchsorted(self.codes, NOWHERE))
        placed = order[: self.located]
        self.x, self.y = x[placed].astype(np.int32), y[placed].astype(np.int32)
        self.rows: QuerySet | None = None  # where they come from
        self._known: dict[str, dict[int, object]] = {}
        self._orders: dict[tuple[str, ...], np.ndarray] = {}

    @classmethod
    def read(cls, rows: QuerySet) -> "Columns":
        """Of ``rows``, which have map_x and map_y. One query."""
        pixels = rows.order_by().values_list("pk", "map_x", "map_y")
        pks, x, y = _ask(READ, pixels) or (None, None, None)
        columns = cls(keys_of(pks), _array(x, INT), _array(y, INT))
        columns.rows = rows
        return columns

    def __len__(self) -> int:
        return len(self.pks)

    @cached_property
    def _by_key(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.pks)
        return self.pks[order], order

    def having(self, pks: np.ndarray) -> Mask:
        """The rows with these keys; keys that are not here do not count."""
        flags = np.zeros(len(self), bool)
        flags[self._positions(pks)] = True
        return packed(flags)

    def _positions(self, pks: np.ndarray) -> np.ndarray:
        """Where these keys are, in their order; those that are not here left out."""
        if not len(self):
            return np.empty(0, np.int64)
        keys, order = self._by_key
        found = np.minimum(np.searchsorted(keys, pks), len(keys) - 1)
        return order[found[keys[found] == pks]]

    def having_any_of(self, rows: QuerySet) -> Mask:
        """Those of ``rows`` that are here. One query."""
        return self.having(_keys(rows.order_by()))

    def ordered(self, *order: str) -> np.ndarray:
        """Positions of all rows, in an order of their table. One query, then none."""
        if order not in self._orders:
            self._orders[order] = self._positions(_keys(self.rows.order_by(*order)))
        return self._orders[order]

    def recall(
        self, what: str, pks: list[int], fetch: Callable[[list[int]], dict]
    ) -> dict:
        """{pk: its ``what``}; ``fetch`` gives those that nobody asked for yet."""
        known = self._known.setdefault(what, {})
        missing = [pk for pk in pks if pk not in known]
        if missing:
            if len(known) + len(missing) > MAX_KNOWN:
                known = self._known[what] = {}
                missing = pks
            known |= fetch(missing)
        return {pk: known[pk] for pk in pks if pk in known}

    @cached_property
    def all(self) -> Mask:
        return packed(np.ones(len(self), bool))

    @cached_property
    def none(self) -> Mask:
        return packed(np.zeros(len(self), bool))


def _keys(rows: QuerySet) -> np.ndarray:
    """Their primary keys, in their order."""
    (pks,) = _ask(KEYS, rows.values_list("pk")) or (None,)
    return keys_of(pks)


def _ask(question: str, rows: QuerySet) -> tuple | None:
    """The one row of the answer; none when no row can match."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    with connection.cursor() as cursor:
        cursor.execute(question.format(rows=sql), parameters)
        return cursor.fetchone()


def keys_of(sent: bytes | None) -> np.ndarray:
    """Keys that ``string_agg(int8send(…), '')`` gave."""
    return _array(sent, BIG_INT)


def _array(sent: bytes | None, kind: np.dtype) -> np.ndarray:
    return np.frombuffer(sent or b"", kind).astype(np.int64)


def packed(flags: np.ndarray) -> Mask:
    """Bits of booleans, padded with zeros."""
    padded = np.zeros(-(-len(flags) // 64) * 64, bool)
    padded[: len(flags)] = flags
    return np.packbits(padded, bitorder="little").view(np.uint64)


def count(mask: Mask) -> int:
    return int(np.bitwise_count(mask).sum())


def interleaved(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Morton's code of pixels of zoom 20: their bits in turn, x's the lower."""
    return _spread(x) | _spread(y) << 1


def _spread(numbers: np.ndarray) -> np.ndarray:
    """Set the 28 bits of each number two apart."""
    bits = numbers.astype(np.int64)
    for shift, kept in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | bits << shift) & kept
    return bits
