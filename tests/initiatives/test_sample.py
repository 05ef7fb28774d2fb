"""Fictional initiatives: flagged, the same for a same seed, gone when asked."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Q

from accueil.reference.models import Organisation
from initiatives import sample
from initiatives.models import Initiative
from tests.factories import (
    TOURS,
    make_audience,
    make_initiative,
    make_organisation,
    make_region,
    make_scheme,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home():
    """A Region of two communes, one of which holds nearly everybody."""
    region = make_region()
    make_territory(
        kind="epci", code="244500468", name="Orléans Métropole", region=region
    )
    make_territory(code="45234", name="Orléans", region=region, population=100_000)
    make_territory(TOURS, code="37261", name="Tours", region=region, population=10)
    for _ in range(4):
        make_theme()
        make_audience()
    make_scheme()
    return region


def as_drawn():
    columns = ("slug", "title", "summary", "lead__slug", "commune__code", "location")
    return list(Initiative.objects.order_by("slug").values_list(*columns))


def test_every_sample_says_that_it_is_fictional():
    sample.generate(50, 1)

    assert Initiative.objects.count() == 50
    assert not Initiative.objects.exclude(
        is_fictional=True,
        title__startswith="Exemple fictif ",
        lead__name__startswith="Exemple fictif – ",
        source_title="Exemple fictif, sans source réelle",
    ).exists()


def test_a_seed_always_draws_the_same():
    sample.generate(40, 3)
    first = as_drawn()
    sample.delete()

    sample.generate(40, 3)

    assert as_drawn() == first


def test_another_seed_draws_others():
    sample.generate(10, 1)
    sample.generate(10, 2)

    assert Initiative.objects.count() == 20


def test_a_seed_serves_once():
    sample.generate(1, 1)

    with pytest.raises(ValidationError, match="supprimez-les"):
        sample.generate(1, 1)


def test_there_must_be_communes(home):
    home.in_region.filter(kind="commune").delete()

    with pytest.raises(ValidationError, match="load_reference"):
        sample.generate(1, 1)


def test_samples_gather_where_people_live():
    sample.generate(100, 1)

    assert Initiative.objects.filter(commune__code="45234").count() > 90


def test_samples_keep_every_rule_of_the_model():
    sample.generate(60, 1)

    for initiative in Initiative.objects.all():
        initiative.full_clean()
    discreet = Initiative.objects.filter(Q(precision="commune") | Q(is_shelter=True))
    assert discreet.exists()
    for initiative in discreet.select_related("commune"):
        assert initiative.public_location == initiative.commune.location


def test_names_are_searchable_and_links_are_there():
    sample.generate(30, 1)

    initiative = Initiative.objects.exclude(commune=None).first()
    names = [theme.name for theme in initiative.themes.order_by("pk")]
    assert 1 <= len(names) <= 3
    assert initiative.lead.name in initiative.context
    assert all(name in initiative.context for name in names)


def test_deleting_leaves_the_real_ones():
    real = make_initiative(themes=[make_theme()], lead=make_organisation())
    by_hand = make_initiative(is_fictional=True)
    sample.generate(30, 1)

    assert sample.delete() == 30

    assert set(Initiative.objects.all()) == {real, by_hand}
    assert not Organisation.objects.filter(name__startswith="Exemple fictif").exists()
    assert Initiative.themes.through.objects.count() == 1


def test_a_sample_edited_by_hand_goes_too():
    sample.generate(1, 1)
    Initiative.objects.get().save()

    sample.delete()

    assert not Initiative.history.exists()


def test_batches_follow_one_another(monkeypatch):
    monkeypatch.setattr(sample, "BATCH", 4)
    seen = []

    sample.generate(10, 1, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(4, 10), (8, 10), (10, 10)]
    assert Initiative.objects.count() == 10


def test_the_command_creates_and_deletes(capsys):
    call_command("generate_sample", "--count", "3", "--seed", "5")
    call_command("generate_sample", "--delete")

    created, deleted = capsys.readouterr().out.splitlines()
    assert created.startswith("3 exemples fictifs créés en ")
    assert deleted == "3 exemples fictifs supprimés."


def test_the_command_explains_a_refusal(home):
    home.in_region.filter(kind="commune").delete()

    with pytest.raises(CommandError, match="load_reference"):
        call_command("generate_sample", "--count", "1")


def test_progress_shows_on_a_terminal(monkeypatch):
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)

    call_command("generate_sample", "--count", "2", stdout=terminal)

    assert terminal.getvalue().startswith("\r2/2\n")
