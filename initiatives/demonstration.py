"""Demonstration data: real, sourced initiatives and actors, and one account a role."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import models, transaction
from django.utils import timezone

from accueil.reference.loading import Loaded
from accueil.reference.models import (
    Membership,
    Network,
    Organisation,
    Placed,
    Territory,
)
from initiatives.models import (
    Document,
    Funding,
    Initiative,
    Lever,
    Obstacle,
    Participation,
    Result,
)

# Rows that hang on an initiative, and the vocabulary or actor that each key cites.
DETAILS: dict[str, type[models.Model]] = {
    "participations": Participation,
    "fundings": Funding,
    "results": Result,
    "obstacles": Obstacle,
    "levers": Lever,
    "documents": Document,
}
TERMS = ("themes", "audiences", "competences", "schemes", "goals")
UNKNOWN_ADDRESS = "adresse non précisée par la source"


@transaction.atomic
def load(folder: Path, region: str) -> list[Loaded]:
    """Create what is missing from the three files of ``folder``; all or nothing.

    What exists, by slug or user name, stays as people have left it. The files of
    another region than ``region`` (its code) are passed over, accounts excepted.
    Raises ValidationError or DoesNotExist for a faulty file.
    """
    return [
        _load(Organisation, _entries(folder / "organisations.json", region), _actor),
        _load(Initiative, _entries(folder / "initiatives.json", region), _initiative),
        load_accounts(json.loads((folder / "accounts.json").read_text())),
    ]


def _entries(path: Path, region: str) -> list[dict]:
    """The entries with the defaults of their file."""
    data = json.loads(path.read_text())
    if data["region"] != region:
        return []
    return [data["defaults"] | entry for entry in data[path.stem]]


def _load(model: type[models.Model], entries: list[dict], create) -> Loaded:
    loaded = Loaded(str(model._meta.verbose_name_plural))
    known = set(model.objects.values_list("slug", flat=True))
    for entry in entries:
        if entry["slug"] in known:
            loaded.kept += 1
        else:
            create(entry)
            loaded.created += 1
    return loaded


def _territory(kind: str, code: str) -> Territory:
    return Territory.objects.light().get(kind=kind, code=code)


def _place(entry: dict) -> dict:
    """The columns of a place: at its commune, with the reason for not being exact."""
    place = {}
    if code := entry.get("commune"):
        kind = "commune" if len(code) == 5 else "foreign_city"
        place["commune"] = _territory(kind, code)
    if place or entry.get("is_shelter"):
        reason = entry.get("precision_reason", UNKNOWN_ADDRESS)
        place |= {"precision": Placed.Precision.COMMUNE, "precision_reason": reason}
    return place


def _actor(entry: dict) -> None:
    memberships = entry.get("memberships", [])
    columns = _columns(Organisation, entry) | _place(entry)
    if "territory" in entry:
        columns["territory"] = _territory(*entry["territory"])
    organisation = _saved(Organisation(**columns))
    for membership in memberships:
        membership["network"] = Network.objects.get(slug=membership["network"])
        membership.setdefault("consulted_on", entry["consulted_on"])
        _saved(Membership(organisation=organisation, **membership))


def _initiative(entry: dict) -> None:
    columns = _columns(Initiative, entry) | _place(entry)
    columns["lead"] = Organisation.objects.get(slug=entry["lead"])
    if entry["status"] == Initiative.Status.PUBLISHED:
        columns["published_at"] = timezone.now()
    initiative = Initiative(**columns)
    initiative.skip_history_when_saving = True
    _saved(initiative)
    for name in TERMS:
        getattr(initiative, name).set(_terms(name, entry.get(name, [])))
    initiative.territories.set(_territory(*key) for key in entry.get("territories", []))
    # One event for readers of the history: the creation, with all its terms.
    del initiative.skip_history_when_saving
    initiative.save()
    initiative.history.update(history_type="+")
    for name, model in DETAILS.items():
        for detail in entry.get(name, []):
            _saved(model(initiative=initiative, **_detail(model, detail)))


def _columns(model: type[models.Model], entry: dict) -> dict:
    """The plain columns of ``entry``: no relation."""
    plain = {
        field.name for field in model._meta.concrete_fields if not field.is_relation
    }
    return {name: value for name, value in entry.items() if name in plain}


def _detail(model: type[models.Model], detail: dict) -> dict:
    """``detail`` with its slugs replaced by the rows they cite."""
    return {
        name: field.related_model.objects.get(slug=value)
        if field.is_relation
        else value
        for name, value in detail.items()
        for field in [model._meta.get_field(name)]
    }


def _terms(name: str, slugs: list[str]) -> Iterable[models.Model]:
    model = Initiative._meta.get_field(name).related_model
    return [model.objects.get(slug=slug) for slug in slugs]


def _saved(row: models.Model) -> models.Model:
    row.full_clean()
    row.save()
    return row


def load_accounts(entries: list[dict]) -> Loaded:
    """Create the missing accounts, each in its group. Raises for a weak password."""
    users = get_user_model().objects
    loaded = Loaded("comptes")
    for entry in entries:
        if users.filter(username=entry["username"]).exists():
            loaded.kept += 1
            continue
        user = users.model(
            username=entry["username"],
            first_name="Compte de démonstration",
            last_name=entry["role"],
            organisation=Organisation.objects.filter(
                slug=entry["organisation"]
            ).first(),
            is_staff=entry["is_staff"],
            is_superuser=entry["is_superuser"],
        )
        validate_password(entry["password"], user)
        user.set_password(entry["password"])
        _saved(user)
        user.groups.add(Group.objects.get(name=entry["group"]))
        loaded.created += 1
    return loaded
