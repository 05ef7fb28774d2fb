"""What allauth may do here."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are created by an administrator, never by a visitor."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_login(self, request, user, **kwargs):
        """An ended access meets the page of closed accounts, and no session.

        allauth only looks at ``is_active`` here.
        """
        if not user.may_sign_in():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
