"""Registers the shared template filters and the checks before going online."""

from django.apps import AppConfig

from accueil.common import checks  # noqa: F401 registers


class CommonConfig(AppConfig):
    name = "accueil.common"
    label = "common"
    verbose_name = "Commun"
