"""xlsx, row after row: typed cells, a header that stays, filters, widths."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from accueil.exchange.cells import Value
from accueil.exchange.columns import Column, Kind
from accueil.exchange.writing import words
from accueil.exchange.writing.book import Book, Heading, Sheet, TooManyRows
from accueil.exchange.writing.names import sheet_names

MOST_ROWS = 1_048_576  # of a sheet, header included
EXACT = 10**15  # above, the program's numbers lose digits: the text keeps them
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F3A5F",
    "text_wrap": True,
    "valign": "vcenter",
}
FORMATS = {
    "header": HEADER,
    "date": {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
    "instant": {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "cell": {"valign": "top"},
}


def write(book: Book, file: BinaryIO) -> None:
    """Raises TooManyRows; ``file`` then holds nothing of use."""
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        today = datetime.combine(timezone.localdate(), time())
        workbook.set_properties({"title": book.title, "created": today})
        styles = {name: workbook.add_format(look) for name, look in FORMATS.items()}
        names = sheet_names(sheet.name for sheet in book.sheets)
        for sheet, name in zip(book.sheets, names, strict=True):
            _sheet(workbook.add_worksheet(name), sheet, styles)


def _sheet(page: Worksheet, sheet: Sheet, styles: dict) -> None:
    looks = [styles[_look(column)] for column in sheet.columns]
    for rank, column in enumerate(sheet.columns):
        page.set_column(rank, rank, column.width)
    if sheet.header:
        _header(page, sheet, styles["header"])
    line = first = int(sheet.header)
    for line, row in enumerate(sheet.rows, first):
        if line >= MOST_ROWS:
            raise TooManyRows(
                "Un classeur tient 1 048 575 lignes : filtrez, ou prenez le csv."
            )
        titled = styles["header"] if isinstance(row, Heading) else None
        for rank, value in enumerate(row):
            if value is not None and value != () and value != "":
                _cell(page, line, rank, value, titled or looks[rank], styles)
    if sheet.header and sheet.columns:
        page.autofilter(0, 0, line, len(sheet.columns) - 1)


def _look(column: Column) -> str:
    return "money" if column.kind == Kind.DECIMAL and column.unit == "€" else "cell"


def _header(page: Worksheet, sheet: Sheet, style) -> None:
    page.set_row(0, 32)
    page.freeze_panes(1, 0)
    for rank, column in enumerate(sheet.columns):
        page.write_string(0, rank, words.header(column), style)


def _cell(page: Worksheet, line: int, rank: int, value: Value, look, styles) -> None:
    if isinstance(value, str):
        page.write_string(line, rank, words.in_cell(value), look)
    elif isinstance(value, bool):
        page.write_boolean(line, rank, value, look)
    elif isinstance(value, date) and value.year >= 1900:
        _date(page, line, rank, value, styles)
    elif isinstance(value, int | Decimal) and abs(value) < EXACT:
        page.write_number(line, rank, value, look)
    else:
        page.write_string(line, rank, _text(value), look)


def _date(page: Worksheet, line: int, rank: int, value: date, styles) -> None:
    if isinstance(value, datetime):
        page.write_datetime(line, rank, words.local(value), styles["instant"])
    else:
        page.write_datetime(line, rank, value, styles["date"])


def _text(value: Value) -> str:
    """Lists, and what the format cannot type: days before 1900, huge numbers."""
    if isinstance(value, tuple):
        return words.in_cell(words.joined(value))
    return words.french(value)
