"""Fictional initiatives in any number, to try the application and to measure it.

Titles and actors begin with « Exemple fictif », rows are flagged ``is_fictional``.
"""

import random
import struct
import uuid
from bisect import bisect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from accueil.reference.models import Organisation, Territory
from initiatives.models import Funding, Initiative, Participation, Result

MARK = "Exemple fictif"
PREFIX = "exemple-fictif-"
BATCH = 10_000
INITIATIVES_PER_ACTOR = 25
SPREAD = 0.03  # degrees: how far from the point of its commune an initiative stands
LATEST = datetime(2026, 1, 1, tzinfo=UTC)  # of the drawn publications: no clock here

ACTIONS = [
    "cours de français",
    "atelier de conversation",
    "accompagnement vers l’emploi",
    "permanence d’accès aux droits",
    "hébergement chez l’habitant",
    "aide aux devoirs",
    "garde d’enfants solidaire",
    "garage et mobilité solidaires",
    "sorties culturelles",
    "parrainage citoyen",
    "soutien psychologique",
    "formation aux métiers du bâtiment",
    "jardin partagé",
    "rencontres sportives",
    "aide alimentaire",
    "reconnaissance des diplômes",
]
SENTENCES = [
    "Des bénévoles et des salariés se relaient chaque semaine.",
    "Les personnes sont orientées par les acteurs sociaux du territoire.",
    "L’action réunit une collectivité, une association et un organisme de formation.",
    "Un comité de suivi se tient deux fois par an.",
    "Le transport est pris en charge quand il manque.",
    "Les séances ont lieu en journée et en soirée.",
    "Un bilan est rendu public chaque année.",
    "La participation est gratuite et sans condition.",
]
REASON = "exemple fictif de position discrète"
LINKS = {"themes": (1, 3), "audiences": (0, 2), "schemes": (0, 1), "goals": (0, 2)}

Progress = Callable[[int, int], None]  # done, total


