"""Abstract bases and database functions shared by the apps."""

from django.db import models
from django.db.models import F, Func, Q

# Names sort as French people expect (« École » between « accueil » and « étoile »).
FRENCH_ORDER = "fr-x-icu"


class Timestamped(models.Model):
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class Fold(Func):
    """Lower case, no accents, « st » as « saint », hyphens and quotes as spaces.

    SQL function ``accueil_fold``, created by reference's first migration.
    """

    function = "accueil_fold"
    output_field = models.TextField()


def ends_after_start(model: str, start: str, end: str, message: str):
    """Constraint named ``<model>_ends_after_it_starts``; an open end is fine."""
    return models.CheckConstraint(
        name=f"{model}_ends_after_it_starts",
        condition=Q(**{end: None})
        | Q(**{start: None})
        | Q(**{f"{end}__gte": F(start)}),
        violation_error_message=message,
    )
