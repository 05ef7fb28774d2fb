"""Declares the exchange app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "accueil.exchange"
    label = "exchange"
    verbose_name = "Échanges de fichiers"
