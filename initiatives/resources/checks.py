"""Rules of an initiative's line that one cell alone cannot tell."""

from accueil.common.text import fold
from accueil.exchange.cells import YEARS
from accueil.exchange.places import check_place
from accueil.exchange.references import References
from accueil.exchange.resources import Draft
from initiatives.models.initiative import LANGUAGE_LEVELS
from initiatives.resources.columns import TERMS

LEVELS = [level for level, _ in LANGUAGE_LEVELS]
Titles = dict[tuple[str, int], str]  # {(folded title, lead): what has it}


def check(draft: Draft, references: References, titles: Titles) -> None:
    """Add errors and notes to ``draft``; names become those of the base."""
    for column, model in TERMS.items():
        draft.attempt_each(
            column, lambda text, model=model: references.term(model, text)
        )
    draft.attempt_each("territoires", references.territory)
    if lead := draft.values.get("porteur"):
        draft.attempt("porteur", lambda: references.organisation(lead)[1])
    check_place(draft, references)
    _amounts(draft)
    _dates(draft)
    _levels(draft)
    _doubles(draft, references, titles)


def _amounts(draft: Draft) -> None:
    """The database refuses some of them without a word on the line."""
    for name in ("budget", "salaries"):
        if (draft.values.get(name) or 0) < 0:
            draft.errors.setdefault(name, "Un nombre positif ou nul est attendu.")
    year = draft.values.get("budget_annee")
    if year is not None and year not in YEARS:
        draft.errors.setdefault(
            "budget_annee", f"Une année est attendue, de {YEARS[0]} à {YEARS[-1]}."
        )


def _dates(draft: Draft) -> None:
    start, end = draft.value("debut"), draft.value("fin")
    if start and end and end < start:
        draft.errors.setdefault("fin", "La fin précède le début.")


def _levels(draft: Draft) -> None:
    low, high = draft.value("niveau_entree"), draft.value("niveau_sortie")
    if low and high and LEVELS.index(high) < LEVELS.index(low):
        draft.errors.setdefault(
            "niveau_sortie", "Le niveau de sortie est inférieur à l’entrée."
        )


def _doubles(draft: Draft, references: References, titles: Titles) -> None:
    """Same title and same lead as a sheet that exists, or as a line above."""
    title, lead = draft.values.get("intitule"), draft.values.get("porteur")
    if draft.stored or draft.errors or not (title and lead):
        return
    key = fold(title), references.organisation(lead)[0]
    if known := titles.get(key):
        draft.resembles = f"« {known} », même structure"
    titles.setdefault(key, f"ligne {draft.line}")
