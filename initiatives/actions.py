"""Writes on initiatives: publication, archives, verification, preview links.

Every function locks the row, saves all or nothing, leaves one line in the history
with its reason, and raises ValidationError in French when a rule forbids it.
"""

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from initiatives.models import Initiative

DRAFT, REVIEW, PUBLISHED, ARCHIVED = Initiative.Status.values


@transaction.atomic
def publish(initiative: Initiative, *, by, at: datetime | None = None) -> None:
    """Make ``initiative`` public. Raises one error that lists all that is missing."""
    row = _locked(initiative)
    if row.status == PUBLISHED:
        raise ValidationError("Cette fiche est déjà publiée.")
    if missing := what_publication_lacks(row):
        raise ValidationError(missing)
    row.status = PUBLISHED
    row.published_at = row.published_at or at or timezone.now()
    row.full_clean()
    _save(row, initiative, by=by, reason="Publication")


@transaction.atomic
def unpublish(initiative: Initiative, *, by) -> None:
    """Back to draft, from the site or from the archives; old preview links close."""
    row = _locked(initiative)
    if row.status not in {PUBLISHED, ARCHIVED}:
        raise ValidationError("Cette fiche n’est ni publiée ni archivée.")
    reason = "Dépublication" if row.status == PUBLISHED else "Sortie des archives"
    row.status = DRAFT
    row.preview_key = uuid.uuid4()
    _save(row, initiative, by=by, reason=reason)


@transaction.atomic
def archive(initiative: Initiative, *, by) -> None:
    row = _locked(initiative)
    if row.status == ARCHIVED:
        raise ValidationError("Cette fiche est déjà archivée.")
    row.status = ARCHIVED
    row.preview_key = uuid.uuid4()
    _save(row, initiative, by=by, reason="Archivage")


@transaction.atomic
def send_to_review(initiative: Initiative, *, by) -> None:
    """From draft to the list of sheets to read again before publication."""
    row = _locked(initiative)
    if row.status != DRAFT:
        raise ValidationError("Seul un brouillon peut être envoyé en relecture.")
    row.status = REVIEW
    _save(row, initiative, by=by, reason="Envoi en relecture")


@transaction.atomic
def mark_verified(initiative: Initiative, *, by, on: date | None = None) -> None:
    """Record that ``by`` checked the sheet with its source or its lead."""
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError("Une vérification ne se date pas dans le futur.")
    row = _locked(initiative)
    row.verified_on, row.verified_by = day, by
    _save(row, initiative, by=by, reason="Vérification")


@transaction.atomic
def revoke_previews(initiative: Initiative, *, by=None) -> None:
    """Make every preview link already given answer « not found »."""
    row = _locked(initiative)
    row.preview_key = uuid.uuid4()
    _save(row, initiative, by=by, reason="Révocation des liens d’aperçu")


def what_publication_lacks(initiative: Initiative) -> list[str]:
    """Sentences saying what to complete; empty when it may go public. 2 queries."""
    missing = []
    if not initiative.summary:
        missing.append("Rédigez un résumé : la carte et la liste le montrent.")
    if not initiative.source_title:
        missing.append("Indiquez la source des informations.")
    placed = initiative.location or initiative.commune_id
    if not placed and not initiative.territories.exists():
        missing.append(
            "Indiquez un lieu : une commune, une position ou un territoire d’action."
        )
    if not initiative.lead.is_published:
        missing.append(
            f"La structure porteuse « {initiative.lead} » n’est pas publiée : "
            "ouvrez sa fiche et cochez « publié » d’abord."
        )
    return missing


def _locked(initiative: Initiative) -> Initiative:
    """The row as it is now: the caller's copy may be old. Others wait."""
    return (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("lead")
        .get(pk=initiative.pk)
    )


def _save(row: Initiative, caller: Initiative, *, by, reason: str) -> None:
    """Save ``row`` with its reason, and bring the caller's copy up to date."""
    row.version += 1  # an edit form opened before now conflicts
    row._change_reason = reason
    if by is not None:
        row._history_user = by
    row.save()
    for name in (
        "status",
        "published_at",
        "verified_on",
        "verified_by_id",
        "preview_key",
        "version",
        "updated_at",
    ):
        setattr(caller, name, getattr(row, name))
