"""Headers that keep private answers out of shared caches."""

from django.conf import settings
from django.utils.cache import patch_cache_control


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
