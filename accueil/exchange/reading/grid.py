"""From rows of raw cells to a table: header found, blanks dropped, limits held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from accueil.common.text import fold
from accueil.exchange.headers import letters, sensitive
from accueil.exchange.reading.limits import MOST_COLUMNS, Limits, grouped
from accueil.exchange.spoilt import without_invisible
from accueil.exchange.tables import Line, Raw, Table, UnreadableFile

MOST_TITLES = 50  # rows above the header; all the rest need not be kept to count it


@dataclass(frozen=True)
class Row:
    """``number``: as a spreadsheet shows it, from 1; ``wrong``: why it is refused."""

    number: int
    cells: Sequence[Raw]
    wrong: str = ""


def blank(cell: Raw) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def make_table(
    rows: Iterable[Row], header_line: int | None, limits: Limits, **said
) -> Table:
    """``said``: what else the table tells of the file (format, sheet, notes…)."""
    filled = (row for row in rows if row.wrong or not all(map(blank, row.cells)))
    most = limits.rows + max(header_line or 0, MOST_TITLES) + 2
    full = list(islice(filled, most))
    if not full:
        raise UnreadableFile("Ce fichier est vide : aucune cellule n’est remplie.")
    header = _header(full, header_line)
    width = _width(header.cells)
    below = [row for row in full if row.number > header.number]
    if len(below) > limits.rows:
        raise UnreadableFile(
            f"Plus de {grouped(limits.rows)} lignes à lire (la "
            f"{grouped(limits.rows + 1)}ᵉ est en ligne {below[limits.rows].number}) : "
            "partagez le fichier en plusieurs."
        )
    if len(full) == most:
        raise UnreadableFile(
            f"Pas d’en-têtes dans les {MOST_TITLES} premières lignes : indiquez le "
            "numéro de leur ligne, ou supprimez ce qui est au-dessus."
        )
    headers = tuple(map(_title, _padded(header.cells, width)))
    _refuse_sensitive(headers, header.number)
    _refuse_headless(header, below, width)
    notes = list(said.pop("notes", ()))
    if header.number > 1:
        notes.append(f"En-têtes trouvés à la ligne {header.number}.")
    return Table(
        headers=headers,
        header_line=header.number,
        lines=tuple(Line(row.number, _padded(row.cells, width)) for row in below),
        errors=tuple((row.number, row.wrong) for row in below if row.wrong),
        notes=tuple(notes),
        **said,
    )


def _header(rows: Sequence[Row], asked: int | None) -> Row:
    """The row asked for; else the first with two texts; else the first."""
    if asked is not None:
        for row in rows:
            if row.number == asked:
                return row
        raise UnreadableFile(
            f"Ligne {asked} : elle est vide, et ne peut donner les en-têtes. "
            "Indiquez le numéro d’une ligne remplie."
        )
    return next((row for row in rows if _texts(row) > 1), rows[0])


def _texts(row: Row) -> int:
    return sum(isinstance(cell, str) and bool(fold(cell)) for cell in row.cells)


def _width(headers: Sequence[Raw]) -> int:
    width = max((n for n, cell in enumerate(headers, 1) if not blank(cell)), default=0)
    if width > MOST_COLUMNS:
        raise UnreadableFile(
            f"{width} colonnes : {MOST_COLUMNS} au plus. Supprimez celles qui ne "
            "servent pas."
        )
    return width


def _title(cell: Raw) -> str:
    """On one line, without what is not seen."""
    return "" if cell is None else without_invisible(" ".join(str(cell).split()))[0]


def _padded(cells: Sequence[Raw], width: int) -> tuple[Raw, ...]:
    """``width`` cells; a blank one is None."""
    kept = [None if blank(cell) else cell for cell in cells[:width]]
    return (*kept, *[None] * (width - len(kept)))


def _refuse_sensitive(headers: Sequence[str], line: int) -> None:
    """Before anything is kept of the file."""
    if found := sensitive(headers):
        where = ", ".join(
            f"« {header[:60]} » ({letters(rank)}{line or ''})" for rank, header in found
        )
        raise UnreadableFile(
            f"Données personnelles sensibles : {where}. Supprimez ces colonnes, puis "
            "réessayez ; rien n’a été gardé de ce fichier."
        )


def _refuse_headless(header: Row, rows: Sequence[Row], width: int) -> None:
    """A column that holds something must have a name (merged cells leave none)."""
    nameless = {rank for rank in range(width) if blank(header.cells[rank])}
    for row in rows:
        if row.wrong:
            continue
        for rank, cell in enumerate(row.cells):
            if (rank >= width or rank in nameless) and not blank(cell):
                raise UnreadableFile(
                    f"Cellule {letters(rank)}{header.number} : cette colonne n’a pas "
                    f"d’en-tête, alors que sa ligne {row.number} est remplie. "
                    "Donnez-lui un nom (et défaites les cellules fusionnées), ou "
                    "videz-la."
                )
