"""History told in French: who did what, when, and which values changed.

Reads the tables of django-simple-history in a constant number of queries, whatever
the number of lines: rows are read as plain values, names are looked up once a model.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile

from django.contrib.auth import get_user_model
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format, number_format
from simple_history.models import HistoricalRecords

from accueil.common.points import describe

RESERVED = "contenu réservé"
EMPTY = "vide"
# Saving a form writes several rows of history (the sheet, its links, its lines).
ONE_SAVE = timedelta(seconds=3)
LINES = 500  # the latest rows read from each table
# Kept out: they say nothing to a reader.
SILENT = {"id", "created_at", "updated_at", "initiative"}


@dataclass
class Change:
    """One value that changed; ``old`` and ``new`` are ready to show."""

    label: str
    old: str
    new: str


@dataclass
class Entry:
    """What one person did in one save."""

    at: datetime
    user_id: int | None
    created: bool = False
    reasons: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    who: str = ""


@dataclass
class State:
    """One row of a history table: the values, and the names of linked rows."""

    at: datetime
    user_id: int | None
    kind: str  # "+", "~" or "-"
    reason: str
    model: type[Model]
    pk: int
    values: dict


def person_names(pks: set[int | None]) -> dict[int | None, str]:
    """Number → « Prénom Nom » (or the account's name). One query."""
    people = get_user_model().objects.in_bulk({pk for pk in pks if pk})
    return {
        pk: (person.get_full_name() or person.get_username())
        if (person := people.get(pk))
        else ("un compte supprimé" if pk else "une opération automatique")
        for pk in pks
    }


def history_of(
    obj: Model, *, details: dict[type[Model], str] | None = None, secret=frozenset()
) -> list[Entry]:
    """Latest first. ``details``: models whose rows hang on ``obj``, and by which key.

    ``secret`` names the fields whose values are replaced by « contenu réservé ».
    """
    states = _states(type(obj), pk=obj.pk, by="id")
    for model, key in (details or {}).items():
        states += _states(model, pk=obj.pk, by=f"{key}_id")
    states.sort(key=lambda state: state.at)
    teller = _Teller(type(obj), states, secret)
    entries = [entry for save in _saves(states) if (entry := teller.tell(save))]
    names = person_names({entry.user_id for entry in entries})
    for entry in entries:
        entry.who = names[entry.user_id]
    return list(reversed(entries))


def _states(model: type[Model], *, pk: int, by: str) -> list[State]:
    """Rows of the history of ``model``, oldest first, with their many-to-many keys."""
    historical = model.history.model
    tracked = [f.attname for f in historical.tracked_fields]
    rows = list(
        historical.objects.filter(**{by: pk})
        .order_by("-history_date", "-history_id")
        .values(
            "history_id",
            "history_date",
            "history_type",
            "history_user_id",
            "history_change_reason",
            *tracked,
        )[:LINES]
    )
    links = _links(historical, [row["history_id"] for row in rows])
    return [
        State(
            at=row["history_date"],
            user_id=row["history_user_id"],
            kind=row["history_type"],
            reason=row["history_change_reason"] or "",
            model=model,
            pk=row["id"],
            values={name: row[name] for name in tracked} | links[row["history_id"]],
        )
        for row in reversed(rows)
    ]


def _links(historical, numbers: list[int]) -> dict[int, dict[str, frozenset]]:
    """History number → {many-to-many field: keys}. One query a field."""
    found = defaultdict(dict)
    for link in historical._history_m2m_fields:
        through = HistoricalRecords.m2m_models[link]
        keys = defaultdict(set)
        column = f"{link.m2m_reverse_field_name()}_id"
        for number, key in through.objects.filter(history__in=numbers).values_list(
            "history_id", column
        ):
            keys[number].add(key)
        for number in numbers:
            found[number][link.name] = frozenset(keys[number])
    return found


def _saves(states: list[State]) -> list[list[State]]:
    """Rows written together, by the same person within a few seconds."""
    groups: list[list[State]] = []
    for state in states:
        last = groups[-1][-1] if groups else None
        if last and last.user_id == state.user_id and state.at - last.at <= ONE_SAVE:
            groups[-1].append(state)
        else:
            groups.append([state])
    return groups


class _Teller:
    """Turns groups of rows, given oldest first, into entries."""

    def __init__(self, main: type[Model], states: list[State], secret):
        self.main = main
        self.secret = secret
        self.before: dict[tuple, State] = {}
        self.names = _names(states)

    def tell(self, group: list[State]) -> Entry | None:
        """The entry of one save; None when nothing worth telling changed."""
        entry = Entry(at=group[0].at, user_id=group[0].user_id)
        entry.reasons = list(dict.fromkeys(s.reason for s in group if s.reason))
        after = {(state.model, state.pk): state for state in group}
        new = {(state.model, state.pk) for state in group if state.kind == "+"}
        for key, state in after.items():
            if key in new and state.model is self.main:
                entry.created = True
            elif key in new:
                entry.added.append(self._describe(state))
            elif key in self.before:
                entry.changes += self._compare(self.before[key], state)
        self.before |= after
        tells = entry.created or entry.reasons or entry.added or entry.changes
        return entry if tells else None

    def _describe(self, state: State) -> str:
        """« financement : Région, 12 000, 2025 »."""
        shown = [
            self._show(state.model, name, value)
            for name, value in state.values.items()
            if value not in (None, "") and not _is_silent(state.model, name)
        ]
        return f"{state.model._meta.verbose_name} : {', '.join(shown)}"

    def _compare(self, old: State, new: State) -> list[Change]:
        return [
            self._change(new.model, name, old.values.get(name), value)
            for name, value in new.values.items()
            if old.values.get(name) != value and not _is_silent(new.model, name)
        ]

    def _change(self, model, name: str, old, new) -> Change:
        meta = model._meta
        label = str(_field(model, name).verbose_name)
        if model is not self.main:
            label = f"{meta.verbose_name}, {label}"
        elif _field(model, name).name in self.secret:
            return Change(label, "", RESERVED)
        shown = (self._show(model, name, value) or EMPTY for value in (old, new))
        return Change(label, *_around_difference(*shown))

    def _show(self, model, name: str, value) -> str:
        """``value`` in French; names instead of keys."""
        field = _field(model, name)
        if isinstance(value, frozenset):
            names = (self._name(field.related_model, pk) for pk in value)
            return ", ".join(sorted(names))
        if field.related_model and value is not None:
            return self._name(field.related_model, value)
        if field.choices and value:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)

    def _name(self, model, pk: int) -> str:
        return self.names.get((model, pk), f"n° {pk}, supprimé depuis")


