"""Imports from receipt to undoing: each function is one transaction.

They raise ValidationError in French when something forbids it, and then write nothing.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accueil.common.text import fold
from accueil.exchange.cells import CellError, clean
from accueil.exchange.models import Batch, BatchRow
from accueil.exchange.packing import pack, unpack
from accueil.exchange.plan import Outcome, Plan, carry_out, make_plan
from accueil.exchange.reading import read_table
from accueil.exchange.resources import Resource

ERROR_COLUMN = "Erreur"  # of the file of errors: it may come back with it
EXPIRED = "Ce fichier n’est plus conservé : envoyez-le de nouveau."
BUSY = "Un autre import est en cours : attendez une minute, puis recommencez."
REFUSED = (
    "La base a refusé une valeur de ce fichier ou a changé entre-temps : rien n’a été "
    "importé. Relisez l’aperçu."
)
WRITTEN = ["counts", "digest", "state", "done_at"]
WAITING = {"55P03", "40P01"}  # lock_not_available, deadlock_detected


class PreviewChanged(ValidationError):
    """What would be written is no longer what was agreed to."""


def _never_half(act: Callable) -> Callable:
    """One transaction; what the database refuses becomes a sentence."""

    @wraps(act)
    def safe(*args, **kwargs):
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except DatabaseError as error:
            state = getattr(error.__cause__, "sqlstate", None) or ""
            if state in WAITING:
                raise ValidationError(BUSY) from error
            if state[:2] in {"22", "23"}:  # bad data, integrity
                raise ValidationError([*_broken_rule(error), REFUSED]) from error
            raise

    return safe


def _broken_rule(error: DatabaseError) -> list[str]:
    """What the constraint that the database names says of itself."""
    name = error.__cause__.diag.constraint_name
    return [
        str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if name and constraint.name == name
    ][:1]


def receive(
    content: bytes, file_name: str, *, resource: Resource, by, sheet: str = ""
) -> Batch:
    """Keep the file until it is confirmed; raises UnreadableFile and keeps nothing."""
    batch = Batch(
        resource=resource.name,
        file_name=_tame(file_name),
        content=content,
        user_id=by.pk if by else None,
        user_name=str(by)[:200] if by else "",
        sheet=sheet,
    )
    batch.counts = preview(batch, resource).counts
    batch.save()
    return batch


def _tame(name: str) -> str:
    """A name to show: nothing invisible, no line end, not too long."""
    words = " ".join(clean(name).split())
    return words if len(words) <= 120 else f"{words[:80]}…{words[-30:]}"


def preview(batch: Batch, resource: Resource) -> Plan:
    """The file read against the database as it is now. Raises UnreadableFile."""
    if not batch.has_file:
        raise ValidationError(EXPIRED)
    table = read_table(
        bytes(batch.content),
        batch.file_name,
        sheet=batch.sheet,
        header_line=batch.header_line,
    )
    return make_plan(resource, table)


def unknown_headers(plan: Plan) -> list[tuple[str, str]]:
    """(header, nearest label) of those to tick; not the column that we added."""
    unknown = plan.headers.unknown
    return [pair for pair in unknown if fold(pair[0]) != fold(ERROR_COLUMN)]


def obstacles(batch: Batch, plan: Plan) -> list[str]:
    """Why the file may not be imported as things stand, each with its remedy."""
    found = [*plan.problems]
    ignored = set(batch.ignored)
    left = [f"« {h} »" for h, _ in unknown_headers(plan) if h not in ignored]
    if left:
        found.append(
            f"Colonnes inconnues : {', '.join(left)}. Cochez-les pour les ignorer, ou "
            "corrigez leur en-tête."
        )
    if plan.refused and not batch.valid_only:
        found.append(
            f"Lignes refusées : {len(plan.refused)}. Corrigez-les, ou cochez "
            "« Seulement les lignes valides »."
        )
    if not found and not (plan.new or plan.changed):
        found.append("Ce fichier ne change rien : il n’y a rien à importer.")
    return found


def agreement(plan: Plan) -> str:
    """What a person agrees to: the plan, and the doubles that were shown."""
    doubles = [(draft.line, draft.resembles) for draft in plan.doubtful]
    text = json.dumps([plan.digest, doubles], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def set_options(
    batch: Batch, *, sheet: str, header_line: int | None, valid_only: bool, ignored
) -> None:
    """What the person chose; forgotten when the file was imported meanwhile."""
    Batch.objects.filter(pk=batch.pk, state=Batch.State.PREVIEWED).update(
        sheet=sheet,
        header_line=header_line,
        valid_only=valid_only,
        ignored=sorted(set(ignored)),
    )


@_never_half
def confirm(batch: Batch, *, resource: Resource, by, digest: str) -> Batch:
    """Import what was agreed to. Twice is once: the second call returns the same.

    Raises PreviewChanged when the file would now write something else.
    """
    one_at_a_time(resource)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == Batch.State.DONE:
        return batch
    if not batch.is_open:
        raise ValidationError(EXPIRED)
    plan = preview(batch, resource)
    if agreement(plan) != digest:
        raise PreviewChanged(
            "Rien n’a été importé : la base a changé depuis l’aperçu. Voici le "
            "nouveau, relisez-le avant de confirmer."
        )
    if reasons := obstacles(batch, plan):
        raise ValidationError(reasons)
    _write(batch, plan, by)
    return batch


@_never_half
def import_at_once(
    plan: Plan, *, file_name: str, valid_only: bool = False, by=None
) -> Batch:
    """Without a preview, for commands: it can be undone like the others.

    The plan is made again once nobody else imports, so that it says what it writes.
    """
    one_at_a_time(plan.resource)
    batch = Batch(
        resource=plan.resource.name, file_name=_tame(file_name), valid_only=valid_only
    )
    _write(batch, make_plan(plan.resource, plan.table), by)
    return batch


def _write(batch: Batch, plan: Plan, by) -> None:
    outcome = carry_out(plan, by=by, valid_only=batch.valid_only)
    batch.counts, batch.digest = plan.counts, agreement(plan)
    batch.state, batch.done_at = Batch.State.DONE, timezone.now()
    # A file that is already there is not written again.
    batch.save(update_fields=None if batch._state.adding else WRITTEN)
    BatchRow.objects.bulk_create(_rows(batch, plan, outcome), batch_size=500)


def one_at_a_time(resource: Resource) -> None:
    """Others wait for the end of this transaction: two files may double each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{resource.name}"]
        )


