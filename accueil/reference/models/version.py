"""The number that changes with the public data."""

from django.db import models


class DataVersion(models.Model):
    """One row, raised by triggers in the transaction that changes public data.

    Drafts and private fields do not raise it: nothing public depends on them.
    """

    number = models.BigIntegerField("numéro", default=0)
    changed_at = models.DateTimeField("dernier changement", null=True)

    class Meta:
        verbose_name = "version des données"
        verbose_name_plural = "version des données"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> "DataVersion":
        """The row, or a blank one (an emptied test database). One query."""
        return cls.objects.first() or cls()

    @classmethod
    def of(cls, request) -> int:
        """Number that one request works with. One query, however often it is asked."""
        if not hasattr(request, "data_version"):
            numbers = cls.objects.values_list("number", flat=True)
            request.data_version = numbers.first() or 0
        return request.data_version
