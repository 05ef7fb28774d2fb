"""Health, robots, security.txt, headers and errors."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accueil.middleware import DatabaseDown
from accueil.views import system
from tests.client import StrictClient
from tests.factories import make_initiative, make_region

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: https://data.geopf.fr",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def test_health_says_ok(client):
    response = client.get("/sante/")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


def test_health_says_when_the_base_is_down(client, monkeypatch):
    def fail(*args):
        raise DatabaseError("détail à ne pas montrer")

    monkeypatch.setattr(system, "MigrationExecutor", fail)
    response = client.get("/sante/")

    assert response.status_code == 503
    assert response.json() == {"status": "error", "database": "down"}


def test_health_says_when_a_migration_waits(client, monkeypatch):
    monkeypatch.setattr(
        system.MigrationExecutor, "migration_plan", lambda self, targets: ["une"]
    )
    response = client.get("/sante/")

    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


def test_security_txt_expires_within_a_year(client, settings):
    settings.LEGAL = {**settings.LEGAL, "security_email": "securite@exemple.test"}
    lines = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").text.splitlines()
    )

    left = parse_datetime(lines["Expires"]) - timezone.now()
    assert lines["Contact"] == "mailto:securite@exemple.test"
    assert 170 <= left.days <= 180


def test_robots_keep_to_sheets(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /initiatives/?*" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_sitemap_lists_published_and_real_sheets_only(client):
    make_initiative(slug="publiee")
    make_initiative(slug="brouillon", status="draft")
    make_initiative(slug="fictive", is_fictional=True)

    text = client.get("/sitemap.xml").text

    assert "/initiatives/publiee/" in text
    assert "/initiatives/brouillon/" not in text
    assert "/initiatives/fictive/" not in text


def policy(response) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize(
    "path",
    ["/", "/initiatives/", "/acteurs/", "/territoires/", "/mentions-legales/", "/x/"],
)
def test_public_page_has_strict_headers_and_no_cookie(client, path):
    make_region()

    response = client.get(path)

    assert policy(response) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_who_has_a_session_gets_answers_that_no_cache_keeps(agent):
    response = agent.get("/initiatives/")

    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/nulle-part/", "/initiatives/nulle-part/"])
def test_missing_page_says_so_in_french_and_shows_the_way(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "Page introuvable" in response.text


def test_form_without_its_token_is_refused_in_french():
    client = StrictClient(enforce_csrf_checks=True)

    response = client.post("/compte/login/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "formulaire" in response.text


def test_error_page_stands_alone(client, monkeypatch):
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise RuntimeError("détail à ne pas montrer")

    monkeypatch.setattr("accueil.views.home.facets.count", fail)
    response = client.get("/")

    assert response.status_code == 500
    assert "détail" not in response.text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_base_that_does_not_answer_gives_a_calm_page(client, monkeypatch, error):
    def fail(*args, **kwargs):
        raise error("détail à ne pas montrer")

    monkeypatch.setattr("accueil.views.home.facets.count", fail)
    response = client.get("/")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Le site revient dans un instant" in response.text
    assert "détail" not in response.text


def test_base_lost_before_the_page_gives_the_same_page(rf):
    def fail(request):
        raise OperationalError

    assert DatabaseDown(fail)(rf.get("/")).status_code == 503
