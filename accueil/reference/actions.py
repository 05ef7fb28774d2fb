"""Writes over vocabularies: a term in use is merged or retired, never deleted."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accueil.reference.models import Audience, Term


@transaction.atomic
def retire_term(term: Term) -> None:
    """Stop offering ``term``; what uses it keeps it. Raises ValidationError."""
    if term.is_retired:
        raise ValidationError(f"« {term} » est déjà retiré.")
    term.is_retired = True
    term.save(update_fields=["is_retired"])


@transaction.atomic
def merge_terms(term: Term, *, into: Term, by=None) -> int:
    """Give every use of ``term`` to ``into``, then retire ``term``.

    Returns how many rows changed. ``by``: the user whom histories name. Children move
    too. A row that would stand twice goes. Raises ValidationError, and changes nothing,
    when the two terms do not mean things of the same nature. A few queries a use.
    """
    _refuse_odd_merger(term, into)
    moved = 0
    for relation in term._meta.related_objects:
        if relation.many_to_many and not relation.through._meta.auto_created:
            continue  # its rows come back as a foreign key of the through model
        move = _move_link if relation.many_to_many else _move_key
        for row in _users_of(term, relation):
            row._history_user = by
            row._change_reason = f"fusion de « {term} » dans « {into} »"[:100]
            move(row, relation.field.name, term, into)
            moved += 1
    term.is_retired, term.replaced_by = True, into
    term.save(update_fields=["is_retired", "replaced_by"])
    return moved


def _refuse_odd_merger(term: Term, into: Term) -> None:
    if type(term) is not type(into):
        raise ValidationError("Ces deux termes sont de vocabulaires différents.")
    if term == into:
        raise ValidationError("Un terme ne fusionne pas avec lui-même.")
    if into.is_retired:
        raise ValidationError(f"« {into} » est retiré : choisissez un terme proposé.")
    if isinstance(term, Audience) and term.scope != into.scope:
        raise ValidationError(
            f"« {term} » ({term.get_scope_display()}) et « {into} » "
            f"({into.get_scope_display()}) relèvent de deux périmètres qui ne se "
            "mélangent pas."
        )


def _users_of(term: Term, relation) -> models.QuerySet:
    rows = relation.related_model._default_manager
    return rows.filter(**{relation.field.name: term.pk})


def _move_link(row: models.Model, field: str, term: Term, into: Term) -> None:
    """Change a many-to-many link, in one line of the row's history."""
    links = getattr(row, field)
    row.skip_history_when_saving = True
    links.add(into)
    del row.skip_history_when_saving
    links.remove(term)


def _move_key(row: models.Model, field: str, term: Term, into: Term) -> None:
    setattr(row, field, into)
    if isinstance(row, Term):
        row.clean()  # a child may not end up under itself, nor at a third level
    if _stands_already(row):
        row.delete()
    else:
        row.save(update_fields=[field])


def _stands_already(row: models.Model) -> bool:
    """Another row says the same, or a unique constraint refuses a second one."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not (field.primary_key or field.generated)
    }
    if type(row)._default_manager.filter(**values).exclude(pk=row.pk).exists():
        return True
    try:
        row.validate_constraints()
    except ValidationError:
        return True
    return False
