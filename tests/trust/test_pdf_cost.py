"""A PDF takes a second of processor: a few requests must not take the site down."""

import pytest

from initiatives import pdf
from tests.factories import make_contact, make_initiative

pytestmark = pytest.mark.django_db
PDF = "/initiatives/fiche/fiche.pdf"


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """Titles of the sheets drawn since the test began."""
    titles = []

    def draw(initiative, request) -> bytes:
        titles.append(initiative.title)
        return f"%PDF- {initiative.title}".encode()

    monkeypatch.setattr(pdf, "draw", draw, raising=False)
    return titles


def test_a_sheet_asked_again_is_not_drawn_again(client, drawn):
    make_initiative(slug="fiche", title="Cours")

    answers = {client.get(PDF).content for _ in range(3)}

    assert answers == {b"%PDF- Cours"}
    assert drawn == ["Cours"]


def test_what_changes_in_public_is_drawn_again(client, drawn):
    initiative = make_initiative(slug="fiche", title="Cours")
    client.get(PDF)

    type(initiative).objects.update(title="Cours du soir")
    initiative.contacts.add(make_contact(consent_on="2026-01-01"))

    assert client.get(PDF).content == b"%PDF- Cours du soir"


def test_an_unpublished_sheet_is_not_found_though_remembered(client, drawn):
    initiative = make_initiative(slug="fiche")
    client.get(PDF)

    type(initiative).objects.update(status="draft")

    assert client.get(PDF).status_code == 404


def test_a_crowd_is_asked_to_come_back(client, drawn):
    make_initiative(slug="fiche")
    for _ in range(pdf.AT_ONCE):
        pdf.drawing.acquire()

    response = client.get(PDF)

    for _ in range(pdf.AT_ONCE):
        pdf.drawing.release()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert drawn == []
    assert client.get(PDF).status_code == 200
