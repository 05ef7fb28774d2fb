"""Registers the shared template filters and widgets."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "accueil.common"
    label = "common"
    verbose_name = "commun"