def generate(count: int, seed: int, *, progress: Progress | None = None) -> int:
    """Create ``count`` fictional initiatives, the same for a same seed and base.

    They gather around the communes of the home Region, as many as people live there.
    No history is written. Each batch is its own transaction. Returns ``count``. Raises
    ValidationError if the seed has served already, or if no commune is there.
    """
    world = World.of_the_base()
    if Initiative.objects.filter(slug__startswith=f"{PREFIX}{seed}-").exists():
        raise ValidationError(
            f"Les exemples de la graine {seed} existent déjà : supprimez-les d’abord."
        )
    draw = random.Random(seed)  # noqa: S311 nothing secret is drawn
    world.leads = _create_actors(count // INITIATIVES_PER_ACTOR + 1, seed, draw, world)
    for start in range(0, count, BATCH):
        numbers = range(start + 1, min(start + BATCH, count) + 1)
        with transaction.atomic():
            _write_batch(numbers, seed, draw, world)
        if progress:
            progress(numbers[-1], count)
    _analyze()
    return count


@dataclass
class World:
    """What initiatives may point at: keys, in an order that the seed can rely on."""

    communes: list[tuple[int, str, float, float]]  # key, name, longitude, latitude
    weights: list[int]  # populations, added up
    territories: list[int]
    terms: dict[str, list[int]]
    leads: list[int]

    @classmethod
    def of_the_base(cls) -> "World":
        communes = list(
            Territory.objects.light()
            .filter(kind="commune", region__code=settings.REGION)
            .exclude(location=None)
            .order_by("code")
        )
        if not communes:
            raise ValidationError("Aucune commune : lancez d’abord load_reference.")
        epci = Territory.objects.filter(kind="epci", region__code=settings.REGION)
        return cls(
            communes=[(c.pk, c.name, c.location.x, c.location.y) for c in communes],
            weights=list(accumulate(max(c.population or 0, 1) for c in communes)),
            territories=list(epci.order_by("code").values_list("pk", flat=True)),
            terms={name: _active_terms(name) for name in LINKS},
            leads=[],
        )

    def commune(self, draw: random.Random) -> tuple[int, str, float, float]:
        return self.communes[bisect(self.weights, draw.random() * self.weights[-1])]


def _active_terms(name: str) -> list[int]:
    model = Initiative._meta.get_field(name).related_model
    return list(model.objects.active().order_by("slug").values_list("pk", flat=True))


def _create_actors(
    count: int, seed: int, draw: random.Random, world: World
) -> list[int]:
    kinds = [kind for kind in Organisation.Kind.values if kind != "foreign_authority"]
    actors = Organisation.objects.bulk_create(
        Organisation(
            name=f"{MARK} – acteur {seed}-{number}",
            slug=f"{PREFIX}acteur-{seed}-{number}",
            kind=draw.choice(kinds),
            commune_id=world.commune(draw)[0],
            precision="commune",
            precision_reason=REASON,
            is_published=True,
            is_fictional=True,
            source_title=f"{MARK}, sans source réelle",
        )
        for number in range(1, count + 1)
    )
    return [actor.pk for actor in actors]


# --- Drawing -----------------------------------------------------------------


def _place(draw: random.Random, world: World) -> tuple[dict, str]:
    """Columns of the place, and the name of the commune. One in thirty has none."""
    if draw.random() < 1 / 30:
        return {"precision": "exact"}, "toute la région"
    key, name, x, y = world.commune(draw)
    columns = {
        "commune_id": key,
        "location": _ewkb(x + draw.gauss(0, SPREAD), y + draw.gauss(0, SPREAD)),
        "precision": draw.choices(["exact", "street", "commune"], [75, 15, 10])[0],
    }
    if columns["precision"] != "exact":
        columns["precision_reason"] = REASON
    columns["is_shelter"] = columns["precision"] == "commune" and draw.random() < 0.5
    return columns, name


def _ewkb(x: float, y: float) -> str:
    """Hexadecimal EWKB of a WGS84 point, as PostGIS reads it."""
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, x, y).hex()


def _initiative(key: int, number: int, seed: int, draw, world: World) -> dict:
    """Columns of one initiative, by attribute name."""
    place, where = _place(draw, world)
    action = draw.choice(ACTIONS)
    started = date(2015, 1, 1) + timedelta(days=draw.randrange(4000))
    published_at = LATEST - timedelta(minutes=draw.randrange(2_000_000))
    return place | {
        "id": key,
        "title": f"{MARK} {number} : {action}, {where}",
        "slug": f"{PREFIX}{seed}-{number}",
        "summary": f"Fiche inventée : {action} à {where}. {draw.choice(SENTENCES)}",
        "description": " ".join(draw.sample(SENTENCES, draw.randint(1, 5))),
        "lead_id": draw.choice(world.leads),
        "stage": draw.choices(Initiative.Stage.values, [10, 50, 20, 15, 5])[0],
        "started_on": started,
        "budget_eur": draw.choice([None, None, draw.randrange(1, 200) * 500]),
        "volunteers": draw.choice([None, draw.randrange(1, 60)]),
        "status": draw.choices(["published", "draft", "review"], [96, 2, 2])[0],
        "source_title": f"{MARK}, sans source réelle",
        "is_fictional": True,
        "preview_key": uuid.UUID(int=draw.getrandbits(128)),
        "published_at": published_at,
        "created_at": published_at,
        "updated_at": published_at,
    }


# --- Writing -----------------------------------------------------------------


