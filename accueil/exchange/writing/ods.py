"""ods, row after row: a zip of XML written as it goes, typed cells."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from accueil.exchange.cells import Value
from accueil.exchange.columns import Kind
from accueil.exchange.headers import letters
from accueil.exchange.writing import words
from accueil.exchange.writing.book import Book, Heading, Sheet, TooManyRows
from accueil.exchange.writing.names import sheet_names
from accueil.exchange.writing.ods_parts import (
    END,
    MANIFEST,
    MIMETYPE,
    START,
    STYLES,
    meta,
    settings,
)

MOST_ROWS = 1_048_576
BLOCK = 500  # rows compressed together
LEVEL = 1  # of compression: a third more bytes, and twice as fast
RUNS = re.compile("(?<= ) +|^ +| +$")  # what XML readers would take for one space
EMPTY = "<table:table-cell/>"
Styled = tuple[str, ...]


def write(book: Book, file: BinaryIO) -> None:
    """Raises TooManyRows; ``file`` then holds nothing of use."""
    names = sheet_names(sheet.name for sheet in book.sheets)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as out:
        headed = [n for n, s in zip(names, book.sheets, strict=True) if s.header]
        parts = {
            "META-INF/manifest.xml": MANIFEST,
            "styles.xml": STYLES,
            "meta.xml": meta(words.printable(book.title)),
            "settings.xml": settings(headed),
        }
        # First and bare: programs tell the format by these bytes. No date anywhere:
        # the same rows make the same file.
        out.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE, zipfile.ZIP_STORED)
        for name, text in parts.items():
            out.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        with out.open("content.xml", "w", force_zip64=True) as content:
            for text in _content(book, names):
                content.write(text.encode())


def _content(book: Book, names: list[str]) -> Iterator[str]:
    widths = sorted({column.width for sheet in book.sheets for column in sheet.columns})
    yield START.format(
        widths="".join(
            f'<style:style style:name="w{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 2.1:.0f}mm"/>'
            "</style:style>"
            for width in widths
        )
    )
    ranges = []
    for sheet, name in zip(book.sheets, names, strict=True):
        lines = yield from _table(sheet, name)
        if sheet.header and sheet.columns:
            ranges.append(_filter(name, lines, len(sheet.columns), len(ranges)))
    yield END.format(ranges="".join(ranges))


def _table(sheet: Sheet, name: str) -> Iterator[str]:
    """XML of a sheet; returns its number of lines."""
    yield f"<table:table table:name={quoteattr(name)}>"
    for column in sheet.columns:
        yield f'<table:table-column table:style-name="w{column.width}"/>'
    money = [c.kind == Kind.DECIMAL and c.unit == "€" for c in sheet.columns]
    styles = tuple(' table:style-name="money"' if each else "" for each in money)
    lines, block = 0, []
    if sheet.header:
        titles = Heading(words.header(column) for column in sheet.columns)
        block.append(_row(titles, styles))
        lines = 1
    for row in sheet.rows:
        if lines >= MOST_ROWS:
            raise TooManyRows(
                "Un classeur tient 1 048 575 lignes : filtrez, ou prenez le csv."
            )
        block.append(_row(row, styles))
        lines += 1
        if len(block) >= BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block) or f"<table:table-row>{EMPTY}</table:table-row>"
    yield "</table:table>"
    return lines


def _row(row: tuple, styles: Styled) -> str:
    if isinstance(row, Heading):
        styles = (' table:style-name="header"',) * len(row)
    cells = "".join(map(_cell, row, styles))
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value: Value, style: str) -> str:
    if value is None or value == "" or value == ():
        return EMPTY
    if isinstance(value, str):
        return _string(value, style)
    if isinstance(value, bool):
        known = str(value).lower()
        return _typed("boolean", f'boolean-value="{known}"', "", words.french(value))
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, int | Decimal):
        number = words.plain(value)
        return _typed("float", f'value="{number}"', style, words.french(value))
    return _string(words.joined(value), style)


def _typed(kind: str, attribute: str, style: str, shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}{style}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _date(value: date) -> str:
    style = "date"
    if isinstance(value, datetime):
        value, style = words.local(value), "instant"
    day = f'date-value="{value.isoformat()}"'
    return _typed("date", day, f' table:style-name="{style}"', words.french(value))


def _string(text: str, style: str) -> str:
    # No program reads tabs of an ods cell: the words around them would be one.
    text = escape(words.in_cell(text).replace("\t", " "))
    if "  " in text or "\n" in text or text[0] == " ":
        text = "</text:p><text:p>".join(
            RUNS.sub(_spaces, line) for line in text.split("\n")
        )
    return (
        f'<table:table-cell office:value-type="string"{style}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def _spaces(found: re.Match) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'


def _filter(name: str, lines: int, columns: int, rank: int) -> str:
    """Buttons on the header, over what was written."""
    sheet = "'" + name.replace("'", "''") + "'"
    last = f"{sheet}.{letters(columns - 1)}{max(lines, 1)}"
    return (
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{rank}" '
        f"table:target-range-address={quoteattr(f'{sheet}.A1:{last}')} "
        'table:display-filter-buttons="true"/>'
    )
