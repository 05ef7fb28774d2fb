"""Where a fact comes from."""

from django.db import models

from accueil.common.fields import WebAddressField


class Sourced(models.Model):
    """A row that cites its source: title, address, date read, confidence."""

    class Confidence(models.TextChoices):
        HIGH = "high", "haute"
        MEDIUM = "medium", "moyenne"
        LOW = "low", "faible"

    source_title = models.CharField("source", max_length=300, blank=True)
    source_url = WebAddressField(
        "adresse de la source",
        max_length=500,
        blank=True,
    )
    consulted_on = models.DateField("source consultée le", null=True, blank=True)
    confidence = models.CharField(
        "confiance", max_length=6, choices=Confidence, blank=True
    )
    source_note = models.TextField(
        "note sur la source",
        blank=True,
        help_text="Publiée : ambiguïté, chiffre contradictoire, graphie d’origine…",
    )

    class Meta:
        abstract = True
