"""The command that imports initiatives: its exit status, its last line, its report."""

import io

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from accueil.exchange.models import Batch
from initiatives.models import Initiative
from tests.exchange.csv_files import csv_file
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

GOOD = {"Intitulé": "Cours du soir", "Structure porteuse": "Porteur d’essai"}
BAD = {"Intitulé": "Atelier", "Structure porteuse": "Inconnue"}


@pytest.fixture
def run(tmp_path):
    """Function that imports lines: (exit status, last line of stdout, stderr)."""
    make_organisation(name="Porteur d’essai")

    def run(*lines: dict, **options) -> tuple[int, str, str]:
        file = tmp_path / "fiches.csv"
        file.write_bytes(csv_file(*lines))
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            call_command(
                "import_initiatives", str(file), stdout=out, stderr=err, **options
            )
        except SystemExit as stop:
            status = stop.code
        return status, out.getvalue().splitlines()[-1], err.getvalue()

    return run


def test_a_good_file_enters_and_can_be_undone(run):
    status, last, _ = run(GOOD)

    assert (status, Initiative.objects.get().title) == (0, "Cours du soir")
    assert last == "lues 1, créées 1, modifiées 0, inchangées 0, refusées 0"
    batch = Batch.objects.get()
    assert (batch.state, batch.user_id, batch.rows.count()) == ("done", None, 1)


def test_one_refused_line_stops_all_with_status_one(run):
    status, last, err = run(GOOD, BAD)

    assert (status, Initiative.objects.count()) == (1, 0)
    assert last == "lues 2, créées 1, modifiées 0, inchangées 0, refusées 1"
    assert "Ligne 3. Structure porteuse : « Inconnue » n’est pas connu." in err


def test_valid_lines_enter_on_demand_and_the_status_still_says_it(run):
    status, _, _ = run(GOOD, BAD, valid_only=True)

    assert (status, Initiative.objects.count()) == (1, 1)


def test_a_dry_run_writes_nothing(run):
    status, last, _ = run(GOOD, dry_run=True)

    assert (status, Initiative.objects.count(), Batch.objects.count()) == (0, 0, 0)
    assert last.startswith("lues 1, créées 1")


def test_the_report_holds_the_refused_lines(run, tmp_path):
    run(GOOD, BAD, report=tmp_path / "erreurs.xlsx")

    book = CalamineWorkbook.from_path(str(tmp_path / "erreurs.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Intitulé", "Atelier"]


def test_an_unknown_column_is_said(run):
    _, _, err = run({**GOOD, "Couleur": "bleu"})

    assert "Colonne inconnue, ignorée : « Couleur »." in err


def test_a_missing_column_is_said(run):
    with pytest.raises(CommandError, match="obligatoires absentes : Structure"):
        run({"Intitulé": "Cours"})


@pytest.mark.parametrize("name", ["absent.csv", "vide.csv"])
def test_a_file_that_cannot_be_read_is_said(tmp_path, name):
    (tmp_path / "vide.csv").write_bytes(b"")

    with pytest.raises(CommandError, match=r"vide|absent"):
        call_command("import_initiatives", str(tmp_path / name), stderr=io.StringIO())
