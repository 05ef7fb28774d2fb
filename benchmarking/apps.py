"""Declares the benchmarking app."""

from django.apps import AppConfig


class BenchmarkingConfig(AppConfig):
    name = "benchmarking"
    verbose_name = "Parangonnage"
