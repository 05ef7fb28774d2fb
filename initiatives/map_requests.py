"""What a page with a map does with a request, for any catalogue of placed rows."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from initiatives import map_data
from initiatives.mapping import read_view


def points_url(filterset, name: str) -> str | None:
    """Where the map asks for points; nowhere when the filters cannot be read."""
    return reverse(name) if filterset.is_valid() else None


def map_response(request: HttpRequest, filterset) -> JsonResponse:
    """Cells of the filter set's rows in the view asked for; 400 says what is wrong."""
    errors = {}
    try:
        view = read_view(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValidationError as error:
        errors |= error.message_dict
    if not filterset.is_valid():
        errors |= filterset.errors_by_name
    if errors:
        return JsonResponse({"errors": errors}, status=400)
    return JsonResponse(
        map_data.answer(filterset.rows, filterset.version, view),
        content_type="application/geo+json",
    )
