"""What allauth may do here."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are created by an administrator, never by a visitor."""

    def is_open_for_signup(self, request) -> bool:
        return False
