"""The list with its facets, and the search."""

from django.db import connection
from django.db.models import Q, QuerySet

from accueil.bench import questions
from accueil.bench.clock import interleaved
from accueil.bench.report import Measure
from accueil.bench.server import Client
from initiatives.models import Initiative

EMPTY_PAGE = "/mesures/page-vide/"
TARGET_SIZE = 100_000  # rows that the targets are said for
ROUNDS = 8  # as many frequent themes, one a round


def measures(client: Client, size: int) -> list[Measure]:
    """L1 and L2."""
    return [*pages(client, size), *search(size)]


def pages(client: Client, size: int) -> list[Measure]:
    """L1: three filters and all facets, asked anew and again."""
    asked = [list_path(rank) for rank in range(ROUNDS + 1)]
    times = interleaved(
        {
            "new": lambda number: client.get(asked[number]),
            "again": lambda number: client.get(asked[0]),
            "nothing": lambda number: client.get(EMPTY_PAGE),
        },
        ROUNDS,
    )
    new, again, nothing = times["new"], times["again"], times["nothing"]
    limit = 6 if size == TARGET_SIZE else None
    return [
        Measure("L1", "liste nouvelle ÷ page vide", size, new / nothing, "", limit),
        Measure("L1", "liste redemandée ÷ page vide", size, again / nothing, "", limit),
        Measure("L1", "requêtes de la liste", size, fresh_queries(client), "", 8),
        Measure("l1", "liste nouvelle", size, new, " ms"),
        Measure("l1", "liste redemandée", size, again, " ms"),
        Measure("l1", "page vide du site", size, nothing, " ms"),
    ]


def list_path(rank: int) -> str:
    return f"/initiatives/?{questions.filters(rank)['trois filtres']}"


def fresh_queries(client: Client) -> int:
    """Of filters that nobody asked for yet; the vocabularies are known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference_bump()")
    client.get(list_path(0))
    return client.get(list_path(1)).queries


def search(size: int) -> list[Measure]:
    """L2: total and first page, by full text and as most sites do."""
    published = Initiative.objects.published()

    def full_text(text: str):
        return total_and_page(published.search(text), "-rank")

    times = interleaved(
        {
            "contains": lambda number: total_and_page(contains(published)),
            "full text": lambda number: full_text(questions.TEXT),
            "misspelt": lambda number: full_text(questions.MISSPELT),
        },
        ROUNDS // 2,
    )
    limit = 0.1 if size == TARGET_SIZE else None
    slow = times["contains"]
    misspelt = times["misspelt"] / slow
    return [
        Measure("L2", "mots ÷ icontains", size, times["full text"] / slow, "", limit),
        Measure("L2", "mots mal écrits ÷ icontains", size, misspelt, "", limit),
        Measure("l2", "icontains", size, slow, " ms"),
    ]


def total_and_page(found: QuerySet, *order: str) -> tuple[int, list]:
    return found.count(), list(found.order_by(*order, "title", "pk").values("pk")[:20])


def contains(found: QuerySet) -> QuerySet:
    """Every word somewhere in the texts that the full text covers."""
    for word in questions.TEXT.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(description__icontains=word)
            | Q(context__icontains=word)
        )
    return found
