"""Text helpers that mirror what the database does."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})


def fold(words: str) -> str:
    """Python's twin of the SQL function ``accueil_fold`` (a test compares them)."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(LIGATURES))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[^a-z0-9]+", " ", plain)
    plain = re.sub(r"\bste\b", "sainte", plain)
    return re.sub(r"\bst\b", "saint", plain).strip()
