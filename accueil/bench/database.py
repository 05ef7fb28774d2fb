"""A database beside the real one: made, filled, dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection

SUFFIX = "_bench"


@contextmanager
def bench_database(template: str = "") -> Iterator[str]:
    """Point Django at a new database for the time of the block; yields its name.

    Migrated and loaded with the reference data, or a copy of ``template``. The real
    one is never written to: only its name is read.
    """
    real = connection.settings_dict["NAME"]
    name = f"{real}{SUFFIX}"
    _drop(name)
    _execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' * bool(template)))
    _point_at(name)
    try:
        if not template:
            call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0, stdout=StringIO())
        yield name
    finally:
        _point_at(real)
        _drop(name)


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _drop(name: str) -> None:
    if not name.endswith(SUFFIX):
        raise ValueError(f"{name} is not a database of ours")
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)
