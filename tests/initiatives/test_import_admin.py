"""Importing initiatives from their list: pages, rights, and what files try."""

import io
import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accueil.exchange import admin_forms
from accueil.exchange.models import Batch
from initiatives.models import Initiative
from tests.admin_tools import form_values
from tests.exchange.csv_files import csv_file
from tests.factories import make_initiative, make_organisation

pytestmark = pytest.mark.django_db

LEAD = "Porteur d’essai"
GOOD = {"Intitulé": "Cours du soir", "Structure porteuse": LEAD}
BAD = {"Intitulé": "Atelier", "Structure porteuse": "Inconnue"}
LIST = "admin:initiatives_initiative_changelist"
RIGHTS = [
    "initiatives.view_initiative",
    "initiatives.add_initiative",
    "initiatives.change_initiative",
]


def url(page: str, *args) -> str:
    return reverse(f"admin:initiatives_initiative_{page}", args=args)


def send(client, *lines: dict, name: str = "fiches.csv", content: bytes | None = None):
    file = SimpleUploadedFile(name, content or csv_file(*lines))
    return client.post(url("import"), {"file": file}, follow=True)


def confirm(client, page):
    """Press « Importer » on a preview page."""
    batch = page.context["batch"]
    values = form_values(page, "confirm")
    return client.post(url("import_confirm", batch.pk), values, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def text_of(response) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(words).split())


def grid(content: bytes) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture
def lead():
    return make_organisation(name=LEAD)


@pytest.fixture
def sheet(lead):
    return make_initiative(title="Café des langues", slug="cafe", lead=lead)


def test_a_file_goes_from_the_list_to_the_base_and_back(agent, sheet):
    page = agent.get(reverse(LIST))
    assert f'href="{url("import")}"' in page.content.decode()
    line = {"Identifiant": "cafe", "Intitulé": "Café", "Structure porteuse": LEAD}

    preview = send(agent, line, {"Identifiant": "", **GOOD})
    done = confirm(agent, preview)

    assert said(done) == [
        "« fiches.csv » importé : 1 créée, 1 modifiée, 0 inchangée, 0 refusée."
    ]
    titles = Initiative.objects.values_list("title", flat=True)
    assert sorted(titles) == ["Café", "Cours du soir"]

    batch = Batch.objects.get()
    assert "Fiches rétablies comme avant : 1." in text_of(
        agent.get(url("import_undo", batch.pk))
    )
    undone = agent.post(url("import_undo", batch.pk), follow=True)

    assert said(undone) == ["Import annulé : 1 fiche rétablie, 1 supprimée."]
    assert [i.title for i in Initiative.objects.all()] == ["Café des langues"]


def test_the_preview_says_what_was_understood_and_each_change(agent, sheet):
    line = {"Identifiant": "cafe", "Intitulé": "Café", "Structure porteuse": LEAD}
    new = {"Identifiant": "", **GOOD}
    wrong = {"Identifiant": "", **BAD}

    page = send(agent, line, new, wrong)

    text = text_of(page)
    assert "Séparateur point-virgule" in text
    assert "2 Café des langues Intitulé Café des langues Café" in text
    assert "3 Cours du soir" in text
    assert "4 Structure porteuse « Inconnue » n’est pas connu" in text
    heads = [section.slug for section in page.context["sections"]]
    assert heads == ["refusees", "modifiees", "creees"]


def test_a_long_text_is_shown_around_its_difference(agent, sheet):
    text = "mot " * 60
    Initiative.objects.update(summary=f"{text}avant {text}"[:600])
    line = {
        "Identifiant": "cafe",
        "Intitulé": sheet.title,
        "Structure porteuse": LEAD,
        "Résumé": f"{text}après {text}"[:600],
    }

    page = send(agent, line)

    (row,) = page.context["sections"][0].lines
    before, after = row[3:]
    assert "mot avant mot" in before
    assert "mot après mot" in after
    assert len(before) <= 160


def test_importing_is_disabled_with_its_reason(agent, lead):
    page = send(agent, GOOD, BAD)

    button = re.search(r'<input[^>]*value="Importer"[^>]*>', page.content.decode())[0]
    assert "disabled" in button
    assert "Lignes refusées : 1." in text_of(page)
    refused = confirm(agent, page)
    assert said(refused)[0].startswith("Lignes refusées : 1.")
    assert Initiative.objects.count() == 0


