"""Initiatives as a spreadsheet: how they leave, and how they come in."""

from collections.abc import Iterable

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from accueil.common.text import fold
from accueil.exchange.cells import Value
from accueil.exchange.fields import Field
from accueil.exchange.models_resource import ModelResource
from accueil.exchange.resources import Draft
from initiatives.models import Initiative
from initiatives.resources.checks import check
from initiatives.resources.columns import fields
from initiatives.resources.references import References

PLACE = {"latitude", "longitude"}


class InitiativeResource(ModelResource):
    name = "initiatives"
    label = "initiatives"
    model = Initiative
    key = "identifiant"

    def make_fields(self) -> Iterable[Field]:
        return fields(self.private)

    def public_rows(self) -> QuerySet:
        return Initiative.objects.published().real()

    def prepare(self) -> None:
        self.references = References()

    def check(self, draft: Draft) -> None:
        check(draft, self.references)

    def fill(self, row: Initiative, values: dict[str, Value]) -> set[str]:
        plain = {
            name: value
            for name, value in values.items()
            if name not in {*PLACE, "porteur", "commune"}
        }
        touched = super().fill(row, plain)
        if "porteur" in values:
            row.lead_id, _ = self.references.organisation(values["porteur"])
            touched.add("lead")
        if "commune" in values:
            code = values["commune"]
            row.commune = self.references.commune(code) if code else None
            touched.add("commune")
        if PLACE & values.keys():
            row.location = _point(row.location, values)
            touched.add("location")
        return touched

    def link_keys(self, field: Field, names: Iterable[str]) -> list[int]:
        if field.relation == "territories":
            return [self.references.territories[name] for name in names]
        known = self.references.terms[field.column.name]
        return [known[fold(name)][0] for name in names]


def _point(old: Point | None, values: dict[str, Value]) -> Point | None:
    """From both coordinates; the one that the file lacks stays as it is."""
    east = values.get("longitude", old and old.x)
    north = values.get("latitude", old and old.y)
    if east is None or north is None:
        return None
    return Point(float(east), float(north), srid=4326)
