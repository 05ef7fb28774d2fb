"""Slips of the fingers: what a typed word may stand for, and what it may not."""

import pytest

from accueil.reference.spelling import (
    LIKE,
    SAME,
    SLIP,
    distance,
    likeness,
    near_words,
    swaps,
    within,
)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("francias", "francais"),  # two letters swapped
        ("logmeent", "logement"),
        ("acceuil", "accueil"),
        ("gein", "gien"),
        ("rfancais", "francais"),
        ("gesn", "gens"),
        ("hebergment", "hebergement"),  # one missing
        ("ccueil", "accueil"),
        ("femes", "femmes"),  # not doubled
        ("addresse", "adresse"),  # doubled
        ("santa", "sante"),  # a vowel for another
        ("permanance", "permanence"),
        ("lofement", "logement"),  # any letter, in a long word
        ("logemants", "logement"),  # and the plural besides
    ],
)
def test_one_slip_is_seen_both_ways(typed, word):
    assert (distance(typed, word), distance(word, typed)) == (SLIP, SLIP)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("acompagnemant", "accompagnement"),  # two slips in a long word
        ("benevolat", "benevole"),  # of one family
        ("interpretariat", "interpretes"),
    ],
)
def test_long_words_may_differ_more(typed, word):
    assert distance(typed, word) == LIKE


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("cada", "canada"),
        ("cada", "cara"),
        ("cours", "tours"),
        ("femmes", "fermes"),
        ("lire", "livre"),
        ("mode", "monde"),
        ("bois", "blois"),
        ("poisson", "boisson"),
        ("permis", "permanence"),
        ("formation", "fondation"),
        ("solidaire", "solitude"),
    ],
)
def test_other_words_are_not_near(typed, word):
    assert (distance(typed, word), distance(word, typed)) == (None, None)


def test_the_plural_is_the_same_word():
    assert (distance("emplois", "emploi"), distance("jeu", "jeux")) == (SAME, SAME)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("abc", "ab", 1),
        ("ab", "ba", 1),
        ("abcd", "badc", 2),
        ("abcd", "bcde", 2),
        ("ca", "abc", 3),  # optimal alignment: no letter inside swapped ones
    ],
)
def test_edits_are_counted(one, other, slips):
    assert [within(one, other, most) for most in range(4)] == [
        slips <= most for most in range(4)
    ]


def test_swaps_change_something():
    assert swaps("aab") == ["aba"]
    assert swaps("") == []


def test_likeness_is_the_databases():
    assert likeness("benevolat", "benevole") == pytest.approx(7 / 12)
    assert likeness("cada", "canada") == 0.5


def test_near_words_come_by_distance_after_the_word_itself():
    known = {"logement": 9, "logements": 2, "logemants": 1, "cuisine": 7}

    assert near_words("logemants", known, enough=5) == {
        SAME: ["logemants"],
        SLIP: ["logement", "logements"],
    }


def test_a_word_borne_often_is_well_written():
    known = {"langue": 5, "langues": 9, "lange": 3}

    assert near_words("langue", known, enough=5) == {SAME: ["langue"]}
    assert near_words("lange", known, enough=5)[SLIP] == ["langue", "langues"]


@pytest.mark.parametrize("typed", ["fle", "2024", "a1", "b" * 31])
def test_acronyms_and_numbers_stand_for_themselves(typed):
    known = {"fles": 1, "flee": 1, "b" * 30: 1}

    assert near_words(typed, known, enough=5) == {SAME: [typed]}
