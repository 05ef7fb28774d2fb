"""Workbooks handed to whoever imports: the lines to correct, the template to fill."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import xlsxwriter

from accueil.exchange.columns import Column, Kind
from accueil.exchange.headers import letters
from accueil.exchange.plan import Plan
from accueil.exchange.resources import Draft, Resource
from accueil.exchange.tables import Raw

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters that a cell holds
READY = 1_000  # lines of the template that have their lists
VALUES_SHEET = "Valeurs acceptées"
# A text is never a formula nor a link, whatever it begins with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "dd/mm/yyyy",
}


def error_workbook(plan: Plan, title: str) -> bytes:
    """Refused lines as they were typed, then a column « Erreur »."""
    lines = {line.number: line for line in plan.table.lines}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrong = book.add_format({"bg_color": "#FBE3E4"})
        wrong_day = book.add_format({"bg_color": "#FBE3E4", "num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("À corriger")
        headers = [*plan.table.headers, title]
        sheet.write_row(0, 0, headers, head)
        sheet.set_column(0, len(headers) - 2, 22)
        sheet.set_column(len(headers) - 1, len(headers) - 1, 80)
        sheet.freeze_panes(1, 0)
        for row, draft in enumerate(plan.refused, 1):
            bad = set(_bad_places(plan, draft))
            cells = lines[draft.line].cells[: len(headers) - 1]
            for place, raw in enumerate(cells):
                style = None
                if place in bad:
                    is_day = isinstance(raw, date | datetime)
                    style = wrong_day if is_day else wrong
                _write(sheet, row, place, raw, style)
            _write(sheet, row, len(headers) - 1, error_text(plan.resource, draft))
    return buffer.getvalue()


def _bad_places(plan: Plan, draft: Draft) -> Iterator[int]:
    for place, column in enumerate(plan.headers.columns):
        if column is not None and column.name in draft.errors:
            yield place


def error_text(resource: Resource, draft: Draft) -> str:
    labels = {column.name: column.label for column in resource.columns}
    said = [
        f"{labels[name]} : {message}" if name else message
        for name, message in draft.errors.items()
    ]
    return f"Ligne {draft.line}. {' '.join(said)}"


def _write(sheet, row: int, place: int, raw: Raw, style=None) -> None:
    """With the type that it had; what a cell cannot hold is written as text."""
    if raw is None or raw == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(raw, bool):
        sheet.write_boolean(row, place, raw, style)
    elif isinstance(raw, int | float) and abs(raw) < 10**15:
        sheet.write_number(row, place, raw, style)
    elif isinstance(raw, date) and raw.year >= 1900:
        sheet.write_datetime(row, place, raw, style)
    else:
        sheet.write_string(row, place, str(raw)[:LONGEST], style)


def template_workbook(resource: Resource) -> bytes:
    """Headers to fill under, help on each, and the lists of accepted values."""
    columns = [column for column in resource.columns if not column.computed]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet(resource.label.capitalize()[:31])
        accepted = book.add_worksheet(VALUES_SHEET)
        _write_headers(book, sheet, columns)
        lists = [column for column in columns if column.values]
        for place, column in enumerate(lists):
            words = list(column.values())
            accepted.write_string(0, place, column.label)
            accepted.write_column(1, place, words)
            accepted.set_column(place, place, 30)
            _offer(sheet, columns.index(column), column, place, len(words))
    return buffer.getvalue()


def _write_headers(book, sheet, columns: Sequence[Column]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    needed = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EFEC"}
    )
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    styles = {Kind.CODE: text, Kind.DATE: day}
    for place, column in enumerate(columns):
        header = f"{column.label} ({column.unit})" if column.unit else column.label
        sheet.write_string(0, place, header, needed if column.required else head)
        sheet.set_column(place, place, column.width, styles.get(column.kind))
        if note := _note(column):
            sheet.write_comment(0, place, note, {"x_scale": 2})
    sheet.freeze_panes(1, 0)


def _note(column: Column) -> str:
    needed = "Obligatoire. " if column.required else ""
    return f"{needed}{column.help}".strip()


def _offer(sheet, place: int, column: Column, values_place: int, count: int) -> None:
    """A list to choose from: warns about other words, forbids nothing."""
    if column.kind != Kind.CHOICE or not count:
        return
    name = letters(values_place)
    sheet.data_validation(
        1,
        place,
        READY,
        place,
        {
            "validate": "list",
            "source": f"='{VALUES_SHEET}'!${name}$2:${name}${count + 1}",
            "error_type": "warning",
            "error_title": "Valeur inconnue",
            "error_message": "Choisissez dans la liste.",
        },
    )
