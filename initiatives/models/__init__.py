"""Models of the inventory, one file per aggregate."""

from initiatives.models.details import (
    Document,
    Funding,
    Lever,
    Obstacle,
    Participation,
    Result,
)
from initiatives.models.initiative import Initiative
from initiatives.models.word import PublicWord

__all__ = [
    "Document",
    "Funding",
    "Initiative",
    "Lever",
    "Obstacle",
    "Participation",
    "PublicWord",
    "Result",
]
