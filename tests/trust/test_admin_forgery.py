"""What a hand-made request may hold in the administration."""

import pytest

from tests.admin_tools import change_url, edit
from tests.factories import make_initiative, make_participation, make_theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/admin/initiatives/initiative/", "step_publier"),
        ("/admin/reference/theme/", "retire_selected"),
    ],
)
@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "-1", "x", "²"])
def test_keys_that_name_no_row_choose_nothing(agent, address, action, key):
    make_initiative(status="draft", themes=[make_theme()])

    response = agent.post(
        address, {"action": action, "_selected_action": key, "confirmed": "1"}
    )

    assert response.status_code == 302
    assert agent.get(address).status_code == 200


@pytest.mark.parametrize("key", ["x", "1,x", "-1", "²", "9" * 30, "9" * 5000])
@pytest.mark.parametrize("field", ["lead", "commune", "themes"])
def test_an_address_that_fills_a_form_with_nonsense_opens_it(agent, field, key):
    response = agent.get("/admin/initiatives/initiative/add/", {field: key})

    assert response.status_code == 200


@pytest.mark.parametrize("key", ["x", "9" * 5000])
@pytest.mark.parametrize("field", ["lead", "themes", "participations-0-organisation"])
def test_a_link_to_nonsense_is_refused_in_the_form(agent, field, key):
    sheet = make_initiative()
    make_participation(sheet)

    response = edit(agent, sheet, **{field: key})

    assert response.status_code == 200
    assert "errorlist" in response.text
    assert agent.get(change_url(sheet)).status_code == 200
