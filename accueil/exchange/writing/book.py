"""What a file to write holds: sheets of rows, read once and as they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accueil.exchange.columns import Column


class Heading(tuple):
    """A row that titles those below it."""


class TooManyRows(Exception):
    """More rows than the format can hold: the message says what to do, in French."""


@dataclass(frozen=True)
class Sheet:
    """``rows``: tuples in the order of ``columns``, typed as ``Kind`` says.

    Without ``header`` the columns only give widths: the rows speak for themselves.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[tuple]
    header: bool = True


@dataclass(frozen=True)
class Book:
    """The first sheet is the data: csv and GeoJSON hold nothing else.

    ``point``: names of the columns of latitude and longitude, for GeoJSON.
    """

    title: str
    sheets: Sequence[Sheet]
    point: tuple[str, str] | None = None
