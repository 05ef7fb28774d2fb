"""Lines of a file written to the database: a few queries, whatever their number."""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accueil.common.text import fold
from accueil.exchange.cells import Value
from accueil.exchange.plan import changes
from accueil.exchange.resources import Draft
from initiatives.models import Initiative
from initiatives.resources.columns import Field

REASON = "Import d’un fichier"
BATCH = 500
RELATIONS = {
    "themes": "themes",
    "publics": "audiences",
    "competences": "competences",
    "dispositifs": "schemes",
    "odd": "goals",
    "territoires": "territories",
}  # column: relation


@transaction.atomic
def create(resource, drafts: Sequence[Draft], by) -> list[int]:
    """Insert them as drafts; their primary keys, in order."""
    taken = set(Initiative.objects.values_list("slug", flat=True))
    rows = []
    for draft in drafts:
        row = Initiative(slug=_free_slug(draft.values["intitule"], taken))
        _fill(row, resource, draft.values)
        rows.append(row)
    made = bulk_create_with_history(
        rows,
        Initiative,
        batch_size=BATCH,
        default_user=by,
        default_change_reason=REASON,
    )
    pks = [row.pk for row in made]
    _link(resource, dict(zip(pks, (draft.values for draft in drafts), strict=True)))
    _remember_links(pks)
    return pks


@transaction.atomic
def update(resource, drafts: Sequence[Draft], by) -> None:
    """Change what differs. Raises ValidationError if somebody changed a row since."""
    wanted = {
        draft.stored.pk: {name: new for name, (_, new) in changes(draft).items()}
        for draft in drafts
    }
    versions = {draft.stored.pk: draft.stored.version for draft in drafts}
    _write(resource, wanted, versions, by, REASON)


@transaction.atomic
def restore(resource, before: dict[int, dict[str, Value]], by) -> None:
    """Write again what the rows were: {pk: {column: value}}."""
    versions = dict(
        Initiative.objects.filter(pk__in=before).values_list("pk", "version")
    )
    _write(resource, before, versions, by, "Annulation d’un import")


def _write(resource, wanted: dict, versions: dict, by, reason: str) -> None:
    rows = Initiative.objects.select_for_update().in_bulk(list(wanted))
    if late := [row for pk, row in rows.items() if row.version != versions.get(pk)]:
        raise ValidationError(
            "Modifiées par quelqu’un entre-temps : "
            + ", ".join(f"« {row.title} »" for row in late[:5])
            + ". Relancez l’aperçu."
        )
    changed = {"version", "updated_at"}
    for pk, row in rows.items():
        changed |= _fill(row, resource, wanted[pk])
        row.version += 1
        row.updated_at = timezone.now()
    bulk_update_with_history(
        list(rows.values()),
        Initiative,
        sorted(changed),
        batch_size=BATCH,
        default_user=by,
        default_change_reason=reason,
    )
    _link(resource, wanted)
    _remember_links(list(rows))


def _fill(row: Initiative, resource, values: dict[str, Value]) -> set[str]:
    """Set the fields that ``values`` say; names of those that were."""
    touched = set()
    for name, value in values.items():
        if name in RELATIONS or name in {"latitude", "longitude"}:
            continue
        if name == "porteur":
            row.lead_id, _ = resource.references.organisation(value)
            touched.add("lead")
        elif name == "commune":
            row.commune = resource.references.commune(value) if value else None
            touched.add("commune")
        else:
            touched.add(_set(row, resource.fields[name], value))
    if {"latitude", "longitude"} & values.keys():
        row.location = _point(row, values)
        touched.add("location")
    return touched


def _set(row: Initiative, field: Field, value: Value) -> str:
    target = Initiative._meta.get_field(field.source)
    if value is None:
        value = None if target.null else target.get_default()
    elif field.words:
        value = next(key for key, word in field.words.items() if str(word) == value)
    setattr(row, field.source, value)
    return field.source


def _point(row: Initiative, values: dict[str, Value]) -> Point | None:
    """From both coordinates; the one that the file lacks stays as it is."""
    old = row.location
    east = values.get("longitude", old and old.x)
    north = values.get("latitude", old and old.y)
    if east is None or north is None:
        return None
    return Point(float(east), float(north), srid=4326)


def _free_slug(title: str, taken: set[str]) -> str:
    base = slugify(fold(title))[:100].strip("-") or "initiative"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def _link(resource, wanted: dict[int, dict[str, Value]]) -> None:
    """Replace the links that ``wanted`` says: two queries a relation."""
    for column, relation in RELATIONS.items():
        rows = {pk: values[column] for pk, values in wanted.items() if column in values}
        through = getattr(Initiative, relation).through
        target = Initiative._meta.get_field(relation).m2m_reverse_field_name()
        through.objects.filter(initiative__in=rows).delete()
        through.objects.bulk_create(
            through(initiative_id=pk, **{f"{target}_id": key})
            for pk, names in rows.items()
            for key in _keys(resource, column, names)
        )


def _keys(resource, column: str, names: Iterable[str]) -> list[int]:
    if column == "territoires":
        return [resource.references.territories[name] for name in names]
    return [resource.references.terms[column][fold(name)][0] for name in names]


def _remember_links(pks: Sequence[int]) -> None:
    """The links as they are now, in the last line of each row's history."""
    history = Initiative.history.model
    last = {
        row.id: row for row in history.objects.filter(id__in=pks).order_by("history_id")
    }
    for relation in RELATIONS.values():
        field = Initiative._meta.get_field(relation)
        target = f"{field.m2m_reverse_field_name()}_id"
        links = field.remote_field.through.objects.filter(initiative__in=pks)
        record = apps.get_model("initiatives", f"HistoricalInitiative_{relation}")
        record.objects.filter(history__in=last.values()).delete()
        record.objects.bulk_create(
            record(id=link, history=last[pk], initiative_id=pk, **{target: key})
            for link, pk, key in links.values_list("pk", "initiative_id", target)
        )
