"""The sheet in the administration: list, form, places, conflicts, mass assignment."""

import pytest
from django.urls import reverse

from accueil.reference.models import Theme
from initiatives.models import Initiative, Participation
from tests.admin_tools import change_url, edit, form_values, page_url
from tests.factories import (
    BLOIS,
    make_contact,
    make_department,
    make_document,
    make_initiative,
    make_lever_kind,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_region,
    make_territory,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/initiatives/initiative/"
ADD = f"{LIST}add/"


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def titles(response) -> list[str]:
    return [row.title for row in response.context["cl"].result_list]


# --- List ---------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_costs_the_same_queries_whatever_the_rows(
    agent, django_assert_num_queries, rows
):
    for _ in range(rows):
        commune = make_territory()
        make_initiative(commune=commune, themes=[make_theme()], status="draft")

    with django_assert_num_queries(8):
        response = agent.get(LIST)

    assert len(response.context["cl"].result_list) == rows


def test_names_sort_as_french_people_expect(agent):
    for title in ("Zoo", "étoile", "Ecole", "Accueil", "École", "Œuvre", "ecole"):
        make_initiative(title=title)

    shown = ["Accueil", "ecole", "Ecole", "École", "étoile", "Œuvre", "Zoo"]
    assert titles(agent.get(LIST)) == shown


@pytest.mark.parametrize("words", ["hebergement", "Hébergements", "hebergemant"])
def test_the_search_forgives_accents_plurals_and_typing(agent, words):
    make_initiative(title="Hébergement citoyen")
    make_initiative(title="Cours de français")

    assert titles(agent.get(LIST, {"q": words})) == ["Hébergement citoyen"]


def test_the_search_does_not_read_private_notes(agent):
    make_initiative(internal_note="canari")

    assert titles(agent.get(LIST, {"q": "canari"})) == []


def test_filters_narrow_the_list(agent):
    region = make_region()
    loiret = make_department(region=region)
    parent = make_theme(name="Langue")
    child = make_theme(name="Alphabétisation", parent=parent)
    found = make_initiative(
        status="draft",
        themes=[child, parent],
        commune=make_territory(department=loiret, region=region),
    )
    make_initiative(commune=make_territory(BLOIS))

    for query in (
        {"status__exact": "draft"},
        {"theme": parent.slug},
        {"departement": "45"},
        {"departement": "45", "theme": child.slug, "verification": "a-faire"},
    ):
        assert titles(agent.get(LIST, query)) == [found.title], query
    assert titles(agent.get(LIST, {"departement": "99"})) == []


def test_a_check_older_than_a_year_is_to_be_done_again(agent):
    make_initiative(title="Jamais")
    make_initiative(title="Ancienne", verified_on="2020-01-01")
    recent = make_initiative(title="Récente")
    agent.post(reverse("admin:initiatives_initiative_verifier", args=[recent.pk]))

    assert titles(agent.get(LIST, {"verification": "a-faire"})) == [
        "Ancienne",
        "Jamais",
    ]
    assert titles(agent.get(LIST, {"verification": "faite"})) == ["Récente"]


def test_the_dashboard_counts_what_waits(agent, intern):
    for status in ("review", "draft", "draft", "published", "archived"):
        make_initiative(status=status)

    lines = agent.get("/admin/").context["todo"]

    assert [(line["count"], line["label"]) for line in lines] == [
        (1, "à relire"),
        (2, "en brouillon"),
        (1, "publiées et à vérifier"),
    ]
    for line in lines:
        response = agent.get(line["url"])
        assert len(response.context["cl"].result_list) == line["count"]
    assert intern.get("/admin/").context["todo"] == []


# --- Form ---------------------------------------------------------------------


