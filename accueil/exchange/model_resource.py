"""A model's rows as lines of a spreadsheet, and lines written back: for any model."""

from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accueil.common.text import fold
from accueil.exchange.cells import Value
from accueil.exchange.columns import Column
from accueil.exchange.fields import Field
from accueil.exchange.plan import changes
from accueil.exchange.resources import Draft, Resource, Stored

CHUNK = 2_000  # rows in memory at once
BATCH = 1_000  # rows in one INSERT
IMPORTED, UNDONE = "Import d’un fichier", "Annulation d’un import"


class ModelResource(Resource):
    """Subclasses give ``fields``; and what is particular: references, places.

    ``private``: for staff, with private columns and rows that are not public. The model
    has ``version``, ``updated_at``, a ``slug`` and a history.
    """

    def __init__(self, *, private: bool = False):
        self.private = private
        every = {field.column.name: field for field in self.make_fields()}
        self.fields = {
            name: field
            for name, field in every.items()
            if private or not field.column.private
        }
        self.columns = [field.column for field in self.fields.values()]

    def make_fields(self) -> Iterable[Field]:
        raise NotImplementedError

    # --- Out

    def rows(self, queryset: QuerySet, columns: Sequence[Column]) -> Iterator[tuple]:
        """One query, on a cursor of the server: memory does not depend on rows."""
        chosen = [self.fields[column.name] for column in columns]
        for row in self._values(queryset, chosen):
            yield tuple(
                field.shown(value) for field, value in zip(chosen, row, strict=True)
            )

    def stored(self, columns: Sequence[Column]) -> dict[str, Stored]:
        chosen = [self.fields[c.name] for c in columns if c.name != self.key]
        names = [field.column.name for field in chosen]
        keys = [Field(None, path) for path in ("pk", "version", "slug")]
        found = {}
        rows = self.model.objects.order_by("pk")
        for pk, version, slug, *values in self._values(rows, [*keys, *chosen]):
            shown = [
                field.shown(value) for field, value in zip(chosen, values, strict=True)
            ]
            found[slug] = Stored(pk, version, dict(zip(names, shown, strict=True)))
        return found

    def _values(self, queryset: QuerySet, fields: Sequence[Field]) -> Iterator[tuple]:
        names = {f"column_{rank}": f.expression for rank, f in enumerate(fields)}
        found = queryset.annotate(**names).values_list(*names)
        return found.iterator(chunk_size=CHUNK)

    # --- In

    @transaction.atomic
    def create(self, drafts: Sequence[Draft], by) -> list[int]:
        taken = set(self.model.objects.values_list("slug", flat=True))
        rows = []
        for draft in drafts:
            row = self.model(slug=self.free_slug(draft, taken))
            self.fill(row, draft.values)
            rows.append(row)
        made = bulk_create_with_history(
            rows,
            self.model,
            batch_size=BATCH,
            default_user=by,
            default_change_reason=IMPORTED,
        )
        pks = [row.pk for row in made]
        self._link(dict(zip(pks, (d.values for d in drafts), strict=True)))
        return pks

    @transaction.atomic
    def update(self, drafts: Sequence[Draft], by) -> None:
        """Raises ValidationError if somebody changed one of the rows since."""
        wanted = {
            draft.stored.pk: {name: new for name, (_, new) in changes(draft).items()}
            for draft in drafts
        }
        versions = {draft.stored.pk: draft.stored.version for draft in drafts}
        self._write(wanted, versions, by, IMPORTED)

    @transaction.atomic
    def restore(self, before: dict[int, dict[str, Value]], by) -> None:
        rows = self.model.objects.filter(pk__in=before)
        versions = dict(rows.values_list("pk", "version"))
        self._write(before, versions, by, UNDONE)

    def _write(self, wanted: dict, versions: dict, by, reason: str) -> None:
        found = self.model.objects.select_for_update().in_bulk(list(wanted))
        late = [str(row) for pk, row in found.items() if row.version != versions[pk]]
        if late:
            raise ValidationError(
                "Modifiées par quelqu’un entre-temps : "
                + ", ".join(f"« {name} »" for name in late[:5])
                + ". Relancez l’aperçu."
            )
        touched = {"version", "updated_at"}
        for pk, row in found.items():
            touched |= self.fill(row, wanted[pk])
            row.version += 1
            row.updated_at = timezone.now()
        bulk_update_with_history(
            list(found.values()),
            self.model,
            sorted(touched),
            batch_size=BATCH,
            default_user=by,
            default_change_reason=reason,
        )
        self._link(wanted)

    def fill(self, row, values: dict[str, Value]) -> set[str]:
        """Set the fields that ``values`` say; names of those that were."""
        return {
            self.set_field(row, self.fields[name], value)
            for name, value in values.items()
            if not self.fields[name].relation
        }

    def set_field(self, row, field: Field, value: Value) -> str:
        setattr(row, field.source, self._kept(field, value))
        return field.source

    def _kept(self, field: Field, value: Value):
        """What the model's field stores for a value of the column."""
        target = self.model._meta.get_field(field.source)
        kept = field.kept(value)
        if kept is None and not target.null:
            return target.get_default()
        return list(kept) if isinstance(kept, tuple) else kept

    def check(self, draft: Draft) -> None:
        """The rules of the model's own fields: length, web address, SIRET…"""
        for name, value in draft.values.items():
            field = self.fields[name]
            if field.relation or not self._is_own(field) or name in draft.errors:
                continue
            target = self.model._meta.get_field(field.source)
            kept = self._kept(field, value)
            try:
                if kept not in target.empty_values:
                    target.run_validators(kept)
            except ValidationError as error:
                draft.errors[name] = " ".join(error.messages)

    def _is_own(self, field: Field) -> bool:
        """Whether the column is one field of the model itself."""
        return isinstance(field.source, str) and "__" not in field.source

    def free_slug(self, draft: Draft, taken: set[str]) -> str:
        title = str(draft.values[self.title])
        base = slugify(fold(title))[:100].strip("-") or self.model._meta.model_name
        slug, rank = base, 2
        while slug in taken:
            slug, rank = f"{base}-{rank}", rank + 1
        taken.add(slug)
        return slug

    # --- Links

    def link_keys(self, field: Field, names: Iterable[str]) -> list[int]:
        """Primary keys of the terms called ``names``."""
        raise NotImplementedError

    def _link(self, wanted: dict[int, dict[str, Value]]) -> None:
        """Replace the links that ``wanted`` says: two queries a relation."""
        linked = [field for field in self.fields.values() if field.relation]
        for field in linked:
            name = field.column.name
            rows = {pk: values[name] for pk, values in wanted.items() if name in values}
            relation = self.model._meta.get_field(field.relation)
            through = relation.remote_field.through
            owner, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            through.objects.filter(**{f"{owner}__in": rows}).delete()
            through.objects.bulk_create(
                (
                    through(**{f"{owner}_id": pk, f"{target}_id": key})
                    for pk, names in rows.items()
                    for key in self.link_keys(field, names)
                ),
                batch_size=BATCH,
            )
        self._remember_links([field.relation for field in linked], list(wanted))

    def _remember_links(self, relations: Sequence[str], pks: Sequence[int]) -> None:
        """The links as they are now, in the last line of each row's history."""
        if not relations:
            return
        history = self.model.history.model
        lines = history.objects.filter(id__in=pks).order_by("history_id")
        last = {line.id: line for line in lines}
        for name in relations:
            relation = self.model._meta.get_field(name)
            owner = f"{relation.m2m_field_name()}_id"
            target = f"{relation.m2m_reverse_field_name()}_id"
            links = relation.remote_field.through.objects.filter(
                **{f"{owner}__in": pks}
            )
            record = apps.get_model(
                history._meta.app_label, f"{history.__name__}_{name}"
            )
            record.objects.filter(history__in=last.values()).delete()
            record.objects.bulk_create(
                (
                    record(id=link, history=last[pk], **{owner: pk, target: key})
                    for link, pk, key in links.values_list("pk", owner, target)
                ),
                batch_size=BATCH,
            )
