"""Public answers asked again: revalidated by browsers, remembered by the process."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accueil.common.memory import remember
from accueil.common.release import RELEASE
from accueil.reference.models import DataVersion


def data_version_etag(request: HttpRequest, *args, **kwargs) -> str:
    """Tag of what depends on the address, public data and our code alone. One query.

    Weak, because compression comes after: the same address at the same data version
    is the same answer, until the code that makes it changes.
    """
    return f'W/"v{DataVersion.of(request)}-{RELEASE}"'


def daily_etag(request: HttpRequest, *args, **kwargs) -> str:
    """As above, for what also says today's date."""
    return f'{data_version_etag(request)[:-1]}-{timezone.localdate():%Y%m%d}"'


def remembered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A public page, remembered by its address until public data change. One query.

    Only for a view that always answers 200, and that reads nothing of the request but
    its address: neither cookie nor account.
    """

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        content = remember(
            ("page", request.build_absolute_uri()),
            DataVersion.of(request),
            lambda: view(request, *args, **kwargs).content,
        )
        return HttpResponse(content)

    return page