def test_a_tick_leaves_refused_lines_out(agent, lead):
    page = send(agent, GOOD, BAD)

    page = agent.post(page.request["PATH_INFO"], {"valid_only": "on"}, follow=True)
    confirm(agent, page)

    assert [i.title for i in Initiative.objects.all()] == ["Cours du soir"]
    assert Batch.objects.get().counts["refused"] == 1


def test_an_unknown_column_is_ignored_by_a_tick(agent, lead):
    page = send(agent, {**GOOD, "Resumé court": "x"})
    assert page.context["reasons"][0].startswith("Colonnes inconnues")

    page = agent.post(
        page.request["PATH_INFO"], {"ignored": "Resumé court"}, follow=True
    )

    assert page.context["reasons"] == []


def test_another_line_of_headers_may_be_chosen_unless_it_cannot_be_read(agent, lead):
    page = send(agent, GOOD)
    place = page.request["PATH_INFO"]

    page = agent.post(place, {"header_line": "999"}, follow=True)

    assert said(page) != []
    assert Batch.objects.get().header_line is None


def test_refused_lines_come_back_in_a_workbook_that_can_be_imported(agent, lead):
    page = send(agent, GOOD, {**BAD, "Intitulé": "=1+1"})
    batch = page.context["batch"]

    answer = agent.get(url("import_errors", batch.pk))

    rows = grid(answer.content)
    assert rows[0] == ["Intitulé", "Structure porteuse", "Erreur"]
    assert rows[1][:2] == ["=1+1", "Inconnue"]
    assert rows[1][2].startswith("Ligne 3. Structure porteuse : « Inconnue »")
    make_organisation(name="Inconnue")
    again = send(agent, name="erreurs.xlsx", content=answer.content)
    confirm(agent, again)
    assert [i.title for i in Initiative.objects.all()] == ["=1+1"]


def test_a_header_that_looks_like_a_formula_stays_a_text(agent, lead):
    batch = send(agent, {**BAD, "=2+2": "@x"}).context["batch"]

    answer = agent.get(url("import_errors", batch.pk))

    assert [row[2] for row in grid(answer.content)] == ["=2+2", "@x"]


def test_the_template_is_a_file_that_imports(agent, lead):
    answer = agent.get(url("import_template"))

    headers = grid(answer.content)[0]
    assert headers[:2] == ["Identifiant", "Intitulé"]
    assert "Statut" not in headers
    values = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    columns = zip(
        *values.get_sheet_by_name("Valeurs acceptées").to_python(), strict=True
    )
    lists = {column[0]: [word for word in column[1:] if word] for column in columns}
    assert lists["État"] == [str(label) for label in Initiative.Stage.labels]


def test_a_change_in_between_shows_the_new_preview(agent, sheet):
    line = {"Identifiant": "cafe", "Intitulé": "Café", "Structure porteuse": LEAD}
    page = send(agent, line)
    Initiative.objects.update(title="Relue", version=5)

    after = confirm(agent, page)

    assert said(after)[0].startswith("Rien n’a été importé : la base a changé")
    assert "2 Relue Intitulé Relue Café" in text_of(after)
    assert Initiative.objects.get().title == "Relue"


def test_pressing_twice_imports_once(agent, lead):
    page = send(agent, GOOD)

    confirm(agent, page)
    second = confirm(agent, page)

    assert second.status_code == 200
    assert (Initiative.objects.count(), Batch.objects.count()) == (1, 1)


def test_rows_changed_since_stay_and_are_named(agent, lead):
    confirm(agent, send(agent, GOOD))
    Initiative.objects.update(title="Relue", version=5)

    page = agent.post(url("import_undo", Batch.objects.get().pk), follow=True)

    assert (
        said(page)[1]
        == "Modifiées depuis l’import, laissées telles quelles : « Relue »."
    )
    assert Initiative.objects.count() == 1


def test_hostile_cells_and_names_are_shown_as_text(agent, lead):
    evil = "<script>alert(1)</script>"
    page = send(
        agent,
        {"Intitulé": evil, "Structure porteuse": LEAD, evil: "x"},
        {"Intitulé": "x", "Structure porteuse": evil, evil: "x"},
        name='"><img src=x onerror=alert(1)>.csv',
    )

    html = page.content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Ce fichier est vide"),
        (b"PK\x03\x04 rien", ""),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ""),
        (b"\0" * 10_000, ""),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_stays_nowhere(agent, content, message):
    file = SimpleUploadedFile("fiches.xlsx", content)

    page = agent.post(url("import"), {"file": file})

    errors = page.context["form"].errors["file"]
    assert (page.status_code, len(errors), Batch.objects.count()) == (200, 1, 0)
    assert message in errors[0]


