"""Importing a file without the administration: what the commands share."""

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accueil.exchange import batches
from accueil.exchange.model_resource import ModelResource
from accueil.exchange.plan import Plan, make_plan
from accueil.exchange.reading import read_table
from accueil.exchange.tables import UnreadableFile
from accueil.exchange.workbooks import error_text, error_workbook

MOST_LINES = 100_000


class ImportCommand(BaseCommand):
    """Subclasses give ``resource``. Ends with status 1 when lines are refused."""

    resource: type[ModelResource]

    @property
    def help(self) -> str:
        label = self.resource.label
        return f"Importe un fichier ({label}). Tout ou rien, sauf --valid-only."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="csv, xlsx, ods ou GeoJSON")
        parser.add_argument("--sheet", default="", help="feuille d’un classeur")
        parser.add_argument(
            "--dry-run", action="store_true", help="dire sans rien écrire"
        )
        parser.add_argument(
            "--valid-only",
            action="store_true",
            help="laisser de côté les lignes refusées",
        )
        parser.add_argument(
            "--report", type=Path, help="classeur où écrire les lignes refusées"
        )

    def handle(self, *args, file: Path, **options):
        plan = self._plan(file, options["sheet"])
        for header, near in batches.unknown_headers(plan):
            hint = f" (peut-être « {near} » ?)" if near else ""
            self._say(f"Colonne inconnue, ignorée : « {header} »{hint}.")
        for draft in plan.refused:
            self._say(error_text(plan.resource, draft))
        for draft in plan.doubtful:
            self._say(f"Ligne {draft.line}. Doublon possible : {draft.resembles}.")
        if options["report"] and plan.refused:
            workbook = error_workbook(plan, batches.ERROR_COLUMN)
            self._write(options["report"], workbook)
        self._carry_out(plan, file.name, options)
        self.stdout.write(plan.summary)
        if plan.refused:
            sys.exit(1)

    def _plan(self, file: Path, sheet: str) -> Plan:
        self._say(f"Lecture de {file.name}…")
        try:
            table = read_table(
                file.read_bytes(), file.name, sheet=sheet, max_rows=MOST_LINES
            )
        except OSError as error:
            raise CommandError(f"{file} : {error.strerror}.") from None
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        plan = make_plan(self.resource(private=True), table)
        if plan.problems:
            raise CommandError(" ".join(plan.problems))
        return plan

    def _carry_out(self, plan: Plan, file_name: str, options: dict) -> None:
        """Unless it is only to be said, or something forbids it."""
        forbidden = plan.refused and not options["valid_only"]
        if options["dry_run"] or forbidden or not (plan.new or plan.changed):
            return
        self._say("Écriture…")
        try:
            batches.import_at_once(
                plan, file_name=file_name, valid_only=options["valid_only"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path} : {error.strerror}.") from None
        self._say(f"Lignes refusées : {path}")

    def _say(self, text: str) -> None:
        """On stderr: the last line of stdout is the summary, for programs."""
        self.stderr.write(text, style_func=str)
