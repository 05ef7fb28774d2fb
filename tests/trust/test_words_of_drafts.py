"""Near spellings: what is not public changes no answer, and leaves no word behind."""

import pytest

from initiatives.models import Initiative, PublicWord
from tests.factories import make_initiative, make_organisation

pytestmark = pytest.mark.django_db
ASKED = ["logemant", "logmeent", "logemants rares", "logemant clandestyn"]


def answers() -> dict[str, list]:
    return {
        text: list(
            Initiative.objects.published()
            .search(text)
            .order_by("-rank", "pk")
            .values_list("pk", "rank")
        )
        for text in ASKED
    }


def test_words_of_drafts_change_no_answer():
    make_initiative(title="Logement rare")
    before = answers()

    hidden = make_organisation(name="Clandestine", is_published=False)
    for number in range(6):
        make_initiative(title=f"Logemant {number}", status="draft", lead=hidden)
        make_initiative(title="Logmeent clandestin", status="archived")

    assert answers() == before
    assert [len(rows) for rows in before.values()] == [1, 1, 1, 0]


def test_words_of_a_withdrawn_sheet_change_no_answer():
    make_initiative(title="Logement rare")
    before = answers()

    sheets = [make_initiative(title="Logemants clandestins") for _ in range(6)]
    assert answers() != before
    sheets[0].delete()
    Initiative.objects.filter(title__startswith="Logemants").update(status="draft")

    assert answers() == before


def test_an_erased_name_is_in_no_table():
    sheet = make_initiative(title="Atelier de Ferdinande Quichotte")
    sheet.history.all().delete()
    sheet.delete()

    assert not PublicWord.objects.filter(word__in=["ferdinande", "quichotte"]).exists()
