"""What a person types, turned into a full-text question."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery

from accueil.common.memory import remember
from accueil.common.text import fold
from accueil.reference.models import Synonym
from accueil.reference.spelling import PLURAL

CONFIG = "accueil_fr"
MAX_WORDS = 12
PHRASES = re.compile(r"[\"«“]\s*([^\"»”]+?)\s*[\"»”]|([^\"«»“”]+)")
# PostgreSQL's own list lacks some of them, and near spellings know none.
EMPTY_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "est",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "ou",
        "par",
        "pour",
        "que",
        "qui",
        "sa",
        "ses",
        "son",
        "sont",
        "sur",
        "un",
        "une",
        "d",
        "l",
    ]
)
Groups = dict[tuple[str, ...], list[str]]


def synonym_groups(version: int) -> Groups:
    """Return {folded singular words: every equivalent}. One query, remembered."""
    return remember(
        "synonyms",
        version,
        lambda: group_synonyms(Synonym.objects.values_list("words", flat=True)),
    )


def group_synonyms(lists: Iterable[list[str]]) -> Groups:
    groups: Groups = {}
    for expressions in lists:
        for expression in expressions:
            words = _key(fold(expression))
            known = groups.setdefault(words, [])
            known += [other for other in expressions if other not in known]
    return groups


def _key(folded: str) -> tuple[str, ...]:
    """Words whatever their number: « mineur isolé » finds « mineurs isolés »."""
    return tuple(PLURAL.sub("", word) for word in folded.split())


def parse(text: str, groups: Groups) -> list[list[str]]:
    """Split ``text`` into wanted things, each a list of alternatives.

    Quotes keep a phrase together; an expression of the synonyms, however long, brings
    its equivalents along. At most MAX_WORDS things: the rest is dropped.
    """
    wanted: list[list[str]] = []
    for quoted, plain in PHRASES.findall(text):
        if quoted:
            wanted.append([quoted])
        else:
            wanted += _alternatives(plain.split(), groups)
    return wanted[:MAX_WORDS]


def _alternatives(words: list[str], groups: Groups) -> list[list[str]]:
    folded = [fold(word) for word in words]
    longest = max((len(key) for key in groups), default=0)
    found, at = [], 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            key = _key(" ".join(folded[at : at + length]))
            if key and key in groups:
                found.append(groups[key])
                at += length
                break
        else:
            if folded[at] and folded[at] not in EMPTY_WORDS:
                found.append([words[at]])
            at += 1
    return found


def full_text(wanted: list[list[str]]) -> SearchQuery | None:
    """All of ``wanted``, each by any of its alternatives; None if nothing."""
    question = None
    for alternatives in wanted:
        thing = thing_query(alternatives)
        question = thing if question is None else question & thing
    return question


def thing_query(alternatives: list[str]) -> SearchQuery:
    """One thing, by any of its alternatives."""
    either = None
    for alternative in alternatives:
        words = alternative.replace("/", " ")  # as in the documents searched
        phrase = SearchQuery(words, config=CONFIG, search_type="phrase")
        either = phrase if either is None else either | phrase
    return either
