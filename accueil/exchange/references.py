"""Names that people write in a spreadsheet, and what they mean here."""

import difflib
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Model

from accueil.common.text import fold
from accueil.exchange.cells import CellError
from accueil.reference.models import Organisation, Territory
from accueil.reference.models.place import PLACE_KINDS
from accueil.reference.models.territory import KINDS_BY_SLUG

Terms = dict[str, tuple[int, str]]  # {folded name: (pk, name)}


class References:
    """Every vocabulary, actor and territory by folded name: read once for a file."""

    def __init__(self):
        self._terms: dict[type[Model], Terms] = {}

    def terms(self, model: type[Model]) -> Terms:
        if model not in self._terms:
            self._terms[model] = _terms(model)
        return self._terms[model]

    @cached_property
    def organisations(self) -> dict[str, list[tuple[int, str]]]:
        """{folded name, acronym or other name: [(pk, name)]}."""
        found: dict[str, list[tuple[int, str]]] = {}
        rows = Organisation.objects.values_list(
            "pk", "name", "acronym", "aliases", "slug"
        )
        for pk, name, acronym, aliases, slug in rows:
            for word in {
                fold(text) for text in (name, acronym, *aliases, slug) if text
            }:
                found.setdefault(word, []).append((pk, name))
        return found

    @cached_property
    def communes(self) -> dict[str, list[Territory]]:
        """{code, former code or folded name: [commune, or city abroad]}."""
        found: dict[str, list[Territory]] = {}
        for commune in Territory.objects.light().filter(kind__in=PLACE_KINDS):
            words = {commune.code, *commune.former_codes, fold(commune.name)}
            for word in words:
                found.setdefault(word, []).append(commune)
        return found

    @cached_property
    def territories(self) -> dict[str, int]:
        """{« epci:244500468 »: pk}."""
        slugs = {kind: slug for slug, kind in KINDS_BY_SLUG.items()}
        rows = Territory.objects.values_list("pk", "kind", "code")
        return {f"{slugs[kind]}:{code}": pk for pk, kind, code in rows if kind in slugs}

    def term(self, model: type[Model], text: str) -> str:
        """The name of a term. Raises CellError with the nearest."""
        known = self.terms(model)
        if found := known.get(fold(text)):
            return found[1]
        raise CellError(unknown(text, (name for _, name in known.values())))

    def territory(self, text: str) -> str:
        """« epci:244500468 », for what may lack its kind. Raises CellError."""
        if text in self.territories:
            return text
        found = [name for name in self.territories if name.endswith(f":{text}")]
        if len(found) == 1:
            return found[0]
        raise CellError(
            f"« {text[:40]} » : écrivez la nature et le code, comme epci:244500468."
        )

    def organisation(self, text: str) -> tuple[int, str]:
        found = self.organisations.get(fold(text), [])
        if len(set(found)) == 1:
            return found[0]
        if found:
            names = ", ".join(sorted({name for _, name in found}))
            raise CellError(f"« {text} » peut être : {names}. Écrivez le nom entier.")
        names = (name for same in self.organisations.values() for _, name in same)
        raise CellError(unknown(text, names, "Créez d’abord cet acteur."))

    def commune(self, text: str) -> Territory:
        found = self.communes.get(text) or self.communes.get(fold(text)) or []
        if len(found) == 1:
            return found[0]
        if found:
            codes = ", ".join(sorted(f"{c.name} ({c.code})" for c in found))
            raise CellError(f"Plusieurs communes : {codes}. Écrivez le code.")
        names = (same[0].name for same in self.communes.values())
        raise CellError(unknown(text, names, "Écrivez son code officiel (Insee)."))


def _terms(model: type[Model]) -> Terms:
    """{folded name or identifier: (pk, name)}; a merged term leads to the other."""
    fields = [field.name for field in model._meta.concrete_fields]
    retired = "is_retired" if "is_retired" in fields else None
    rows = list(model.objects.all())
    by_pk = {row.pk: row for row in rows}
    found = {}
    for row in rows:
        target = row
        while retired and getattr(target, "replaced_by_id", None) in by_pk:
            target = by_pk[target.replaced_by_id]
        for word in (row.name, getattr(row, "slug", "")):
            if word:
                found[fold(word)] = (target.pk, target.name)
    return found


def unknown(text: str, names: Iterable[str], remedy: str = "") -> str:
    """« X » is unknown; the nearest, and what to do."""
    by_fold = {fold(name): name for name in names}
    word = fold(text)
    near = difflib.get_close_matches(word, by_fold, 1, cutoff=0.75)
    near = near or [name for name in by_fold if word and name.startswith(word)][:1]
    hint = f" Vouliez-vous dire « {by_fold[near[0]]} » ?" if near else ""
    return f"« {text[:60]} » n’est pas connu.{hint} {remedy}".strip()
