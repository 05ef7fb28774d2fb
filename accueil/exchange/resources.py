"""What a spreadsheet of one model looks like, both ways.

One shape serves both: a row is a tuple of values in the order of the columns, as
``Kind`` types them. ``rows`` gives it from the database, reading gives it from a file;
a file that was exported and comes back is therefore unchanged by construction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet

from accueil.exchange.cells import CellError, Value
from accueil.exchange.columns import Column


@dataclass(frozen=True)
class Stored:
    """One row of the database, as the columns show it."""

    pk: int
    version: int
    values: dict[str, Value]


@dataclass
class Draft:
    """One line of a file, on its way to the database.

    ``values``: by column name, those that the file has. ``errors``: {column name, or ""
    for the whole line: sentence}. ``stored``: the row that it is about, if it exists.
    """

    line: int
    values: dict[str, Value]
    errors: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    stored: Stored | None = None
    resembles: str = ""  # the row that it may double, as a sentence

    def value(self, name: str) -> Value:
        """As it will be once written: what the line says, else what is stored."""
        if name in self.values:
            return self.values[name]
        return self.stored.values.get(name) if self.stored else None

    def attempt(self, name: str, read: Callable[[], Value]) -> None:
        """Take what ``read`` gives for a column, or its refusal."""
        try:
            self.values[name] = read()
        except CellError as error:
            self.errors.setdefault(name, str(error))

    def attempt_each(self, name: str, read: Callable[[str], str]) -> None:
        """Likewise for every value of a list; two spellings of one thing are one."""
        if texts := self.values.get(name):
            self.attempt(name, lambda: tuple(dict.fromkeys(map(read, texts))))


class Resource:
    """Subclasses say columns and hooks; they know nothing of files nor of requests."""

    name: str  # in addresses and commands: « initiatives »
    label: str  # plural, in sentences: « initiatives »
    model: type[Model]
    columns: Sequence[Column]
    key: str  # name of the column that identifies a row for ever
    title: str  # name of the column that people know a row by

    def public_rows(self) -> QuerySet:
        """Those that everybody may take away."""
        raise NotImplementedError

    def rows(self, queryset: QuerySet, columns: Sequence[Column]) -> Iterator[tuple]:
        """Values of ``columns``, row after row. At most 4 queries, little memory."""
        raise NotImplementedError

    def stored(self, columns: Sequence[Column]) -> dict[str, Stored]:
        """{key: row} of all rows, private columns included."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Load what reading needs (vocabularies, names) before the first line."""

    def check(self, draft: Draft) -> None:
        """Rules over several columns, references, likeness: adds errors and notes."""

    def create(self, drafts: Sequence[Draft], by: AbstractBaseUser | None) -> list[int]:
        """Insert ``drafts``; primary keys in their order. Inside a transaction."""
        raise NotImplementedError

    def update(self, drafts: Sequence[Draft], by: AbstractBaseUser | None) -> None:
        """Change the stored rows of ``drafts``, and raise their version."""
        raise NotImplementedError

    def restore(self, before: dict[int, dict[str, Value]], by) -> None:
        """Undo an update: {primary key: {column name: value as it was}}."""
        raise NotImplementedError
