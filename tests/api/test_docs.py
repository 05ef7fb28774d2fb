"""The French page and the written reference say what the API does."""

from pathlib import Path

import pytest
from django.urls import reverse

from accueil.api.guide import guide
from accueil.api.views import openapi
from accueil.reference.api.organisations import OrganisationViewSet
from accueil.reference.api.territories import TerritoryViewSet
from initiatives.api import InitiativeViewSet
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).resolve().parents[2] / "docs" / "api.md"
VIEWSETS = [InitiativeViewSet, OrganisationViewSet, TerritoryViewSet]


def test_the_page_describes_every_operation_and_parameter(client):
    html = client.get("/api/").content.decode()

    resources = guide(openapi())
    assert [resource["slug"] for resource in resources] == [
        "initiatives", "acteurs", "territoires", "vocabulaires",
    ]  # fmt: skip
    for resource in resources:
        for operation in resource["operations"]:
            assert f"GET {operation['path']}" in html
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in html
                assert parameter["description"]
        for field in resource["fields"]:
            assert f"<code>{field['name']}</code>" in html


def test_the_page_says_licence_sources_limits_and_versions(client, limit):
    limit("60/min")
    make_organisation(name="CANARI acteur")
    html = client.get("/api/").content.decode()

    for words in [
        "Licence Ouverte&nbsp;2.0", "IGN, ADMIN EXPRESS COG", "GeoNames", "Insee",
        "60 requêtes par minute", "Deprecation", "Sunset", "Retry-After",
        "http://testserver/api/v1/",
    ]:  # fmt: skip
        assert words in html, words
    assert "CANARI" not in html


def test_examples_of_the_page_are_understood(client):
    for resource in guide(openapi()):
        for operation in resource["operations"]:
            if address := operation["example"]:
                response = client.get(address)
                unknown = [
                    message
                    for messages in response.json().get("errors", {}).values()
                    for message in messages
                    if "inconnu" in message
                ]
                assert not unknown, address


@pytest.mark.parametrize("viewset", VIEWSETS)
def test_every_filter_has_a_note_and_no_note_is_left_over(viewset):
    assert list(viewset.notes) == list(viewset.filterset_class.base_filters)


def test_the_page_is_for_reading(client):
    assert client.post("/api/").status_code == 405
    assert reverse("api-docs") == "/api/"


def test_the_written_reference_names_every_field_parameter_and_word():
    text = WRITTEN.read_text()

    for resource in guide(openapi()):
        section = text.partition(f"\n## {resource['title']}\n")[2].partition("\n## ")[0]
        described = resource["fields"] + [
            parameter
            for operation in resource["operations"]
            for parameter in operation["parameters"]
        ]
        words = [word for one in described for word in (one["name"], *one["values"])]
        missing = [word for word in words if f"`{word}`" not in section]
        assert not missing, resource["title"]
