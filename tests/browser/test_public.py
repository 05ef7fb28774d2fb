"""What a partner does on the public pages, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

PAGES = [
    "/", "/initiatives/", "/initiatives/?q=cours&theme=langue", "/initiatives/?theme=x",
    "/initiatives/cours-publics/", "/initiatives/accueil-de-nuit/", "/acteurs/",
    "/acteurs/porteur-public/", "/territoires/", "/territoires/departement/45/",
    "/territoires/commune/45234/", "/mentions-legales/", "/donnees-personnelles/",
    "/accessibilite/", "/plan-du-site/", "/api/", "/compte/login/", "/nulle-part/",
]  # fmt: skip
MARKER = ".leaflet-marker-icon"


@pytest.mark.parametrize("path", PAGES)
def test_page_breaks_no_accessibility_rule(visit, path):
    visit.go(path)
    visit.said.clear()  # a 404 is announced on the console

    assert visit.violations() == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone(phone, path):
    page = phone.go(path)
    phone.said.clear()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.violations() == []


def test_list_asks_nobody_but_us_and_the_tiles(visit):
    page = visit.go("/initiatives/")
    page.wait_for_selector(MARKER)

    assert visit.hosts <= {visit.base.split("/")[2], "data.geopf.fr"}
    assert page.context.cookies() == []


def test_map_works_without_tiles_and_says_so(visit):
    page = visit.go("/initiatives/")

    expect(page.locator(MARKER).first).to_be_visible()
    expect(
        page.get_by_text("fond de carte détaillé n’est pas disponible")
    ).to_be_visible()


def test_points_stand_inside_the_outlines(visit):
    """Both are placed by code of their own: a slip of one would show here."""
    page = visit.go("/initiatives/")
    region = page.locator(".outline-region").bounding_box()
    point = page.locator(MARKER).first.bounding_box()

    for start, side in [("x", "width"), ("y", "height")]:
        middle = point[start] + point[side] / 2
        assert region[start] < middle < region[start] + region[side]


def test_partner_finds_by_theme_typing_error_and_commune(visit):
    page = visit.go("/initiatives/?theme=langue")
    page.get_by_label("Rechercher").fill("cour voisinz")
    page.get_by_label("Rechercher").press("Enter")
    expect(page.locator("#nombre-resultats")).to_have_attribute("data-total", "1")

    page.get_by_label("Près de").fill("orléan")
    page.get_by_role("option", name=re.compile("Orléans")).click()

    expect(page.locator("#nombre-resultats")).to_have_attribute("data-total", "1")
    expect(page.get_by_role("link", name="Cours voisins").first).to_be_visible()


def test_ticking_a_facet_gives_the_number_it_announced(visit):
    page = visit.go("/initiatives/")
    box = page.locator("input[name=theme][value=langue]")
    announced = (
        box.locator("xpath=..").locator("[data-count]").get_attribute("data-count")
    )

    box.check()

    expect(page.locator("#nombre-resultats")).to_have_attribute("data-total", announced)
    expect(page).to_have_url(re.compile("theme=langue"))


def test_address_of_the_page_brings_back_the_same_results(visit):
    page = visit.go("/initiatives/")
    page.locator("input[name=theme][value=langue]").check()
    expect(page).to_have_url(re.compile("theme=langue"))
    total = page.locator("#nombre-resultats").get_attribute("data-total")

    page.goto(page.url)
    expect(page.locator("#nombre-resultats")).to_have_attribute("data-total", total)

    page.go_back()
    expect(page.locator("input[name=theme][value=langue]")).not_to_be_checked()


def test_keyboard_opens_a_marker(visit):
    page = visit.go("/initiatives/?q=voisins")
    marker = page.locator(MARKER).first
    marker.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".leaflet-popup-content a")).to_have_text("Cours voisins")


def test_names_of_partners_are_text_in_popups(visit, world):
    type(world.initiative).objects.filter(slug="cours-voisins").update(
        title="Voisins <img src=x onerror=document.title='pirate'>"
    )
    page = visit.go("/initiatives/?q=voisins")
    page.locator(MARKER).first.click()

    expect(page.locator(".leaflet-popup-content a")).to_have_text(
        "Voisins <img src=x onerror=document.title='pirate'>"
    )
    assert page.locator(".leaflet-popup img").count() == 0
    assert page.title() != "pirate"


def test_same_place_spreads_its_members(visit):
    page = visit.go("/initiatives/")
    page.locator(MARKER).first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_title("Cours publics").first).to_be_visible()


def test_phone_unfolds_the_filters(phone):
    page = phone.go("/initiatives/")
    around = page.get_by_role("button", name="Autour de moi")
    toggle = page.get_by_role("button", name="Filtres")
    expect(around).to_be_hidden()

    toggle.tap()

    expect(around).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.get_by_label("Près de").tap()  # a box of suggestions, no toggle
    expect(around).to_be_visible()


def test_phone_shows_the_list_first_and_the_map_on_request(phone):
    page = phone.go("/initiatives/")
    expect(page.get_by_role("link", name="Cours publics").first).to_be_visible()

    page.get_by_label("Affichage").get_by_text("Carte").click()

    expect(page.locator("#carte")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "Cours"),
        ("/initiatives/?q=cours", "Cours publics"),
        ("/initiatives/cours-publics/", "Porteur public"),
        ("/acteurs/", "Porteur public"),
        ("/territoires/departement/45/", "Cours publics"),
    ],
)
def test_page_says_the_same_without_javascript(plain, path, text):
    page = plain.go(path)

    if path != "/":
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def test_filters_work_without_javascript(plain):
    page = plain.go("/initiatives/")
    page.locator("input[name=q]").first.fill("voisins")
    page.locator("input[name=pres_de]").first.fill("orleans")
    page.locator("form").filter(has=page.locator("input[name=pres_de]")).get_by_role(
        "button", name=re.compile("[Rr]echercher|[Ff]iltrer|[Aa]ppliquer|[Aa]fficher")
    ).first.click()

    expect(page.locator("#nombre-resultats")).to_have_attribute("data-total", "1")


def test_sheet_of_a_shelter_says_how_precisely_it_is_shown(visit):
    page = visit.go("/initiatives/accueil-de-nuit/")

    expect(page.get_by_text("au centre de la commune").first).to_be_visible()
    assert "12, rue" not in page.content()
