"""Lists of the reference data in the administration: what they cost."""

import pytest

from tests.factories import (
    make_contact,
    make_department,
    make_organisation,
    make_territory,
)

pytestmark = pytest.mark.django_db
ACTORS = "/admin/reference/organisation/"
PLACES = "/admin/reference/territory/"


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("address", [ACTORS, PLACES, "/admin/reference/contact/"])
def test_lists_cost_the_same_queries_whatever_the_rows(
    agent, django_assert_num_queries, rows, address
):
    for _ in range(rows):
        department = (
            make_department(code=f"{10 + rows}", name="L") if rows == 1 else None
        )
        commune = make_territory(department=department)
        make_contact(organisation=make_organisation(commune=commune))

    with django_assert_num_queries(6):
        agent.get(address)
