"""One cell: from what a person typed to a value, or to what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accueil.common.fields import WebAddressField
from accueil.common.text import fold
from accueil.exchange import spoilt
from accueil.exchange.columns import Column, Kind
from accueil.exchange.tables import Raw

Value = str | int | Decimal | date | datetime | bool | tuple[str, ...] | None

MOST_VALUES = 50  # in a cell that holds several
DASHES = {"-", "–", "—", "−", "--", "/", "."}
BLANKS = {"n c", "nc", "n d", "nd", "neant", "non renseigne", "vide"}  # once folded
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
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
UNITS = re.compile(r"(?<=[0-9])\s*(€|euros?|eur|etp|%|km)$", re.IGNORECASE)
EUROS = {"euro", "euros", "eur"}
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
EXACT_FIGURES = 15  # of a number in a spreadsheet; the rest is a machine's noise
NUMERIC_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
BARE_ADDRESS = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/|$)", re.IGNORECASE)
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
WORDED_DATE = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
# The apostrophe that our csv puts before what a program would take for a formula.
GUARDED = re.compile("^'+(?=[=+\\-@|% \n\uff1d\uff0b\uff0d\uff20])")
PART = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=[;\n|]|$)|[^;\n|]+')

ROUNDED_CODE = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


class CellError(Exception):
    """Why a cell is refused, and the remedy: one French sentence."""


@dataclass(frozen=True)
class Read:
    """``note``: what was repaired on the way (a lost zero), in French, or nothing."""

    value: Value
    note: str = ""


def read_cell(column: Column, raw: Raw) -> Read:
    """The value of ``raw`` for ``column``. Raises CellError."""
    notes = []
    if isinstance(raw, str):
        raw, invisible = _checked(column, raw)
        if invisible:
            notes.append(f"Caractères invisibles effacés : {invisible}.")
    if raw is None or raw == "":
        return Read(() if column.kind == Kind.LIST else None, " ".join(notes))
    read = READERS[column.kind](column, raw)
    if not isinstance(read, Read):
        return Read(read, " ".join(notes))
    return Read(read.value, " ".join(filter(None, [*notes, read.note])))


def _checked(column: Column, raw: str) -> tuple[str | None, int]:
    """The text, or None for a blank; and how many invisible characters it lost."""
    if "\0" in raw:
        raise CellError("Un caractère nul est interdit : retapez cette cellule.")
    text = clean(raw)
    if len(text) > column.max_length:
        raise CellError(
            f"Trop long : {len(text)} caractères, {column.max_length} au plus."
        )
    if wrong := spoilt.sheet_error(text):
        raise CellError(wrong)
    if column.kind != Kind.TEXT and (text in DASHES or fold(text) in BLANKS):
        return None, 0
    if raw.isprintable():
        return text, 0
    visible = spoilt.BREAKS.sub("\n", raw).replace("\t", " ")
    return text, spoilt.without_invisible(visible)[1]


def clean(text: str) -> str:
    """Composed accents, usual line ends, nothing invisible; ends stripped.

    Without the apostrophe that keeps a text of a csv from being a formula.
    """
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        text = _repaired(text)
    return GUARDED.sub("", text.strip()).strip()


def _repaired(text: str) -> str:
    text = unicodedata.normalize("NFC", spoilt.BREAKS.sub("\n", text))
    text = text.replace("\t", " ")  # which ods readers lose
    return spoilt.without_invisible(text)[0]


def _text(column: Column, raw: Raw) -> Read:
    if not isinstance(raw, str):
        return Read(_typed_text(raw))
    text, pasted = spoilt.without_word_marks(raw)
    return Read(text, "Marques de Word effacées." if pasted else "")


def _typed_text(raw: Raw) -> str:
    """What a spreadsheet would show of a typed cell."""
    if isinstance(raw, timedelta):
        raise CellError("Une durée ne se lit pas ici : mettez la cellule en texte.")
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    if isinstance(raw, datetime) and raw.time() != time():
        return f"{raw:%d/%m/}{raw.year:04} {raw:%H:%M}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/}{raw.year:04}"
    if isinstance(raw, float):
        return format(_exact(raw), "f").replace(".", ",")
    return str(raw)


def _code(column: Column, raw: Raw) -> Read:
    if isinstance(raw, float) and not raw.is_integer():
        raise CellError("Un code n’a pas de décimales : mettez la colonne en texte.")
    if isinstance(raw, bool | date | time | timedelta):
        raise CellError("Un code est attendu : mettez la colonne en texte.")
    if isinstance(raw, str) and ROUNDED_CODE.fullmatch(raw):
        raise CellError(
            f"« {raw} » : le tableur a arrondi ce code. Mettez la colonne en texte et "
            "retapez-le."
        )
    text = raw if isinstance(raw, str) else _typed_text(raw)
    return (
        Read(*spoilt.whole_code(text, column.figures)) if column.figures else Read(text)
    )


def _integer(column: Column, raw: Raw) -> int:
    number = _decimal(column, raw)
    if number != number.to_integral_value():
        raise CellError(f"« {raw} » : un nombre entier est attendu.")
    return int(number)


def _decimal(column: Column, raw: Raw) -> Decimal:
    if isinstance(raw, bool | date | time | timedelta):
        raise CellError("Un nombre est attendu : changez le format de la cellule.")
    number = _written_number(column, raw) if isinstance(raw, str) else _exact(raw)
    if not number.is_finite():
        raise CellError("Un nombre est attendu.")
    if abs(number) >= 10**12:
        raise CellError("Nombre trop grand : mille milliards au plus.")
    return number + 0  # no minus zero


def _exact(number: float | int | Decimal) -> Decimal:
    """Without the noise of binary numbers: 0,1 + 0,2 is 0,3."""
    if isinstance(number, float):
        return Decimal(format(number, f".{EXACT_FIGURES}g"))
    return Decimal(number)


def _written_number(column: Column, raw: str) -> Decimal:
    text = SPACES.sub(" ", _without_unit(column, raw)).strip().replace("−", "-")
    if not (NUMBER.fullmatch(text) or GROUPED.fullmatch(text)):
        raise CellError(
            f"« {raw[:40]} » n’est pas un nombre : écrivez 1234,5 ou 1 234,5."
        )
    _refuse_ambiguous(column, text)
    return Decimal(text.replace(" ", "").replace(",", "."))


def _refuse_ambiguous(column: Column, text: str) -> None:
    """« 1.234 » of a budget may be a thousand: degrees, which have no unit, may not."""
    found = THOUSANDS.fullmatch(text)
    whole = column.kind == Kind.INTEGER
    if found and (whole or (column.unit and found[1] == ".")):
        digits = text.replace(found[1], "")
        raise CellError(
            f"« {text} » est ambigu : écrivez {digits}"
            + ("." if whole else f" ou {text.replace('.', ',')}.")
        )


def _without_unit(column: Column, raw: str) -> str:
    """Only the column's own unit may follow: « 12 % » of euros means nothing."""
    found = UNITS.search(raw)
    if not found:
        return raw
    unit, expected = found[1].lower(), column.unit.lower()
    if unit != expected and not (unit in EUROS and expected == "€"):
        wanted = f"« {column.unit} »" if column.unit else "sans unité"
        raise CellError(f"« {raw[:40]} » : ce nombre s’écrit {wanted}.")
    return raw[: found.start()]


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
    text = MIDNIGHT.sub("", text)
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


