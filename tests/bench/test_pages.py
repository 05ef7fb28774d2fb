"""What the site is compared with: empty, but through the same door."""

import pytest


@pytest.fixture(autouse=True)
def compared(settings):
    settings.ROOT_URLCONF = "accueil.bench.pages"
    settings.MIDDLEWARE = ["accueil.bench.pages.CountQueries", *settings.MIDDLEWARE]


def test_empty_answer_holds_nothing_and_asks_nothing(client):
    response = client.get("/mesures/vide.json")

    assert response.json() == {}
    assert response["X-Queries"] == "0"
    assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_empty_page_is_the_site_s_skeleton(client):
    response = client.get("/mesures/page-vide/")

    assert response.status_code == 200
    assert '<main id="contenu"' in response.content.decode()


def test_leaflet_page_loads_leaflet_and_its_own_files(client):
    html = client.get("/mesures/carte-vide/").content.decode()

    assert "leaflet/leaflet.js" in html
    for name, kind in {"css": "text/css", "js": "text/javascript"}.items():
        response = client.get(f"/mesures/carte-vide/carte-vide.{name}")
        assert f"carte-vide.{name}" in html
        assert response["Content-Type"] == kind


@pytest.mark.django_db
def test_queries_are_counted(client):
    response = client.get("/initiatives/carte.json?bbox=0,46,3,49&zoom=8")

    assert int(response["X-Queries"]) > 0
