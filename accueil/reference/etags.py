"""Revalidation of public answers, for Django's ``condition``."""

from django.http import HttpRequest

from accueil.common.release import RELEASE
from accueil.reference.models import DataVersion


def data_version_etag(request: HttpRequest, *args, **kwargs) -> str:
    """Tag of what depends on the address, public data and our code alone. One query.

    Weak, because compression comes after: the same address at the same data version
    is the same answer, until the code that makes it changes.
    """
    return f'W/"v{DataVersion.of(request)}-{RELEASE}"'
