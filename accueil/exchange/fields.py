"""A column tied to a model: where its values are, and what is stored for its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FloatField, Func, Model, OuterRef

from accueil.exchange.cells import Value, clean
from accueil.exchange.columns import Column, Kind
from accueil.reference.models import Sourced


@dataclass(frozen=True)
class Field:
    """``source``: a field's path or an expression; ``words``: {stored: French word}.

    ``relation``: the many-to-many that a LIST fills; ``places``: decimals kept.
    """

    column: Column
    source: object
    words: dict[str, str] | None = None
    relation: str = ""
    places: int | None = None

    @property
    def expression(self):
        return F(self.source) if isinstance(self.source, str) else self.source

    def shown(self, value) -> Value:
        """As the column types it: None for nothing, French words for choices."""
        if self.column.kind == Kind.LIST:
            return tuple(value or ())
        if value is None or value == "":
            return None
        if self.words:
            return str(self.words[value])
        if isinstance(value, str):
            return clean(value)
        if self.column.kind == Kind.DECIMAL:
            return number(value, self.places)
        return value

    def kept(self, value: Value):
        """What is stored for a word, or for nothing."""
        if value is not None and self.words:
            return next(key for key, word in self.words.items() if str(word) == value)
        return value


def simple(name: str, label: str, source, *, places: int | None = None, **options):
    return Field(Column(name, label, **options), source, places=places)


def choice(name: str, label: str, source: str, choices: Iterable, **options) -> Field:
    words = dict(choices)
    column = Column(
        name,
        label,
        Kind.CHOICE,
        values=lambda: [str(word) for word in words.values()],
        **options,
    )
    return Field(column, source, words)


def terms(
    name: str, label: str, model: type[Model], relation: str, reverse: str, **options
) -> Field:
    """Names of the terms that ``relation`` links, in the vocabulary's order."""

    def names() -> list[str]:
        rows = model.objects.all()
        if any(field.name == "is_retired" for field in model._meta.fields):
            rows = rows.filter(is_retired=False)
        return list(rows.values_list("name", flat=True))

    linked = model.objects.filter(**{reverse: OuterRef("pk")}).values("name")
    options.setdefault("width", 30)
    column = Column(name, label, Kind.LIST, values=names, **options)
    return Field(column, ArraySubquery(linked), relation=relation)


def source_fields() -> list[Field]:
    """Where the facts of a row come from: see Sourced."""
    return [
        simple("source", "Source", "source_title", max_length=300, width=40),
        simple(
            "source_adresse",
            "Adresse de la source",
            "source_url",
            kind=Kind.LINK,
            max_length=500,
            width=40,
        ),
        simple("source_lue", "Source consultée le", "consulted_on", kind=Kind.DATE),
        choice("confiance", "Confiance", "confidence", Sourced.Confidence.choices),
        simple("source_note", "Note sur la source", "source_note", width=40),
    ]


def axis(point: str, which: str) -> Func:
    """X or Y of a point, in degrees."""
    return Func(point, function=f"ST_{which}", output_field=FloatField())


def number(value: float | Decimal, places: int | None = None) -> Decimal:
    """Without float's drift nor useless zeros: read back, it is what was written."""
    exact = Decimal(str(value if places is None else round(value, places)))
    return exact.normalize() + 0
