"""Models of the reference app, one file per aggregate."""

from accueil.reference.models.contact import Contact
from accueil.reference.models.organisation import Membership, Organisation
from accueil.reference.models.place import Placed
from accueil.reference.models.source import Sourced
from accueil.reference.models.territory import Territory
from accueil.reference.models.version import DataVersion
from accueil.reference.models.vocabulary import (
    Audience,
    Competence,
    Goal,
    LeverKind,
    Network,
    ObstacleKind,
    Scheme,
    Synonym,
    Term,
    Theme,
)

__all__ = [
    "Audience",
    "Competence",
    "Contact",
    "DataVersion",
    "Goal",
    "LeverKind",
    "Membership",
    "Network",
    "ObstacleKind",
    "Organisation",
    "Placed",
    "Scheme",
    "Sourced",
    "Synonym",
    "Term",
    "Territory",
    "Theme",
]
