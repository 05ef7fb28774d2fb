"""What one column of a spreadsheet is: its French header, its kind, how it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's cells are typed in a workbook, and understood in a file.

    Values in Python: TEXT and CODE str, INTEGER int, DECIMAL Decimal, DATE date,
    DATETIME aware datetime, BOOLEAN bool, CHOICE str (its French label when written),
    LIST tuple of str. Nothing known is None, or () for a LIST.
    """

    TEXT = "texte"
    CODE = "code"  # digits that are no number: SIRET, Insee code, phone
    INTEGER = "nombre entier"
    DECIMAL = "nombre"
    DATE = "date"
    DATETIME = "date et heure"
    BOOLEAN = "oui ou non"
    CHOICE = "liste de valeurs"
    LIST = "plusieurs valeurs"
    LINK = "adresse web"
    EMAIL = "adresse électronique"


@dataclass(frozen=True)
class Column:
    """``name`` is stable and for machines; ``label`` is the header people read.

    ``values`` gives the words accepted, for a CHOICE or a LIST (None: anything).
    ``private`` columns are exported and imported by permission only; ``computed`` ones
    are written but never read.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    unit: str = ""
    required: bool = False
    private: bool = False
    computed: bool = False
    values: Callable[[], Sequence[str]] | None = None
    aliases: tuple[str, ...] = ()  # other headers that mean this column
    figures: int = 0  # of a whole CODE: zeros that a spreadsheet lost are put back
    max_length: int = 10_000  # characters of a cell
    width: int = 20  # characters, in a workbook
