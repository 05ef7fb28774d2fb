"""Registers the shared template filters and the checks; marks the code at start."""

from django.apps import AppConfig

from accueil.common import checks, release  # noqa: F401 registers, reads the code


class CommonConfig(AppConfig):
    name = "accueil.common"
    label = "common"
    verbose_name = "Commun"
