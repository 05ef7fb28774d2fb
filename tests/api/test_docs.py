"""The French page and the OpenAPI document."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_page_opens(client):
    response = client.get("/api/")

    assert response.status_code == 200
