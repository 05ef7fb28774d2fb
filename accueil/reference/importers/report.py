"""What an import did, and what it refused."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """One reason for refusing: where, which column, and what to do about it."""

    place: str
    column: str
    message: str

    def __str__(self) -> str:
        where = (
            f"{self.place}, colonne « {self.column} »" if self.column else self.place
        )
        return f"{where} : {self.message}"


@dataclass
class Report:
    """Counts of one file. As soon as a row is refused, nothing of it is written."""

    file: str
    kind: str = ""
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Rows refused, not reasons: a row may have several."""
        return len({refusal.place for refusal in self.refusals})

    def __str__(self) -> str:
        counts = (
            f"{self.file} : créés {self.created}, modifiés {self.changed}, "
            f"inchangés {self.unchanged}, refusés {self.refused}"
        )
        return f"{counts}, hors périmètre {self.ignored}" if self.ignored else counts
