"""The reference data of a fresh start load, and load twice without change."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accueil.reference.loading import load_territories, load_vocabularies
from accueil.reference.models import (
    Audience,
    DataVersion,
    Goal,
    ObstacleKind,
    Synonym,
    Territory,
    Theme,
)
from tests.factories import make_territory

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
EMPTY = {
    key: []
    for key in (
        "themes",
        "audiences",
        "competences",
        "schemes",
        "networks",
        "goals",
        "obstacle_kinds",
        "lever_kinds",
        "synonyms",
    )
}


@pytest.fixture
def vocabularies(tmp_path):
    """Function: load these vocabularies, the others empty."""

    def load(**given):
        path = tmp_path / "vocabularies.json"
        path.write_text(json.dumps(EMPTY | given))
        return load_vocabularies(path)

    return load


def test_everything_loads_and_loads_twice_without_change(capsys):
    call_command("load_reference")
    before = DataVersion.current().number
    capsys.readouterr()

    call_command("load_reference")

    lines = capsys.readouterr().out.splitlines()
    assert DataVersion.current().number == before
    assert len(lines) == 18
    assert all("créés 0, modifiés 0" in line for line in lines[:9])
    assert all("ajouts 0" in line for line in lines[9:])


def test_what_a_fresh_start_needs_is_there():
    load_territories(FOLDER, settings.REGION)

    counts = {
        kind: Territory.objects.filter(kind=kind).count()
        for kind in Territory.Kind.values
    }
    home = Territory.objects.filter(kind="commune", region__code=settings.REGION)
    assert counts == {
        "country": 10,
        "region": 18,
        "department": 101,
        "epci": 102,
        "commune": 1779,
        "district": 0,
        "foreign_region": 1,
        "foreign_city": 10,
    }
    assert home.count() == 1754
    assert not home.filter(outline=None).exists()
    assert not home.filter(location=None).exists()
    assert not home.filter(population=None).exists()


def test_another_region_loads_without_files_of_its_own():
    reports = load_territories(FOLDER, "76")

    assert [report.refusals for report in reports] == [[]] * 9
    assert "fichier absent" in reports[-1].notes[0]
    assert not Territory.objects.filter(code="45234").exists()


def test_a_file_older_than_the_base_is_passed_over():
    make_territory(code="45234", name="Orléans", population_year=2027)

    reports = load_territories(FOLDER, settings.REGION)

    passed = [report.file for report in reports if report.notes]
    assert passed == ["communes-citees.csv", "communes-24.geojson"]
    assert "plus récente que 2023" in reports[-1].notes[0]
    assert Territory.objects.filter(kind="commune").count() == 1


def test_the_fixtures_stay_light():
    files = [path for path in FOLDER.parent.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) < 5_000_000


def test_a_refused_file_fails_the_command(tmp_path):
    (tmp_path / "territories").mkdir()
    (tmp_path / "territories" / "faux.csv").write_text("code,nom\n4523,x\n45234,y\n")
    manifest = {"territories": [{"file": "faux.csv", "kind": "commune"}]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "vocabularies.json").write_text(json.dumps(EMPTY))

    with pytest.raises(CommandError, match="refusés"):
        call_command("load_reference", "--folder", str(tmp_path))


def test_scopes_are_never_mixed_in_a_branch():
    load_vocabularies(FOLDER / "vocabularies.json")

    children = Audience.objects.exclude(parent=None).select_related("parent")
    assert {child.code for child in children if child.scope != child.parent.scope} == (
        set()
    )
    assert Audience.objects.get(code="EPA").scope == "newcomers"
    assert Audience.objects.get(code="MIGR").scope == "unconditional"


def test_the_seventeen_goals_are_there():
    load_vocabularies(FOLDER / "vocabularies.json")

    assert list(Goal.objects.values_list("number", flat=True)) == list(range(1, 18))
    assert str(Goal.objects.get(number=10)) == "ODD 10 – Inégalités réduites"


def test_children_come_after_their_parent_with_its_source(vocabularies):
    child = {"slug": "fle", "name": "FLE"}
    parent = {"slug": "langue", "name": "Langue", "source": "S2", "children": [child]}

    [themes, *_] = vocabularies(themes=[parent])

    fle = Theme.objects.get(slug="fle")
    assert str(themes) == "thèmes : ajouts 2, déjà en base 0"
    assert (fle.parent.slug, fle.source, fle.position) == ("langue", "S2", 2)


def test_an_obstacle_cites_its_theme(vocabularies):
    vocabularies(
        themes=[{"slug": "langue", "name": "Langue"}],
        obstacle_kinds=[{"slug": "a1", "name": "Niveau A1", "theme": "langue"}],
    )

    assert ObstacleKind.objects.get().theme.name == "Langue"


def test_what_staff_changed_is_left_alone(vocabularies):
    themes = [{"slug": "langue", "name": "Langue"}]
    synonyms = [["FLE", "français langue étrangère"]]
    vocabularies(themes=themes, synonyms=synonyms)
    Theme.objects.update(name="Langues", is_retired=True)
    Synonym.objects.update(words=["FLE", "cours de français"])

    vocabularies(themes=themes, synonyms=synonyms)

    assert Theme.objects.get().name == "Langues"
    assert Synonym.objects.get().words == ["FLE", "cours de français"]


def test_a_term_that_breaks_a_rule_stops_everything(vocabularies):
    with pytest.raises(ValidationError):
        vocabularies(themes=[{"slug": "a", "name": "A"}, {"slug": "é à", "name": "B"}])

    assert not Theme.objects.exists()