def _word(raw: Raw) -> str:
    return raw if isinstance(raw, str) else _typed_text(raw)


def _boolean(column: Column, raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(_word(raw))
    if word in YES | NO:
        return word in YES
    raise CellError(f"« {str(raw)[:40]} » : écrivez oui ou non.")


def _choice(column: Column, raw: Raw) -> str:
    text = _word(raw)
    words = {fold(word): word for word in column.values()} if column.values else {}
    if found := words.get(fold(text)):
        return str(found)
    accepted = ", ".join(map(str, words.values()))
    raise CellError(f"« {text[:60]} » n’est pas possible ici : {accepted}.")


def _list(column: Column, raw: Raw) -> tuple[str, ...]:
    """Parts between semicolons or line ends; a comma may belong to a name.

    « "a ; b" » is one part, with the semicolon; a quote inside is then doubled.
    """
    parts = [_part(found) for found in PART.finditer(_word(raw))]
    values = tuple(dict.fromkeys(part for part in parts if part))
    if len(values) > MOST_VALUES:
        raise CellError(f"{len(values)} valeurs : {MOST_VALUES} au plus.")
    return values


def _part(found: re.Match) -> str:
    if found[1] is not None:
        return found[1].replace('""', '"').strip()
    return found[0].strip(' "«»\t')


def _link(column: Column, raw: Raw) -> Read:
    text = str(raw)
    note = "« https:// » ajouté." if BARE_ADDRESS.match(text) else ""
    text = f"https://{text}" if note else text
    try:
        field = WebAddressField(max_length=column.max_length)
        return Read(str(field.clean(text, None)), note)
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
