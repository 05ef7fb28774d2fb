"""Nobody without the right learns of a draft, not even that there is one."""

import re

import pytest

from tests.admin_tools import change_url
from tests.factories import make_audience, make_initiative, make_theme

pytestmark = pytest.mark.django_db


CHANCE = re.compile(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"')


def seen(client, address: str) -> str:
    """The page, without what changes at each request."""
    return CHANCE.sub("", client.get(address).text)


@pytest.mark.parametrize(
    ("make", "relation"), [(make_theme, "themes"), (make_audience, "audiences")]
)
def test_a_vocabulary_does_not_count_drafts_for_the_intern(intern, make, relation):
    term = make(name="Terme employé")
    addresses = [
        change_url(term),
        f"/admin/reference/{term._meta.model_name}/",
        f"/admin/reference/{term._meta.model_name}/?o=-2",
    ]
    before = [seen(intern, address) for address in addresses]

    for _ in range(3):
        make_initiative(status="draft", **{relation: [term]})

    assert [seen(intern, address) for address in addresses] == before


def test_uses_are_for_whoever_merges_terms(agent):
    term = make_theme()
    make_initiative(status="draft", themes=[term])

    assert '"field-uses">1<' in agent.get("/admin/reference/theme/").text