def test_a_file_too_big_is_not_even_read(agent, monkeypatch):
    monkeypatch.setattr(admin_forms, "BIGGEST", 10)

    page = send(agent, GOOD)

    assert "10 Mo au plus" in page.context["form"].errors["file"][0]


def test_no_file_at_all_says_so(agent):
    page = agent.post(url("import"), {})

    assert page.context["form"].errors["file"] == ["Choisissez un fichier."]


def test_a_section_stops_at_two_hundred_lines(agent, lead):
    lines = [{**GOOD, "Intitulé": f"Cours {rank}"} for rank in range(203)]

    page = send(agent, *lines)

    section = page.context["sections"][0]
    assert (len(section.lines), section.more) == (200, 3)
    assert "… et 3 autres" in text_of(page)


def test_somebody_else_s_preview_does_not_exist(agent, manager, lead):
    batch = send(agent, GOOD).context["batch"]

    for page in ("import_preview", "import_errors"):
        assert manager.get(url(page, batch.pk)).status_code == 404
    for page in ("import_preview", "import_confirm"):
        assert manager.post(url(page, batch.pk), {"digest": "x"}).status_code == 404
    assert Initiative.objects.count() == 0


def test_an_invented_batch_does_not_exist(agent):
    for page in ("import_preview", "import_errors", "import_undo"):
        assert agent.get(url(page, uuid.uuid4())).status_code == 404


def test_a_colleague_may_undo_what_another_imported(agent, manager, lead):
    confirm(agent, send(agent, GOOD))
    listed = manager.get(url("imports"))
    assert "Annuler cet import" in text_of(listed)

    manager.post(url("import_undo", Batch.objects.get().pk))

    assert Initiative.objects.count() == 0


@pytest.mark.parametrize("right", [None, "initiatives.import_initiative", *RIGHTS])
def test_each_right_is_needed(as_person, lead, right):
    everything = [*RIGHTS, "initiatives.import_initiative"]
    person = as_person(*(name for name in everything if name != right))

    statuses = {page: person.get(url(page)).status_code for page in PAGES}
    posted = person.post(url("import"), {"file": SimpleUploadedFile("a.csv", b"a;b")})

    allowed = right in {None, "initiatives.view_initiative"}  # change implies view
    assert statuses == dict.fromkeys(PAGES, 200 if allowed else 403)
    assert posted.status_code == (302 if allowed else 403)


PAGES = ["import", "import_template", "imports"]
BATCH_PAGES = ["import_preview", "import_confirm", "import_errors", "import_undo"]


@pytest.mark.parametrize("who", ["intern", "reader"])
def test_whoever_may_not_import_gets_403_on_every_page(
    agent, lead, who, request, as_person
):
    batch = send(agent, GOOD).context["batch"]
    person = (
        as_person("initiatives.view_initiative")
        if who == "reader"
        else request.getfixturevalue(who)
    )
    addresses = [url(p) for p in PAGES] + [url(p, batch.pk) for p in BATCH_PAGES]

    statuses = {
        getattr(person, m)(a).status_code for m in ("get", "post") for a in addresses
    }

    assert statuses == {403}


def test_the_button_is_for_whoever_may_import(as_person):
    page = as_person("initiatives.view_initiative").get(reverse(LIST))

    assert "Importer un fichier" not in page.content.decode()


def test_private_columns_are_unknown_to_whoever_may_not_see_them(as_person, lead):
    person = as_person(*RIGHTS, "initiatives.import_initiative")

    page = send(person, {**GOOD, "Note interne": "secret"})

    assert [header for header, _ in page.context["form"].fields["ignored"].choices] == [
        "Note interne"
    ]


def test_status_never_changes_by_a_file(agent, lead):
    confirm(agent, send(agent, {**GOOD, "Statut": "publiée"}))

    assert Initiative.objects.get().status == "draft"


def test_the_list_says_what_became_of_each(agent, lead):
    send(agent, GOOD)
    confirm(agent, send(agent, {**GOOD, "Intitulé": "Autre"}))

    text = text_of(agent.get(url("imports")))

    assert "importé 1 nouvelle Annuler cet import" in text
    assert "en attente de confirmation 1 nouvelle Reprendre l’aperçu" in text
