"""The benches run, on few rows: figures mean nothing here, the machinery does."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accueil.bench import answers, browser, clock, database, lists, map, report
from accueil.bench.management.commands.bench import read_sizes
from accueil.bench.report import Measure, number, table, write

ROWS = 200


@pytest.fixture
def migrated(transactional_db):
    """Name of the test database, which the bench copies rather than migrates.

    A database in use cannot be copied: threads of the live server let go of theirs, and
    connect again when they need to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
    return connection.settings_dict["NAME"]


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.setattr(answers, "ROUNDS", 2)
    monkeypatch.setattr(answers, "ZOOMS", [8, 12])
    monkeypatch.setattr(lists, "ROUNDS", 2)
    monkeypatch.setattr(browser, "ROUNDS", 2)
    monkeypatch.setattr(browser, "PATIENCE", 1_500)


def databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall()]


def test_map(migrated, brief):
    said = []

    found = map.run([ROWS], said.append, template=migrated, drawn=False)

    codes = {measure.code for measure in found}
    assert {"L1", "L2", "M1", "M2", "M5", "M8", "l1", "m1"} <= codes
    assert all(measure.value > 0 for measure in found)
    figures = {measure.what: measure.value for measure in found}
    assert figures["requêtes d’un 304"] == 1
    assert figures["la plus lourde réponse, 1280 × 800"] < 4
    assert said[0] == "200 fiches : écriture…"
    assert connection.settings_dict["NAME"] == migrated
    assert f"{migrated}_bench" not in databases()


@pytest.mark.browser
@pytest.mark.skipif(not browser.available(), reason="Chromium is not installed")
def test_map_drawn(migrated, brief, monkeypatch):
    monkeypatch.setattr(answers, "measures", lambda client, size: [])
    monkeypatch.setattr(lists, "measures", lambda client, size: [])

    found = map.run([ROWS], lambda text: None, template=migrated)

    figures = {measure.what: measure.value for measure in found}
    assert figures["1ers marqueurs, Leaflet vide"] > 0
    assert figures["1ers marqueurs, accueil ÷ Leaflet vide"] > 0
    assert figures["filtre → nouveaux marqueurs"] < 5000


def test_only_a_database_of_ours_is_dropped():
    with pytest.raises(ValueError, match="not a database of ours"):
        database._drop("accueil")


def test_rows_are_drawn_and_measured_together():
    asked = []

    times = clock.interleaved({"a": asked.append, "b": asked.append}, 2)

    assert asked == [0, 0, 1, 1, 2, 2]
    assert all(0 <= time < 100 for time in times.values())


# --- Report -------------------------------------------------------------------


def test_table_has_a_line_a_measure_and_a_column_a_size():
    measures = [
        Measure("M1", "temps", 1_000, 0.5, " ms", 1),
        Measure("M1", "temps", 10_000, 2, " ms", 1),
        Measure("m1", "détail", 10_000, 12345.6),
    ]

    assert table(measures).splitlines() == [
        "|  | Mesure | Cible | 1\u202f000 fiches | 10\u202f000 fiches |",
        "| --- | --- | --- | --- | --- |",
        "| M1 | temps | ≤ 1 ms | 0,5 ms | **2 ms** ✗ |",
        "| m1 | détail |  |  | 12\u202f346 |",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01234, "0,0123"), (1, "1"), (9.999, "10"), (310.4, "310")],
)
def test_number(value, text):
    assert number(value) == text


def test_a_figure_that_never_came_is_said():
    assert number(float("inf")) == "∞"


def test_write_replaces_what_stands_between_the_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"Avant\n{report.START}\nvieux\n{report.END}\nAprès\n")

    write(page, "neuf")

    assert page.read_text() == (
        f"Avant\n{report.START}\n\nneuf\n\n{report.END}\nAprès\n"
    )


def test_write_refuses_a_page_without_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Rien")

    with pytest.raises(ValueError, match="mesures"):
        write(page, "neuf")


# --- Command ------------------------------------------------------------------


def test_alone_it_lists_the_benches():
    out = StringIO()

    call_command("bench", stdout=out)

    assert out.getvalue() == (
        "map : la carte, la liste et la recherche\n"
        "spreadsheets : les fichiers que l’on emporte, contre COPY\n"
    )


def test_sizes():
    assert read_sizes(None) == []
    assert read_sizes("1000,200") == [1000, 200]


@pytest.mark.parametrize("text", ["beaucoup", "0", "-3", "1e3"])
def test_sizes_that_are_none_are_refused(text):
    with pytest.raises(CommandError, match="--sizes"):
        read_sizes(text)


@pytest.mark.django_db
def test_it_writes_into_the_page(monkeypatch, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "page.md").write_text(f"{report.START}{report.END}")
    measures = [Measure("M1", "temps", 1_000, 2)]
    monkeypatch.setattr(map, "run", lambda sizes, say, drawn: measures)
    out, err = StringIO(), StringIO()

    call_command("bench", "map", "--write", "page.md", stdout=out, stderr=err)

    assert "| M1 | temps |  | 2 |" in out.getvalue()
    assert out.getvalue().startswith(f"{os.cpu_count()} cœurs, PostgreSQL ")
    assert "| M1 | temps |  | 2 |" in (tmp_path / "page.md").read_text()
    assert "page.md" in err.getvalue()
