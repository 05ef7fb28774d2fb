"""What the preview page shows of a plan: sections of at most 200 lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.template.defaultfilters import truncatechars

from accueil.exchange.cells import Value
from accueil.exchange.plan import Plan, changes
from accueil.exchange.resources import Draft
from accueil.exchange.tables import Table

AT_MOST = 200  # lines of a section
LONG = 160  # characters of a cell shown
DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}


@dataclass(frozen=True)
class Section:
    """One table of the preview; ``more``: lines that it leaves out."""

    slug: str
    title: str
    heads: tuple[str, ...]
    lines: list[tuple]
    count: int
    more: int = 0
    hint: str = ""


def sections(plan: Plan) -> list[Section]:
    """Only those that have something to say, what needs an eye first."""
    found = [_refused(plan), _doubles(plan), _changed(plan), _new(plan), _notes(plan)]
    return [section for section in found if section.lines]


def _section(slug, title, heads, drafts: list[Draft], lines: Iterable, hint=""):
    return Section(
        slug,
        title,
        heads,
        list(lines),
        len(drafts),
        max(0, len(drafts) - AT_MOST),
        hint,
    )


def _refused(plan: Plan) -> Section:
    labels = _labels(plan)
    return _section(
        "refusees",
        "Lignes refusées",
        ("Ligne", "Colonne", "Ce qui ne va pas, et le remède"),
        plan.refused,
        (
            (draft.line, labels.get(name, "Toute la ligne"), message)
            for draft in plan.refused[:AT_MOST]
            for name, message in draft.errors.items()
        ),
    )


def _doubles(plan: Plan) -> Section:
    return _section(
        "doublons",
        "Doublons possibles",
        ("Ligne", "Nouvelle ligne", "Ressemble à"),
        plan.doubtful,
        (
            (draft.line, title_of(plan, draft), draft.resembles)
            for draft in plan.doubtful[:AT_MOST]
        ),
        "Elles seront créées si vous importez. Si elles existent déjà, ôtez ces lignes "
        "du fichier, ou donnez-leur l’identifiant de la fiche.",
    )


def _changed(plan: Plan) -> Section:
    labels = _labels(plan)
    return _section(
        "modifiees",
        "Lignes modifiées",
        ("Ligne", "Fiche", "Colonne", "Avant", "Après"),
        plan.changed,
        (
            (draft.line, title_of(plan, draft), labels[name], *_shown_change(old, new))
            for draft in plan.changed[:AT_MOST]
            for name, (old, new) in changes(draft).items()
        ),
    )


def _shown_change(old: Value, new: Value) -> tuple[str, str]:
    """Both sides from a little before the first difference, when they are long."""
    before, after = _in_full(old), _in_full(new)
    pairs = enumerate(zip(before, after, strict=False))
    same = next(
        (place for place, (a, b) in pairs if a != b), min(len(before), len(after))
    )
    start = max(0, same - LONG // 4) if max(len(before), len(after)) > LONG else 0
    lead = "…" if start else ""
    return _short(lead + before[start:]), _short(lead + after[start:])


def _new(plan: Plan) -> Section:
    labels = _labels(plan)

    def content(draft: Draft) -> str:
        said = [f"{labels[n]} : {words(v)}" for n, (_, v) in changes(draft).items()]
        return "\n".join(said)

    return _section(
        "creees",
        "Nouvelles lignes",
        ("Ligne", "Fiche", "Contenu"),
        plan.new,
        ((d.line, title_of(plan, d), content(d)) for d in plan.new[:AT_MOST]),
        "Elles entrent comme brouillons : rien n’est publié par un fichier.",
    )


def _notes(plan: Plan) -> Section:
    labels = _labels(plan)
    noted = [draft for draft in plan.drafts if draft.notes and not draft.errors]
    return _section(
        "notes",
        "Ce qui a été réparé ou complété",
        ("Ligne", "Colonne", "Note"),
        noted,
        (
            (draft.line, labels.get(name, ""), note)
            for draft in islice(noted, AT_MOST)
            for name, note in draft.notes.items()
        ),
    )


def _labels(plan: Plan) -> dict[str, str]:
    return {column.name: column.label for column in plan.resource.columns}


def title_of(plan: Plan, draft: Draft) -> str:
    """What the line is about: its first required column, typed or stored."""
    name = next((c.name for c in plan.resource.columns if c.required), "")
    stored = draft.stored.values.get(name) if draft.stored else None
    return words(stored or draft.values.get(name))


def words(value: Value) -> str:
    return _short(_in_full(value))


def _short(text: str) -> str:
    return str(truncatechars(text, LONG))


def _in_full(value: Value) -> str:
    """A value as French readers write it; nothing is said to be nothing."""
    if value is None or value in ("", ()):
        return "(vide)"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, date | datetime):
        return f"{value:%d/%m/%Y}"
    return " ; ".join(value) if isinstance(value, tuple) else str(value)


def understood(table: Table) -> list[tuple[str, str]]:
    """How the file was read: (what, answer)."""
    facts = [
        ("Format", table.format),
        ("Encodage", table.encoding),
        ("Séparateur", DELIMITERS.get(table.delimiter, table.delimiter)),
        ("Feuille lue", table.sheet),
        ("Ligne des en-têtes", str(table.header_line)),
        ("Lignes lues", str(len(table.lines))),
    ]
    return [fact for fact in facts if fact[1]]


def columns_read(plan: Plan) -> list[tuple[str, str]]:
    """(header of the file, what it was taken for) of each known column."""
    pairs = zip(plan.table.headers, plan.headers.columns, strict=False)
    return [
        (
            header,
            f"{column.label} – lue, jamais importée"
            if column.computed
            else column.label,
        )
        for header, column in pairs
        if column is not None
    ]
