"""Staff without a second factor only reach the page that sets one up."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse


class StaffSecondFactor:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        guarded = settings.STAFF_SECOND_FACTOR and request.path.startswith(
            reverse("admin:index")
        )
        if (
            guarded
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
