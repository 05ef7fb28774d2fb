"""The administration in a browser: accessible, silent, at home on a phone."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from initiatives.models import Initiative
from tests.conftest import signed_in
from tests.factories import (
    make_document,
    make_initiative,
    make_participation,
    make_territory,
    make_user,
)

PAGES = [
    "/admin/",
    "/admin/initiatives/initiative/",
    "/admin/initiatives/initiative/add/",
    "/admin/initiatives/initiative/{sheet}/change/",
    "/admin/initiatives/initiative/{sheet}/history/",
    "/admin/initiatives/initiative/{sheet}/delete/",
    "/admin/initiatives/initiative/{sheet}/archiver/",
    "/admin/reference/organisation/{actor}/change/",
    "/admin/reference/territory/{place}/change/",
    "/admin/reference/theme/",
    "/admin/reference/theme/{theme}/change/",
    "/admin/reference/theme/{theme}/fusionner/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/accounts/user/{user}/change/",
    "/admin/auth/group/",
]


@pytest.fixture
def sheet(world):
    sheet = make_initiative(
        title="Café des langues",
        status="draft",
        themes=list(world.theme.__class__.objects.all()),
        commune=make_territory(name="Blois", code="41018"),
    )
    make_participation(sheet)
    make_document(sheet)
    return sheet


def enter(visit):
    """Give the browser the session of a superuser."""
    user = make_user(is_staff=True, is_superuser=True, username="rose")
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(user).cookies[name].value
    visit.page.context.add_cookies([{"name": name, "value": value, "url": visit.base}])
    return user


def address(path: str, sheet, user) -> str:
    return path.format(
        sheet=sheet.pk,
        actor=sheet.lead_id,
        place=sheet.commune_id,
        theme=sheet.themes.first().pk,
        user=user.pk,
    )


def test_pages_break_no_accessibility_rule_and_say_nothing(visit, sheet):
    user = enter(visit)
    found = {}

    for path in PAGES:
        visit.go(address(path, sheet, user))
        said = list(visit.said)
        found[path] = visit.violations() + said
        visit.said.clear()  # the checker injects a style of its own

    assert found == {path: [] for path in PAGES}


def test_pages_fit_a_phone(phone, sheet):
    user = enter(phone)
    widths = {}

    for path in PAGES:
        page = phone.go(address(path, sheet, user))
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PAGES, 360)


def test_a_click_on_the_map_fills_the_fields(visit, sheet):
    enter(visit)
    page = visit.go(f"/admin/initiatives/initiative/{sheet.pk}/change/")
    before = page.get_by_role("textbox", name="Latitude").input_value()
    marker = page.locator(".point-marker")
    expect(marker).to_be_visible()

    page.locator("#id_location-map").click(position={"x": 200, "y": 100})
    after = page.get_by_role("textbox", name="Latitude").input_value()
    page.locator("[name=_continue]").last.click()

    stored = Initiative.objects.get(pk=sheet.pk).location
    assert (after != before, round(stored.y, 6)) == (
        True,
        float(after.replace(",", ".")),
    )


def test_typed_degrees_move_the_marker(visit, sheet):
    enter(visit)
    page = visit.go(f"/admin/initiatives/initiative/{sheet.pk}/change/")

    page.get_by_role("textbox", name="Latitude").fill("47,5")
    page.get_by_role("textbox", name="Longitude").fill("1,5")
    page.get_by_role("textbox", name="Longitude").blur()

    assert '"coordinates":[1.5,47.5]' in page.locator("#id_location").input_value()


def test_the_centre_of_the_commune_is_one_button_away(visit, sheet):
    enter(visit)
    page = visit.go(f"/admin/initiatives/initiative/{sheet.pk}/change/")

    page.get_by_role("button", name="Placer au centre de la commune").click()

    expect(page.get_by_text("Point placé au centre de Blois (41018).")).to_be_visible()
    assert page.get_by_role("textbox", name="Latitude").input_value() == "47,902"
    assert page.get_by_label("Précision publiée").input_value() == "commune"


def test_a_new_sheet_has_a_french_address_and_a_shelter_its_commune(visit, sheet):
    enter(visit)
    page = visit.go("/admin/initiatives/initiative/add/")

    page.get_by_label("Intitulé").press_sequentially("L’Œuvre d'été")
    page.get_by_label("Lieu d’hébergement").check()

    assert page.get_by_label("Identifiant d’URL").input_value() == "l-oeuvre-d-ete"
    assert page.get_by_label("Précision publiée").input_value() == "commune"
    assert page.get_by_label("Raison de la discrétion").input_value() != ""


def test_an_address_search_that_is_off_says_so(visit, sheet):
    enter(visit)
    page = visit.go(f"/admin/initiatives/initiative/{sheet.pk}/change/")

    page.locator("#id_address").fill("12 rue royale")
    page.get_by_role("button", name="Chercher cette adresse").click()

    expect(page.get_by_text("n’est pas configurée")).to_be_visible()


def test_an_actor_is_completed_as_one_types(visit, sheet):
    enter(visit)
    page = visit.go("/admin/initiatives/initiative/add/")

    page.get_by_role("combobox", name="Structure porteuse").click()
    page.get_by_role("searchbox", name="Chercher").fill(sheet.lead.name)
    page.get_by_role("option", name=sheet.lead.name, exact=True).click()

    expect(page.locator("#id_lead option[selected]")).to_have_count(0)
    assert page.locator("#id_lead").input_value() == str(sheet.lead_id)


def test_a_sheet_is_published_in_two_clicks(visit, sheet):
    enter(visit)
    page = visit.go("/admin/initiatives/initiative/?status__exact=draft")

    page.get_by_role("link", name="Café des langues").click()
    page.get_by_role("button", name="Publier", exact=True).click()

    expect(page.get_by_text("« Café des langues » : publiée.")).to_be_visible()
    page.get_by_role("link", name="Voir sur le site").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Café des langues")


def test_an_outline_is_drawn_for_whoever_looks(visit, sheet):
    enter(visit)

    page = visit.go(f"/admin/reference/territory/{sheet.commune_id}/change/")

    expect(page.locator(".outline-map path")).to_have_count(1)
