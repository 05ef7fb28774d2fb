"""The sheet on paper."""

import builtins
import io

import pytest
from django.core.exceptions import SuspiciousFileOperation
from pypdf import PdfReader

from initiatives.locator import locator
from initiatives.pdf import static_text
from tests.factories import (
    ORLEANS,
    TOURS,
    make_contact,
    make_department,
    make_initiative,
    make_region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_department(region=make_region())


def test_pdf_says_what_the_sheet_says(client, home):
    agreed = make_contact(consent_on="2026-01-01", name="Référente joignable")
    secret = make_contact(name="Personne discrète")
    make_initiative(slug="fiche", title="Cours de français", contacts=[agreed, secret])

    response = client.get("/initiatives/fiche/fiche.pdf")

    reader = PdfReader(io.BytesIO(response.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert response["Content-Type"] == "application/pdf"
    assert "Cours de français" in text
    assert "Référente joignable" in text
    assert "Personne discrète" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_short_sheet_fits_one_page_with_its_drawing(client, home):
    make_initiative(slug="fiche", location=ORLEANS)

    response = client.get("/initiatives/fiche/fiche.pdf")

    pages = PdfReader(io.BytesIO(response.content)).pages
    assert ["Situation" in page.extract_text() for page in pages] == [True]


def test_pdf_without_its_library_is_a_page_that_says_what_to_do(client, monkeypatch):
    make_initiative(slug="fiche")
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("libpango")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    response = client.get("/initiatives/fiche/fiche.pdf")

    assert response.status_code == 503
    assert "imprim" in response.text.lower()


@pytest.mark.parametrize(
    "url", ["https://exemple.test/x.css", "file:///etc/passwd", "static:../manage.py"]
)
def test_pdf_reads_nothing_but_our_style_sheets(url):
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        static_text(url)


def test_locator_draws_the_point_in_the_home_region(home):
    drawing = locator(make_initiative(location=ORLEANS))

    x, y = drawing["point"]
    assert len(drawing["paths"]) == 1
    assert drawing["paths"][0].startswith("M")
    assert x == pytest.approx(drawing["width"] / 2, abs=1)
    assert y == pytest.approx(drawing["height"] / 2, abs=2)


def test_locator_has_nothing_to_draw_elsewhere(home):
    assert locator(make_initiative(location=TOURS)) is None
    assert locator(make_initiative(location=None)) is None
