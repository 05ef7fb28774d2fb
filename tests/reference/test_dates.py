"""The public date of a row moves with what the public sees, and only then."""

import pytest

from tests.factories import make_initiative, make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
def test_a_private_note_does_not_move_the_date(make):
    row = make()
    before = row.updated_at

    row.internal_note = "À rappeler"
    row.save()

    row.refresh_from_db()
    assert (row.internal_note, row.updated_at) == ("À rappeler", before)


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
def test_a_discreet_address_does_not_move_it_until_it_is_public(make):
    row = make(precision="commune", precision_reason="Discrétion.")
    before = row.updated_at

    row.address, row.precision_reason = "12 rue Haute", "Mise à l’abri."
    row.save()
    row.refresh_from_db()
    assert (row.address, row.updated_at) == ("12 rue Haute", before)

    row.precision = "street"
    row.save()
    row.refresh_from_db()
    assert row.updated_at > before


@pytest.mark.parametrize("make", [make_initiative, make_organisation])
def test_a_public_change_moves_it(make):
    row = make()
    before = row.updated_at

    row.summary = "Autre résumé."
    row.save()

    row.refresh_from_db()
    assert row.updated_at > before
