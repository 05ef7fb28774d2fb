"""What a file may weigh and hold; beyond, it is refused before it is opened."""

from dataclasses import dataclass

MIB = 1024 * 1024

MOST_BYTES = 10 * MIB
MOST_UNZIPPED = 100 * MIB
MOST_RATIO = 100  # of each member of an archive
MOST_SMALL = 2 * MIB  # of the parts of a workbook that are read at once
MOST_MEMBERS = 1_000
MOST_ROWS = 5_000  # in a request; a background job asks for more
MOST_COLUMNS = 100
MOST_CELLS = 2_500_000  # of all the sheets that calamine lays out at once
MOST_CHARACTERS = 40 * MIB  # of all cells: a shared text counts each time it is used
MOST_TAGS = 6_000_000  # of a workbook read in a request
TAGS_PER_ROW = 200
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """``rows``: that hold something, below the header."""

    rows: int = MOST_ROWS

    @property
    def tags(self) -> int:
        return MOST_TAGS + TAGS_PER_ROW * max(0, self.rows - MOST_ROWS)

    @property
    def last_row(self) -> int:
        """A title may stand above the header, and blank rows between."""
        return 2 * self.rows + 100


def grouped(number: int) -> str:
    """« 5 000 », with the narrow no-break space of French."""
    return f"{number:,}".replace(",", "\u202f")
