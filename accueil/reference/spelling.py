"""Words that a typed word may stand for: slips of the fingers, told by the letters.

The shorter two words are, the likelier that both exist: « cours » and « tours »,
« femme » and « ferme ». So each kind of slip is believed from a number of letters on,
those of the shorter word. Words are folded: see ``accueil.common.text.fold``.
"""

import re
from collections.abc import Mapping

SAME, SLIP, LIKE = 0, 1, 2  # how far a word is from what was typed

PLURAL = re.compile(r"(?<=\w{3})[sx]$")
# Those that may have near spellings: no acronym of three letters, no number.
SPELLABLE = re.compile(r"[a-z]{4,30}")
VOWELS = frozenset("aeiouy")
SWAP_FROM = 4  # « francias »; or a letter wrongly doubled, or not: « comune »
LETTER_FROM = 5  # one missing or added, or a vowel for another
CONSONANT_FROM = 7  # any letter for another, the first one excepted
LIKE_FROM = 7  # enough letters in common, as trigrams say
LIKENESS = 0.5
LEAST_LIKENESS = 0.3  # of what the database's index finds
TWO_SLIPS_FROM = 10


def swaps(word: str) -> list[str]:
    """The words where two neighbouring letters of ``word`` change places."""
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    ]


def near_words(
    typed: str, known: Mapping[str, int], enough: int
) -> dict[int, list[str]]:
    """{distance: words} of what ``typed`` may stand for, itself first.

    ``known`` are words and the number of sheets that bear them. One that ``enough``
    sheets bear is well written: it stands for itself alone.
    """
    found = {SAME: [typed]}
    if SPELLABLE.fullmatch(typed) and known.get(typed, 0) < enough:
        for word in sorted(known):
            how_far = distance(typed, word)
            if how_far is not None and word != typed:
                found.setdefault(how_far, []).append(word)
    return found


def distance(typed: str, word: str) -> int | None:
    """SAME, SLIP or LIKE; None when one cannot stand for the other."""
    letters = min(len(typed), len(word))
    one, other = PLURAL.sub("", typed), PLURAL.sub("", word)
    if one == other:
        return SAME
    if letters >= min(_slip_from(typed, word), _slip_from(one, other)):
        return SLIP
    if letters >= LIKE_FROM:
        alike = likeness(typed, word)
        two_slips = letters >= TWO_SLIPS_FROM and alike >= LEAST_LIKENESS
        if alike >= LIKENESS or (two_slips and within(one, other, 2)):
            return LIKE
    return None


def _slip_from(one: str, other: str) -> float:
    """Letters from which one slip makes ``one`` of ``other``; inf if none does."""
    start, left, right = _differing(one, other)
    before, after = one[:start], one[start + len(left) :]
    sizes = len(left), len(right)
    if sizes == (2, 2) and left == right[::-1]:
        return SWAP_FROM
    if sum(sizes) == 1:
        doubled = (left or right) in (before[-1:], after[:1])
        return SWAP_FROM if doubled else LETTER_FROM
    if sizes == (1, 1) and {left, right} <= VOWELS:
        return LETTER_FROM
    if sizes == (1, 1) and before:
        return CONSONANT_FROM
    return float("inf")


def _differing(one: str, other: str) -> tuple[int, str, str]:
    """Where two words begin to differ, and what differs in each."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return start, one[start : len(one) - end], other[start : len(other) - end]


def within(one: str, other: str, slips: int) -> bool:
    """Whether so many letters added, dropped, changed or swapped make one the other."""
    _, left, right = _differing(one, other)
    strangers = max(len(set(left) - set(right)), len(set(right) - set(left)))
    if max(strangers, abs(len(left) - len(right))) > slips:
        return False
    if slips == 0 or not (left or right):
        return left == right
    swapped = left[:2] == right[1::-1] and len(left) > 1
    ways = [(left[1:], right), (left, right[1:]), (left[1:], right[1:])]
    ways += [(left[2:], right[2:])] * swapped
    return any(within(*way, slips - 1) for way in ways)


def likeness(one: str, other: str) -> float:
    """Trigrams in common among all, as the database's ``similarity`` says."""
    mine, its = _trigrams(one), _trigrams(other)
    return len(mine & its) / len(mine | its)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
