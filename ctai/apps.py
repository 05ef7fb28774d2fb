"""Declares the ctai app."""

from django.apps import AppConfig


class CtaiConfig(AppConfig):
    name = "ctai"
    verbose_name = "Contrat (CTAI)"
