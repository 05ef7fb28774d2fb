"""What allauth may do here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email, filter_users_by_username
from django.shortcuts import resolve_url


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are created by an administrator, never by a visitor."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_login_redirect_url(self, request) -> str:
        """Colleagues go to their pages; partners and readers to their account.

        The administration would refuse the latter, just after a sign-in that worked.
        """
        return resolve_url("admin:index" if request.user.is_staff else "mfa_index")

    def pre_login(self, request, user, **kwargs):
        """An ended access meets the page of closed accounts, and no session.

        allauth only looks at ``is_active`` here.
        """
        if not user.may_sign_in():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """What failures count against: the account, whatever it is called by.

        allauth counts by name typed and by « Host » header: a name, an address and as
        many ports as one likes would each give five more tries. It has no public hook.
        """
        login = credentials.get("email") or credentials.get("username") or ""
        users = [*filter_users_by_username(login), *filter_users_by_email(login)]
        return f"account:{users[0].pk}" if users else f"nobody:{login.lower()}"
