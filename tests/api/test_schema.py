"""The OpenAPI document is valid, and the API keeps every word of it."""

import os

import pytest
import schemathesis
import yaml
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accueil.api.views import openapi
from initiatives.models import Funding, Lever, Obstacle, Result
from tests.factories import (
    make_audience,
    make_competence,
    make_department,
    make_document,
    make_goal,
    make_initiative,
    make_lever_kind,
    make_network,
    make_obstacle_kind,
    make_organisation,
    make_participation,
    make_region,
    make_scheme,
    make_territory,
    make_theme,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/schema/"
# Per operation. Many more, once in a while: FUZZ_EXAMPLES=2000
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Uncompressed(WSGIHandler):
    """The in-process client asks for gzip and does not unpack it."""

    def __call__(self, environ, start_response):
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return super().__call__(environ, start_response)


@pytest.fixture
def rows():
    """Something behind every operation, blank and filled."""
    region = make_region()
    department = make_department(region=region)
    commune = make_territory(
        code="45234", department=department, former_codes=["45999"]
    )
    competence = make_competence(slug="formation-professionnelle")
    lead = make_organisation(
        slug="acteur", networks=[make_network(slug="anvita")], commune=commune
    )
    initiative = make_initiative(
        slug="initiative",
        lead=lead,
        commune=commune,
        themes=[make_theme(slug="apprentissage-du-francais-linguistique")],
        audiences=[make_audience(slug="bpi")],
        competences=[competence],
        schemes=[make_scheme(slug="agir")],
        goals=[make_goal()],
        territories=[department],
        started_on="2021-01-01",
        budget_eur=1,
    )
    make_participation(initiative)
    make_document(initiative)
    Funding.objects.create(initiative=initiative, funder=lead)
    Result.objects.create(initiative=initiative, label="a", value=1, unit="b")
    Obstacle.objects.create(
        initiative=initiative, kind=make_obstacle_kind(), competence=competence
    )
    Lever.objects.create(initiative=initiative, kind=make_lever_kind())
    make_initiative(location=None)
    make_organisation()


# The document that the API serves; calls go through WSGI, in this process.
api = schemathesis.openapi.from_dict(openapi())
api.app = Uncompressed()


@pytest.fixture
def called(rows):
    """As in Django's own test client, the test's transaction outlives requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("called")
@api.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_does_what_its_document_says(case):
    case.call_and_validate(checks=CHECKS)


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("format_", ["json", "geojson"])
@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("initiatives/", {}),
        ("initiatives/{identifiant}/", {"identifiant": "initiative"}),
        ("acteurs/", {}),
        ("acteurs/{identifiant}/", {"identifiant": "acteur"}),
        ("territoires/", {}),
        ("territoires/{nature}/{code}/", {"nature": "commune", "code": "45234"}),
    ],
)
def test_rows_are_what_the_document_says(path, values, format_):
    operation = api[f"/api/v1/{path}"]["GET"]
    case = operation.Case(path_parameters=values, query={"format": format_})

    assert case.call_and_validate(checks=CHECKS).status_code == 200


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    "kind",
    ["themes", "publics", "competences", "dispositifs", "reseaux", "odd", "freins",
     "leviers"],
)  # fmt: skip
def test_vocabularies_are_what_the_document_says(kind):
    operation = api["/api/v1/vocabulaires/{vocabulaire}/"]["GET"]

    response = operation.Case(path_parameters={"vocabulaire": kind}).call_and_validate(
        checks=CHECKS
    )

    assert response.status_code == 200
    assert response.json()["termes"]


def test_the_document_is_valid_without_a_warning(tmp_path):
    call_command(
        "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml")
    )


def test_the_document_is_the_same_in_json_and_in_yaml(client):
    json = client.get(URL)
    text = client.get(f"{URL}?format=yaml")

    assert json["Content-Type"] == "application/vnd.oai.openapi+json"
    assert text["Content-Type"] == "application/vnd.oai.openapi; charset=utf-8"
    assert yaml.safe_load(text.content) == json.json()
    assert json.json()["info"]["license"]["name"] == "Licence Ouverte 2.0"


def test_the_document_knows_nothing_of_the_rows(client, rows):
    make_initiative(slug="canari", title="Canari", status="draft")

    text = client.get(URL).content.decode().casefold()

    for word in ("canari", "internal", "note interne", "contact", "brouillon"):
        assert word not in text, word


def test_every_operation_speaks_french(client):
    for methods in client.get(URL).json()["paths"].values():
        assert list(methods) == ["get"]
        operation = methods["get"]
        assert operation["summary"]
        assert operation["description"]
        assert {"200", "304", "400", "404", "406", "429"} <= set(operation["responses"])
        for parameter in operation.get("parameters", []):
            assert parameter["description"], parameter["name"]
