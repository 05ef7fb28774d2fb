"""The command says what it did, and fails when something was refused."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_department

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture
def commune(tmp_path):
    make_department("45")
    path = tmp_path / "communes.csv"
    path.write_text("code,nom\n45234,Orléans\n")
    return path


def test_counts_are_given_for_each_file(commune, capsys):
    call_command("import_territories", str(commune), str(commune))

    assert capsys.readouterr().out.splitlines() == [
        "communes.csv, pays ajouté : France (FR)",
        "communes.csv : créés 1, modifiés 0, inchangés 0, refusés 0",
        "communes.csv : créés 0, modifiés 0, inchangés 1, refusés 0",
    ]


def test_a_refusal_fails_the_command_after_the_other_files(commune, tmp_path, capsys):
    faulty = tmp_path / "faux.csv"
    faulty.write_text("code,nom\n45234,Orléans\n4,Trop court\n")

    with pytest.raises(CommandError, match="1 refus"):
        call_command("import_territories", str(faulty), str(commune))

    printed = capsys.readouterr()
    assert printed.err == (
        "faux.csv, ligne 3, colonne « code » : « 4 » n’est pas un code de commune : "
        "vérifiez les zéros en tête, ou retirez la ligne.\n"
    )
    assert printed.out.splitlines()[-1] == (
        "communes.csv : créés 1, modifiés 0, inchangés 0, refusés 0"
    )


def test_many_refusals_are_summed_up(tmp_path, capsys):
    path = tmp_path / "faux.csv"
    path.write_text("code,nom\n45234,x\n" + "4,Trop court\n" * 60)

    with pytest.raises(CommandError, match="61 refus"):
        call_command("import_territories", str(path))

    assert capsys.readouterr().err.splitlines()[-1] == "… et 11 autres refus."


def test_progress_shows_on_a_terminal_only(commune):
    terminal, file = Terminal(), StringIO()

    call_command("import_territories", str(commune), stdout=terminal)
    call_command("import_territories", str(commune), stdout=file)

    assert "\rlecture 1/1\n" in terminal.getvalue()
    assert "lecture" not in file.getvalue()
