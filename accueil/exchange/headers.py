"""Headers of a file matched with columns, whatever case, accents or spaces."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from accueil.common.text import fold
from accueil.exchange.columns import Column


@dataclass(frozen=True)
class Matched:
    """``columns``: what each position of the file is, None where nothing is known.

    ``unknown``: (header, the nearest label or « »); ``missing``: required columns that
    the file lacks; ``problems``: what forbids reading, with the cell's address.
    """

    columns: tuple[Column | None, ...]
    unknown: tuple[tuple[str, str], ...]
    missing: tuple[Column, ...]
    problems: tuple[str, ...]


def match_headers(headers: Sequence[str], columns: Sequence[Column]) -> Matched:
    """Columns by label, name or alias; units and notes in brackets do not count."""
    known = {
        fold(word): column
        for column in columns
        for word in (*column.aliases, column.name, column.label)
    }
    found: list[Column | None] = []
    unknown, problems = [], []
    places: dict[str, str] = {}
    for rank, header in enumerate(headers):
        word = fold(header.split("(")[0]) or fold(header)
        column = known.get(fold(header)) or known.get(word)
        found.append(column)
        if column is None:
            if header.strip():
                unknown.append((header, _nearest(word, columns)))
            continue
        place = f"{letters(rank)}"
        if column.name in places:
            problems.append(
                f"Colonne « {column.label} » en double : {places[column.name]} et "
                f"{place}. Gardez-en une."
            )
        places.setdefault(column.name, place)
    missing = [c for c in columns if c.required and c.name not in places]
    return Matched(tuple(found), tuple(unknown), tuple(missing), tuple(problems))


def _nearest(word: str, columns: Sequence[Column]) -> str:
    labels = {fold(column.label): column.label for column in columns}
    near = difflib.get_close_matches(word, labels, 1, cutoff=0.7)
    return labels[near[0]] if near else ""


def letters(rank: int) -> str:
    """« A », « B »… « Z », « AA »: a column's name in a workbook."""
    text = ""
    rank += 1
    while rank:
        rank, rest = divmod(rank - 1, 26)
        text = chr(65 + rest) + text
    return text
