"""Imports: the file that came in, what was agreed to, and how to undo it."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

KEPT_FOR = timedelta(hours=24)  # a file holds personal data


class BatchQuerySet(models.QuerySet):
    def without_content(self):
        """For lists: a file may weigh 10 MB."""
        return self.defer("content")

    def of(self, resource_name: str):
        return self.filter(resource=resource_name)

    def sent_by(self, user):
        return self.filter(user_id=user.pk)

    def too_old(self, at=None):
        """Those whose file must no longer be kept."""
        before = (at or timezone.now()) - KEPT_FOR
        return self.filter(created_at__lt=before).exclude(content=b"")


class Batch(models.Model):
    """One file sent to be imported: from its preview to its undoing."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "en attente de confirmation"
        DONE = "done", "importé"
        UNDONE = "undone", "annulé"
        FAILED = "failed", "échoué"
        EXPIRED = "expired", "jamais confirmé, fichier effacé"

    id = models.UUIDField(
        "identifiant", primary_key=True, default=uuid.uuid4, editable=False
    )
    resource = models.CharField("nature", max_length=50)
    file_name = models.CharField("nom du fichier", max_length=120)
    # In the base, which every web server shares, and nowhere else.
    content = models.BinaryField("contenu", blank=True, default=b"")
    # A number, not a key: accounts live beside this application.
    user_id = models.BigIntegerField("numéro du compte", null=True, blank=True)
    user_name = models.CharField("par", max_length=200, blank=True)
    created_at = models.DateTimeField("reçu le", default=timezone.now)
    done_at = models.DateTimeField("importé le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=State, default=State.PREVIEWED
    )
    sheet = models.CharField("feuille", max_length=200, blank=True)
    header_line = models.PositiveIntegerField(
        "ligne des en-têtes", null=True, blank=True
    )
    valid_only = models.BooleanField("seulement les lignes valides", default=False)
    ignored = models.JSONField("colonnes à ignorer", default=list, blank=True)
    counts = models.JSONField("comptes", default=dict, blank=True)
    digest = models.CharField("empreinte acceptée", max_length=64, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="batch_done_is_dated",
                condition=~Q(state__in=["done", "undone"]) | ~Q(done_at=None),
                violation_error_message="Un import terminé porte sa date.",
            )
        ]
        indexes = [models.Index(fields=["resource", "-created_at"], name="batch_list")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Still to be confirmed, its file still here."""
        return self.state == self.State.PREVIEWED and self.has_file

    @property
    def has_file(self) -> bool:
        """Past the delay the file counts as gone, whether or not it was purged."""
        return timezone.now() - self.created_at < KEPT_FOR


class BatchRow(models.Model):
    """One row that an import wrote: what it was before, and its version after."""

    class Change(models.TextChoices):
        CREATED = "created", "créée"
        CHANGED = "changed", "modifiée"

    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="rows", verbose_name="import"
    )
    line = models.PositiveIntegerField("ligne")
    change = models.CharField("changement", max_length=7, choices=Change)
    object_id = models.BigIntegerField("objet")
    before = models.JSONField("valeurs d’avant", default=dict, blank=True)
    version_after = models.PositiveIntegerField("version écrite")

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(
                name="batchrow_object_is_once",
                fields=["batch", "object_id"],
                violation_error_message="Cette ligne est déjà dans l’import.",
            )
        ]

    def __str__(self) -> str:
        return f"ligne {self.line}"
