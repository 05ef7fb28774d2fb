"""csv: one form that French Excel opens by a double click, one for programs."""

import csv
import io
from typing import BinaryIO

from accueil.exchange.writing import words
from accueil.exchange.writing.book import Book


def write_french(book: Book, file: BinaryIO) -> None:
    """Semicolons, a byte order mark, decimal commas, labels as headers."""
    sheet = book.sheets[0]
    headers = [words.header(column) for column in sheet.columns]
    _write(file, sheet.rows, headers, words.french, "utf-8-sig", ";")


def write_machine(book: Book, file: BinaryIO) -> None:
    """Commas, plain UTF-8, ISO dates, decimal points, stable names as headers."""
    sheet = book.sheets[0]
    headers = [column.name for column in sheet.columns]
    _write(file, sheet.rows, headers, words.machine, "utf-8", ",")


def _write(file: BinaryIO, rows, headers, form, encoding: str, delimiter: str) -> None:
    text = io.TextIOWrapper(file, encoding, newline="", write_through=False)
    out = csv.writer(text, delimiter=delimiter)
    out.writerow(map(words.inert, headers))
    for row in rows:
        out.writerow(map(form, row))
    text.detach()  # flushes, and leaves the file open
