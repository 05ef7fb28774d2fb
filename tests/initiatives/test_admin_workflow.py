"""Buttons and list actions: who sees them, what they do, what they refuse."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from accueil import permissions
from initiatives.admin.workflow import AT_ONCE, STEPS
from initiatives.models import Initiative
from initiatives.previews import resolve_preview
from tests.admin_tools import change_url, edit
from tests.conftest import signed_in
from tests.factories import make_initiative, make_organisation, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/initiatives/initiative/"


def step_url(slug: str, sheet) -> str:
    return reverse(f"admin:initiatives_initiative_{slug}", args=[sheet.pk])


def status(sheet) -> str:
    return Initiative.objects.values_list("status", flat=True).get(pk=sheet.pk)


def messages(client, response) -> list[tuple[str, str]]:
    page = client.get(response["Location"])
    return [(m.level_tag, str(m)) for m in page.context["messages"]]


def choose(client, action: str, sheets, **more):
    """Send the list's action form for these sheets."""
    boxes = {ACTION_CHECKBOX_NAME: [getattr(sheet, "pk", sheet) for sheet in sheets]}
    return client.post(LIST, {"action": action, **boxes, **more})


# --- Buttons --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "before", "after", "message"),
    [
        ("relecture", "draft", "review", "« Café » : envoyée en relecture."),
        ("publier", "review", "published", "« Café » : publiée."),
        ("verifier", "draft", "draft", "« Café » : vérifiée aujourd’hui."),
        ("revoquer-apercus", "draft", "draft", "« Café » : liens d’aperçu révoqués."),
    ],
)
def test_a_button_acts_at_once(agent, slug, before, after, message):
    sheet = make_initiative(title="Café", status=before)

    response = agent.post(step_url(slug, sheet))

    assert response["Location"] == change_url(sheet)
    assert (status(sheet), messages(agent, response)) == (after, [("success", message)])


@pytest.mark.parametrize(
    ("slug", "after"), [("depublier", "draft"), ("archiver", "archived")]
)
def test_what_hides_a_sheet_is_confirmed_first(agent, slug, after):
    sheet = make_initiative()

    asked = agent.post(step_url(slug, sheet))

    assert (asked.status_code, status(sheet)) == (200, "published")
    assert asked.context["initiatives"] == [sheet]
    agent.post(step_url(slug, sheet), {"confirmed": "1"})
    assert status(sheet) == after


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_a_link_asks_and_never_acts(agent, step):
    sheet = make_initiative(status="draft")

    response = agent.get(step_url(step.slug, sheet))

    assert (response.status_code, status(sheet)) == (200, "draft")


