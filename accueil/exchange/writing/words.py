"""Values as text: French or for machines, and never a formula."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accueil.exchange.cells import Value
from accueil.exchange.columns import Column

# XML 1.0 takes no other character; half a surrogate has no bytes at all.
ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a spreadsheet reads as the start of a formula, apostrophes in front or not.
FORMULA = re.compile("'*[=+\\-@|%\t\n\uff1d\uff0b\uff0d\uff20]")
# A part of a list that reading would split, or strip of its quotes.
FRAGILE = re.compile(r'[;\n|]|^[\s"«»]|[\s"«»]$')
LONGEST = 32_767  # UTF-16 units of a cell, in every spreadsheet program
CUT = " […] (coupé : {} caractères, entiers dans le fichier csv)"


def printable(text: str) -> str:
    """With line feeds alone, and a visible mark for what no file can hold."""
    if text.isprintable():  # most are: this is asked of every cell
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ILLEGAL.sub("\ufffd", text)


def in_cell(text: str) -> str:
    """``printable``, and no longer than a workbook's cell; a cut says so."""
    text = printable(text)
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le")) <= 2 * LONGEST:
        return text
    note = CUT.format(len(text))
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - len(note))]
    return kept.decode("utf-16-le", "ignore") + note


def inert(text: str) -> str:
    """For csv, which has no types; ``cells.clean`` drops the apostrophe."""
    text = printable(text)
    return f"'{text}" if FORMULA.match(text) else text


def joined(parts: tuple[str, ...]) -> str:
    """« a ; b », with quotes around what would not be read back as one part."""
    return " ; ".join(map(_part, parts))


def _part(text: str) -> str:
    if not FRAGILE.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def local(instant: datetime) -> datetime:
    """As clocks on the wall say it: workbooks know no time zone."""
    if timezone.is_aware(instant):
        instant = timezone.localtime(instant)
    return instant.replace(microsecond=0, tzinfo=None)


def header(column: Column) -> str:
    """The label, with the unit; reading ignores what is in brackets."""
    return f"{column.label} ({column.unit})" if column.unit else column.label


def plain(number: Decimal | int | float) -> str:
    """Digits without exponent, with a decimal point."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def french(value: Value) -> str:
    """As French people type it: 31/12/2025, 1234,5, oui."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04}"
    if isinstance(value, Decimal | int | float):
        return plain(value).replace(".", ",")
    return "" if value is None else _words(value)


def machine(value: Value) -> str:
    """As programs read it: 2025-12-31, 1234.5, true."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    if isinstance(value, Decimal | int | float):
        return plain(value)
    return "" if value is None else _words(value)


def _words(value: str | tuple[str, ...]) -> str:
    return inert(joined(value) if isinstance(value, tuple) else value)
