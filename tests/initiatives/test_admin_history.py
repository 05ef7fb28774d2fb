"""The history of a sheet: sentences, secrets, a constant cost."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point

from accueil.common.changes import Change, history_of
from initiatives import actions
from initiatives.models import Initiative, Participation, Result
from tests.admin_tools import change_url, edit, form_values, page_url
from tests.factories import (
    make_initiative,
    make_organisation,
    make_participation,
    make_territory,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
DETAILS = {Participation: "initiative", Result: "initiative"}


@pytest.fixture(autouse=True)
def one_save_at_a_time(monkeypatch):
    """Tests write faster than people: here every row is a save of its own."""
    monkeypatch.setattr("accueil.common.changes.ONE_SAVE", date.resolution * 0)


def changes(sheet, **options) -> list[Change]:
    """Changes of the latest entry."""
    return history_of(sheet, details=DETAILS, **options)[0].changes


@pytest.mark.parametrize(
    ("field", "before", "after", "old", "new"),
    [
        ("title", "Avant", "Après", "Avant", "Après"),
        ("summary", "Un", "", "Un", "vide"),
        ("stage", "project", "ended", "en projet", "terminée"),
        ("is_fictional", False, True, "non", "oui"),
        ("started_on", None, date(2026, 3, 1), "vide", "1 mars 2026"),
        ("budget_eur", 1000, "12500.50", "1\xa0000", "12\xa0500,5"),
        ("volunteers", None, 12, "vide", "12"),
        (
            "location",
            (1.9, 47.9),
            Point(2, 48, srid=4326),
            "47,9 ; 1,9",
            "48 ; 2",
        ),
    ],
)
def test_a_value_is_told_in_french(field, before, after, old, new):
    sheet = make_initiative(status="draft", **{field: before})

    setattr(sheet, field, after)
    sheet.save()

    label = str(Initiative._meta.get_field(field).verbose_name)
    assert changes(sheet) == [Change(label, old, new)]


def test_linked_rows_are_told_by_name():
    orleans = make_territory(name="Orléans", code="45234")
    sheet = make_initiative(lead=make_organisation(name="Avant"))

    sheet.lead, sheet.commune = make_organisation(name="Après"), orleans
    sheet.save()

    assert changes(sheet) == [
        Change("commune", "vide", "Orléans (45234)"),
        Change("structure porteuse", "Avant", "Après"),
    ]


def test_lists_are_told_whole():
    first, second = make_theme(name="Langue"), make_theme(name="Emploi")
    sheet = make_initiative(themes=[first])

    sheet.themes.add(second)

    assert changes(sheet) == [Change("thèmes", "Langue", "Emploi, Langue")]


def test_a_row_deleted_since_keeps_its_number():
    theme = make_theme()
    sheet = make_initiative(themes=[theme])
    number = theme.pk
    sheet.themes.remove(theme)
    theme.delete()

    assert changes(sheet) == [Change("thèmes", f"n° {number}, supprimé depuis", "vide")]


def test_a_long_text_is_cut_around_what_changed():
    sheet = make_initiative(description="a" * 500 + "avant" + "z" * 500)

    sheet.description = "a" * 500 + "après" + "z" * 500
    sheet.save()

    (change,) = changes(sheet)
    assert change.old == "…" + "a" * 39 + "avant" + "z" * 40 + "…"
    assert change.new == "…" + "a" * 39 + "après" + "z" * 40 + "…"


def test_lines_of_the_sheet_are_part_of_its_story():
    sheet = make_initiative()
    actor = make_organisation(name="Bienvenue")
    line = make_participation(sheet, organisation=actor, role="partner")
    line.role = "funder"
    line.save()

    second, first = history_of(sheet, details=DETAILS)[:2]

    assert first.added == ["acteur associé : Bienvenue, partenaire"]
    assert second.changes == [Change("acteur associé, rôle", "partenaire", "financeur")]


def test_every_entry_says_who_when_and_why():
    sheet = make_initiative(status="draft")
    rose = make_user(first_name="Rose", last_name="Durand")
    actions.publish(sheet, by=rose)

    last, first = history_of(sheet)[0], history_of(sheet)[-1]

    assert (last.who, last.reasons) == ("Rose Durand", ["Publication"])
    assert [c for c in last.changes if c.label == "statut"] == [
        Change("statut", "brouillon", "publiée")
    ]
    assert (first.who, first.created) == ("une opération automatique", True)


def test_an_account_deleted_since_is_said_to_be():
    sheet, rose = make_initiative(), make_user()
    actions.mark_verified(sheet, by=rose, on=date(2026, 1, 1))
    rose.delete()

    assert history_of(sheet)[0].who == "un compte supprimé"


def test_secret_values_are_named_not_shown():
    sheet = make_initiative(internal_note="canari-avant")
    sheet.internal_note = "canari-après"
    sheet.save()

    assert changes(sheet, secret={"internal_note"}) == [
        Change("note interne", "", "contenu réservé")
    ]


def test_rows_of_one_save_make_one_entry(monkeypatch, agent):
    monkeypatch.undo()
    sheet, theme = make_initiative(status="draft"), make_theme(name="Langue")
    Initiative.history.update(history_date="2026-01-01T00:00Z")

    edit(agent, sheet, title="Corrigé", themes=[theme.pk])

    entries = history_of(sheet, details=DETAILS)
    assert len(entries) == 2
    assert {(c.label, c.new) for c in entries[0].changes} == {
        ("intitulé", "Corrigé"),
        ("thèmes", "Langue"),
    }


def test_a_line_removed_leaves_a_trace(agent):
    sheet = make_initiative()
    line = make_participation(sheet, organisation=make_organisation(name="Bienvenue"))

    edit(agent, sheet, **{"participations-0-DELETE": "on"})

    assert not Participation.objects.filter(pk=line.pk).exists()
    reasons = [
        reason for e in history_of(sheet, details=DETAILS) for reason in e.reasons
    ]
    assert reasons == ["retrait : acteur associé « Bienvenue (partenaire) »"]


# --- The page -------------------------------------------------------------------


def test_the_page_tells_the_story_in_sentences(agent, monkeypatch):
    monkeypatch.undo()
    sheet = make_initiative(status="draft", title="Avant")
    Initiative.history.update(history_date="2026-03-03T13:05Z")
    sheet.title = "Après"
    sheet._history_user = make_user(first_name="Rose", last_name="Durand")
    sheet.save()

    text = " ".join(agent.get(page_url(sheet, "history")).content.decode().split())

    assert "3 mars 2026 à 14 h 05" in text
    assert "<strong>Rose Durand</strong> a modifié la fiche." in text
    assert "intitulé : <del>Avant</del> → <ins>Après</ins>" in text


def test_the_page_hides_private_values_from_whoever_lacks_the_right(agent, as_person):
    sheet = make_initiative(
        internal_note="canari-note", address="12 rue canari", location=(1.87654, 47.7)
    )
    sheet.internal_note, sheet.address, sheet.location = "b", "c", None
    sheet.save()
    person = as_person("initiatives.change_initiative", "initiatives.view_initiative")
    traces = ["canari-note", "rue canari", "1,87654"]

    seen = [
        page.get(page_url(sheet, "history")).content.decode()
        for page in (agent, person)
    ]

    assert [[trace in text for trace in traces] for text in seen] == [
        [True, True, True],
        [False, False, False],
    ]
    assert seen[1].count("contenu réservé") == 3


def test_reading_is_not_enough_for_the_history(intern, as_person, partner, client):
    sheet = make_initiative()
    reader = as_person("initiatives.view_initiative")

    statuses = [
        person.get(page_url(sheet, "history")).status_code
        for person in (client, partner, intern, reader)
    ]

    assert statuses == [302, 302, 403, 403]


def test_the_history_of_no_sheet_goes_back_to_the_index(agent):
    response = agent.get("/admin/initiatives/initiative/0/history/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("lines", [1, 6])
def test_the_page_costs_the_same_queries_whatever_the_lines(
    agent, django_assert_num_queries, lines
):
    sheet = make_initiative(commune=make_territory(), themes=[make_theme()])
    for number in range(lines):
        sheet.title = f"Titre {number}"
        sheet._history_user = make_user()
        sheet.save()
        sheet.themes.add(make_theme())
        make_participation(sheet)

    with django_assert_num_queries(22):
        agent.get(page_url(sheet, "history"))


def test_the_form_keeps_history_out_of_reach_of_readers(as_person):
    sheet = make_initiative()
    reader = as_person("initiatives.view_initiative")

    page = reader.get(change_url(sheet))

    assert page_url(sheet, "history") not in page.content.decode()
    assert form_values(page, "initiative_form").keys() == {"csrfmiddlewaretoken"}
