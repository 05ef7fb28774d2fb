"""Nouns shared by the three jobs: territories, organisations, vocabularies."""