def test_a_refusal_says_the_remedy(agent):
    lead = make_organisation(name="Bienvenue", is_published=False)
    sheet = make_initiative(title="Café", status="draft", lead=lead, summary="")

    response = agent.post(step_url("publier", sheet))

    (level, text) = messages(agent, response)[0]
    assert (level, status(sheet)) == ("error", "draft")
    assert text == (
        "« Café » : Rédigez un résumé : la carte et la liste le montrent. "
        "La structure porteuse « Bienvenue » n’est pas publiée : "
        "ouvrez sa fiche et cochez « publié » d’abord."
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
@pytest.mark.parametrize(
    "group", [permissions.INTERN, permissions.CTAI_OFFICER, permissions.PARTNER]
)
def test_nobody_else_takes_a_step(step, group):
    sheet = make_initiative(status="draft")
    person = signed_in(make_user(groups=[group], is_staff=True))
    before = sheet.history.count()

    for send in (person.get, person.post):
        assert send(step_url(step.slug, sheet)).status_code == 403

    assert (status(sheet), sheet.history.count()) == ("draft", before)


def test_changing_is_not_publishing(as_person):
    person = as_person("initiatives.view_initiative", "initiatives.change_initiative")
    sheet = make_initiative(status="draft")

    statuses = {
        step.slug: person.post(step_url(step.slug, sheet)).status_code for step in STEPS
    }

    assert statuses == {
        "relecture": 302,
        "publier": 403,
        "verifier": 403,
        "depublier": 403,
        "archiver": 403,
        "revoquer-apercus": 302,
    }
    offered = person.get(change_url(sheet)).context["steps"]
    assert [step["button"] for step in offered] == ["Révoquer les aperçus"]


def test_a_step_on_no_sheet_is_not_found(agent):
    assert agent.post(f"{LIST}0/publier/").status_code == 404


def test_a_step_needs_the_token_of_the_form(agent):
    sheet = make_initiative(status="draft")
    agent.handler.enforce_csrf_checks = True

    assert agent.post(step_url("publier", sheet)).status_code == 403
    assert status(sheet) == "draft"


@pytest.mark.parametrize(
    ("before", "buttons"),
    [
        ("draft", ["relecture", "publier", "verifier", "archiver", "revoquer-apercus"]),
        ("review", ["publier", "verifier", "archiver", "revoquer-apercus"]),
        ("published", ["verifier", "depublier", "archiver", "revoquer-apercus"]),
        ("archived", ["publier", "verifier", "depublier", "revoquer-apercus"]),
    ],
)
def test_only_possible_steps_are_offered(agent, before, buttons):
    sheet = make_initiative(status=before)

    offered = agent.get(change_url(sheet)).context["steps"]

    assert [step["url"] for step in offered] == [step_url(b, sheet) for b in buttons]


def test_the_page_gives_a_preview_link_that_works(agent, client):
    sheet = make_initiative(status="draft")

    link = agent.get(change_url(sheet)).context["preview_url"]

    token = link.rstrip("/").rpartition("/")[2]
    assert link.startswith("http://testserver/")
    assert resolve_preview(token) == sheet


def test_a_reader_sees_the_status_and_makes_no_link(as_person):
    sheet = make_initiative(status="review")
    reader = as_person("initiatives.view_initiative")

    page = reader.get(change_url(sheet))

    assert (page.context["steps"], page.context["preview_url"]) == ([], "")
    assert "Statut : à relire" in " ".join(page.content.decode().split())


def test_only_a_published_sheet_links_to_the_site(agent):
    draft, published = make_initiative(status="draft"), make_initiative()

    links = [agent.get(change_url(s)).context["public_url"] for s in (draft, published)]

    assert links == ["", published.get_absolute_url()]


# --- Save and publish -------------------------------------------------------------


def test_save_and_publish_does_both(agent):
    sheet = make_initiative(status="draft", summary="")

    response = edit(agent, sheet, summary="Un résumé.", action="_publish")

    sheet.refresh_from_db()
    assert (response["Location"], sheet.status) == (change_url(sheet), "published")
    assert (sheet.summary, sheet.version) == ("Un résumé.", 2)


def test_what_cannot_be_published_is_saved_all_the_same(agent):
    sheet = make_initiative(status="draft")

    response = edit(agent, sheet, title="Corrigé", summary="", action="_publish")

    sheet.refresh_from_db()
    assert (sheet.status, sheet.title) == ("draft", "Corrigé")
    assert [level for level, _ in messages(agent, response)] == ["success", "error"]


def test_the_button_means_nothing_without_the_right(as_person):
    person = as_person("initiatives.view_initiative", "initiatives.change_initiative")
    sheet = make_initiative(status="draft")

    response = edit(person, sheet, title="Corrigé", action="_publish")

    assert (response.status_code, status(sheet)) == (302, "draft")


# --- List actions -----------------------------------------------------------------


def offered(client) -> list[str]:
    form = client.get(LIST).context.get("action_form")
    return (
        [value for value, _ in form.fields["action"].choices if value] if form else []
    )


def test_each_group_is_offered_its_actions(agent, as_person):
    make_initiative()
    steps = [f"step_{step.slug}" for step in STEPS if step.slug != "revoquer-apercus"]

    assert offered(agent) == ["export_private", *steps]
    changes = as_person("initiatives.view_initiative", "initiatives.change_initiative")
    assert offered(changes) == ["step_relecture"]
    assert offered(as_person("initiatives.view_initiative")) == []


def test_nobody_deletes_a_selection(agent, manager):
    sheet = make_initiative()
    for person in (agent, manager):
        choose(person, "delete_selected", [sheet], post="yes", confirmed="1")

    assert Initiative.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("step_relecture", "draft", "review"),
        ("step_publier", "draft", "published"),
        ("step_depublier", "published", "draft"),
        ("step_archiver", "published", "archived"),
        ("step_verifier", "draft", "draft"),
    ],
)
def test_a_list_action_asks_then_acts(agent, action, before, after):
    sheets = [make_initiative(status=before) for _ in range(2)]

    asked = choose(agent, action, sheets)

    assert (asked.status_code, {status(s) for s in sheets}) == (200, {before})
    assert sorted(asked.context["initiatives"], key=lambda s: s.pk) == sheets
    choose(agent, action, sheets, confirmed="1")
    assert {status(sheet) for sheet in sheets} == {after}


def test_each_sheet_answers_for_itself(agent):
    good = make_initiative(title="Bonne", status="draft")
    bad = make_initiative(title="Mauvaise", status="draft", source_title="")

    response = choose(agent, "step_publier", [good, bad], confirmed="1")

    assert messages(agent, response) == [
        ("error", "« Mauvaise » : Indiquez la source des informations."),
        ("success", "« Bonne » : publiée."),
    ]
    assert (status(good), status(bad)) == ("published", "draft")


def test_markup_in_a_title_stays_text(agent):
    sheet = make_initiative(title="<script>alert(1)</script>", status="draft")

    response = choose(agent, "step_publier", [sheet], confirmed="1")

    page = agent.get(response["Location"]).content.decode()
    assert "« &lt;script&gt;alert(1)&lt;/script&gt; » : publiée." in page
    assert "<script>alert" not in page


def test_an_action_only_reaches_rows_of_the_filtered_list(agent):
    draft, archived = (
        make_initiative(status="draft"),
        make_initiative(status="archived"),
    )

    agent.post(
        f"{LIST}?status__exact=archived",
        {
            "action": "step_publier",
            "confirmed": "1",
            ACTION_CHECKBOX_NAME: [draft.pk, archived.pk],
        },
    )

    assert (status(draft), status(archived)) == ("draft", "published")


@pytest.mark.parametrize("ticked", [["x"], ["-1"], ["\x00"], ["9" * 30], ["1.5", "é"]])
def test_forged_boxes_are_ignored(agent, ticked):
    sheet = make_initiative(status="draft")

    response = choose(agent, "step_publier", ticked, confirmed="1")

    assert (response.status_code, status(sheet)) == (302, "draft")


def test_too_many_at_once_are_refused(agent, monkeypatch):
    monkeypatch.setattr("initiatives.admin.workflow.AT_ONCE", 1)
    sheets = [make_initiative(status="draft") for _ in range(2)]

    response = choose(agent, "step_publier", sheets, confirmed="1")

    assert AT_ONCE == 200
    assert messages(agent, response) == [("error", "Choisissez 1 fiches au plus.")]
    assert {status(sheet) for sheet in sheets} == {"draft"}
