"""Terms in the administration: shown, merged, retired, deleted when out of use."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from accueil.reference.models import Synonym, Theme
from tests.admin_tools import edit, page_url
from tests.factories import (
    make_audience,
    make_initiative,
    make_theme,
)

pytestmark = pytest.mark.django_db
THEMES = "/admin/reference/theme/"


def messages(client, response) -> list[tuple[str, str]]:
    page = client.get(response["Location"])
    return [(m.level_tag, str(m)) for m in page.context["messages"]]


def test_themes_are_shown_under_their_parent_with_their_uses(agent):
    language = make_theme(name="Langue", position=2)
    make_theme(name="Emploi", position=1)
    child = make_theme(name="Alphabétisation", parent=language, position=1)
    for _ in range(2):
        make_initiative(themes=[child])

    rows = agent.get(THEMES).context["cl"].result_list

    assert [(row.name, row.number_of_uses) for row in rows] == [
        ("Emploi", 0),
        ("Langue", 1),
        ("Alphabétisation", 2),
    ]
    assert [row.uses() for row in rows] == [0, 1, 2]


def test_a_term_in_use_is_not_deleted_and_says_why(manager):
    theme = make_theme(name="Langue")
    make_initiative(themes=[theme])

    page = manager.get(page_url(theme, "delete"))
    answer = manager.post(page_url(theme, "delete"), {"post": "yes"})

    remedy = "fusionnez-le avec un autre terme ou retirez-le."
    assert page.context["protected"] == [f"« Langue » est employé 1 fois : {remedy}"]
    assert (answer.status_code, Theme.objects.count()) == (200, 1)


def test_a_term_out_of_use_is_deleted(manager):
    theme = make_theme()

    manager.post(page_url(theme, "delete"), {"post": "yes"})

    assert Theme.objects.count() == 0


def test_merging_moves_the_uses_and_retires_the_term(agent):
    language, french = make_theme(name="Langue"), make_theme(name="Français")
    sheet = make_initiative(themes=[french])
    url = reverse("admin:reference_theme_merge", args=[french.pk])

    asked = agent.get(url)
    response = agent.post(url, {"into": language.pk})

    assert (asked.status_code, asked.context["uses"]) == (200, 1)
    assert list(sheet.themes.all()) == [language]
    french.refresh_from_db()
    assert (french.is_retired, french.replaced_by) == (True, language)
    assert messages(agent, response) == [
        ("success", "« Français » est fusionné dans « Langue » : 1 emploi(s).")
    ]


def test_terms_that_do_not_mix_are_refused_in_french(agent):
    one, other = make_audience(scope="newcomers"), make_audience(scope="unconditional")

    response = agent.post(
        reverse("admin:reference_audience_merge", args=[one.pk]), {"into": other.pk}
    )

    assert "ne se mélangent pas" in response.context["form"].errors["into"][0]


@pytest.mark.parametrize("into", ["", "x", "0", "itself", "retired"])
def test_a_merger_into_nothing_is_refused(agent, into):
    theme, retired = make_theme(), make_theme(is_retired=True)
    into = {"itself": theme.pk, "retired": retired.pk}.get(into, into)

    response = agent.post(
        reverse("admin:reference_theme_merge", args=[theme.pk]), {"into": into}
    )

    assert list(response.context["form"].errors) == ["into"]


def test_retiring_keeps_uses_and_stops_offering(agent):
    theme = make_theme(name="Langue")
    sheet = make_initiative(themes=[theme])
    url = reverse("admin:reference_theme_retire", args=[theme.pk])

    asked = agent.get(url)
    response = agent.post(url)

    assert (asked.status_code, messages(agent, response)) == (
        200,
        [("success", "« Langue » n’est plus proposé.")],
    )
    assert list(sheet.themes.filter(is_retired=True)) == [theme]
    offered = agent.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "initiatives",
            "model_name": "initiative",
            "field_name": "themes",
            "term": "langue",
        },
    )
    assert offered.json()["results"] == []
    assert edit(agent, sheet, title="Corrigé").status_code == 302
    assert list(sheet.themes.all()) == [theme]


def test_retiring_twice_says_so(agent):
    theme = make_theme(name="Langue", is_retired=True)

    response = agent.post(reverse("admin:reference_theme_retire", args=[theme.pk]))

    assert messages(agent, response) == [("error", "« Langue » est déjà retiré.")]


def choose(client, action: str, terms):
    return client.post(
        THEMES, {"action": action, ACTION_CHECKBOX_NAME: [term.pk for term in terms]}
    )


def test_list_actions_of_a_vocabulary(agent):
    one, other = make_theme(name="Un"), make_theme(name="Deux", is_retired=True)

    merged = choose(agent, "merge_selected", [one])

    assert merged["Location"] == reverse("admin:reference_theme_merge", args=[one.pk])
    assert messages(agent, choose(agent, "merge_selected", [one, other])) == [
        ("error", "Choisissez un seul terme, celui qui doit disparaître.")
    ]
    retired = choose(agent, "retire_selected", [one, other])
    assert sorted(messages(agent, retired)) == [
        ("error", "« Deux » est déjà retiré."),
        ("success", "« Un » n’est plus proposé."),
    ]


@pytest.mark.parametrize("page", ["merge", "retire"])
def test_readers_neither_merge_nor_retire(intern, page):
    theme = make_theme()
    url = reverse(f"admin:reference_theme_{page}", args=[theme.pk])

    assert [intern.get(url).status_code, intern.post(url).status_code] == [403, 403]
    theme.refresh_from_db()
    assert theme.is_retired is False


def test_no_term_is_not_found(agent):
    url = reverse("admin:reference_theme_merge", args=[0])

    assert agent.get(url).status_code == 404


def test_a_theme_has_two_levels_at_most(agent):
    child = make_theme(parent=make_theme())
    third = make_theme()

    response = edit(agent, third, parent=child.pk)

    assert dict(response.context["adminform"].form.errors) == {
        "parent": ["Les thèmes n’ont que deux niveaux."]
    }


def test_a_synonym_has_two_expressions(agent):
    row = Synonym.objects.create(words=["CIR", "contrat d’intégration républicaine"])

    response = edit(agent, row, words="seul")

    assert dict(response.context["adminform"].form.errors) == {
        "__all__": ["Donnez au moins deux expressions."]
    }
