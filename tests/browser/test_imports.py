"""Importing a file in a browser: accessible, on a phone, without JavaScript."""

import os
from pathlib import Path

import pytest

from tests.browser.test_admin import enter
from tests.exchange.csv_files import csv_file
from tests.factories import make_initiative, make_organisation

LEAD = "Porteur d’essai"
START = "/admin/initiatives/initiative/importer/"
SHOTS = os.environ.get("PICTURES")  # folder for pictures, to look at


@pytest.fixture
def file(world, tmp_path) -> str:
    """Three lines: one changes a sheet, one is new, one is refused."""
    lead = make_organisation(name=LEAD)
    make_initiative(title="Café des langues", slug="cafe", lead=lead)
    names = ["cafe", "", "", ""]
    titles = [
        "Café des langues et des métiers",
        "Cours du soir",
        "Atelier",
        "Cours du soir",
    ]
    leads = [LEAD, LEAD, "Une structure que personne ne connaît", LEAD]
    lines = [
        {"Identifiant": n, "Intitulé": t, "Structure porteuse": s, "Couleur": "bleu"}
        for n, t, s in zip(names, titles, leads, strict=True)
    ]
    path = tmp_path / "fiches.csv"
    path.write_bytes(csv_file(*lines, encoding="cp1252"))
    return str(path)


def journey(visit, file: str):
    """Each page in turn, its name given: upload, preview, ready, list, undo."""
    enter(visit)
    page = visit.go(START)
    yield "upload"
    page.set_input_files("input[name=file]", file)
    with page.expect_navigation():
        page.get_by_role("button", name="Voir l’aperçu").click()
    yield "preview"
    assert page.get_by_role("button", name="Importer", exact=True).is_disabled()
    page.get_by_label("Couleur").check()
    page.get_by_label("Seulement les lignes valides").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Appliquer ces réglages").click()
    yield "ready"
    with page.expect_navigation():
        page.get_by_role("button", name="Importer", exact=True).click()
    yield "list"
    with page.expect_navigation():
        page.get_by_role("link", name="Annuler cet import").first.click()
    yield "undo"
    with page.expect_navigation():
        page.get_by_role("button", name="Annuler cet import").click()
    yield "undone"


def picture(visit, name: str) -> None:
    if SHOTS:
        width = visit.page.viewport_size["width"]
        path = Path(SHOTS) / f"{name}-{width}.png"
        visit.page.screenshot(path=path, full_page=True)


def test_pages_break_no_accessibility_rule(visit, file):
    found = {}

    for name in journey(visit, file):
        picture(visit, name)
        said = list(visit.said)
        found[name] = visit.violations() + said
        visit.said.clear()  # the checker injects a style of its own

    assert found == {name: [] for name in found}
    assert len(found) == 6


def test_pages_fit_a_phone(phone, file):
    widths = {}

    for name in journey(phone, file):
        picture(phone, name)
        widths[name] = phone.page.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(widths, 360)


def test_a_file_enters_and_leaves_without_javascript(plain, file):
    for _ in journey(plain, file):
        pass

    assert "Import annulé" in plain.page.inner_text(".messagelist")
