"""What the filters of the administration's list offer."""

import pytest

from tests.factories import make_initiative, make_theme

pytestmark = pytest.mark.django_db
LIST = "/admin/initiatives/initiative/"


def choices(response, title: str) -> list[str]:
    changelist = response.context["cl"]
    spec = next(one for one in changelist.filter_specs if one.title == title)
    return [choice["display"] for choice in spec.choices(changelist)]


def test_a_retired_theme_is_offered_while_a_sheet_keeps_it(agent):
    kept = make_theme(name="Accès aux droits", is_retired=True)
    through_child = make_theme(name="Bien-être", is_retired=True)
    make_theme(name="Culture")
    make_theme(name="Divers", is_retired=True)
    make_initiative(themes=[kept], status="draft")
    make_initiative(themes=[make_theme(parent=through_child)])

    assert choices(agent.get(LIST), "thème") == [
        "Tout",
        "Accès aux droits (retiré)",
        "Bien-être (retiré)",
        "Culture",
    ]
