"""Words of the published sheets: kept as they come, go and change."""

from collections import Counter

import pytest
from django.db import connection

from initiatives.models import Initiative, PublicWord
from tests.factories import (
    make_initiative,
    make_organisation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db


def words() -> dict[str, int]:
    return dict(PublicWord.objects.values_list("word", "sheets"))


def borne() -> dict[str, int]:
    """What the table should hold, counted from the sheets."""
    counts = Counter()
    for norm in Initiative.objects.published().values_list("norm", flat=True):
        counts.update({word for word in norm.split() if word.isalpha()})
    return {word: number for word, number in counts.items() if len(word) >= 4}


def test_words_come_with_the_first_sheet_and_go_with_the_last():
    lead = make_organisation(name="Agir")
    one = make_initiative(title="Café, café 2024 à l’école", lead=lead)
    other = make_initiative(title="École FLE", lead=lead)
    assert words() == {"agir": 2, "cafe": 1, "ecole": 2}

    one.delete()
    assert words() == {"agir": 1, "ecole": 1}

    Initiative.objects.filter(pk=other.pk).update(status="archived")
    assert words() == {}


def test_words_of_drafts_never_come():
    draft = make_initiative(title="Secret", status="draft")
    draft.title = "Mystère"
    draft.save()
    assert words() == {}

    draft.status = "published"
    draft.save()
    assert words()["mystere"] == 1


WRITES = {
    "title": lambda it: Initiative.objects.update(title="Potager"),
    "lead renamed": lambda it: rename(it.lead, "Nouvelle structure"),
    "lead taken off": lambda it: rename(it.lead, it.lead.name, is_published=False),
    "commune renamed": lambda it: rename(it.commune, "Villeneuve"),
    "theme renamed": lambda it: rename(it.themes.first(), "Jardinage"),
    "theme removed": lambda it: it.themes.clear(),
    "theme added": lambda it: it.themes.add(make_theme(name="Langue et culture")),
    "status": lambda it: Initiative.objects.update(status="review"),
    "note": lambda it: Initiative.objects.update(internal_note="Rappeler jeudi"),
    "deleted": lambda it: Initiative.objects.all().delete(),
    "bulk": lambda it: Initiative.objects.bulk_create(
        Initiative(title=f"Jardin {n}", slug=f"s{n}", lead=it.lead, status=status)
        for n, status in enumerate(["draft", "archived", "review"])
    ),
}


def rename(row, name: str, **fields) -> None:
    type(row).objects.filter(pk=row.pk).update(name=name, **fields)


@pytest.mark.parametrize("name", WRITES)
def test_words_follow_every_write(name):
    for title in ("Potager partagé", "Jardin des langues"):
        sheet = make_initiative(
            title=title,
            lead=make_organisation(name="Les Tisseuses"),
            commune=make_territory(name="Orléans"),
            themes=[make_theme(name="Logement")],
        )

    WRITES[name](sheet)

    assert words() == borne()


def test_a_recount_repairs_what_a_load_without_triggers_left():
    make_initiative(title="Potager")
    PublicWord.objects.update(sheets=7)
    PublicWord.objects.create(word="disparu", sheets=1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT initiatives_recount_words()")

    assert words() == borne()
    assert words()["potager"] == 1


def test_a_lost_count_stops_no_writer():
    sheet = make_initiative(title="Potager")
    PublicWord.objects.all().delete()

    sheet.delete()

    assert words() == {}


def test_words_change_after_the_data_version_which_makes_writers_wait():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid = 'initiatives_initiative'::regclass ORDER BY tgname"
        )
        names = [name for (name,) in cursor.fetchall()]

    for event in ("insert", "update", "delete"):
        bump = names.index(f"initiatives_initiative_bump_{event}")
        assert names.index(f"initiatives_initiative_words_{event}") > bump
