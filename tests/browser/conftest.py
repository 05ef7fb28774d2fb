"""Chromium on a live server: nothing from outside, nothing said on the console."""

import os
import shutil
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from accueil.accounts.groups import sync_groups
from tests.world import World

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    """Skip without a browser, except in CI, where that would hide something."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def chromium():
    # Playwright's own loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One person's browser: ``page``, what the console said, which hosts were asked."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def violations(self) -> list[str]:
        """Rules of axe that the page breaks, with the first element of each."""
        # It cannot follow @import under our security policy. The one rule that reads
        # sheets is held by test_no_sheet_depends_on_how_a_screen_is_held.
        found = Axe().run(self.page, options={"preload": False}).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.fixture
def world(transactional_db):
    """The small public world, committed so that the server sees it."""
    sync_groups()
    world = World()
    world.build_public()
    world.build_shelter()
    return world


def open_visit(chromium, live_server, **context) -> Visit:
    context.setdefault("viewport", {"width": 1280, "height": 900})
    page = chromium.new_context(locale="fr-FR", **context).new_page()
    page.set_default_timeout(8000)
    visit = Visit(page, live_server.url)

    def answer(route):
        host = route.request.url.split("/")[2]
        visit.hosts.add(host)
        if host == live_server.url.split("/")[2]:
            route.continue_()
        else:
            route.abort()

    def hear(message):
        ours = "net::ERR_FAILED" not in message.text  # tiles that we abort
        if message.type in {"error", "warning"} and ours:
            visit.said.append(message.text)

    page.route("**/*", answer)
    page.on("console", hear)
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    return visit


@pytest.fixture
def visit(chromium, live_server, world):
    visit = open_visit(chromium, live_server)
    yield visit
    said = visit.said
    visit.page.context.close()
    assert said == []


@pytest.fixture
def phone(chromium, live_server, world):
    visit = open_visit(
        chromium, live_server, viewport={"width": 360, "height": 740}, has_touch=True
    )
    yield visit
    said = visit.said
    visit.page.context.close()
    assert said == []


@pytest.fixture
def plain(chromium, live_server, world):
    """A browser without JavaScript."""
    visit = open_visit(chromium, live_server, java_script_enabled=False)
    yield visit
    visit.page.context.close()
