"""All vocabularies at once, in memory: what filters and facets need of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Value

from accueil.common.memory import remember
from accueil.reference.models import Audience, Competence, Scheme, Theme

FILTERING = {
    "theme": Theme,
    "audience": Audience,
    "competence": Competence,
    "scheme": Scheme,
}


@dataclass(frozen=True)
class Entry:
    """One term as filters see it; ``depth`` is 0 for a root."""

    pk: int
    slug: str
    name: str
    parent: int | None = None
    depth: int = 0
    is_retired: bool = False
    replaced_by: int | None = None


@dataclass
class Vocabulary:
    """The terms of one kind, in tree order."""

    entries: dict[int, Entry] = field(default_factory=dict)
    by_slug: dict[str, Entry] = field(default_factory=dict)
    children: dict[int | None, list[int]] = field(default_factory=dict)

    def find(self, slug: str) -> Entry | None:
        """The term called ``slug``, or the one that replaced it."""
        entry = self.by_slug.get(slug)
        for _ in range(5):  # merged into one that was merged in turn
            if entry is None or entry.replaced_by is None:
                return entry
            entry = self.entries.get(entry.replaced_by)
        return entry

    def branch(self, pk: int) -> list[int]:
        """``pk`` and everything below."""
        found = [pk]
        for child in self.children.get(pk, []):
            found += self.branch(child)
        return found

    def lineage(self, pk: int) -> Iterator[int]:
        """``pk`` and everything above."""
        entry = self.entries.get(pk)
        while entry:
            yield entry.pk
            entry = self.entries.get(entry.parent)


def vocabularies(version: int) -> dict[str, Vocabulary]:
    """Return {"theme": …, "audience": …, "competence": …, "scheme": …}.

    One query, none when the process remembers this data version.
    """
    return remember("vocabularies", version, _load)


def _load() -> dict[str, Vocabulary]:
    columns = ["which", "pk", "slug", "name", "up", "is_retired", "replaced_by", "rank"]
    selects = [
        model.objects.order_by()
        .annotate(
            which=Value(kind),
            up=F("parent") if hasattr(model, "parent") else F("replaced_by"),
            rank=F("position"),
        )
        .values_list(*columns)
        for kind, model in FILTERING.items()
    ]
    rows = selects[0].union(*selects[1:], all=True)
    return {
        kind: _in_tree_order(
            [row for row in rows if row[0] == kind], hasattr(model, "parent")
        )
        for kind, model in FILTERING.items()
    }


def _in_tree_order(rows: list[tuple], is_tree: bool) -> Vocabulary:
    vocabulary = Vocabulary()
    parents = {row[1]: row[4] if is_tree else None for row in rows}
    by_pk = {row[1]: row for row in rows}
    for row in sorted(rows, key=lambda row: (row[7], row[3])):
        vocabulary.children.setdefault(parents[row[1]], []).append(row[1])

    def add(pk: int, depth: int) -> None:
        _, _, slug, name, _, is_retired, replaced_by, _ = by_pk[pk]
        entry = Entry(pk, slug, name, parents[pk], depth, is_retired, replaced_by)
        vocabulary.entries[pk] = entry
        vocabulary.by_slug[slug] = entry
        for child in vocabulary.children.get(pk, []):
            add(child, depth + 1)

    for root in vocabulary.children.get(None, []):
        add(root, 0)
    return vocabulary
