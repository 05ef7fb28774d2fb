"""Initiatives as a spreadsheet: how they leave, and how they come in."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accueil.common.text import fold
from accueil.exchange.cells import Value
from accueil.exchange.fields import Field
from accueil.exchange.places import PlacedResource
from accueil.exchange.resources import Draft
from initiatives.models import Initiative
from initiatives.resources.checks import Titles, check
from initiatives.resources.columns import TERMS, fields


class InitiativeResource(PlacedResource):
    name = "initiatives"
    label = "initiatives"
    model = Initiative
    key = "identifiant"
    title = "intitule"

    def make_fields(self) -> Iterable[Field]:
        return fields(self.private)

    def public_rows(self) -> QuerySet:
        return Initiative.objects.published().real()

    def prepare(self) -> None:
        super().prepare()
        rows = Initiative.objects.values_list("title", "lead_id")
        self.titles: Titles = {(fold(title), lead): title for title, lead in rows}

    def check(self, draft: Draft) -> None:
        super().check(draft)
        check(draft, self.references, self.titles)

    def fill(self, row: Initiative, values: dict[str, Value]) -> set[str]:
        rest = {name: value for name, value in values.items() if name != "porteur"}
        touched = super().fill(row, rest)
        if "porteur" in values:
            row.lead_id, _ = self.references.organisation(values["porteur"])
            touched.add("lead")
        return touched

    def link_keys(self, field: Field, names: Iterable[str]) -> list[int]:
        if field.relation == "territories":
            return [self.references.territories[name] for name in names]
        known = self.references.terms(TERMS[field.column.name])
        return [known[fold(name)][0] for name in names]
