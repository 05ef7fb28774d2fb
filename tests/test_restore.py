"""The restore drill of docs/deployment.md, on the structure of the test database."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import connection

COUNTS = """
select table_name, (xpath('/row/n/text()', query_to_xml(
    format('select count(*) n from %I', table_name), false, true, '')))[1]
from information_schema.tables
where table_schema = 'public' and table_type = 'BASE TABLE'
union all select 'indexes', count(*)::text::xml from pg_indexes
union all select 'constraints', count(*)::text::xml from pg_constraint
union all select 'triggers', count(*)::text::xml from pg_trigger
order by 1
"""


def program(name):
    """Path of a PostgreSQL program, newest server first; skip when there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(installed[-1]) if installed else shutil.which(name)
    return found or pytest.skip(f"{name} is not installed here")


def run(name, *words):
    """Run a PostgreSQL program against the test server; return its output."""
    server = connection.settings_dict
    env = {
        "PATH": os.environ["PATH"],
        "PGHOST": server["HOST"] or "",
        "PGPORT": str(server["PORT"] or ""),
        "PGUSER": server["USER"] or "",
        "PGPASSWORD": server["PASSWORD"] or "",
    }
    done = subprocess.run(
        [program(name), *words], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def empty_database(db):
    """A new database with the extensions its administrator creates beforehand."""
    name = f"{connection.settings_dict['NAME']}_restored"
    run("createdb", "--template=template0", "--encoding=UTF8", name)
    for extension in ("postgis", "unaccent", "pg_trgm"):
        run("psql", "-q", "-d", name, "-c", f"create extension {extension}")
    yield name
    run("dropdb", name)


def test_a_dump_is_restored_whole(empty_database, tmp_path):
    original, dump = connection.settings_dict["NAME"], str(tmp_path / "base.dump")

    run(
        "pg_dump",
        "--format=custom",
        "--exclude-table-data=spatial_ref_sys",
        f"--file={dump}",
        original,
    )
    run(
        "pg_restore",
        f"--dbname={empty_database}",
        "--no-owner",
        "--no-comments",
        "--exit-on-error",
        dump,
    )

    restored = run("psql", "-At", "-d", empty_database, "-c", COUNTS)
    assert restored == run("psql", "-At", "-d", original, "-c", COUNTS)
