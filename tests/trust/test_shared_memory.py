"""What a process remembers for everybody: nobody chooses what others are answered."""

import pytest

from tests.factories import make_initiative, make_organisation, make_theme

pytestmark = pytest.mark.django_db

LIST = "/initiatives/"


def counted(client, **query) -> tuple[int, int]:
    """Results announced by the list, and those that its first page shows."""
    context = client.get(LIST, query).context
    return context["total"], len(context["page"])


@pytest.mark.parametrize(
    ("question", "imitation"),
    [
        (
            {"q": "cours", "type_porteur": "association"},
            {"q": "cours&type_porteur=association"},
        ),
        (
            {"q": "cours", "theme": ["langue", "logement"]},
            {"q": "cours&theme=langue", "theme": "logement"},
        ),
        ({"q": "cours", "theme": "langue"}, {"q": "cours%26theme%3Dlangue"}),
    ],
)
def test_words_that_imitate_filters_are_remembered_apart(client, question, imitation):
    lead = make_organisation(kind="association")
    themes = [make_theme(slug="langue"), make_theme(slug="logement")]
    make_initiative(title="Cours de français", lead=lead, themes=themes)

    assert counted(client, **imitation) == (0, 0)
    assert counted(client, **question) == (1, 1)
