"""make_… functions: valid rows, every field of which a test may set."""

from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from accueil.reference.models import (
    Audience,
    Competence,
    Contact,
    Goal,
    LeverKind,
    Network,
    ObstacleKind,
    Organisation,
    Scheme,
    Territory,
    Theme,
)
from initiatives.models import Document, Initiative, Participation

ORLEANS = (1.909, 47.902)  # longitude, latitude
TOURS = (0.689, 47.394)
BLOIS = (1.328, 47.588)

_numbers = count(1)


def square(center: tuple[float, float], half_width: float = 0.1) -> MultiPolygon:
    """Square outline around a point, in degrees."""
    x, y = center
    box = (x - half_width, y - half_width, x + half_width, y + half_width)
    return MultiPolygon(Polygon.from_bbox(box), srid=4326)


def make_territory(
    center: tuple[float, float] | None = ORLEANS, half_width: float = 0.1, **fields
) -> Territory:
    """A commune around ``center``, unless ``kind`` and ``code`` say otherwise."""
    number = next(_numbers)
    fields.setdefault("kind", "commune")
    fields.setdefault("code", f"{45000 + number % 1000:05d}")
    fields.setdefault("name", f"Territoire {number}")
    if center:
        fields.setdefault("outline", square(center, half_width))
        fields.setdefault("location", Point(*center, srid=4326))
    return Territory.objects.create(**fields)


def make_region(code: str = "24", name: str = "Région d’essai", **fields) -> Territory:
    """By default the home Region of the tests' settings."""
    return make_territory(
        (1.7, 47.4), 1.5, kind="region", code=code, name=name, **fields
    )


def make_department(code: str = "45", name: str = "Loiret", **fields) -> Territory:
    return make_territory(
        fields.pop("center", ORLEANS),
        0.6,
        kind="department",
        code=code,
        name=name,
        **fields,
    )


def _make_term(model, **fields):
    number = next(_numbers)
    fields.setdefault("name", f"{model._meta.verbose_name} {number}")
    fields.setdefault("slug", f"{model._meta.model_name}-{number}")
    return model.objects.create(**fields)


def make_theme(**fields) -> Theme:
    return _make_term(Theme, **fields)


def make_audience(**fields) -> Audience:
    fields.setdefault("code", f"P{next(_numbers)}")
    fields.setdefault("scope", "newcomers")
    return _make_term(Audience, **fields)


def make_competence(**fields) -> Competence:
    return _make_term(Competence, **{"level": "region", **fields})


def make_scheme(**fields) -> Scheme:
    return _make_term(Scheme, **fields)


def make_network(**fields) -> Network:
    return _make_term(Network, **fields)


def make_goal(number: int = 10, **fields) -> Goal:
    return _make_term(Goal, number=number, **fields)


def make_obstacle_kind(**fields) -> ObstacleKind:
    return _make_term(ObstacleKind, **fields)


def make_lever_kind(**fields) -> LeverKind:
    return _make_term(LeverKind, **fields)


def make_organisation(**fields) -> Organisation:
    number = next(_numbers)
    networks = fields.pop("networks", [])
    fields.setdefault("name", f"Acteur {number}")
    fields.setdefault("slug", f"acteur-{number}")
    fields.setdefault("kind", "association")
    fields.setdefault("is_published", True)
    organisation = Organisation.objects.create(**_placed(fields))
    for network in networks:
        organisation.memberships.create(network=network)
    return organisation


def make_contact(**fields) -> Contact:
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    fields.setdefault("function", "coordination")
    fields.setdefault("email", "personne@exemple.test")
    return Contact.objects.create(**fields)


MANY = [
    "themes",
    "audiences",
    "competences",
    "schemes",
    "goals",
    "territories",
    "contacts",
]


def make_initiative(**fields) -> Initiative:
    """A published initiative located in Orléans, unless told otherwise."""
    number = next(_numbers)
    many = {name: fields.pop(name) for name in MANY if name in fields}
    if "lead" not in fields:
        fields["lead"] = make_organisation()
    fields.setdefault("title", f"Initiative {number}")
    fields.setdefault("slug", f"initiative-{number}")
    fields.setdefault("summary", "Un résumé.")
    fields.setdefault("source_title", "Document d’essai")
    fields.setdefault("status", Initiative.Status.PUBLISHED)
    fields.setdefault("location", ORLEANS)
    initiative = Initiative.objects.create(**_placed(fields))
    for name, rows in many.items():
        getattr(initiative, name).set(rows)
    initiative.refresh_from_db()
    return initiative


def _placed(fields: dict) -> dict:
    """Let tests give a point as (longitude, latitude)."""
    if isinstance(fields.get("location"), tuple):
        fields["location"] = Point(*fields["location"], srid=4326)
    return fields


def make_participation(initiative: Initiative, **fields) -> Participation:
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return Participation.objects.create(initiative=initiative, **fields)


def make_document(initiative: Initiative, **fields) -> Document:
    fields.setdefault("title", "Un document")
    fields.setdefault("url", "https://exemple.test/document")
    return Document.objects.create(initiative=initiative, **fields)


def make_user(groups=(), permissions=(), **fields):
    """Somebody with these groups and these "app.codename" permissions."""
    number = next(_numbers)
    fields.setdefault("username", f"personne-{number}")
    fields.setdefault("email", f"personne-{number}@exemple.test")
    user = get_user_model().objects.create_user(password="Mot-de-passe-1234", **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    for full in permissions:
        app, codename = full.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user
