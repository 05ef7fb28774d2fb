"""What hangs on an initiative: actors, money, results, obstacles, levers, documents."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accueil.common.fields import WebAddressField
from accueil.common.history import tracked
from accueil.common.models import Timestamped
from accueil.common.validators import validate_plain_text
from accueil.reference.models import (
    Competence,
    LeverKind,
    ObstacleKind,
    Organisation,
    Sourced,
)
from initiatives.models.initiative import Initiative


class Participation(models.Model):
    """An organisation beside the lead, with its role."""

    class Role(models.TextChoices):
        PARTNER = "partner", "partenaire"
        FUNDER = "funder", "financeur"
        OPERATOR = "operator", "opérateur"
        PRESCRIBER = "prescriber", "prescripteur"

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="participations",
        verbose_name="acteur",
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.PARTNER)
    history = tracked()

    class Meta:
        verbose_name = "acteur associé"
        verbose_name_plural = "acteurs associés"
        ordering = ["role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                name="participation_is_unique",
                fields=["initiative", "organisation", "role"],
                violation_error_message="Cet acteur a déjà ce rôle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class Funding(models.Model):
    """One line of money: who, how much, which year."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="fundings")
    funder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="fundings",
        verbose_name="financeur",
    )
    amount_eur = models.DecimalField(
        "montant (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    note = models.CharField("précision", max_length=200, blank=True)
    history = tracked()

    class Meta:
        verbose_name = "financement"
        ordering = ["-year", "funder__name"]
        constraints = [
            models.CheckConstraint(
                name="funding_is_not_negative",
                condition=Q(amount_eur=None) | Q(amount_eur__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder}, {self.year or 'année non précisée'}"


class Result(models.Model):
    """A figure that the source gives: how many what, which year."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="results")
    label = models.CharField("résultat", max_length=150)
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2)
    unit = models.CharField("unité", max_length=40)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    history = tracked()

    class Meta:
        verbose_name = "résultat"
        ordering = ["-year", "label"]

    def __str__(self) -> str:
        return self.label


class Obstacle(models.Model):
    """A difficulty met, tied to the competence that could lift it."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="obstacles")
    kind = models.ForeignKey(
        ObstacleKind,
        models.PROTECT,
        related_name="obstacles",
        verbose_name="frein",
    )
    competence = models.ForeignKey(
        Competence,
        models.PROTECT,
        related_name="obstacles",
        verbose_name="compétence concernée",
        null=True,
        blank=True,
    )
    note = models.CharField("précision", max_length=300, blank=True)
    history = tracked()

    class Meta:
        verbose_name = "frein rencontré"
        verbose_name_plural = "freins rencontrés"
        ordering = ["kind__position", "pk"]

    def __str__(self) -> str:
        return str(self.kind)


class Lever(models.Model):
    """An answer used, tied to a competence."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="levers")
    kind = models.ForeignKey(
        LeverKind, models.PROTECT, related_name="levers", verbose_name="levier"
    )
    competence = models.ForeignKey(
        Competence,
        models.PROTECT,
        related_name="levers",
        verbose_name="compétence concernée",
        null=True,
        blank=True,
    )
    note = models.CharField("précision", max_length=300, blank=True)
    history = tracked()

    class Meta:
        verbose_name = "levier utilisé"
        verbose_name_plural = "leviers utilisés"
        ordering = ["kind__position", "pk"]

    def __str__(self) -> str:
        return str(self.kind)


def private_name(document: "Document", filename: str) -> str:
    """A name of ours: the uploaded one may hold anything."""
    suffix = filename.rpartition(".")[2].lower()
    return f"documents/{document.public_id}.{suffix}"


class Document(Timestamped, Sourced):
    """A link, an image or a file, with its credit and licence."""

    class Kind(models.TextChoices):
        LINK = "link", "lien"
        IMAGE = "image", "image"
        FILE = "file", "document (PDF)"

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="documents")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("nature", max_length=5, choices=Kind, default=Kind.LINK)
    title = models.CharField("titre", max_length=200, validators=[validate_plain_text])
    url = WebAddressField(
        "adresse",
        max_length=500,
        blank=True,
    )
    file = models.FileField("fichier", upload_to=private_name, blank=True)
    alternative_text = models.CharField(
        "texte de remplacement",
        max_length=250,
        blank=True,
        help_text="Pour une image : ce qu’elle montre, en une phrase.",
    )
    credit = models.CharField("crédit", max_length=150, blank=True)
    licence = models.CharField("licence", max_length=80, blank=True)

    class Meta:
        verbose_name = "lien ou document"
        verbose_name_plural = "liens et documents"
        ordering = ["kind", "title"]
        constraints = [
            models.CheckConstraint(
                name="document_points_somewhere",
                condition=Q(kind="link", file="") & ~Q(url="")
                | ~Q(kind="link") & ~Q(file=""),
                violation_error_message=(
                    "Un lien demande une adresse ; une image ou un PDF, un fichier."
                ),
            ),
            models.CheckConstraint(
                name="document_image_has_alternative_text",
                condition=~Q(kind="image") | ~Q(alternative_text=""),
                violation_error_message="Décrivez l’image en une phrase.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.LINK:
            return self.url
        return reverse(
            "initiatives:document", args=[self.initiative.slug, self.public_id]
        )