def _write_batch(numbers: range, seed: int, draw, world: World) -> None:
    """Links first: their keys are deferred, and the trigger that gathers the names
    of themes and territories then reads them once instead of rewriting every row.
    """
    keys = _reserve_keys(len(numbers))
    for name, (least, most) in LINKS.items():
        terms = world.terms[name]
        pairs = (
            (key, term)
            for key in keys
            for term in draw.sample(terms, min(draw.randint(least, most), len(terms)))
        )
        _copy_links(Initiative._meta.get_field(name), pairs)
    if world.territories:
        chosen = (key for key in keys if draw.random() < 0.2)
        field = Initiative._meta.get_field("territories")
        _copy_links(field, ((key, draw.choice(world.territories)) for key in chosen))
    _copy(
        Initiative,
        (
            _initiative(key, number, seed, draw, world)
            for key, number in zip(keys, numbers, strict=True)
        ),
    )
    _write_details(keys, draw, world)


def _write_details(keys: list[int], draw, world: World) -> None:
    def some(share: float) -> list[int]:
        return [key for key in keys if draw.random() < share]

    _copy(
        Participation,
        (
            {
                "initiative_id": key,
                "organisation_id": draw.choice(world.leads),
                "role": draw.choice(Participation.Role.values),
            }
            for key in some(0.3)
        ),
    )
    _copy(
        Result,
        (
            {
                "initiative_id": key,
                "label": "Personnes accompagnées",
                "value": draw.randrange(1, 400),
                "unit": "personnes",
                "year": draw.randrange(2015, 2026),
            }
            for key in some(0.3)
        ),
    )
    _copy(
        Funding,
        (
            {
                "initiative_id": key,
                "funder_id": draw.choice(world.leads),
                "amount_eur": draw.randrange(1, 100) * 500,
                "year": draw.randrange(2015, 2026),
            }
            for key in some(0.2)
        ),
    )


def _reserve_keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [Initiative._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Iterable[dict]) -> None:
    """COPY rows given by attribute name; what they leave out takes its default."""
    defaults = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if not field.generated and (not field.primary_key or model is Initiative)
    }
    command = f"COPY {model._meta.db_table} ({', '.join(defaults)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row([*(defaults | row).values()])


def _copy_links(field: models.ManyToManyField, pairs: Iterable[tuple]) -> None:
    columns = f"{field.m2m_column_name()}, {field.m2m_reverse_name()}"
    command = f"COPY {field.m2m_db_table()} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for pair in pairs:
            copy.write_row(pair)


def _analyze() -> None:
    """Fresh statistics, without which the planner still believes the table small."""
    with connection.cursor() as cursor:
        for model in (Initiative, Participation, Result, Funding, Organisation):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        for name in (*LINKS, "territories"):
            cursor.execute(f"ANALYZE {Initiative._meta.get_field(name).m2m_db_table()}")


# --- Deleting ----------------------------------------------------------------


@transaction.atomic
def delete() -> int:
    """Remove every sample, whatever its seed; returns how many initiatives.

    Initiatives first, what hangs on them next: keys are deferred, and nothing is then
    left for the triggers of links to rewrite.
    """
    initiatives = Initiative._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE samples ON COMMIT DROP AS "  # noqa: S608 our names
            f"SELECT id FROM {initiatives} WHERE is_fictional AND slug LIKE '{PREFIX}%'"
        )
        cursor.execute("SELECT count(*) FROM samples")
        [count] = cursor.fetchone()
        for table, column in [(initiatives, "id"), *_hanging_tables()]:
            cursor.execute(
                f"DELETE FROM {table} "  # noqa: S608 our names
                f"WHERE {column} IN (SELECT id FROM samples)"
            )
        cursor.execute("DROP TABLE samples")
    Initiative.history.filter(slug__startswith=PREFIX).delete()
    Organisation.objects.filter(slug__startswith=f"{PREFIX}acteur-").delete()
    return count


def _hanging_tables() -> list[tuple[str, str]]:
    """Every table with a key to an initiative, and the column."""
    own = [
        (field.m2m_db_table(), field.m2m_column_name())
        for field in Initiative._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    return own + [
        (relation.field.m2m_db_table(), relation.field.m2m_reverse_name())
        if relation.many_to_many
        else (relation.related_model._meta.db_table, relation.field.column)
        for relation in Initiative._meta.related_objects
    ]
