"""What a file holds once read: headers, and lines of raw cells with their numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

# As calamine and csv give them; a text is never stripped of what it says.
Raw = str | float | int | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class Line:
    """``number``: of the line in the file or the sheet, from 1."""

    number: int
    cells: tuple[Raw, ...]


@dataclass(frozen=True)
class Table:
    """One sheet, or a whole csv or GeoJSON file.

    ``format``: csv, xlsx, ods or geojson; ``encoding`` and ``delimiter`` of a csv;
    ``sheet`` that was read among ``sheets`` of a workbook; ``notes``: what was repaired
    or guessed, in French; ``errors``: (line number, sentence) of the lines that are
    broken as a whole, which are among ``lines`` all the same.
    """

    format: str
    headers: tuple[str, ...]
    header_line: int
    lines: tuple[Line, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    errors: tuple[tuple[int, str], ...] = ()


# In place of a formula that the spreadsheet saved without its result.
UNCALCULATED = "#NON CALCULÉ!"


class UnreadableFile(Exception):
    """A file that cannot be read at all: what is wrong, where, and the remedy."""
