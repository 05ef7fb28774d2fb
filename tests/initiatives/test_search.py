"""The search's second pass: what is misspelt finds what it should, and no more."""

import pytest

from initiatives.models import Initiative
from tests.factories import (
    make_initiative,
    make_organisation,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    """Titles, the best first."""
    rows = Initiative.objects.published().search(text)
    return [row.title for row in rows.order_by("-rank", "title", "pk")]


@pytest.mark.parametrize(
    "text",
    [
        "francias",
        "Françias",
        "FRNACAIS",
        "francai",
        "franncais",
        "logmeent",
        "lgoement",
        "logemants",
        "aprentisage",
        "francias logmeent",
        "logemant du francias",
        "« français et logemant »",
        "l’aprentisage",
        "francais/logmeent",
    ],
)
def test_typing_errors_find_the_title(text):
    make_initiative(title="Apprentissage du français et logement")
    make_initiative(title="Permis de conduire")

    assert found(text) == ["Apprentissage du français et logement"]


@pytest.mark.parametrize("text", ["orlaens", "tiseuses", "hebergemant"])
def test_typing_errors_find_by_the_names_around(text):
    make_initiative(
        title="Cafés",
        commune=make_territory(name="Orléans"),
        lead=make_organisation(name="Les Tisseuses"),
        themes=[make_theme(name="Hébergement")],
    )

    assert found(text) == ["Cafés"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("CADA", "Cuisine du Canada"),
        ("CADA", "Accueil des cadres"),
        ("Tours", "Cours du soir"),
        ("fermes", "Groupe de femmes"),
        ("2024", "Rencontres 2025"),
        ("FLE", "Flex et flow"),
        ("dasn", "Dans la ville"),
        ("permis", "Permanence"),
    ],
)
def test_other_words_do_not_match(text, title):
    make_initiative(title=title)

    assert found(text) == []


def test_exact_ones_come_first_then_the_nearest():
    make_initiative(title="Bénévole")
    make_initiative(title="Jeu de bénévolad")
    make_initiative(title="Zone de bénévolat")

    assert found("bénévolat") == ["Zone de bénévolat", "Jeu de bénévolad", "Bénévole"]


def test_enough_exact_ones_leave_near_ones_out():
    for number in range(5):
        make_initiative(title=f"Permanance {number}")
    make_initiative(title="Permanence")

    assert len(found("permanance")) == 5


def test_enough_exact_ones_in_the_summaries_do_as_well():
    for number in range(4):
        make_initiative(title=f"Titre {number}", summary="Un bénévolat")
    make_initiative(title="Bénévole")
    assert found("bénévolat")[-1] == "Bénévole"

    make_initiative(title="Titre 4", summary="Un bénévolat")
    assert "Bénévole" not in found("bénévolat")


def test_a_word_of_many_sheets_is_not_misspelt():
    for number in range(5):
        make_initiative(title=f"Langues {number}")
    make_initiative(title="Lange et chansons")

    assert found("langues chansosn") == []
    assert found("lange chansosn") == ["Lange et chansons"]


def test_words_of_a_quotation_follow_one_another():
    make_initiative(title="Logement et français")

    assert found("« logemant du français »") == ["Logement et français"]
    assert found("« logemant et français »") == ["Logement et français"]
    assert found("« francias et logement »") == []


@pytest.mark.parametrize("text", ["siant denis", "st dennis", "Saint-Dennis"])
def test_saint_is_found_however_short(text):
    make_initiative(title="Fête de St-Denis")

    assert found(text) == ["Fête de St-Denis"]


@pytest.mark.parametrize("text", ["FLE", "emploi", "Emploi/FLE", "emploi fle", "oral"])
def test_a_slash_parts_words(text):
    make_initiative(title="Emploi/FLE", description="Écrit/oral")
    make_initiative(title="Logement")

    assert found(text) == ["Emploi/FLE"]


def test_one_thing_misspelt_among_others_well_written():
    make_initiative(title="Café des langues", summary="Autour d’un repas partagé")
    make_initiative(title="Café du soir")

    assert found("lnagues repas") == ["Café des langues"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200,
        "abcdefgh " * 22,
        "%_\\ xyz%%%% ____",
        "\\m(((( [[[[ |||| ****",
        "😀😀😀😀 xyzz",
        "« 😀 »",
        "« de la »",
        "' OR 1=1; --",
        "{francias,NULL}",
        "&|!:* <-> <2>",
    ],
)
def test_hostile_texts_are_only_texts(text):
    make_initiative(title="Apprentissage du logement")

    assert found(text) == []


def test_a_misspelt_word_costs_no_more_queries(django_assert_num_queries):
    make_initiative(title="Logement")
    Initiative.objects.search("logement", version=1)

    for text in ("logement", "logmeent", "xyzzyx logmeent"):
        with django_assert_num_queries(2):  # near words, rows
            list(Initiative.objects.search(text, version=1))


@pytest.mark.parametrize("text", ["logmeent", "francias logemant"])
def test_list_facets_and_map_count_the_same(client, text):
    themes = [make_theme(), make_theme()]
    for number in range(7):
        make_initiative(
            title=f"Français et logement {number}", themes=themes[: number % 2 + 1]
        )

    context = client.get("/initiatives/", {"q": text}).context

    counts = {o.value: o.count for o in context["facets"][0].options}
    assert (context["total"], len(context["page"])) == (7, 7)
    assert counts == {themes[0].slug: 7, themes[1].slug: 3}
