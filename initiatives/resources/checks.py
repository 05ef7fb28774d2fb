"""Rules of an initiative's line that one cell alone cannot tell."""

from decimal import Decimal

from accueil.common.text import fold
from accueil.exchange.cells import CellError
from accueil.exchange.resources import Draft
from initiatives.models import Initiative
from initiatives.models.initiative import LANGUAGE_LEVELS
from initiatives.resources.columns import TERMS
from initiatives.resources.references import References

LEVELS = [level for level, _ in LANGUAGE_LEVELS]
PRECISION = {str(label): value for value, label in Initiative.Precision.choices}
COMMUNE_LEVEL = str(Initiative.Precision.COMMUNE.label)
CENTRE = "centre de la commune"  # why a place found by its commune alone is discreet
FRANCE = (Decimal(41), Decimal("51.5"), Decimal(-6), Decimal(10))  # south … east


def check(draft: Draft, references: References) -> None:
    """Add errors and notes to ``draft``; names become those of the base."""
    for rule in (_names, _place, _dates, _levels, _discretion, _doubles):
        rule(draft, references)


def value_of(draft: Draft, name: str):
    """As it will be once written: what the line says, else what is stored."""
    if name in draft.values:
        return draft.values[name]
    return draft.stored.values.get(name) if draft.stored else None


def _names(draft: Draft, references: References) -> None:
    for column in TERMS:
        _each(draft, column, lambda text, column=column: references.term(column, text))
    _each(draft, "territoires", lambda text: _territory(text, references))
    if text := draft.values.get("porteur"):
        _try(draft, "porteur", lambda: references.organisation(text)[1])
    if code := draft.values.get("commune"):
        _try(draft, "commune", lambda: references.commune(code).code)


def _try(draft: Draft, column: str, read) -> None:
    try:
        draft.values[column] = read()
    except CellError as error:
        draft.errors.setdefault(column, str(error))


def _each(draft: Draft, column: str, read) -> None:
    """Every name of a list; two spellings of one thing are one."""
    if texts := draft.values.get(column):
        _try(draft, column, lambda: tuple(dict.fromkeys(map(read, texts))))


def _territory(text: str, references: References) -> str:
    if text in references.territories:
        return text
    found = [name for name in references.territories if name.endswith(f":{text}")]
    if len(found) == 1:
        return found[0]
    raise CellError(
        f"« {text[:40]} » : écrivez la nature et le code, comme epci:244500468."
    )


def _place(draft: Draft, references: References) -> None:
    """Both coordinates or none, on Earth and not swapped; else the commune's point."""
    north, east = value_of(draft, "latitude"), value_of(draft, "longitude")
    if "latitude" in draft.errors or "longitude" in draft.errors:
        return
    if (north is None) != (east is None):
        alone = "longitude" if east is None else "latitude"
        draft.errors[alone] = "Il manque une coordonnée : donnez les deux, ou aucune."
    elif north is not None:
        _on_earth(draft, north, east)
    elif draft.stored is None and draft.values.get("commune"):
        _at_commune(draft, references)


def _on_earth(draft: Draft, north: Decimal, east: Decimal) -> None:
    south, top, west, right = FRANCE
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        draft.errors["latitude"] = (
            "Pas des degrés : latitude de -90 à 90, longitude de -180 à 180."
        )
    elif south <= east <= top and west <= north <= right:
        draft.errors["latitude"] = (
            f"Coordonnées inversées ? Latitude {east}, longitude {north}."
        )
    elif not (south <= north <= top and west <= east <= right):
        draft.notes["latitude"] = "Hors de la France métropolitaine."


def _at_commune(draft: Draft, references: References) -> None:
    if "commune" in draft.errors:
        return
    point = references.commune(draft.values["commune"]).location
    if point is None:
        return
    draft.values["latitude"] = Decimal(str(round(point.y, 7)))
    draft.values["longitude"] = Decimal(str(round(point.x, 7)))
    draft.values.setdefault("precision", None)
    if not draft.values.get("precision"):
        draft.values["precision"] = COMMUNE_LEVEL
        draft.values["raison"] = draft.values.get("raison") or CENTRE
    draft.notes["latitude"] = "Placée au centre de la commune."


def _dates(draft: Draft, references: References) -> None:
    start, end = value_of(draft, "debut"), value_of(draft, "fin")
    if start and end and end < start:
        draft.errors.setdefault("fin", "La fin précède le début.")


def _levels(draft: Draft, references: References) -> None:
    low, high = value_of(draft, "niveau_entree"), value_of(draft, "niveau_sortie")
    if low and high and LEVELS.index(high) < LEVELS.index(low):
        draft.errors.setdefault(
            "niveau_sortie", "Le niveau de sortie est inférieur à l’entrée."
        )


def _discretion(draft: Draft, references: References) -> None:
    precision = PRECISION.get(value_of(draft, "precision") or "", "exact")
    if value_of(draft, "hebergement") and precision != Initiative.Precision.COMMUNE:
        draft.errors.setdefault(
            "precision",
            "Un lieu d’hébergement se publie à la commune : écrivez « commune ».",
        )
    elif precision != Initiative.Precision.EXACT and not value_of(draft, "raison"):
        draft.errors.setdefault(
            "raison", "Dites pourquoi la position n’est pas publiée exactement."
        )


def _doubles(draft: Draft, references: References) -> None:
    """Same title and same lead as a sheet that exists, or as a line above."""
    title, lead = draft.values.get("intitule"), draft.values.get("porteur")
    if draft.stored or draft.errors or not (title and lead):
        return
    key = fold(title), references.organisation(lead)[0]
    known = references.titles.get(key)
    if known:
        draft.resembles = f"« {known} », même structure"
    references.titles.setdefault(key, f"ligne {draft.line}")
