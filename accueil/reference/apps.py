"""Declares the reference app."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "accueil.reference"
    label = "reference"
    verbose_name = "Référentiel"
