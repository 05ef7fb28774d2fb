"""Demonstration data: real, sourced initiatives and actors, and one account a role."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
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
    loader = _Loader()
    actors = _entries(folder / "organisations.json", region)
    initiatives = _entries(folder / "initiatives.json", region)
    return [
        _load(Organisation, actors, loader.create_actor),
        _load(Initiative, initiatives, loader.create_initiative),
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


class _Loader:
    """Creates rows from entries; remembers those that entries cite."""

    def __init__(self):
        self.found: dict[tuple, models.Model] = {}

    def _cited(self, rows: models.QuerySet, **key) -> models.Model:
        """The only one of ``rows`` with this natural key. One query the first time."""
        known = (rows.model, *key.values())
        if known not in self.found:
            self.found[known] = rows.get(**key)
        return self.found[known]

    def _territory(self, kind: str, code: str) -> Territory:
        return self._cited(Territory.objects.light(), kind=kind, code=code)

    def _place(self, entry: dict) -> dict:
        """Columns of a place: at its commune, with the reason for not being exact."""
        place = {}
        if code := entry.get("commune"):
            kind = "commune" if len(code) == 5 else "foreign_city"
            place["commune"] = self._territory(kind, code)
        if place or entry.get("is_shelter"):
            reason = entry.get("precision_reason", UNKNOWN_ADDRESS)
            place |= {"precision": Placed.Precision.COMMUNE, "precision_reason": reason}
        return place

    def create_actor(self, entry: dict) -> None:
        columns = _columns(Organisation, entry) | self._place(entry)
        if "territory" in entry:
            columns["territory"] = self._territory(*entry["territory"])
        organisation = _saved(Organisation(**columns))
        for membership in entry.get("memberships", []):
            network = self._cited(Network.objects.all(), slug=membership["network"])
            dated = {"consulted_on": entry["consulted_on"]} | membership
            _saved(
                Membership(organisation=organisation, **dated | {"network": network})
            )

    def create_initiative(self, entry: dict) -> None:
        columns = _columns(Initiative, entry) | self._place(entry)
        columns["lead"] = self._cited(Organisation.objects.all(), slug=entry["lead"])
        if entry["status"] == Initiative.Status.PUBLISHED:
            columns["published_at"] = timezone.now()
        initiative = Initiative(**columns)
        initiative.skip_history_when_saving = True
        _saved(initiative)
        for name in TERMS:
            terms = initiative._meta.get_field(name).related_model.objects.all()
            slugs = entry.get(name, [])
            getattr(initiative, name).set(self._cited(terms, slug=s) for s in slugs)
        keys = entry.get("territories", [])
        initiative.territories.set(self._territory(*key) for key in keys)
        # One event for readers of the history: the creation, with all its terms.
        del initiative.skip_history_when_saving
        initiative.save()
        initiative.history.update(history_type="+")
        for name, model in DETAILS.items():
            for detail in entry.get(name, []):
                _saved(model(initiative=initiative, **self._detail(model, detail)))

    def _detail(self, model: type[models.Model], detail: dict) -> dict:
        """``detail`` with its slugs replaced by the rows they cite."""
        values = dict(detail)
        for name in detail:
            if rows := model._meta.get_field(name).related_model:
                values[name] = self._cited(rows.objects.all(), slug=detail[name])
        return values


def _columns(model: type[models.Model], entry: dict) -> dict:
    """The plain columns of ``entry``: no relation."""
    plain = {
        field.name for field in model._meta.concrete_fields if not field.is_relation
    }
    return {name: value for name, value in entry.items() if name in plain}


def _saved(row: models.Model) -> models.Model:
    """Constraints are left to the database, which sees each row at once."""
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def load_accounts(entries: list[dict]) -> Loaded:
    """Create the missing accounts, each in its group.

    Raises ValidationError for a weak password, and on a base that holds only
    other accounts: their passwords are public, a real site must never have them.
    """
    users = get_user_model().objects
    names = [entry["username"] for entry in entries]
    # One of ours already there: a demonstration, where people tried creating others.
    if users.exists() and not users.filter(username__in=names).exists():
        raise ValidationError(
            "La base contient de vrais comptes : les comptes de démonstration, dont "
            "les mots de passe sont publics, n’y entrent pas."
        )
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
