"""Who took rows away with columns that the public does not see."""

from django.db import models
from django.utils import timezone


class ExportLog(models.Model):
    """One file that left the site in the hands of a colleague."""

    # A number, not a key: accounts live beside this application.
    user_id = models.BigIntegerField("numéro du compte", null=True, blank=True)
    user_name = models.CharField("par", max_length=200, blank=True)
    exported_at = models.DateTimeField("le", default=timezone.now, db_index=True)
    resource = models.CharField("nature", max_length=50)
    format = models.CharField("format", max_length=20)
    rows = models.PositiveIntegerField("lignes")
    private = models.BooleanField("colonnes internes", default=False)

    class Meta:
        verbose_name = "export"
        ordering = ["-exported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.resource}, {self.rows} lignes, {self.user_name}"
