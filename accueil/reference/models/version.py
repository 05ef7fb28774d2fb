"""The number that changes with the public data."""

from django.db import connection, models


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
            # Plain SQL: every public answer begins here.
            with connection.cursor() as cursor:
                cursor.execute("SELECT number FROM reference_dataversion LIMIT 1")
                request.data_version = (cursor.fetchone() or [0])[0]
        return request.data_version
