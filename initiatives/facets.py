"""Counts beside the filters: what a click would give."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from accueil.common.filters import ChoiceFilter
from accueil.common.memory import remember
from accueil.reference.filters import ORGANISATION_KINDS, TermFilter
from accueil.reference.models import Territory
from accueil.reference.terms import Vocabulary
from initiatives.filters import STAGES, InitiativeFilter
from initiatives.index import facet_masks, index_of, matching, texts


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
    """Count every value of every facet. No query once the index is in memory.

    An invalid filter set counts nothing.
    """
    if not filterset.is_valid():
        return Counts(0, 0, {})
    return remember(
        ("facets", filterset.question), filterset.version, lambda: _count(filterset)
    )


def _count(filterset: InitiativeFilter) -> Counts:
    found, kept = texts(filterset), facet_masks(filterset)
    values = {}
    for name, index in index_of(filterset).items():
        others = found
        for other, mask in kept.items():
            others = others if other == name else others & mask
        counts = additional = index.counts(others)
        if name in kept:
            additional = index.counts(others & ~kept[name])
        values[name] = {
            key: (number, additional[key]) for key, number in counts.items() if number
        }
    selection = matching(filterset)
    return Counts(selection.total, selection.located, values)


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
        return _terms(facet.vocabulary, set(chosen.get(name) or []), counted)
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


def _terms(vocabulary: Vocabulary, checked: set[int], counted: dict) -> list[Option]:
    """In tree order; a retired term only where it is used or asked for."""
    depths: dict[int | None, int] = {}
    options = []
    for entry in vocabulary.entries.values():
        key = str(entry.pk)
        if entry.is_retired and entry.pk not in checked and key not in counted:
            continue
        depths[entry.pk] = (
            depths.get(entry.parent, -1) + 1
        )  # its parent may be left out
        options.append(
            Option(
                entry.slug,
                entry.name,
                entry.pk in checked,
                *counted.get(key, (0, 0)),
                depth=depths[entry.pk],
            )
        )
    return options


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
