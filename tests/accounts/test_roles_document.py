"""docs/roles.md says what accueil/permissions.py does."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission

from accueil import permissions as groups

PAGE = Path(__file__).parents[2] / "docs/roles.md"
LETTERS = {
    "P": groups.PARTNER,
    "S": groups.INTERN,
    "G": groups.CURATOR,
    "C": groups.CTAI_OFFICER,
    "É": groups.ELECTED_READER,
    "R": groups.MANAGER,
    "A": groups.ADMINISTRATOR,
}


def rights_table() -> dict[str, dict[str, bool]]:
    """{permission: {group: has it}}, as the page says."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    head = next(line for line in lines if "Droit" in line).split("|")[3:-1]
    found = {}
    for line in lines:
        if right := re.search(r"`([a-z]+\.[a-z_]+)`", line):
            marks = zip(head, line.split("|")[3:-1], strict=True)
            found[right[1]] = {LETTERS[h.strip()]: m.strip() == "✓" for h, m in marks}
    return found


@pytest.mark.django_db
def test_the_page_says_what_groups_may_do():
    rights = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}"
            for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }

    table = rights_table()

    assert len(table) > 20
    assert table == {
        right: {group: right in rights[group] for group in LETTERS.values()}
        for right in table
    }


def test_the_page_names_every_group():
    text = PAGE.read_text()

    assert [name for name in groups.GROUPS if f"| {name} |" not in text] == []


@pytest.mark.django_db
def test_every_permission_of_the_groups_exists():
    known = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Permission.objects.select_related("content_type")
    }
    wanted = {
        full
        for shorthands in groups.GROUPS.values()
        for shorthand in shorthands
        for full in groups.expand(shorthand)
    }

    assert wanted - known == set()
