"""What a page with a map does with a request, for any catalogue of placed rows."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from accueil.common.memory import remember
from accueil.reference.models import DataVersion
from initiatives import map_data
from initiatives.mapping import read_view
from initiatives.selections import Selection

VIEW_PARAMETERS = {"bbox", "zoom"}


def points_url(filterset, name: str) -> str | None:
    """Where the map asks for points; nowhere when the filters cannot be read."""
    return reverse(name) if filterset.is_valid() else None


def map_response(
    request: HttpRequest, select: Callable[[HttpRequest], Selection]
) -> HttpResponse:
    """Cells of what ``select`` keeps, in the view asked for; 400 says what is wrong.

    ``select`` raises ValidationError, by parameter. The same address again, while
    nothing public changes, only costs the version; another view of the same filters,
    no filter set.
    """
    try:
        body = remember(
            ("map", request.get_full_path()),
            DataVersion.of(request),
            lambda: _answer(request, select),
        )
    except ValidationError as error:
        return JsonResponse({"errors": error.message_dict}, status=400)
    return HttpResponse(body, content_type="application/geo+json")


def _answer(request: HttpRequest, select: Callable) -> bytes:
    """Raises ValidationError, by parameter."""
    filters = sorted(
        (name, *values)
        for name, values in request.GET.lists()
        if name not in VIEW_PARAMETERS
    )
    errors = {}
    try:
        view = read_view(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValidationError as error:
        errors |= error.message_dict
    try:
        selection = remember(
            ("filtered", request.path, *filters),
            DataVersion.of(request),
            lambda: select(request),
        )
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    return map_data.encoded(map_data.answer(selection, view))


def readable(filterset):
    """``filterset``, or ValidationError by parameter."""
    if not filterset.is_valid():
        raise ValidationError(filterset.errors_by_name)
    return filterset
