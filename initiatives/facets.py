"""Counts beside the filters: what a click would give. One query for all of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.http import QueryDict

from accueil.common.filters import ChoiceFilter
from accueil.common.memory import remember
from accueil.reference.filters import ORGANISATION_KINDS, TermFilter
from accueil.reference.models import Territory
from initiatives.filters import STAGES, InitiativeFilter

# (pk, key) of the departments where each hit stands or acts, once each.
DEPARTMENTS_OF_HITS = """
    hits CROSS JOIN LATERAL (
        SELECT department_id::text AS key FROM reference_territory
        WHERE id = hits.commune_id
        UNION
        SELECT CASE kind WHEN 'department' THEN t.id ELSE department_id END::text
        FROM reference_territory t
        JOIN initiatives_initiative_territories link ON link.territory_id = t.id
        WHERE link.initiative_id = hits.pk
    ) AS own
"""


@dataclass(frozen=True)
class Option:
    """One value of a facet.

    ``count`` is how many results this value alone gives beside the other filters;
    ``additional`` how many ticking it adds when the facet already has a value.
    """

    value: str
    label: str
    checked: bool
    count: int = 0
    additional: int = 0
    depth: int = 0

    @property
    def disabled(self) -> bool:
        return not (self.checked or self.additional)


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]

    @property
    def active(self) -> bool:
        return any(option.checked for option in self.options)


@dataclass(frozen=True)
class Counts:
    """``values``: {facet: {key: (count, additional)}}, keys as text."""

    total: int
    located: int
    values: dict[str, dict]


def count(filterset: InitiativeFilter) -> Counts:
    """Count every value of every facet. One query, none when remembered.

    An invalid filter set counts nothing.
    """
    if not filterset.is_valid():
        return Counts(0, 0, {})
    key = ("facets", str(filterset.queryset.query), canonical(filterset.data))
    return remember(key, filterset.version, lambda: _count(filterset))


def canonical(data: QueryDict) -> str:
    """The query string without the page's own parameters, in one order."""
    kept = InitiativeFilter.base_filters.keys() - {"tri"}
    # Encoded: « & » in a text must not pass for another parameter.
    return urlencode(
        [
            (name, value)
            for name in sorted(kept & set(data))
            for value in sorted(data.getlist(name))
        ],
        errors="surrogatepass",
    )


def _count(filterset: InitiativeFilter) -> Counts:
    flags = {
        f"is_{name}": Case(
            When(condition, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        for name, condition in filterset.conditions.items()
    }
    hits = (
        filterset.apply_texts(filterset.queryset)
        .order_by()
        .annotate(
            **flags,
            lead_kind=Case(When(lead__is_published=True, then=F("lead__kind"))),
            at=F("map_x"),
        )
        .values("pk", "stage", "lead_kind", "commune_id", "at", *flags)
    )
    sql, parameters = hits.query.sql_with_params()
    branches, more = _branches(filterset)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hits AS MATERIALIZED ({sql}) {' UNION ALL '.join(branches)}",
            [*parameters, *more],
        )
        rows = cursor.fetchall()
    values: dict[str, dict] = {}
    for facet, key, found, additional in rows:
        values.setdefault(facet, {})[key] = (found, additional)
    total, located = values.pop("")[""]
    return Counts(total, located, values)


def _branches(filterset: InitiativeFilter) -> tuple[list[str], list]:
    """SELECTs of (facet, key, count, additional) over the common table « hits »."""
    active = set(filterset.conditions)
    everything = " AND ".join(f"is_{name}" for name in sorted(active)) or "true"
    selects = [
        f"SELECT '' facet, '' AS key, count(*), count(at) FROM hits WHERE {everything}"
    ]
    parameters: list = []
    for name in filterset.facets:
        facet = filterset.filters[name]
        source, needed = _source(facet)
        others = " AND ".join(f"is_{other}" for other in sorted(active - {name}))
        fresh = f"NOT is_{name}" if name in active else "true"
        selects.append(
            f"SELECT '{name}', key, count(DISTINCT pk),"
            f" count(DISTINCT pk) FILTER (WHERE {fresh})"
            f" FROM {source} WHERE {others or 'true'} AND key IS NOT NULL GROUP BY key"
        )
        parameters += needed
    return selects, parameters


def _source(facet) -> tuple[str, list]:
    """FROM clause giving (pk, key) of each hit, and its parameters."""
    if isinstance(facet, TermFilter):
        pairs = list(facet.vocabulary.closure()) or [(0, 0)]
        below, above = zip(*pairs, strict=True)
        table = facet.through._meta.db_table
        joined = (
            f"hits JOIN {table} link ON link.initiative_id = hits.pk"
            " JOIN unnest(%s::bigint[], %s::text[]) AS tree(term, key)"
            f" ON tree.term = link.{facet.column}"
        )
        return joined, [list(below), [str(pk) for pk in above]]
    if isinstance(facet, ChoiceFilter):
        column = "stage" if facet.field_name == "stage" else "lead_kind"
        return f"hits CROSS JOIN LATERAL (SELECT {column}::text AS key) AS own", []
    return DEPARTMENTS_OF_HITS, []


def build(filterset: InitiativeFilter, counts: Counts) -> list[Facet]:
    """Return the facets with their options in order. One query at most."""
    chosen = filterset.form.cleaned_data if filterset.is_valid() else {}
    return [
        Facet(
            name,
            filterset.filters[name].label,
            _options(filterset, name, counts.values.get(name, {}), chosen),
        )
        for name in filterset.facets
    ]


def _options(filterset, name: str, counted: dict, chosen: dict) -> list[Option]:
    facet = filterset.filters[name]
    if isinstance(facet, TermFilter):
        checked = set(chosen.get(name) or [])
        return [
            Option(
                entry.slug,
                entry.name,
                entry.pk in checked,
                *counted.get(str(entry.pk), (0, 0)),
                depth=entry.depth,
            )
            for entry in facet.vocabulary.entries.values()
            if entry.pk in checked or str(entry.pk) in counted or not entry.is_retired
        ]
    if isinstance(facet, ChoiceFilter):
        words = STAGES if facet.field_name == "stage" else ORGANISATION_KINDS
        checked = set(chosen.get(name) or [])
        return [
            Option(
                word, str(value.label), value in checked, *counted.get(value, (0, 0))
            )
            for word, value in words.items()
        ]
    checked = {territory.pk for territory in chosen.get(name) or []}
    return [
        Option(code, label, pk in checked, *counted.get(str(pk), (0, 0)))
        for pk, code, label, is_home in departments(filterset.version)
        if is_home or pk in checked or str(pk) in counted
    ]


def departments(version: int) -> list[tuple[int, str, str, bool]]:
    """(pk, code, name, in the home Region) of all, by name. One query, remembered."""
    return remember(
        "departments",
        version,
        lambda: list(
            Territory.objects.filter(kind=Territory.Kind.DEPARTMENT)
            .order_by("name")
            .annotate(is_home=Q(region__code=settings.REGION))
            .values_list("pk", "code", "name", "is_home")
        ),
    )
