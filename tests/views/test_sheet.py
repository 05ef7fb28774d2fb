"""The page of a sheet, as it reads from top to bottom."""

import pytest

from tests.factories import make_initiative, make_territory

pytestmark = pytest.mark.django_db


def test_brief_and_place_come_between_the_summary_and_the_rest(client):
    """The order of the document is what a screen reader and a phone follow."""
    make_initiative(
        slug="cafe",
        summary="Le résumé.",
        description="La description.",
        commune=make_territory(),
    )
    page = client.get("/initiatives/cafe/").text.split("<article", 1)[1]

    parts = ["Le résumé.", ">En bref<", ">Où<", "La description.", 'id="titre-source"']
    assert [page.count(part) for part in parts] == [1] * len(parts)
    assert sorted(parts, key=page.index) == parts