def _rows(batch: Batch, plan: Plan, outcome: Outcome) -> list[BatchRow]:
    created = zip(plan.new, outcome.created, strict=True)
    lines = {pk: draft.line for draft, pk in created}
    lines |= {draft.stored.pk: draft.line for draft in plan.changed}
    versions = _versions(plan.resource, lines)
    return [
        BatchRow(
            batch=batch,
            line=line,
            change="changed" if pk in outcome.before else "created",
            object_id=pk,
            before={n: pack(v) for n, v in outcome.before.get(pk, {}).items()},
            version_after=versions[pk],
        )
        for pk, line in lines.items()
    ]


def _versions(resource: Resource, pks) -> dict[int, int]:
    rows = resource.model.objects.filter(pk__in=list(pks))
    return dict(rows.values_list("pk", "version"))


@dataclass(frozen=True)
class Undoing:
    """Rows to restore, rows to delete, and titles of those that somebody changed."""

    restored: list[BatchRow] = field(default_factory=list)
    deleted: list[BatchRow] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def what_undoing_does(batch: Batch, resource: Resource) -> Undoing:
    """Only rows that are still as the import left them; those gone are left out."""
    rows = list(batch.rows.all())
    found = resource.model.objects.in_bulk([row.object_id for row in rows])
    undoing = Undoing()
    for row in rows:
        now = found.get(row.object_id)
        if now is None:
            continue
        if now.version != row.version_after:
            undoing.kept.append(str(now))
        elif row.change == BatchRow.Change.CREATED:
            undoing.deleted.append(row)
        else:
            undoing.restored.append(row)
    return undoing


@_never_half
def undo(batch: Batch, *, resource: Resource, by) -> Undoing:
    """Give back what was, wherever nobody wrote since. Twice is once.

    ``resource`` must know every column that was imported. A sheet deleted takes its
    history with it, as everywhere; the batch keeps the trace.
    """
    one_at_a_time(resource)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == Batch.State.UNDONE:
        return Undoing()
    if batch.state != Batch.State.DONE:
        raise ValidationError("Seul un import terminé peut être annulé.")
    touched = resource.model.objects.filter(
        pk__in=batch.rows.values_list("object_id", flat=True)
    )
    list(touched.select_for_update(of=("self",)).values_list("pk"))
    undoing = what_undoing_does(batch, resource)
    _give_back(undoing, resource, by)
    batch.state, batch.undone_at = Batch.State.UNDONE, timezone.now()
    batch.counts |= {
        "restored": len(undoing.restored),
        "deleted": len(undoing.deleted),
        "kept": len(undoing.kept),
    }
    batch.save(update_fields=["state", "undone_at", "counts"])
    return undoing


def _give_back(undoing: Undoing, resource: Resource, by) -> None:
    resource.prepare()
    if undoing.restored:
        _restore(undoing.restored, resource, by)
    try:
        pks = [row.object_id for row in undoing.deleted]
        resource.model.objects.filter(pk__in=pks).delete()
    except ProtectedError as error:
        linked = ", ".join(sorted({f"« {row} »" for row in error.protected_objects}))
        raise ValidationError(
            f"Rien n’a été annulé, des lignes créées servent ailleurs : {linked[:300]}."
        ) from error


def _restore(rows: list[BatchRow], resource: Resource, by) -> None:
    before = {
        row.object_id: {name: unpack(value) for name, value in row.before.items()}
        for row in rows
    }
    try:
        resource.restore(before, by)
    except (CellError, KeyError) as error:  # a name that is no longer in the base
        raise ValidationError(
            f"Rien n’a été annulé : une valeur d’avant n’existe plus. {error}"
        ) from error


@transaction.atomic
def purge(at: datetime | None = None) -> int:
    """Empty files older than a day; the number of them. Counts and rows stay."""
    old = Batch.objects.too_old(at)
    waiting = old.filter(state=Batch.State.PREVIEWED)
    count = old.count()
    waiting.update(state=Batch.State.EXPIRED, content=b"")
    Batch.objects.too_old(at).update(content=b"")
    return count
