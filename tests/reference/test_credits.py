"""Who is owed a mention is named from the manifest, everywhere it is due."""

import json
from html import unescape

import pytest

from accueil.reference import credits as module

pytestmark = pytest.mark.django_db


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    """Function that puts another list of credits in the manifest's place."""

    def write(*credits: str) -> None:
        path = tmp_path / "manifest.json"
        path.write_text(json.dumps({"credits": credits, "territories": []}))
        monkeypatch.setattr(module, "MANIFEST", path)
        module.data_credits.cache_clear()

    yield write
    module.data_credits.cache_clear()


@pytest.mark.parametrize(
    ("address", "times"),
    [("/", 1), ("/mentions-legales/", 2), ("/api/", 2)],
)
def test_pages_name_the_credits_of_the_manifest(client, manifest, address, times):
    manifest("Rivières : Office des eaux & forêts (2031)")

    page = unescape(client.get(address).text).replace("\xa0", " ")

    assert page.count("Rivières : Office des eaux & forêts (2031).") == times
    assert "GeoNames –" not in page


def test_the_delivered_manifest_names_its_sources():
    text = " ".join(module.data_credits())

    for source in ("IGN, ADMIN EXPRESS COG", "Insee", "DGCL", "La Poste", "GeoNames"):
        assert source in text
