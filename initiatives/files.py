"""Files of documents, removed once their row no longer names them."""

from collections.abc import Iterable

from django.db import transaction

from initiatives.models import Document

STORAGE = Document._meta.get_field("file").storage


def forget_files(names: Iterable[str]) -> None:
    """Delete the stored files ``names`` when the transaction has succeeded.

    Nothing is lost if it fails. A file left behind by a crash in between is an orphan
    that no page serves.
    """
    wanted = [name for name in names if name]

    def delete() -> None:
        for name in wanted:
            STORAGE.delete(name)

    transaction.on_commit(delete)
