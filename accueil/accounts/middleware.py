"""Staff without a second factor only reach the pages that set one up."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect

ACCOUNT_PAGES = ("account_", "mfa_")


class StaffSecondFactor:
    """Judges the view found, not the text of the address: nothing to get around.

    Requests without a session cookie are let through untouched: nobody is signed in,
    and reading the session would make public answers vary by cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if (
            not settings.STAFF_SECOND_FACTOR
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or is_account_page(request.resolver_match)
        ):
            return None
        user = request.user
        if user.is_authenticated and user.is_staff and not is_mfa_enabled(user):
            return redirect("mfa_activate_totp")
        return None


def is_account_page(match) -> bool:
    """Whether allauth serves it: its names have no namespace, and a prefix."""
    return not match.namespaces and (match.url_name or "").startswith(ACCOUNT_PAGES)
