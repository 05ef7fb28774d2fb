"""Headers of a file matched with columns, whatever case, accents or spaces."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from accueil.common.text import fold
from accueil.exchange.columns import Column

# What no file of this site may hold of a person: the data are about actions (GDPR,
# article 9, and the numbers that follow somebody for life). Words as ``fold`` writes.
SENSITIVE = re.compile(
    r"\b(?:(?:date|jour|annee|lieu|pays|ville|commune) (?:de )?naiss\w*|^naissance$|ddn"
    r"|ne le|nee le|ne e le|nationalites?|pays d origine|ethni\w+|race"
    r"|n etrangers?|(?:numero|num|no|id|identifiant) (?:d |de l )?etrangers?|agdref"
    r"|(?:titres?|cartes?|numero) (?:de |du )?sejour|recepisses?|passeports?"
    r"|ofpra|cnda|anef|dublin|demandeu\w+ d asile|statut de refugie"
    r"|(?:etat|dossiers?|problemes?|situation|suivi) (?:de )?sante|maladies?"
    r"|pathologies?|diagnostic medical|handicaps?|grossesses?"
    r"|(?:dossier|suivi|certificat|traitement|antecedents?) medica\w+"
    r"|securite sociale|secu|nir|religions?|croyances?|confessions?"
    r"|opinions? politiques?|orientation sexuelle|casier judiciaire|iban|rib)\b"
)
# Then the words tell whom an action is for, or how many: nobody in particular.
IMPERSONAL = re.compile(
    r"\b(?:publics?|themes?|thematiques?|beneficiaires|nombre|nb|effectifs?|part|taux"
    r"|acces|accessib\w+)\b"
)


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
        _singular(word): column
        for column in columns
        for word in (*column.aliases, column.name, column.label)
    }
    found: list[Column | None] = []
    unknown, problems = [], []
    places: dict[str, str] = {}
    for rank, header in enumerate(headers):
        word = fold(header.split("(")[0]) or fold(header)
        column = known.get(_singular(header)) or known.get(_singular(word))
        found.append(column)
        if column is None:
            if header.strip():
                unknown.append((header[:100], _nearest(word[:100], columns)))
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


def sensitive(headers: Sequence[str]) -> list[tuple[int, str]]:
    """(rank, header) of the columns that name sensitive data about persons.

    « Public : demandeurs d’asile » names no person.
    """
    return [
        (rank, header)
        for rank, header in enumerate(headers)
        if SENSITIVE.search(fold(header)) and not IMPERSONAL.search(fold(header))
    ]


def _singular(words: str) -> str:
    """« Thème(s) » and « Thèmes » name the same column."""
    return re.sub(r"(?<=\w\w)s\b| s\b", "", fold(words))


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
