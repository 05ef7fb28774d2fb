"""How many initiatives each of several territories holds, counted together."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Case, Count, F, Func, OuterRef, QuerySet, Subquery, When

from accueil.reference.models import Territory
from accueil.reference.models.territory import NESTING_FIELDS


def count_within(
    initiatives: QuerySet, territories: Iterable[Territory]
) -> dict[int, int]:
    """Return {key of a territory: how many of ``initiatives`` are ``within`` it}.

    A territory that holds none is left out. One query whatever the territories, and
    one pass over the initiatives: the condition of ``within`` taken territory by
    territory would read them all again for each.
    """
    keys: dict[str, list[int]] = {}
    for territory in territories:
        keys.setdefault(territory.kind, []).append(territory.pk)
    parts = [
        part for kind in keys for part in _parts(initiatives.order_by(), kind, keys)
    ]
    totals: Counter[int] = Counter()
    if parts:
        for key, number in parts[0].union(*parts[1:], all=True):
            totals[key] += number
    return {key: number for key, number in totals.items() if number}


def _parts(initiatives: QuerySet, kind: str, keys: dict) -> tuple[QuerySet, QuerySet]:
    """Rows (territory, number): those located in each, then those only acting there."""
    wanted = keys[kind]
    acting = initiatives.annotate(
        holder=Case(
            When(territories__kind=kind, then=F("territories")),
            default=F(_holder_of("territories", kind)),
        )
    ).filter(holder__in=wanted)
    if kind == Territory.Kind.DISTRICT:
        # No key leads to a priority quarter: its outline decides, as in ``within``.
        inside = initiatives.filter(public_location__coveredby=OuterRef("outline"))
        # A bare count(): Count would group the rows, and find no group to count.
        number = inside.annotate(number=Func("pk", function="count")).values("number")
        located = Territory.objects.order_by().filter(pk__in=wanted)
        located = located.annotate(number=Subquery(number))
        elsewhere = acting.exclude(public_location__coveredby=F("territories__outline"))
        return located.values_list("pk", "number"), _by_holder(elsewhere)
    field = _holder_of("commune", kind)
    located = initiatives.annotate(holder=F(field)).filter(holder__in=wanted)
    return _by_holder(located), _by_holder(acting.exclude(**{field: F("holder")}))


def _holder_of(path: str, kind: str) -> str:
    """From ``path``, a territory, to the one of this kind that the law puts it in."""
    if field := NESTING_FIELDS.get(kind):
        return f"{path}__{field}"
    if kind == Territory.Kind.COMMUNE and path == "territories":
        return f"{path}__communes"  # of a priority quarter, which may touch several
    return path


def _by_holder(initiatives: QuerySet) -> QuerySet:
    return initiatives.values_list("holder").annotate(number=Count("pk", distinct=True))
