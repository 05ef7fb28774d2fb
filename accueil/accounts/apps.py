"""Declares the accounts app; groups follow accueil/permissions.py at each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accueil.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        # Permissions only exist once every app is migrated: the last call completes.
        from accueil.accounts.groups import sync_groups  # noqa: PLC0415 models not ready

        post_migrate.connect(
            lambda using, **kwargs: sync_groups(using),
            weak=False,
            dispatch_uid="groups",
        )
