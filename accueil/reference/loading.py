"""Reference data of a fresh start: territories and vocabularies, from fixtures."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction

from accueil.reference.importers import Report, import_file
from accueil.reference.importers.territories import Progress, silent
from accueil.reference.models import (
    Audience,
    Competence,
    Goal,
    LeverKind,
    Network,
    ObstacleKind,
    Scheme,
    Synonym,
    Term,
    Territory,
    Theme,
)

# In this order: obstacles cite themes, levers cite competences.
VOCABULARIES: dict[str, type[Term]] = {
    "themes": Theme,
    "audiences": Audience,
    "competences": Competence,
    "schemes": Scheme,
    "networks": Network,
    "goals": Goal,
    "obstacle_kinds": ObstacleKind,
    "lever_kinds": LeverKind,
}


@dataclass
class Loaded:
    """Counts of one vocabulary."""

    label: str
    created: int = 0
    kept: int = 0

    def __str__(self) -> str:
        return f"{self.label} : ajouts {self.created}, déjà en base {self.kept}"


def load_territories(
    folder: Path, region: str, progress: Progress = silent
) -> list[Report]:
    """Import the files that ``folder``/manifest.json lists, in its order.

    "{region}" in a name stands for ``region``; an "optional" file may be missing. A
    Region adopts the application by adding its own files beside the others. A file
    older than what the base holds is passed over: loading never goes back in time.
    """
    manifest = json.loads((folder / "manifest.json").read_text())
    reports = []
    for entry in manifest["territories"]:
        path = folder / "territories" / entry["file"].format(region=region)
        if reason := _reason_to_pass_over(path, entry):
            reports.append(Report(path.name, notes=[reason]))
            continue
        reports.append(
            import_file(
                path,
                kind=entry["kind"],
                population_year=entry.get("population_year"),
                outline_year=entry.get("outline_year"),
                progress=progress,
            )
        )
    return reports


def _reason_to_pass_over(path: Path, entry: dict) -> str:
    if entry.get("optional") and not path.exists():
        return (
            "fichier absent : importez celui de votre région avec "
            "« import_territories » (voir fixtures/reference/README.md)."
        )
    year = entry.get("population_year")
    newer = Territory.objects.filter(kind=entry["kind"], population_year__gt=year or 0)
    if year and newer.exists():
        return f"la base est plus récente que {year} : fichier laissé de côté."
    return ""


@transaction.atomic
def load_vocabularies(path: Path) -> list[Loaded]:
    """Create the terms of ``path`` that are missing. Two queries a vocabulary.

    A term that exists, by slug, is left as it is: staff edits vocabularies on line.
    Raises ValidationError for a term that breaks a rule of its model; nothing is kept.
    """
    data = json.loads(path.read_text())
    counts = [_load_terms(model, data[key]) for key, model in VOCABULARIES.items()]
    return [*counts, _load_synonyms(data["synonyms"])]


def _load_terms(model: type[Term], entries: list[dict]) -> Loaded:
    loaded = Loaded(str(model._meta.verbose_name_plural))
    terms = {term.slug: term for term in model.objects.all()}
    for position, entry in enumerate(_with_parents(entries), start=1):
        if entry["slug"] in terms:
            loaded.kept += 1
            continue
        values = {"position": position} | entry
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.name in values:
                values[field.name] = _cited(field, values[field.name], terms)
        term = model(**values)
        term.full_clean()
        term.save()
        terms[term.slug] = term
        loaded.created += 1
    return loaded


def _with_parents(entries: list[dict]) -> list[dict]:
    """The entries and their "children", flat, each after its parent."""
    flat = []
    for entry in entries:
        children = entry.get("children", [])
        flat.append({k: v for k, v in entry.items() if k != "children"})
        flat += [
            {"source": entry.get("source", ""), **child, "parent": entry["slug"]}
            for child in children
        ]
    return flat


def _cited(field: models.ForeignKey, slug: str, terms: dict[str, Term]) -> Term:
    if field.related_model is field.model:
        return terms[slug]
    return field.related_model.objects.get(slug=slug)


def _load_synonyms(lists: list[list[str]]) -> Loaded:
    """An existing group that shares an expression stands for the one of the file."""
    loaded = Loaded(str(Synonym._meta.verbose_name_plural))
    known = {
        word
        for words in Synonym.objects.values_list("words", flat=True)
        for word in words
    }
    for words in lists:
        if known & set(words):
            loaded.kept += 1
            continue
        synonym = Synonym(words=words)
        synonym.full_clean()
        synonym.save()
        loaded.created += 1
    return loaded
