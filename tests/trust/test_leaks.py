"""The two master tests: nothing private comes out, nothing private shows through."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from accueil import permissions
from accueil.common import memory
from tests.client import StrictClient
from tests.conftest import signed_in
from tests.factories import make_user
from tests.trust.addresses import (
    FEW,
    QUERIES,
    named_routes,
    preview_address,
    public_addresses,
)
from tests.world import SECRET_NUMBERS, World, forms, make_world

pytestmark = pytest.mark.django_db

# What each reader may meet on the site's pages; the administration has its own tests.
ALLOWED = {
    "public": set(),
    "partner": set(),
    permissions.INTERN: set(),
    permissions.ELECTED_READER: set(),
    permissions.CTAI_OFFICER: {"draft"},
    permissions.CURATOR: {"draft"},
    permissions.MANAGER: {"draft"},
    permissions.ADMINISTRATOR: {"draft"},
}


def body_of(response) -> bytes:
    return response.getvalue() if response.streaming else response.content


def text_of(response) -> str:
    """Everything a reader gets: headers, body, what a PDF or a workbook holds."""
    body = body_of(response)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    if response.get("Content-Type") == "application/pdf":
        pages = PdfReader(io.BytesIO(body)).pages
        return headers + "\n".join(page.extract_text() for page in pages)
    if body.startswith(b"PK"):
        parts = zipfile.ZipFile(io.BytesIO(body))
        return headers + "\n".join(
            parts.read(name).decode() for name in parts.namelist()
        )
    return headers + body.decode()


def reader(name: str, world: World) -> StrictClient:
    if name == "public":
        return StrictClient()
    if name == "partner":  # of another organisation
        return signed_in(
            make_user(groups=[permissions.PARTNER], organisation=world.foyer)
        )
    return signed_in(make_user(groups=[name], is_staff=True))


def crawl(client: StrictClient, world: World, thorough: bool = False) -> dict[str, str]:
    """{address: all its text}; ``thorough``: every filter, and the PDF."""
    client.raise_request_exception = False
    found = {}
    queries = QUERIES if thorough else FEW
    for addresses in public_addresses(world, queries).values():
        for address in addresses:
            if address.endswith(".pdf") and not thorough:
                continue
            response = client.get(address)
            assert response.status_code < 500, address
            found[address] = text_of(response).lower()
    return found


def classes_met(texts: dict[str, str], world: World) -> dict[str, str]:
    """{class of secret: one address where it shows}."""
    met = {}
    for kind, words in world.secrets.items():
        for address, text in texts.items():
            asked = address.lower()
            if any(
                form.lower() in text and form.lower() not in asked
                for word in words
                for form in forms(word)
            ):
                met[kind] = address
                break
    return met


def test_every_public_route_is_crawled():
    world = World()
    covered = set(public_addresses(WithSlugs(world)))

    assert named_routes() - covered == set()


class WithSlugs:
    """Enough of a world to spell addresses."""

    def __init__(self, world: World):
        self.draft_slug, self.hidden_slug = world.draft_slug, world.hidden_slug


@pytest.mark.parametrize("name", ALLOWED)
def test_reader_meets_only_what_is_for_him(name):
    world = make_world()
    client = reader(name, world)

    met = classes_met(crawl(client, world, thorough=name == "public"), world)

    assert set(met) == ALLOWED[name], met


@pytest.mark.parametrize("name", ["public", permissions.INTERN])
def test_secret_place_of_a_shelter_is_in_no_answer(name):
    world = make_world()
    client = reader(name, world)

    leaks = [
        address
        for address, text in crawl(client, world).items()
        if any(number in text for number in SECRET_NUMBERS)
        and "47.765432" not in address
    ]

    assert leaks == []


def test_preview_shows_the_draft_and_nothing_internal():
    world = make_world()

    response = StrictClient().get(preview_address(world))

    met = classes_met({"": text_of(response).lower()}, world)
    assert set(met) == {"draft"}
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def snapshot(world: World) -> dict[str, tuple]:
    """{address: (status, headers, body)} as anybody sees it, nothing remembered."""
    memory.forget()
    client = StrictClient()
    client.raise_request_exception = False
    found = {}
    for addresses in public_addresses(world).values():
        for address in addresses:
            # A PDF and the health answer hold the time of day; both are crawled above.
            if not address.endswith((".pdf", "/sante/")):
                response = client.get(address)
                found[address] = (
                    response.status_code,
                    dict(response.items()),
                    body_of(response),
                )
    return found


def test_private_rows_change_no_byte_of_any_public_answer():
    world = World()
    world.build_public()
    world.build_shelter()
    before = snapshot(world)

    world.build_private()

    after = snapshot(world)
    assert [address for address in before if before[address] != after[address]] == []
    assert len(before) > 100


def test_unpublishing_takes_away_from_every_answer():
    world = make_world()
    shown = [
        a for a, text in crawl(StrictClient(), world).items() if "cours publics" in text
    ]

    type(world.initiative).objects.filter(pk=world.initiative.pk).update(status="draft")

    texts = crawl(StrictClient(), world)
    assert [a for a, text in texts.items() if "cours publics" in text] == []
    assert len(shown) > 10


def test_an_actor_taken_off_the_site_is_named_in_no_answer():
    world = make_world()
    name = world.lead.name.lower()
    shown = [a for a, text in crawl(StrictClient(), world).items() if name in text]

    type(world.lead).objects.filter(pk=world.lead.pk).update(is_published=False)

    texts = crawl(StrictClient(), world)
    assert [a for a, text in texts.items() if name in text] == []
    assert len(shown) > 10
