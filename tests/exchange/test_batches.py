"""Imports: received, agreed to, written once, undone, forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accueil.exchange import batches
from accueil.exchange.models import Batch
from accueil.exchange.packing import pack, unpack
from accueil.exchange.tables import UnreadableFile
from initiatives.models import Initiative
from initiatives.resources import InitiativeResource
from tests.exchange.csv_files import csv_file
from tests.factories import make_initiative, make_organisation, make_theme, make_user

LEAD = "Porteur d’essai"
GOOD = {"Intitulé": "Cours du soir", "Structure porteuse": LEAD, "Bénévoles": "4"}
BAD = {"Intitulé": "Atelier", "Structure porteuse": "Inconnue", "Bénévoles": "2"}


def resource() -> InitiativeResource:
    return InitiativeResource(private=True)


def send(*lines: dict, by=None, name: str = "fiches.csv", **options) -> Batch:
    """A file received; every other sheet is led by ``LEAD``."""
    by = by or make_user()
    return batches.receive(
        csv_file(*lines), name, resource=resource(), by=by, **options
    )


def agree(batch: Batch, by=None) -> Batch:
    """Confirm what its preview shows now."""
    digest = batches.agreement(batches.preview(batch, resource()))
    return batches.confirm(
        batch, resource=resource(), by=by or make_user(), digest=digest
    )


@pytest.fixture
def lead(db):
    return make_organisation(name=LEAD)


@pytest.fixture
def sheet(lead):
    return make_initiative(title="Café des langues", slug="cafe", lead=lead)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "texte",
        12,
        True,
        Decimal("12.50"),
        date(2025, 12, 31),
        datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
        ("Langue", "Logement"),
        (),
    ],
)
def test_values_come_back_from_json_as_they_were(value):
    back = unpack(pack(value))

    assert (back, type(back)) == (value, type(value))


def test_receiving_writes_no_sheet_and_counts_what_it_would(lead):
    batch = send(GOOD, BAD)

    assert Initiative.objects.count() == 0
    assert batch.state == Batch.State.PREVIEWED
    assert batch.counts == {
        "read": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
    }


def test_a_file_that_cannot_be_read_is_not_kept(lead):
    with pytest.raises(UnreadableFile):
        batches.receive(b"", "vide.csv", resource=resource(), by=make_user())

    assert Batch.objects.count() == 0


def test_confirming_writes_sheets_their_batch_and_their_author(lead):
    user = make_user()

    batch = agree(send(GOOD, by=user), by=user)

    sheet = Initiative.objects.get()
    assert (sheet.title, sheet.volunteers, sheet.status) == (
        "Cours du soir",
        4,
        "draft",
    )
    assert sheet.history.latest().history_user_id == user.pk
    assert batch.state == Batch.State.DONE
    rows = batch.rows.values_list("line", "change", "object_id", "version_after")
    assert list(rows) == [(2, "created", sheet.pk, sheet.version)]


def test_one_refused_line_stops_all_of_them(lead):
    with pytest.raises(ValidationError, match="Lignes refusées"):
        agree(send(GOOD, BAD))

    assert (Initiative.objects.count(), Batch.objects.get().state) == (0, "previewed")


def test_valid_lines_alone_enter_on_demand(lead):
    batch = send(GOOD, BAD)
    batches.set_options(batch, sheet="", header_line=None, valid_only=True, ignored=[])
    batch.refresh_from_db()

    agree(batch)

    assert [row.title for row in Initiative.objects.all()] == ["Cours du soir"]


def test_unknown_columns_wait_for_a_tick(lead):
    batch = send({**GOOD, "Couleur": "bleu"})
    with pytest.raises(ValidationError, match="« Couleur »"):
        agree(batch)
    batches.set_options(
        batch, sheet="", header_line=None, valid_only=False, ignored=["Couleur"]
    )
    batch.refresh_from_db()

    agree(batch)

    assert Initiative.objects.count() == 1


def test_the_column_of_errors_that_comes_back_needs_no_tick(lead):
    agree(send({**GOOD, "Erreur": "Ligne 2. Un vieux message."}))

    assert Initiative.objects.count() == 1


def test_a_change_between_preview_and_confirmation_shows_a_new_preview(sheet):
    batch = send(
        {"Identifiant": "cafe", "Intitulé": "Café", "Structure porteuse": LEAD}
    )
    digest = batches.agreement(batches.preview(batch, resource()))
    Initiative.objects.update(title="Changée par une autre", version=9)

    with pytest.raises(batches.PreviewChanged):
        batches.confirm(batch, resource=resource(), by=None, digest=digest)

    sheet.refresh_from_db()
    assert sheet.title == "Changée par une autre"


def test_a_double_that_appears_meanwhile_is_shown_first(lead):
    batch = send(GOOD)
    digest = batches.agreement(batches.preview(batch, resource()))
    make_initiative(title="Cours du soir", lead=lead)

    with pytest.raises(batches.PreviewChanged):
        batches.confirm(batch, resource=resource(), by=None, digest=digest)


def test_confirming_twice_writes_once(lead):
    batch = send(GOOD)
    digest = batches.agreement(batches.preview(batch, resource()))

    for _ in range(2):
        done = batches.confirm(batch, resource=resource(), by=None, digest=digest)

    assert (Initiative.objects.count(), done.rows.count()) == (1, 1)


def test_what_the_database_refuses_becomes_a_sentence(lead, monkeypatch):
    batch = send(GOOD)

    def refuse(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    monkeypatch.setattr(batches, "carry_out", refuse)

    with pytest.raises(ValidationError, match="La base a refusé"):
        agree(batch)
    batch.refresh_from_db()
    assert batch.state == Batch.State.PREVIEWED


def test_the_rule_that_the_database_names_is_told(lead, monkeypatch):
    batch = send(GOOD)

    def refuse(*args, **kwargs):
        make_initiative(lead=lead, budget_eur=-3)

    monkeypatch.setattr(batches, "carry_out", refuse)

    with pytest.raises(ValidationError) as caught:
        agree(batch)
    rule = next(c for c in Initiative._meta.constraints if "budget" in str(c.condition))
    assert caught.value.messages == [rule.violation_error_message, batches.REFUSED]


@pytest.mark.parametrize(
    ("column", "typed"),
    [("Budget total", "-3"), ("Salariés", "-0,5"), ("Année du budget", "25")],
)
def test_an_impossible_amount_is_refused_on_its_line(lead, column, typed):
    batch = send({**GOOD, column: typed})

    plan = batches.preview(batch, resource())

    (message,) = plan.refused[0].errors.values()
    assert "attendu" in message


def test_after_a_day_nothing_can_be_confirmed(lead):
    batch = send(GOOD)
    batch.created_at = timezone.now() - timedelta(hours=25)
    batch.save()

    with pytest.raises(ValidationError, match="n’est plus conservé"):
        batches.confirm(batch, resource=resource(), by=None, digest="")


def test_undoing_restores_exactly_and_deletes_what_was_created(sheet):
    theme = make_theme(name="Langue")
    sheet.themes.add(theme)
    before = next(resource().rows(Initiative.objects.all(), resource().columns[:-1]))
    line = {
        "Identifiant": "cafe",
        "Intitulé": "Café",
        "Structure porteuse": LEAD,
        "Thèmes": "",
        "Latitude": "47,5",
        "Longitude": "1,5",
        "Début": "01/02/2024",
        "Budget total": "1 200,50",
    }
    batch = agree(send(line, {**dict.fromkeys(line, ""), **_new()}))
    assert Initiative.objects.get(slug="cafe").budget_eur == Decimal("1200.50")

    undoing = batches.undo(batch, resource=resource(), by=make_user())

    assert (len(undoing.restored), len(undoing.deleted), undoing.kept) == (1, 1, [])
    after = next(resource().rows(Initiative.objects.all(), resource().columns[:-1]))
    assert (Initiative.objects.count(), after) == (1, before)
    assert sheet.history.latest().history_change_reason == "Annulation d’un import"
    batch.refresh_from_db()
    assert (batch.state, batch.counts["deleted"]) == (Batch.State.UNDONE, 1)


def _new() -> dict:
    return {"Intitulé": "Cours du soir", "Structure porteuse": LEAD}


@pytest.mark.parametrize("identifier", ["cafe", ""], ids=["changed", "created"])
def test_undoing_leaves_what_somebody_wrote_since(sheet, identifier):
    line = {"Identifiant": identifier, "Intitulé": "Salon", "Structure porteuse": LEAD}
    batch = agree(send(line))
    Initiative.objects.filter(title="Salon").update(title="Relue", version=9)

    undoing = batches.undo(batch, resource=resource(), by=make_user())

    assert (undoing.restored, undoing.deleted) == ([], [])
    assert undoing.kept == ["Relue"]
    assert Initiative.objects.filter(title="Relue").exists()


@pytest.mark.parametrize("gone", ["lead", "theme"])
def test_undoing_says_when_a_former_value_is_gone(sheet, gone):
    other = make_organisation(name="Autre porteur")
    theme = make_theme(name="Langue")
    sheet.themes.add(theme)
    line = {
        "Identifiant": "cafe",
        "Intitulé": sheet.title,
        "Structure porteuse": other.name,
        "Thèmes": "",
    }
    batch = agree(send(line))
    {"lead": sheet.lead, "theme": theme}[gone].delete()

    with pytest.raises(ValidationError, match="une valeur d’avant n’existe plus"):
        batches.undo(batch, resource=resource(), by=None)

    batch.refresh_from_db()
    sheet.refresh_from_db()
    assert (batch.state, sheet.lead) == (Batch.State.DONE, other)


def test_undoing_says_what_holds_a_created_sheet(lead, monkeypatch):
    batch = agree(send(GOOD))
    sheet = Initiative.objects.get()

    def protect(queryset):
        raise ProtectedError("", {sheet})

    monkeypatch.setattr(type(Initiative.objects.all()), "delete", protect)

    with pytest.raises(ValidationError, match="servent ailleurs : « Cours du soir »"):
        batches.undo(batch, resource=resource(), by=None)


def test_undoing_twice_is_once(lead):
    batch = agree(send(GOOD))
    batches.undo(batch, resource=resource(), by=None)

    again = batches.undo(batch, resource=resource(), by=None)

    assert again == batches.Undoing()


def test_what_was_never_imported_is_not_undone(lead):
    with pytest.raises(ValidationError, match="Seul un import terminé"):
        batches.undo(send(GOOD), resource=resource(), by=None)


def test_the_purge_empties_old_files_and_keeps_counts(lead):
    waiting, done, young = send(GOOD), agree(send(GOOD)), send(GOOD)
    old = timezone.now() - timedelta(hours=25)
    Batch.objects.exclude(pk=young.pk).update(created_at=old)
    out = StringIO()

    call_command("purge_batches", stdout=out)

    assert out.getvalue() == "fichiers effacés 2\n"
    found = {b.pk: (bytes(b.content) == b"", b.state) for b in Batch.objects.all()}
    assert found == {
        waiting.pk: (True, "expired"),
        done.pk: (True, "done"),
        young.pk: (False, "previewed"),
    }
    assert Batch.objects.get(pk=done.pk).counts["new"] == 1


def test_names_of_files_are_tamed(lead):
    batch = send(GOOD, name="a\r\nb\u202e" + "x" * 300 + ".csv")

    assert batch.file_name.startswith("a bx")
    assert batch.file_name.endswith(".csv")
    assert len(batch.file_name) <= 120


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_write_once():
    make_organisation(name=LEAD)
    batch = send(GOOD)
    digest = batches.agreement(batches.preview(batch, resource()))

    def submit(_):
        try:
            batches.confirm(batch, resource=resource(), by=None, digest=digest)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(submit, range(4)))

    assert Initiative.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_that_waits_too_long_says_so():
    make_organisation(name=LEAD)
    batch = send(GOOD)

    def submit():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            agree(batch)
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        batches.one_at_a_time(resource())
        with pytest.raises(ValidationError, match="Un autre import est en cours"):
            pool.submit(submit).result()
    assert Initiative.objects.count() == 0
