"""History of rows: who changed what, when."""

from django.contrib.auth import get_user_model
from django.db import models
from simple_history.models import HistoricalRecords


def _user_of(record):
    return get_user_model().objects.filter(pk=record.history_user_id).first()


def _remember_user(record, user) -> None:
    record.history_user_id = user.pk if user else None


def tracked(**options) -> HistoricalRecords:
    """History with the author's number, not a key: accounts stay above this layer.

    Deleting a row deletes its history, as erasure of personal data requires.
    """
    return HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True, blank=True),
        history_user_getter=_user_of,
        history_user_setter=_remember_user,
        cascade_delete_history=True,
        **options,
    )
