"""One cell: from what a person typed to a value, or to what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accueil.common.fields import WebAddressField
from accueil.common.text import fold
from accueil.exchange.columns import Column, Kind
from accueil.exchange.tables import Raw

Value = str | int | Decimal | date | datetime | bool | tuple[str, ...] | None

MOST_VALUES = 50  # in a cell that holds several
BLANKS = {"", "-", "–", "—", "n c", "nc", "n d", "nd", "neant", "non renseigne", "vide"}
YES = {"oui", "vrai", "x", "1", "o", "true", "yes"}
NO = {"non", "faux", "0", "n", "false", "no"}
MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
YEARS = range(1900, 2101)
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
UNITS = re.compile(r"\s*(?:€|euros?|eur|etp|%|km)$", re.IGNORECASE)
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
WORDED_DATE = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
# The apostrophe that our csv puts before what a program would take for a formula.
GUARDED = re.compile("^'+(?=[=+\\-@|% \n\uff1d\uff0b\uff0d\uff20])")
PART = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=[;\n|]|$)|[^;\n|]+')


class CellError(Exception):
    """Why a cell is refused, and the remedy: one French sentence."""


@dataclass(frozen=True)
class Read:
    """``note``: what was repaired on the way (a lost zero), in French, or nothing."""

    value: Value
    note: str = ""


def read_cell(column: Column, raw: Raw) -> Read:
    """The value of ``raw`` for ``column``. Raises CellError."""
    if isinstance(raw, str):
        raw = clean(raw)
        if len(raw) > column.max_length:
            raise CellError(
                f"Trop long : {len(raw)} caractères, {column.max_length} au plus."
            )
        if fold(raw) in BLANKS and (not raw or column.kind != Kind.TEXT):
            raw = None
    if raw is None or raw == "":
        return Read(() if column.kind == Kind.LIST else None)
    read = READERS[column.kind](column, raw)
    return read if isinstance(read, Read) else Read(read)


def clean(text: str) -> str:
    """Composed accents, usual line ends, nothing invisible; ends stripped.

    Without the apostrophe that keeps a text of a csv from being a formula.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\t", " ")  # which ods readers lose
    kept = (c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    return GUARDED.sub("", "".join(kept).strip()).strip()


def _text(column: Column, raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    if isinstance(raw, date | datetime):
        return f"{raw:%d/%m/%Y}"
    return str(raw)


def _code(column: Column, raw: Raw) -> str:
    if isinstance(raw, float) and not raw.is_integer():
        raise CellError("Un code n’a pas de décimales : mettez la colonne en texte.")
    if isinstance(raw, str) and re.fullmatch(r"\d[.,]\d+E\+\d+", raw, re.IGNORECASE):
        raise CellError(
            f"« {raw} » : le tableur a arrondi ce code. Mettez la colonne en texte et "
            "retapez-le."
        )
    return _text(column, raw)


def _integer(column: Column, raw: Raw) -> int:
    number = _decimal(column, raw)
    if number != number.to_integral_value():
        raise CellError(f"« {raw} » : un nombre entier est attendu.")
    return int(number)


def _decimal(column: Column, raw: Raw) -> Decimal:
    if isinstance(raw, bool | date | datetime | timedelta):
        raise CellError("Un nombre est attendu : changez le format de la cellule.")
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, int | float):
        raw = repr(raw)
        if not NUMBER.fullmatch(raw) and "e" not in raw.lower():
            raise CellError("Un nombre est attendu.")
        number = Decimal(raw)
    else:
        text = SPACES.sub(" ", UNITS.sub("", raw)).strip()
        if not (NUMBER.fullmatch(text) or GROUPED.fullmatch(text)):
            raise CellError(
                f"« {raw[:40]} » n’est pas un nombre : écrivez 1234,5 ou 1 234,5."
            )
        number = Decimal(text.replace(" ", "").replace(",", "."))
    if not number.is_finite() or abs(number) >= 10**12:
        raise CellError("Nombre trop grand.")
    return number + 0  # no minus zero


def _date(column: Column, raw: Raw) -> date:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return _in_range(raw)
    if not isinstance(raw, str):
        raise CellError(
            "Une date est attendue : mettez la cellule au format date, ou écrivez "
            "31/12/2025."
        )
    numbers = _date_numbers(raw)
    if numbers is None:
        raise CellError(
            f"« {raw[:40]} » n’est pas une date : écrivez 31/12/2025 ou 2025-12-31."
        )
    try:
        return _in_range(date(*numbers))
    except ValueError:
        raise CellError(f"« {raw[:40]} » : ce jour n’existe pas.") from None


def _date_numbers(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) of a French or ISO date; a year has four figures."""
    if found := NUMERIC_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
        return year, month, day
    if found := ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    found = WORDED_DATE.fullmatch(fold(text))
    if found and found[2] in MONTHS:
        return int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])
    return None


def _in_range(day: date) -> date:
    if day.year not in YEARS:
        raise CellError(f"Année {day.year} : de {YEARS[0]} à {YEARS[-1]} seulement.")
    return day


def _boolean(column: Column, raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(_text(column, raw))
    if word in YES | NO:
        return word in YES
    raise CellError(f"« {str(raw)[:40]} » : écrivez oui ou non.")


def _choice(column: Column, raw: Raw) -> str:
    text = _text(column, raw)
    words = {fold(word): word for word in column.values()} if column.values else {}
    if found := words.get(fold(text)):
        return str(found)
    accepted = ", ".join(map(str, words.values()))
    raise CellError(f"« {text[:60]} » n’est pas possible ici : {accepted}.")


def _list(column: Column, raw: Raw) -> tuple[str, ...]:
    """Parts between semicolons or line ends; a comma may belong to a name.

    « "a ; b" » is one part, with the semicolon; a quote inside is then doubled.
    """
    parts = [_part(found) for found in PART.finditer(_text(column, raw))]
    values = tuple(dict.fromkeys(part for part in parts if part))
    if len(values) > MOST_VALUES:
        raise CellError(f"{len(values)} valeurs : {MOST_VALUES} au plus.")
    return values


def _part(found: re.Match) -> str:
    if found[1] is not None:
        return found[1].replace('""', '"').strip()
    return found[0].strip(' "«»\t')


def _link(column: Column, raw: Raw) -> str:
    try:
        return str(WebAddressField(max_length=column.max_length).clean(str(raw), None))
    except ValidationError as error:
        raise CellError(" ".join(error.messages)) from None


def _email(column: Column, raw: Raw) -> str:
    try:
        validate_email(str(raw))
    except ValidationError as error:
        raise CellError(" ".join(error.messages)) from None
    return str(raw)


READERS: dict[Kind, Callable[[Column, Raw], Value | Read]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.DATETIME: _date,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.LINK: _link,
    Kind.EMAIL: _email,
}
