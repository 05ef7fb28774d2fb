"""Declares the benches: an app for its command alone, without any table."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "accueil.bench"
    label = "bench"
    verbose_name = "mesures"