def _field(model: type[Model], name: str):
    """The field whose name or column is ``name``."""
    return model._meta.get_field(name.removesuffix("_id"))


def _is_silent(model: type[Model], name: str) -> bool:
    return _field(model, name).name in SILENT


def _names(states: list[State]) -> dict[tuple, str]:
    """(model, key) → name of all that ``states`` point at. One query a model."""
    wanted = defaultdict(set)
    for state in states:
        for name, value in state.values.items():
            related = _field(state.model, name).related_model
            if related and value:
                keys = value if isinstance(value, frozenset) else {value}
                wanted[related] |= keys
    return {
        (model, pk): str(row)
        for model, keys in wanted.items()
        for pk, row in model._default_manager.defer(*_heavy(model))
        .in_bulk(keys)
        .items()
    }


def _heavy(model: type[Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, GeometryField)]


def _plain(value) -> str:
    """Text of a stored value; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), r"j F Y à H \h i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value % 1 else int(value))
    if isinstance(value, GEOSGeometry):
        return describe(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _around_difference(old: str, new: str, *, context: int = 40, longest: int = 160):
    """Both texts, cut to what differs and a little around when they are long."""
    if max(len(old), len(new)) <= longest:
        return old, new
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    return tuple(
        _cut(text, start - context, len(text) - end + context) for text in (old, new)
    )


def _shared(old: str, new: str) -> int:
    """Length of the beginning that both texts have."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(text: str, start: int, end: int) -> str:
    start, end = max(start, 0), min(end, len(text))
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
