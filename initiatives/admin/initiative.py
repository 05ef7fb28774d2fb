"""The administration page of initiatives."""

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accueil.common.admin import (
    LONGEST_SEARCH,
    AccueilAdmin,
    HistoryPage,
    VersionedAdmin,
)
from accueil.reference.place_forms import (
    PLACE_FIELDS,
    PRIVATE_PLACE_FIELDS,
    PlacedAdmin,
)
from initiatives.admin.exports import ExportAdmin
from initiatives.admin.filters import (
    DepartmentFilter,
    ThemeFilter,
    VerificationFilter,
    stale,
)
from initiatives.admin.forms import InitiativeForm
from initiatives.admin.imports import InitiativeImportAdmin
from initiatives.admin.inlines import (
    DocumentInline,
    FundingInline,
    LeverInline,
    ObstacleInline,
    ParticipationInline,
    ResultInline,
)
from initiatives.admin.workflow import WorkflowAdmin
from initiatives.files import forget_files
from initiatives.models import (
    Document,
    Funding,
    Initiative,
    Lever,
    Obstacle,
    Participation,
    Result,
)


@admin.register(Initiative)
class InitiativeAdmin(
    InitiativeImportAdmin,
    ExportAdmin,
    WorkflowAdmin,
    VersionedAdmin,
    HistoryPage,
    PlacedAdmin,
    AccueilAdmin,
):
    form = InitiativeForm
    list_display = ["title", "lead", "status", "commune", "updated", "verified"]
    list_filter = [
        "status",
        VerificationFilter,
        ThemeFilter,
        DepartmentFilter,
        "stage",
        "is_fictional",
    ]
    list_select_related = ["lead", "commune"]
    search_fields = ["search"]
    search_help_text = "Mots du titre, du résumé, de l’acteur ou de la commune."
    ordering = ["title", "pk"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = [
        "lead",
        "commune",
        "territories",
        "themes",
        "audiences",
        "competences",
        "schemes",
        "goals",
        "contacts",
    ]
    readonly_fields = ["status", "verified_on", "verified_by"]
    inlines = [
        ParticipationInline,
        FundingInline,
        ResultInline,
        ObstacleInline,
        LeverInline,
        DocumentInline,
    ]
    private_permission = "initiatives.view_private_initiative"
    private_fields = ("internal_note", "position", *PRIVATE_PLACE_FIELDS)
    history_details = dict.fromkeys(
        [Participation, Funding, Result, Obstacle, Lever], "initiative"
    )
    fieldsets = [
        (
            None,
            {"fields": ["title", "slug", "summary", "description", "seen_version"]},
        ),
        ("Acteurs", {"fields": ["lead", "contacts"]}),
        ("Lieu", {"fields": [*PLACE_FIELDS, "territories"]}),
        (
            "Contenu",
            {
                "fields": [
                    "themes",
                    "audiences",
                    "competences",
                    "schemes",
                    "goals",
                    ("level_in", "level_out"),
                ]
            },
        ),
        (
            "Calendrier et moyens",
            {
                "fields": [
                    "stage",
                    ("started_on", "started_precision"),
                    ("ended_on", "ended_precision"),
                    ("budget_eur", "budget_year"),
                    ("staff_fte", "volunteers"),
                ]
            },
        ),
        (
            "Source",
            {
                "fields": [
                    "source_title",
                    ("source_url", "consulted_on"),
                    "confidence",
                    "source_note",
                ]
            },
        ),
        (
            "Suivi interne",
            {
                "fields": [
                    "internal_note",
                    "is_fictional",
                    ("verified_on", "verified_by"),
                ]
            },
        ),
    ]

    @admin.display(description="modifiée", ordering="updated_at")
    def updated(self, initiative) -> str:
        return date_format(timezone.localtime(initiative.updated_at), "d/m/Y")

    @admin.display(description="vérifiée", ordering="verified_on")
    def verified(self, initiative) -> str:
        day = initiative.verified_on
        return date_format(day, "d/m/Y") if day else "jamais"

    def get_search_results(self, request, queryset, search_term):
        """The catalogue's own search: synonyms, accents, near spellings."""
        if not search_term.strip():
            return queryset, False
        return queryset.search(search_term[:LONGEST_SEARCH]), False

    def hidden_fields(self, request) -> set[str]:
        """People to call have a right of their own."""
        hidden = super().hidden_fields(request)
        if request.user.has_perm("reference.view_contact"):
            return hidden
        return hidden | {"contacts"}

    def get_queryset(self, request):
        """Lists need neither the search columns nor the outline of the commune."""
        return (
            super()
            .get_queryset(request)
            .defer("search", "norm", "commune__outline", "lead__internal_note")
        )

    def save_related(self, request, form, formsets, change):
        """Files that a document loses, by deletion or replacement, go away too."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Document:
                forget_files(row.file.name for row in formset.deleted_objects)
                forget_files(line.former_file for line in formset.forms)

    def delete_model(self, request, obj):
        forget_files(obj.documents.values_list("file", flat=True))
        super().delete_model(request, obj)

    def todo(self, request) -> list[dict]:
        """What waits on the dashboard: {count, label, url}. One query."""
        if not self.has_publish_permission(request):
            return []
        published = Q(status=Initiative.Status.PUBLISHED)
        counts = Initiative.objects.aggregate(
            review=Count("pk", filter=Q(status=Initiative.Status.REVIEW)),
            draft=Count("pk", filter=Q(status=Initiative.Status.DRAFT)),
            stale=Count("pk", filter=published & stale()),
        )
        address = reverse("admin:initiatives_initiative_changelist")
        lines = {
            "review": ("à relire", "status__exact=review"),
            "draft": ("en brouillon", "status__exact=draft"),
            "stale": (
                "publiées et à vérifier",
                "status__exact=published&verification=a-faire",
            ),
        }
        return [
            {"count": counts[name], "label": label, "url": f"{address}?{query}"}
            for name, (label, query) in lines.items()
            if counts[name]
        ]
