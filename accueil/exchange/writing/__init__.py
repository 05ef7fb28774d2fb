"""Writing books: csv, xlsx, ods and GeoJSON, with memory that no row adds to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from accueil.exchange.writing import delimited, geojson, ods, xlsx
from accueil.exchange.writing.book import Book, Heading, Sheet, TooManyRows

__all__ = ["FORMATS", "Book", "Format", "Heading", "Sheet", "TooManyRows", "write"]


@dataclass(frozen=True)
class Format:
    """``label`` completes « Télécharger… »; ``notes``: it can hold other sheets."""

    extension: str
    media_type: str
    label: str
    write: Callable[[Book, BinaryIO], None]
    notes: bool = False


FORMATS = {
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel (xlsx)",
        xlsx.write,
        notes=True,
    ),
    "ods": Format("ods", ods.MIMETYPE, "LibreOffice (ods)", ods.write, notes=True),
    "csv": Format(
        "csv", "text/csv; charset=utf-8", "csv pour Excel", delimited.write_french
    ),
    "csv-machine": Format(
        "csv",
        "text/csv; charset=utf-8",
        "csv pour un programme",
        delimited.write_machine,
    ),
    "geojson": Format("geojson", "application/geo+json", "GeoJSON", geojson.write),
}


def write(format: str, book: Book, file: BinaryIO) -> None:
    """Write ``book`` to a seekable ``file``, left open. Raises TooManyRows.

    Rows are read once, sheet after sheet: a later sheet may say what was counted in
    an earlier one.
    """
    FORMATS[format].write(book, file)
