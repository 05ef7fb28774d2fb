"""Headers that keep private answers out of shared caches; a calm page when down."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)
RETRY_AFTER = 30  # seconds


class PrivacyHeaders:
    """``no-store`` for whoever carries a session; revalidation for everybody else.

    Reads the cookie's presence only: touching the session would make every public
    answer vary by cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"
        )
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            patch_cache_control(response, private=True, no_store=True)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response


class DatabaseDown:
    """503 with a page of its own, and no query, when the database does not answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except (InterfaceError, OperationalError) as error:
            return unavailable(error)

    def process_exception(self, request, exception):
        if isinstance(exception, InterfaceError | OperationalError):
            return unavailable(exception)
        return None


def unavailable(error: Exception) -> HttpResponse:
    """The page of a database that is down, slow or being replaced."""
    logger.error("the database does not answer", exc_info=error)
    return HttpResponse(
        render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER}
    )
