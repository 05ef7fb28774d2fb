"""Actors, their networks, and the people to call (private)."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from accueil.common.admin import (
    LONGEST_SEARCH,
    AccueilAdmin,
    AccueilStacked,
    HistoryPage,
    VersionedAdmin,
    VersionedForm,
)
from accueil.common.text import fold
from accueil.reference.models import Contact, Membership, Organisation
from accueil.reference.place_forms import (
    PLACE_FIELDS,
    PRIVATE_PLACE_FIELDS,
    PlacedAdmin,
    PlacedForm,
)

SOURCE_FIELDS = (
    "source_title",
    ("source_url", "consulted_on"),
    "confidence",
    "source_note",
)


class OrganisationForm(PlacedForm, VersionedForm):
    class Meta:
        model = Organisation
        fields = "__all__"
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}


class ContactInline(AccueilStacked):
    model = Contact
    fields = [
        ("function", "name"),
        ("email", "phone"),
        ("consent_on", "consent_note"),
    ]


class MembershipInline(AccueilStacked):
    model = Membership
    autocomplete_fields = ["network"]
    fields = ["network", ("joined_year", "left_year"), *SOURCE_FIELDS]


@admin.register(Organisation)
class OrganisationAdmin(VersionedAdmin, HistoryPage, PlacedAdmin, AccueilAdmin):
    form = OrganisationForm
    list_display = ["name", "acronym", "kind", "commune", "is_published"]
    list_filter = ["is_published", "kind", "ecosystem"]
    list_select_related = ["commune"]
    search_fields = ["norm"]
    search_help_text = "Nom, sigle, autre nom ou SIRET."
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["territory", "commune"]
    inlines = [ContactInline, MembershipInline]
    private_permission = "reference.view_private_organisation"
    private_fields = ("internal_note", "position", *PRIVATE_PLACE_FIELDS)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "acronym"),
                    "slug",
                    "is_published",
                    "aliases",
                    ("kind", "ecosystem"),
                    "summary",
                    "website",
                    "seen_version",
                ]
            },
        ),
        ("Lieu", {"fields": PLACE_FIELDS}),
        ("Identifiants", {"fields": [("siret", "rna"), "territory"]}),
        ("Source", {"fields": SOURCE_FIELDS}),
        ("Suivi interne", {"fields": ["internal_note", "is_fictional"]}),
    ]

    def get_queryset(self, request):
        """Unpublished ones only for whoever may see the private side."""
        rows = super().get_queryset(request).visible_to(request.user)
        return rows.defer("commune__outline")

    def get_readonly_fields(self, request, obj=None):
        if request.user.has_perm("reference.publish_organisation"):
            return ()
        return ("is_published",)

    def get_search_results(self, request, queryset, search_term):
        """By words of its names, whatever accents, or by SIRET. One query."""
        words = fold(search_term[:LONGEST_SEARCH]).split()
        if not words:
            return queryset, False
        named = Q()
        for word in words:
            named &= Q(norm__contains=word)
        return queryset.filter(named | Q(siret="".join(words))), False


@admin.register(Contact)
class ContactAdmin(AccueilAdmin):
    """People of all actors at once; edited there or inside the actor's sheet."""

    list_display = ["function", "name", "organisation", "consent_on"]
    list_filter: list = []
    list_select_related = ["organisation"]
    search_fields = ["function", "name", "organisation__name"]
    search_help_text = "Fonction, nom ou acteur."
    autocomplete_fields = ["organisation"]
    ordering = ["organisation__name", "function"]