def test_a_sheet_is_written_then_corrected(agent):
    make_region()
    lead, theme = make_organisation(), make_theme()
    values = form_values(agent.get(ADD), "initiative_form")

    response = agent.post(
        ADD,
        {
            **values,
            "title": "Café des langues",
            "slug": "cafe-des-langues",
            "lead": lead.pk,
            "themes": [theme.pk],
            "latitude": "47,9029",
            "longitude": "1,9039",
            "started_on": "01/02/2026",
            "budget_eur": "12 500,50 €",
            "_save": "1",
        },
    )

    assert response.status_code == 302, errors(response)
    sheet = Initiative.objects.get()
    assert (sheet.status, sheet.location.coords) == ("draft", (1.9039, 47.9029))
    assert (str(sheet.started_on), str(sheet.budget_eur)) == ("2026-02-01", "12500.50")
    assert list(sheet.themes.all()) == [theme]
    edit(agent, sheet, title="Café des langues et des jeux")
    sheet.refresh_from_db()
    assert (sheet.title, sheet.location.coords, list(sheet.themes.all())) == (
        "Café des langues et des jeux",
        (1.9039, 47.9029),
        [theme],
    )


@pytest.mark.parametrize(("rows", "queries"), [(1, 28), (5, 44)])
def test_the_form_costs_one_query_more_for_each_line_with_a_completed_field(
    agent, django_assert_num_queries, rows, queries
):
    """That field asks for the name of its choice; nothing else grows."""
    for _ in range(rows):
        make_theme()
    places = [make_territory() for _ in range(rows)]
    sheet = make_initiative(
        themes=Theme.objects.all(), territories=places, commune=places[0]
    )
    for _ in range(rows):
        make_participation(sheet)
        make_document(sheet)
        sheet.fundings.create(funder=make_organisation())
        sheet.obstacles.create(kind=make_obstacle_kind())
        sheet.levers.create(kind=make_lever_kind())
    agent.get(change_url(sheet))  # what a process asks once

    with django_assert_num_queries(queries):
        agent.get(change_url(sheet))


PRIVATE = {
    "internal_note": "canari-note",
    "address": "12 rue canari-adresse",
    "location": (1.876543, 47.765432),
}
TRACES = [
    "canari-note",
    "canari-adresse",
    "1,876543",
    "1.876543",
    "47,765432",
    "47.765432",
]


@pytest.mark.parametrize("right", ["view", "change"])
def test_private_fields_are_hidden_from_whoever_lacks_the_right(as_person, right):
    sheet = make_initiative(**PRIVATE)
    without = as_person(f"initiatives.{right}_initiative")
    with_it = as_person(
        f"initiatives.{right}_initiative", "initiatives.view_private_initiative"
    )

    hidden = without.get(change_url(sheet)).content.decode()
    shown = with_it.get(change_url(sheet)).content.decode()

    assert [trace for trace in TRACES if trace in hidden] == []
    assert [trace for trace in TRACES if trace not in shown] == (
        ["1.876543", "47.765432"] if right == "view" else []  # the map’s own writing
    )


def test_people_to_call_ask_for_their_own_right(as_person):
    contact = make_contact(function="direction-canari")
    sheet = make_initiative(contacts=[contact])
    rights = ["initiatives.change_initiative", "initiatives.view_initiative"]
    without, with_it = as_person(*rights), as_person(*rights, "reference.view_contact")

    pages = [p.get(change_url(sheet)).content.decode() for p in (without, with_it)]
    edit(without, sheet, contacts=[])

    assert ["direction-canari" in page for page in pages] == [False, True]
    assert list(sheet.contacts.all()) == [contact]


def test_what_one_cannot_see_one_cannot_write(as_person):
    sheet = make_initiative(**PRIVATE)
    person = as_person("initiatives.view_initiative", "initiatives.change_initiative")

    response = edit(
        person,
        sheet,
        title="Corrigé",
        internal_note="effacée",
        address="ailleurs",
        latitude="1",
        longitude="1",
        location='{"type": "Point", "coordinates": [1, 1]}',
        outside_confirmed="on",
    )

    assert response.status_code == 302
    sheet.refresh_from_db()
    assert sheet.title == "Corrigé"
    assert (sheet.internal_note, sheet.address) == ("canari-note", PRIVATE["address"])
    assert sheet.location.coords == PRIVATE["location"]


