"""Revalidation of public answers, for Django's ``condition``."""

from django.http import HttpRequest

from accueil.reference.models import DataVersion


def data_version_etag(request: HttpRequest, *args, **kwargs) -> str:
    """Tag of what depends on the address and on public data alone. One query.

    Weak, because compression comes after: the same address at the same data version
    is the same answer.
    """
    return f'W/"v{DataVersion.of(request)}"'
