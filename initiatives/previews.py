"""Links that show a sheet not yet published to whoever holds them, for a week."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from initiatives.models import Initiative

LASTS = timedelta(days=7)
SIGNER = TimestampSigner(salt="initiatives.preview")


def preview_token(initiative: Initiative) -> str:
    """Signed text naming the sheet and its current key; it dates from now."""
    return SIGNER.sign(f"{initiative.pk}.{initiative.preview_key.hex}")


def preview_path(initiative: Initiative) -> str:
    """Address, on this site, of a preview opened with a fresh token."""
    return reverse("initiatives:preview", args=[preview_token(initiative)])


def resolve_preview(token: str, *, max_age: timedelta = LASTS) -> Initiative | None:
    """The sheet ``token`` opens; None if forged, expired or revoked. One query."""
    try:
        pk, _, key = SIGNER.unsign(token, max_age=max_age).partition(".")
    except BadSignature:
        return None
    return Initiative.objects.filter(pk=pk, preview_key=key).first()
