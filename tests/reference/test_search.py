"""Words that people type: their equivalents come along."""

import pytest

from accueil.reference.search import group_synonyms, parse
from tests.factories import make_theme

GROUPS = group_synonyms([["MNA", "mineurs isolés"], ["FLE", "cours de français"]])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mineurs isolés", [["MNA", "mineurs isolés"]]),
        ("mineur isolé", [["MNA", "mineurs isolés"]]),
        ("Mineur  isole Tours", [["MNA", "mineurs isolés"], ["Tours"]]),
        ("cours de francais", [["FLE", "cours de français"]]),
        ("bus", [["bus"]]),
        ("« mineur isolé »", [["mineur isolé"]]),
    ],
)
def test_equivalents_come_whatever_number_and_accents(text, wanted):
    assert parse(text, GROUPS) == wanted


@pytest.mark.parametrize(
    "words", ["francais", "français apprentissage", "ETE", "d'ete"]
)
def test_staff_finds_a_term_whatever_accents_and_order(agent, words):
    found = make_theme(name="Apprentissage du français", definition="Cours d’été")
    make_theme(name="Santé")

    answer = agent.get("/admin/reference/theme/", {"q": words})

    assert list(answer.context["cl"].result_list) == [found]
