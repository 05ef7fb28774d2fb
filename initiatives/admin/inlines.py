"""What hangs on a sheet, edited inside it."""

from django.contrib import admin
from django.utils.html import format_html

from accueil.common.admin import AccueilStacked
from initiatives.admin.forms import DocumentForm
from initiatives.models import (
    Document,
    Funding,
    Lever,
    Obstacle,
    Participation,
    Result,
)


class ParticipationInline(AccueilStacked):
    model = Participation
    autocomplete_fields = ["organisation"]
    fields = [("organisation", "role")]


class FundingInline(AccueilStacked):
    model = Funding
    autocomplete_fields = ["funder"]
    fields = [("funder", "amount_eur", "year"), "note"]


class ResultInline(AccueilStacked):
    model = Result
    fields = ["label", ("value", "unit", "year"), "note"]


class ObstacleInline(AccueilStacked):
    model = Obstacle
    autocomplete_fields = ["kind", "competence"]
    fields = [("kind", "competence"), "note"]


class LeverInline(AccueilStacked):
    model = Lever
    autocomplete_fields = ["kind", "competence"]
    fields = [("kind", "competence"), "note"]


class DocumentInline(AccueilStacked):
    model = Document
    form = DocumentForm
    readonly_fields = ["stored"]
    fields = [
        ("kind", "title"),
        "url",
        ("file", "stored"),
        "alternative_text",
        ("credit", "licence"),
        ("source_title", "source_url"),
    ]

    @admin.display(description="fichier en place")
    def stored(self, document) -> str:
        if not document.file:
            return "aucun"
        return format_html('<a href="{}">Ouvrir</a>', document.get_absolute_url())
