"""What a file would change, line by line: the preview; and then the doing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction

from accueil.exchange.cells import CellError, Value, read_cell
from accueil.exchange.columns import Column
from accueil.exchange.headers import Matched, match_headers
from accueil.exchange.resources import Draft, Resource
from accueil.exchange.tables import Line, Table


@dataclass(frozen=True)
class Plan:
    """``drafts``: one for each line that holds something, in the order of the file.

    ``problems`` forbid everything: a required column is missing, a header comes twice.
    """

    resource: Resource
    table: Table
    headers: Matched
    drafts: list[Draft]
    problems: list[str]

    @cached_property
    def refused(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.errors]

    @cached_property
    def new(self) -> list[Draft]:
        return [d for d in self.drafts if not d.errors and d.stored is None]

    @cached_property
    def changed(self) -> list[Draft]:
        return [d for d in self.drafts if not d.errors and d.stored and changes(d)]

    @cached_property
    def unchanged(self) -> list[Draft]:
        return [d for d in self.drafts if not d.errors and d.stored and not changes(d)]

    @cached_property
    def doubtful(self) -> list[Draft]:
        return [draft for draft in self.new if draft.resembles]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "read": len(self.drafts),
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
        }

    @property
    def summary(self) -> str:
        """« lues N, créées N, modifiées N, inchangées N, refusées N »."""
        words = zip(
            ("lues", "créées", "modifiées", "inchangées", "refusées"),
            self.counts.values(),
            strict=True,
        )
        return ", ".join(f"{word} {count}" for word, count in words)

    @property
    def digest(self) -> str:
        """Changes with whatever would be written or refused: what was agreed to."""
        what = [
            (d.line, sorted(d.errors), d.stored.pk if d.stored else None, changes(d))
            for d in self.drafts
        ]
        text = json.dumps([self.problems, what], default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def changes(draft: Draft) -> dict[str, tuple[Value, Value]]:
    """{column name: (before, after)} of what differs; all that is said of a new row."""
    if draft.stored is None:
        return {name: (None, value) for name, value in draft.values.items() if value}
    before = draft.stored.values
    return {
        name: (before.get(name), value)
        for name, value in draft.values.items()
        if value != before.get(name)
    }


def make_plan(resource: Resource, table: Table) -> Plan:
    """Read ``table`` against the database; writes nothing."""
    readable = [column for column in resource.columns if not column.computed]
    headers = match_headers(table.headers, resource.columns)
    problems = [*headers.problems]
    if missing := [c.label for c in headers.missing]:
        problems.append(f"Colonnes obligatoires absentes : {', '.join(missing)}.")
    drafts: list[Draft] = []
    if not problems:
        resource.prepare()
        stored = resource.stored(readable)
        drafts = [_draft(resource, headers.columns, line) for line in table.lines]
        broken = dict(table.errors)
        seen: dict[str, int] = {}
        for draft in drafts:
            if draft.line in broken:  # its cells may be anybody's: say that alone
                draft.errors = {"": broken[draft.line]}
                continue
            _find(resource, draft, stored, seen)
            resource.check(draft)
    return Plan(resource, table, headers, drafts, problems)


def _draft(resource: Resource, columns: Sequence[Column | None], line: Line) -> Draft:
    draft = Draft(line.number, {})
    for column, raw in zip(columns, line.cells, strict=False):
        if column is None or column.computed:
            continue
        try:
            read = read_cell(column, raw)
        except CellError as error:
            draft.errors[column.name] = str(error)
            continue
        draft.values[column.name] = read.value
        if read.note:
            draft.notes[column.name] = read.note
        if column.required and read.value in (None, ()):
            draft.errors[column.name] = "Obligatoire : cette cellule est vide."
    return draft


def _find(resource: Resource, draft: Draft, stored: dict, seen: dict[str, int]) -> None:
    """The row that the line is about; the same row twice is an error."""
    key = draft.values.pop(resource.key, None)
    if not key:
        return
    if key in seen:
        draft.errors[resource.key] = f"Déjà à la ligne {seen[key]}."
    seen.setdefault(key, draft.line)
    draft.stored = stored.get(key)
    if draft.stored is None:
        draft.errors[resource.key] = (
            f"« {key} » n’existe pas. Laissez la case vide pour une nouvelle ligne."
        )


@dataclass(frozen=True)
class Outcome:
    """Primary keys created, and what the updated rows were: {pk: {column: before}}."""

    created: list[int]
    before: dict[int, dict[str, Value]]


@transaction.atomic
def carry_out(plan: Plan, *, by, valid_only: bool = False) -> Outcome:
    """Write the plan, all of it or nothing; ``valid_only`` leaves refused lines out.

    Raises ValidationError when something forbids it; nothing is then written.
    """
    if plan.problems:
        raise ValidationError(plan.problems)
    if plan.refused and not valid_only:
        raise ValidationError(
            f"Lignes refusées : {len(plan.refused)}. Corrigez-les, ou choisissez de "
            "n’importer que les lignes valides."
        )
    created = plan.resource.create(plan.new, by) if plan.new else []
    before = {
        draft.stored.pk: {name: old for name, (old, _) in changes(draft).items()}
        for draft in plan.changed
    }
    if plan.changed:
        plan.resource.update(plan.changed, by)
    return Outcome(created, before)
