"""The two passes of the search: what was typed, then as published sheets spell it."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When

from accueil.common.text import fold
from accueil.reference.search import EMPTY_WORDS, thing_query
from accueil.reference.spelling import LIKE, SAME, SLIP, SPELLABLE, near_words
from initiatives.models.expressions import CountOf, EachWord
from initiatives.models.word import PublicWord

FEW = 5  # matches below which near spellings are looked for
BETWEEN = rf"( ({'|'.join(sorted(EMPTY_WORDS))}))* "
# What a word is worth for the order, by how far it is from what was typed.
WORTH = {SAME: 1.0, SLIP: 0.5, LIKE: 0.25}


@dataclass(frozen=True)
class NearThing:
    """One wanted thing: as it is typed, or its words as they may be spelt.

    Its conditions are for rows that have ``words``: those of the title and names.
    """

    typed: SearchQuery
    spellings: list[dict[int, list[str]]]  # of each word, see near_words

    @property
    def condition(self) -> Q:
        return Q(search=self.typed) | self._spelt(LIKE)

    @property
    def worth(self) -> Case:
        """Of a row that meets the condition, from 0 to 1. Asks no more than it must."""
        farthest = max((far for each in self.spellings for far in each), default=SAME)
        conditions = {
            SAME: Q(search=self.typed) | self._spelt(SAME),
            SLIP: self._spelt(SLIP),
        }
        return Case(
            *(
                When(condition, then=WORTH[far])
                for far, condition in conditions.items()
                if far < farthest
            ),
            default=WORTH[farthest],
            output_field=FloatField(),
        )

    def _spelt(self, farthest: int) -> Q:
        """All its words, one after the other; never true when it has none."""
        choices = [
            [word for far, words in each.items() if far <= farthest for word in words]
            for each in self.spellings
        ]
        if not choices:
            return Q(pk__in=[])
        spelt = Q(*(Q(words__overlap=choice) for choice in choices))
        if len(choices) > 1:
            either = BETWEEN.join(f"({'|'.join(choice)})" for choice in choices)
            spelt &= Q(norm__regex=rf"\m{either}\M")
        return spelt


def ranked(
    rows: QuerySet, wanted: list[list[str]], question: SearchQuery, among: QuerySet
) -> QuerySet:
    """Those of ``rows`` that are ``wanted``, annotated with ``rank``. One query.

    Exact ones only, when FEW of ``among`` are; else near ones too, the nearest first.
    """
    rank = SearchRank(F("search"), question)
    exact = Q(search=question)
    things = _near_things(wanted, among.filter(exact))
    if not things:
        return rows.filter(exact).annotate(rank=rank)
    near = Q(*(thing.condition for thing in things))
    worth = sum((thing.worth for thing in things), Value(0.0)) / len(things)
    return rows.alias(words=EachWord("norm")).filter(near).annotate(rank=rank + worth)


def _near_things(wanted: list[list[str]], found: QuerySet) -> list[NearThing]:
    """``wanted`` with near spellings; [] if FEW rows are ``found``, or none is near.

    An expression of the synonyms (several alternatives) is well written.
    """
    things = [_words(each[0]) if len(each) == 1 else [] for each in wanted]
    known = _known({word for words in things for word in words}, found)
    if not known:
        return []
    return [
        NearThing(thing_query(each), [near_words(word, known, FEW) for word in words])
        for each, words in zip(wanted, things, strict=True)
    ]


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if word not in EMPTY_WORDS]


def _known(typed: set[str], found: QuerySet) -> dict[str, int]:
    """Public words that resemble ``typed`` ones, unless FEW rows were found."""
    spellable = [word for word in sorted(typed) if SPELLABLE.fullmatch(word)]
    few = CountOf(found.order_by().values("pk")[:FEW])
    near = PublicWord.objects.resembling(spellable).exclude(word__in=EMPTY_WORDS)
    near = near.alias(found=few).filter(found__lt=FEW)
    return dict(near.values_list("word", "sheets"))
