"""Initiatives as a spreadsheet: how they leave, and how they come in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import F, QuerySet

from accueil.exchange.cells import Value, clean
from accueil.exchange.columns import Column, Kind
from accueil.exchange.resources import Draft, Resource, Stored
from initiatives.models import Initiative
from initiatives.resources import saving
from initiatives.resources.checks import check
from initiatives.resources.columns import Field, fields
from initiatives.resources.references import References

CHUNK = 2_000  # rows in memory at once
PLACES = {
    "latitude": 7,
    "longitude": 7,
    "latitude_publique": 5,
    "longitude_publique": 5,
}


class InitiativeResource(Resource):
    """``private``: for staff, with private columns and sheets that are not public."""

    name = "initiatives"
    label = "initiatives"
    model = Initiative
    key = "identifiant"

    def __init__(self, *, private: bool = False):
        self.fields = {field.column.name: field for field in fields(private)}
        self.columns = [field.column for field in self.fields.values()]
        self.references = References()

    def public_rows(self) -> QuerySet:
        return Initiative.objects.published().real()

    def rows(self, queryset: QuerySet, columns: Sequence[Column]) -> Iterator[tuple]:
        """One query, on a cursor of the server: memory does not depend on rows."""
        chosen = [self.fields[column.name] for column in columns]
        sources = {f"column_{rank}": field.source for rank, field in enumerate(chosen)}
        expressions = {
            name: source if not isinstance(source, str) else F(source)
            for name, source in sources.items()
        }
        found = queryset.annotate(**expressions).values_list(*sources)
        for row in found.iterator(chunk_size=CHUNK):
            yield tuple(map(_shown, chosen, row))

    def stored(self, columns: Sequence[Column]) -> dict[str, Stored]:
        chosen = [column for column in columns if column.name != self.key]
        rows = Initiative.objects.order_by("pk")
        keys = rows.values_list("pk", "version", "slug")
        return {
            slug: Stored(
                pk, version, dict(zip([c.name for c in chosen], values, strict=True))
            )
            for (pk, version, slug), values in zip(
                keys, self.rows(rows, chosen), strict=True
            )
        }

    def prepare(self) -> None:
        self.references = References()

    def check(self, draft: Draft) -> None:
        check(draft, self.references)

    create = saving.create
    update = saving.update
    restore = saving.restore


def _shown(field: Field, value) -> Value:
    """As the columns type it: None for nothing, French words for choices."""
    column = field.column
    if column.kind == Kind.LIST:
        return tuple(value)
    if value is None or value == "":
        return None
    if field.words:
        return str(field.words[value])
    if isinstance(value, str):
        return clean(value)
    if column.kind == Kind.DECIMAL:
        return number(value, PLACES.get(column.name))
    return value


def number(value: float | Decimal, places: int | None = None) -> Decimal:
    """Without float's drift nor useless zeros: read back, it is what was written."""
    exact = Decimal(str(value if places is None else round(value, places)))
    return exact.normalize() + 0
