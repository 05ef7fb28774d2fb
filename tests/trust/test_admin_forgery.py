"""What a hand-made request may hold in the administration."""

import pytest

from tests.factories import make_initiative, make_theme

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
