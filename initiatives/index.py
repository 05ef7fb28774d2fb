"""Which initiatives each value of each facet keeps, as bits, in memory."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import numpy as np
from django.db import connection
from django.db.models import Case, F, QuerySet, When

from accueil.common.memory import latest, remember
from accueil.reference.filters import TermFilter
from accueil.reference.models import Territory
from initiatives.columns import Mask, keys_of
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from initiatives.selections import Selection, columns_of

GATHERED = """
SELECT %s, key::text, string_agg(int8send(pk), '') FROM ({pairs}) AS pairs (key, pk)
WHERE key IS NOT NULL GROUP BY key
"""


class FacetIndex:
    """Bits of the rows that one value keeps, for each value of one facet.

    Keys are texts: a term's or a department's primary key, a choice's value. Only those
    that keep something are here.
    """

    def __init__(self, masks: dict[str, Mask], nothing: Mask):
        self.nothing = nothing
        self.ranks = {key: rank for rank, key in enumerate(masks)}
        self.bits = np.stack([*masks.values(), nothing])

    def any_of(self, keys: Iterable[str]) -> Mask:
        ranks = [self.ranks[key] for key in keys if key in self.ranks]
        return np.bitwise_or.reduce(self.bits[ranks], initial=np.uint64(0))

    def counts(self, mask: Mask) -> dict[str, int]:
        """Rows of ``mask`` by value."""
        found = np.bitwise_count(self.bits & mask).sum(axis=1).tolist()
        return {key: found[rank] for key, rank in self.ranks.items()}


def matching(filterset: InitiativeFilter) -> Selection:
    """The public initiatives that the filters keep; none when they cannot be read."""
    if not filterset.is_valid():
        columns = columns_of(Initiative, filterset.version)
        return Selection(columns, columns.none)
    return remember(
        ("matching", filterset.question),
        filterset.version,
        lambda: _matching(filterset),
    )


def _matching(filterset: InitiativeFilter) -> Selection:
    kept = texts(filterset)
    for mask in facet_masks(filterset).values():
        kept = kept & mask
    return Selection(columns_of(Initiative, filterset.version), kept)


def texts(filterset: InitiativeFilter) -> Mask:
    """What the filters that are no facets keep. No query without such a filter."""
    columns = columns_of(Initiative, filterset.version)
    asked = {name: filterset.data.getlist(name) for name in filterset.texts}
    if not any(any(values) for values in asked.values()):
        return columns.all
    asked["rayon"] = filterset.data.getlist("rayon")
    return remember(
        ("texts", urlencode(asked, doseq=True, errors="surrogatepass")),
        filterset.version,
        lambda: columns.having_any_of(filterset.apply_texts(filterset.queryset)),
    )


def facet_masks(filterset: InitiativeFilter) -> dict[str, Mask]:
    """{facet: what it keeps} of the facets that have a value."""
    data = filterset.form.cleaned_data
    values = {name: data.get(name) for name in filterset.facets}
    if not any(values.values()):
        return {}
    index = index_of(filterset)
    return {
        name: index[name].any_of(str(getattr(value, "pk", value)) for value in some)
        for name, some in values.items()
        if some
    }


def index_of(filterset: InitiativeFilter) -> dict[str, FacetIndex]:
    """{facet: its index} of all public initiatives. One query, none when remembered."""
    return latest("facet index", filterset.version, lambda: _read(filterset))


def _read(filterset: InitiativeFilter) -> dict[str, FacetIndex]:
    columns = columns_of(Initiative, filterset.version)
    masks: dict[str, dict[str, Mask]] = {name: {} for name in filterset.facets}
    for name, key, pks in _gathered(filterset):
        mask = columns.having(keys_of(pks))
        for above in _lineage(filterset.filters[name], key):
            masks[name][above] = masks[name].get(above, columns.none) | mask
    return {name: FacetIndex(found, columns.none) for name, found in masks.items()}


def _gathered(filterset: InitiativeFilter) -> list[tuple[str, str, bytes]]:
    """(facet, key, packed primary keys); initiatives that are not public too."""
    selects, parameters = [], []
    for name in filterset.facets:
        for pairs in _pairs(filterset.filters[name]):
            sql, needed = pairs.order_by().query.sql_with_params()
            selects.append(GATHERED.format(pairs=sql))
            parameters += [name, *needed]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), parameters)
        return cursor.fetchall()


def _pairs(facet) -> Iterator[QuerySet]:
    """Queries of (key, initiative)."""
    if isinstance(facet, TermFilter):
        yield facet.through.objects.values_list(facet.column, f"{facet.owner}_id")
    elif facet.field_name == "stage":
        yield Initiative.objects.values_list("stage", "pk")
    elif facet.field_name == "lead__kind":
        led_openly = Initiative.objects.filter(lead__is_published=True)
        yield led_openly.values_list("lead__kind", "pk")
    else:  # departments: where they stand, and where they act
        yield Initiative.objects.values_list("commune__department", "pk")
        is_one = When(territory__kind=Territory.Kind.DEPARTMENT, then="territory")
        department = Case(is_one, default=F("territory__department"))
        links = Initiative.territories.through.objects.annotate(department=department)
        yield links.values_list("department", "initiative")


def _lineage(facet, key: str) -> list[str]:
    """The value itself, and what it comes along with: a term's ancestors."""
    if not isinstance(facet, TermFilter):
        return [key]
    return [str(pk) for pk in facet.vocabulary.lineage(int(key))]