def test_no_field_of_the_table_is_assigned_from_outside_the_form(agent):
    sheet = make_initiative(status="draft")
    other = make_user()
    before = Initiative.objects.values().get()
    forged = {
        "status": "published",
        "verified_on": "01/01/2026",
        "verified_by": other.pk,
        "published_at": "2020-01-01",
        "published_at_0": "01/01/2020",
        "published_at_1": "10:00",
        "version": "99",
        "preview_key": "6b1f3d0e-0000-4000-8000-000000000000",
        "context": "canari",
        "public_location": '{"type": "Point", "coordinates": [0, 0]}',
        "created_at": "2020-01-01",
        "id": "999999",
        "pk": "999999",
        "map_x": "1",
    }

    assert edit(agent, sheet, **forged).status_code == 302

    after = Initiative.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "updated_at"}
    assert after["version"] == before["version"] + 1


SHELTER_RULE = (
    "Un lieu d’hébergement se publie à la commune : "
    "choisissez la précision « commune »."
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"started_on": "02/03/2026", "ended_on": "01/03/2026"},
            "La fin précède le début.",
        ),
        ({"budget_eur": "-1"}, "Un budget ne peut pas être négatif."),
        (
            {"level_in": "B1", "level_out": "A1"},
            "Le niveau de sortie est inférieur à l’entrée.",
        ),
        ({"is_shelter": "on"}, SHELTER_RULE),
        (
            {"precision": "street"},
            "Indiquez pourquoi la position n’est pas publiée exactement.",
        ),
    ],
)
def test_rules_of_the_base_answer_in_french(agent, fields, message):
    sheet = make_initiative()

    response = edit(agent, sheet, **fields)

    assert errors(response) == {"__all__": [message]}


def test_a_published_sheet_keeps_its_summary_and_source(agent):
    sheet = make_initiative()

    response = edit(agent, sheet, summary="", source_title="")

    assert sorted(errors(response)["__all__"]) == [
        "Un résumé est requis pour publier.",
        "Une source est requise pour publier.",
    ]


# --- Lines inside the sheet -----------------------------------------------------


def test_a_line_is_added_inside_the_sheet(agent):
    sheet, partner = make_initiative(), make_organisation()

    edit(
        agent,
        sheet,
        **{
            "participations-TOTAL_FORMS": "1",
            "participations-0-organisation": partner.pk,
            "participations-0-role": "funder",
            "participations-0-initiative": sheet.pk,
        },
    )

    assert list(sheet.participations.values_list("organisation", "role")) == [
        (partner.pk, "funder")
    ]


def test_the_same_actor_twice_is_refused_in_french(agent):
    sheet = make_initiative()
    line = make_participation(sheet)

    response = edit(
        agent,
        sheet,
        **{
            "participations-TOTAL_FORMS": "2",
            "participations-1-organisation": line.organisation_id,
            "participations-1-role": line.role,
            "participations-1-initiative": sheet.pk,
        },
    )

    assert response.status_code == 200
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("count", ["1000000000", "x", "", "9" * 5000])
def test_a_forged_number_of_lines_is_refused(agent, count):
    sheet = make_initiative()

    response = edit(agent, sheet, **{"documents-TOTAL_FORMS": count})

    assert response.status_code == 200
    formsets = response.context["inline_admin_formsets"]
    assert max(len(shown.formset.forms) for shown in formsets) <= 61


# --- Deletion -------------------------------------------------------------------------


def test_a_manager_deletes_after_a_page_that_names_no_hidden_row(manager):
    sheet = make_initiative(title="À supprimer", territories=[make_territory()])
    line = make_participation(sheet)
    make_document(sheet, title="Pièce confidentielle")

    page = manager.get(page_url(sheet, "delete"))

    assert page.context["deleted_objects"] == ["À supprimer"]
    assert dict(page.context["model_count"]) == {
        "initiatives": 1,
        "acteurs associés": 1,
        "liens et documents": 1,
    }
    text = page.content.decode()
    assert ("Pièce confidentielle" in text, str(line.organisation) in text) == (
        False,
        False,
    )
    manager.post(page_url(sheet, "delete"), {"post": "yes"})
    assert Initiative.objects.count() == 0
