"""The sheet in the administration: list, form, places, conflicts, mass assignment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accueil import permissions
from accueil.accounts.groups import sync_groups
from accueil.reference.models import Theme
from initiatives.models import Initiative, Participation
from tests.admin_tools import change_url, edit, form_values, page_url
from tests.conftest import signed_in
from tests.factories import (
    BLOIS,
    ORLEANS,
    make_contact,
    make_department,
    make_document,
    make_initiative,
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


def test_the_form_costs_a_constant_number_of_queries(
    agent, django_assert_max_num_queries
):
    themes, places = Theme.objects.all(), [make_territory() for _ in range(5)]
    for _ in range(5):
        make_theme()
    sheet = make_initiative(themes=themes, territories=places, commune=places[0])
    for _ in range(5):
        make_participation(sheet)
        make_document(sheet)

    with django_assert_max_num_queries(45):
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


# --- Two people on one sheet ------------------------------------------------------


def test_the_second_to_save_is_told_and_loses_nothing(agent, manager):
    sheet = make_initiative(title="Avant", summary="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    edit(agent, sheet, title="Titre de la première")

    response = manager.post(
        change_url(sheet), {**old, "summary": "Résumé du second", "_save": "1"}
    )

    message, *stored = errors(response)["__all__"]
    first = sheet.history.first().history_user
    assert message.startswith(f"{first.username} a modifié cette fiche le ")
    assert "rouvrez la fiche" in message
    assert stored == [
        "Intitulé, valeur enregistrée : « Titre de la première »",
        "Résumé, valeur enregistrée : « Avant »",
    ]
    kept = form_values(response, "initiative_form")
    assert (kept["title"], kept["summary"]) == (["Avant"], ["Résumé du second"])
    sheet.refresh_from_db()
    assert (sheet.title, sheet.summary) == ("Titre de la première", "Avant")


def test_sending_again_knowingly_replaces_the_stored_version(agent, manager):
    sheet = make_initiative(title="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    edit(agent, sheet, title="Première")
    response = manager.post(
        change_url(sheet), {**old, "title": "Seconde", "_save": "1"}
    )

    again = form_values(response, "initiative_form")
    manager.post(change_url(sheet), {**again, "_save": "1"})

    sheet.refresh_from_db()
    assert (sheet.title, sheet.version) == ("Seconde", 2)


def test_an_action_in_between_conflicts_too(agent, manager):
    sheet = make_initiative(status="draft", title="Avant")
    old = form_values(manager.get(change_url(sheet)), "initiative_form")
    agent.post(reverse("admin:initiatives_initiative_publier", args=[sheet.pk]))

    response = manager.post(change_url(sheet), {**old, "title": "Après", "_save": "1"})

    assert response.context["adminform"].form.has_error("__all__", "conflict")


@pytest.mark.django_db(transaction=True)
def test_two_forms_sent_together_do_not_both_win(transactional_people):
    sheet = make_initiative(title="Avant")
    clients = transactional_people
    forms = [form_values(c.get(change_url(sheet)), "initiative_form") for c in clients]
    start = threading.Barrier(2)

    def send(rank: int) -> int:
        start.wait()
        values = {**forms[rank], "title": f"Titre {rank}", "_save": "1"}
        try:
            return clients[rank].post(change_url(sheet), values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(send, range(2)))

    sheet.refresh_from_db()
    assert sorted(statuses) == [200, 302]
    assert (sheet.title, sheet.version) == (f"Titre {statuses.index(302)}", 1)


@pytest.fixture
def transactional_people(transactional_db):
    """Two curators, in a base whose groups were emptied with the rest."""
    sync_groups()
    group = [permissions.CURATOR]
    return [signed_in(make_user(groups=group, is_staff=True)) for _ in range(2)]


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_form_without_its_version_is_not_saved(agent, version):
    sheet = make_initiative(title="Avant")

    response = edit(agent, sheet, title="Après", seen_version=version)

    assert response.status_code == 200
    sheet.refresh_from_db()
    assert sheet.title == "Avant"


# --- Places -------------------------------------------------------------------------


@pytest.fixture
def home(db):
    """The home Region: a square of three degrees around (1.7, 47.4)."""
    return make_region(name="Centre")


def placed(agent, **fields):
    """A new draft saved with these fields: (response, sheet as stored)."""
    sheet = make_initiative(status="draft", location=fields.pop("was", None))
    response = edit(agent, sheet, **fields)
    sheet.refresh_from_db()
    return response, sheet


def test_french_decimals_place_the_point(agent, home):
    _, sheet = placed(agent, latitude="47,9029", longitude="1.9039")

    assert sheet.location.coords == (1.9039, 47.9029)


def test_the_map_places_the_point_when_the_fields_are_left(agent, home):
    _, sheet = placed(agent, location='{"type": "Point", "coordinates": [1.9, 47.9]}')

    assert sheet.location.coords == (1.9, 47.9)


def test_the_fields_win_over_the_map(agent, home):
    _, sheet = placed(
        agent,
        location='{"type": "Point", "coordinates": [1.1, 47.1]}',
        latitude="47,9",
        longitude="1,9",
    )

    assert sheet.location.coords == (1.9, 47.9)


@pytest.mark.parametrize(
    "value",
    [
        '{"type": "Point", "coordinates": [NaN, NaN]}',
        '{"type": "Point", "coordinates": [1e400, 1]}',
        "POINT EMPTY",
        "POINT (nan nan)",
        "{",
        "<script>",
    ],
)
def test_a_point_that_is_no_point_is_refused(agent, home, value):
    response, sheet = placed(agent, was=ORLEANS, location=value)

    assert list(errors(response)) == ["location"]
    assert sheet.location.coords == ORLEANS


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "47°54'", "47.9, 1.9", "91"])
def test_degrees_that_are_no_degrees_are_refused(agent, home, text):
    response, sheet = placed(agent, was=ORLEANS, latitude=text)

    assert list(errors(response)) == ["latitude"]
    assert sheet.location.coords == ORLEANS


@pytest.mark.parametrize(
    ("given", "missing"), [("latitude", "longitude"), ("longitude", "latitude")]
)
def test_one_degree_alone_is_refused(agent, home, given, missing):
    response, sheet = placed(agent, **{given: "47,9"})

    assert errors(response) == {
        missing: [f"Donnez aussi la {missing}, ou effacez l’autre."]
    }
    assert sheet.location is None


def test_swapped_degrees_are_refused_with_the_remedy(agent, home):
    response, sheet = placed(agent, latitude="1,9039", longitude="47,9029")

    remedy = "vouliez-vous dire latitude 47,9029 et longitude 1,9039 ?"
    assert errors(response) == {
        "latitude": [f"Latitude et longitude semblent inversées : {remedy}"]
    }
    assert sheet.location is None


def test_a_point_outside_the_region_is_confirmed_not_silent(agent, home):
    elsewhere = {"latitude": "43,3", "longitude": "5,4"}
    response, sheet = placed(agent, **elsewhere)

    remedy = "corrigez-la, ou cochez cette case pour la confirmer."
    warning = f"La position 43,3 ; 5,4 est hors de la région Centre : {remedy}"
    assert errors(response) == {"outside_confirmed": [warning]}
    assert b'type="checkbox" name="outside_confirmed"' in response.content
    edit(agent, sheet, **elsewhere, outside_confirmed="on")
    sheet.refresh_from_db()
    assert sheet.location.coords == (5.4, 43.3)


def test_a_confirmed_point_is_not_questioned_again(agent, home):
    sheet = make_initiative(location=(5.4, 43.3))

    assert edit(agent, sheet, title="Corrigé").status_code == 302


def test_a_commune_alone_places_the_sheet_at_its_centre(agent, home):
    blois = make_territory(BLOIS, name="Blois", code="41018")

    response, sheet = placed(agent, commune=blois.pk)

    assert (sheet.location.coords, sheet.precision) == (BLOIS, "commune")
    assert sheet.precision_reason == "Adresse précise non renseignée"
    messages = [str(m) for m in agent.get(response["Location"]).context["messages"]]
    assert any("au centre de Blois (41018)" in message for message in messages)


def test_a_sheet_at_the_centre_follows_its_commune(agent, home):
    blois, orleans = make_territory(BLOIS), make_territory(ORLEANS)
    _, sheet = placed(agent, commune=blois.pk)

    edit(agent, sheet, commune=orleans.pk)

    sheet.refresh_from_db()
    assert sheet.location.coords == ORLEANS


def test_an_exact_point_stays_when_the_commune_changes(agent, home):
    sheet = make_initiative(location=(1.7, 47.6), commune=make_territory(BLOIS))

    edit(agent, sheet, commune=make_territory(ORLEANS).pk)

    sheet.refresh_from_db()
    assert (sheet.location.coords, sheet.precision) == ((1.7, 47.6), "exact")


def test_a_point_is_erased(agent, home):
    _, sheet = placed(agent, was=ORLEANS, latitude="", longitude="")

    assert sheet.location is None


def test_a_department_is_no_commune(agent, home):
    response, _ = placed(agent, commune=make_department().pk)

    assert list(errors(response)) == ["commune"]


def test_the_place_of_a_commune_is_given_to_the_map(agent, intern, as_person):
    commune = make_territory(ORLEANS, name="Orléans", code="45234")
    url = reverse("admin:reference_place", args=[commune.pk])

    answer = agent.get(url).json()

    assert (answer["name"], answer["latitude"], answer["longitude"]) == (
        "Orléans (45234)",
        47.902,
        1.909,
    )
    assert answer["outline"]["type"] == "MultiPolygon"
    assert agent.get(reverse("admin:reference_place", args=[0])).status_code == 404
    assert as_person().get(url).status_code == 403


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


def test_the_public_point_follows_the_private_one(agent, home):
    _, sheet = placed(
        agent,
        latitude="47,90291",
        longitude="1,90391",
        precision="street",
        precision_reason="Public fragile",
    )

    assert sheet.public_location.coords == pytest.approx((1.904, 47.902))
