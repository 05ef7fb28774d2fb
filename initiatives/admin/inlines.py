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


class NamedInline(AccueilStacked):
    """Lines headed by the name of the row that ``named_by`` leads to.

    It comes with the lines: asked line by line, it cost a query for each.
    """

    named_by: str

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(self.named_by)


class ParticipationInline(NamedInline):
    model = Participation
    named_by = "organisation"
    autocomplete_fields = ["organisation"]
    fields = [("organisation", "role")]


class FundingInline(NamedInline):
    model = Funding
    named_by = "funder"
    autocomplete_fields = ["funder"]
    fields = [("funder", "amount_eur", "year"), "note"]


class ResultInline(AccueilStacked):
    model = Result
    fields = ["label", ("value", "unit", "year"), "note"]


class ObstacleInline(NamedInline):
    model = Obstacle
    named_by = "kind"
    autocomplete_fields = ["kind", "competence"]
    fields = [("kind", "competence"), "note"]


class LeverInline(NamedInline):
    model = Lever
    named_by = "kind"
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
