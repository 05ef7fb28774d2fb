"""Names of sheets, as every spreadsheet program accepts them."""

import re
from collections.abc import Iterable

from accueil.exchange.writing.words import printable

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]+")
LONGEST = 31


def sheet_names(names: Iterable[str]) -> list[str]:
    """The same, shortened and cleaned where needed; none twice."""
    taken: set[str] = set()
    return [_free(name, taken) for name in names]


def _free(name: str, taken: set[str]) -> str:
    base = FORBIDDEN.sub(" ", printable(name)).strip(" '")[:LONGEST].strip(" '")
    base = base or "Feuille"
    found, number = base, 2
    while found.lower() in taken:
        end = f" ({number})"
        found, number = base[: LONGEST - len(end)] + end, number + 1
    taken.add(found.lower())
    return found
