"""What a page with a map does with a request, for any catalogue of placed rows."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from accueil.common.memory import remember
from initiatives import map_data
from initiatives.mapping import read_view


def points_url(filterset, name: str) -> str | None:
    """Where the map asks for points; nowhere when the filters cannot be read."""
    return reverse(name) if filterset.is_valid() else None


def map_response(request: HttpRequest, filterset) -> HttpResponse:
    """Cells of the filter set's rows in the view asked for; 400 says what is wrong.

    The same address again, while nothing public changes, only costs the version.
    """
    try:
        body = remember(
            ("map", request.get_full_path()),
            filterset.version,
            lambda: _answer(request, filterset),
        )
    except ValidationError as error:
        return JsonResponse({"errors": error.message_dict}, status=400)
    return HttpResponse(body, content_type="application/geo+json")


def _answer(request: HttpRequest, filterset) -> bytes:
    """Raises ValidationError, by parameter."""
    errors = {}
    try:
        view = read_view(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValidationError as error:
        errors |= error.message_dict
    if not filterset.is_valid():
        errors |= filterset.errors_by_name
    if errors:
        raise ValidationError(errors)
    return map_data.encoded(map_data.answer(filterset.rows, filterset.version, view))
