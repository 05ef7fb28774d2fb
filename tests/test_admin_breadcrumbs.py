"""The way back that heads every list of the administration."""

import re
from html import unescape

import pytest
from django.contrib import admin

from accueil.reference.models import Theme
from initiatives.models import Initiative
from tests.admin_tools import page_url
from tests.client import StrictClient
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def crumbs(response) -> list[str]:
    page = response.content.decode()
    way = re.search(r'<div class="breadcrumbs">(.*?)</div>', page, re.S)[1]
    return [
        unescape(step).strip() for step in re.sub(r"<[^>]+>", "", way).split("&rsaquo;")
    ]


@pytest.fixture
def superuser() -> StrictClient:
    client = StrictClient()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def test_every_step_begins_with_a_capital(superuser):
    for model in admin.site._registry:
        steps = crumbs(superuser.get(page_url(model, "changelist")))

        assert len(steps) == 3
        assert [step[0] for step in steps] == [step[0].upper() for step in steps], steps


@pytest.mark.parametrize(
    ("model", "steps"),
    [
        (Initiative, ["Accueil", "Inventaire", "Initiatives"]),
        (Theme, ["Accueil", "Référentiel", "Thèmes"]),
    ],
)
def test_steps_are_the_application_then_the_list(agent, model, steps):
    assert crumbs(agent.get(page_url(model, "changelist"))) == steps
