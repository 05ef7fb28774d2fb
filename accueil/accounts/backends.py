"""Sign-in by name or e-mail, refused once the access has ended."""

from allauth.account.auth_backends import AuthenticationBackend


class TimeLimitedBackend(AuthenticationBackend):
    """Also asked at every request: an ended access closes the open session."""

    def user_can_authenticate(self, user) -> bool:
        return user.may_sign_in()
