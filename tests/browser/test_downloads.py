"""« Télécharger », on the list: seen, followed by the filters, without JavaScript."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PANEL = "#telechargements"
PICTURES = os.environ.get("PICTURES")  # a folder, to look at the pages


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def opened(page: Page) -> None:
    page.locator("summary", has_text="Télécharger").click()
    expect(page.locator(PANEL)).to_be_visible()


def test_links_follow_the_filters_and_the_panel_stays_open(visit):
    page = visit.go("/initiatives/")
    opened(page)
    link = page.get_by_role("link", name="Excel (xlsx)")
    expect(link).to_have_attribute("href", "/initiatives/export.xlsx")

    page.get_by_role("checkbox", name="Langue").check()

    expect(link).to_have_attribute("href", "/initiatives/export.xlsx?theme=langue")
    expect(page.locator(PANEL)).to_be_visible()
    keep(page, "downloads-1280")
    assert visit.violations() == []


def test_a_click_gives_the_file(visit):
    page = visit.go("/initiatives/?theme=langue")
    opened(page)

    with page.expect_download() as given:
        page.get_by_role("link", name="LibreOffice (ods)").click()

    assert given.value.suggested_filename.startswith("initiatives-2")
    assert Path(given.value.path()).read_bytes().startswith(b"PK")


def test_the_panel_fits_a_phone(phone):
    page = phone.go("/initiatives/")
    opened(page)

    box = page.locator(PANEL).bounding_box()
    keep(page, "downloads-360")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.violations() == []


@pytest.mark.parametrize("width", [768, 1000, 1120, 1280, 1600])
def test_the_panel_stays_on_the_screen(visit, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.go("/initiatives/")
    opened(page)

    box = page.locator(PANEL).bounding_box()
    keep(page, f"downloads-{width}")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_panel_opens_without_javascript(plain):
    page = plain.go("/initiatives/?theme=langue")
    opened(page)

    link = page.get_by_role("link", name="csv pour Excel")

    expect(link).to_have_attribute("href", "/initiatives/export.csv?theme=langue")
