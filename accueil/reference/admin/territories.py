"""Territories: read by everybody inside, edited by administrators only."""

import json

from django.conf import settings
from django.contrib import admin
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html

from accueil.common.admin import LONGEST_SEARCH, AccueilAdmin
from accueil.common.text import fold
from accueil.reference.geocoding import find_addresses
from accueil.reference.models import Territory

DECIMALS = 4  # of a degree: ten metres, enough to look at an outline


@admin.register(Territory)
class TerritoryAdmin(AccueilAdmin):
    list_display = ["name", "kind", "code", "department", "population"]
    list_filter = ["kind"]
    list_select_related = ["department"]
    ordering = ["kind", "name", "code"]
    search_fields = ["norm", "code"]
    search_help_text = "Nom, code officiel ou code postal."
    autocomplete_fields = ["country", "region", "department", "epci", "communes"]
    readonly_fields = ["outline_map"]
    fieldsets = [
        (None, {"fields": [("name", "local_name"), ("kind", "code", "nature")]}),
        (
            "Rattachement",
            {"fields": ["country", "region", "department", "epci", "communes"]},
        ),
        ("Population", {"fields": [("population", "population_year")]}),
        ("Codes", {"fields": ["former_codes", "postal_codes"]}),
        (
            "Carte",
            {
                "fields": ["outline_map", "outline_year", "location"],
                "description": "Les contours viennent des fichiers de l’IGN : "
                "ils se remplacent par import, pas à la main.",
            },
        ),
    ]

    class Media:
        css = {"screen": ["leaflet/leaflet.css"]}
        js = ["leaflet/leaflet.js", "admin-accueil/outline.js"]

    def has_delete_permission(self, request, obj=None):
        """Never by hand: others nest in it. Imports keep the former codes."""
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("outline")

    def get_search_results(self, request, queryset, search_term):
        """By name, whatever accents and hyphens, by code or by postcode. One query."""
        words = fold(search_term)
        term = search_term.strip()[:LONGEST_SEARCH]
        if not term:
            return queryset, False
        found = Q(code=term.upper()) | Q(postal_codes__contains=[term[:5]])
        if words:
            found |= Q(norm__startswith=words) | Q(norm__contains=f" {words}")
        return queryset.filter(found), False

    @admin.display(description="contour")
    def outline_map(self, territory) -> str:
        if territory.pk is None:
            return "Disponible après l’import du contour."
        return format_html(
            '<div class="outline-map" data-place-url="{}" data-tiles="{}"></div>',
            reverse("admin:reference_place", args=[territory.pk]),
            json.dumps(settings.MAP_TILES),
        )

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("adresse/", view(self.address_view), name="reference_address"),
            path("<int:pk>/lieu/", view(self.place_view), name="reference_place"),
            *super().get_urls(),
        ]

    def address_view(self, request):
        """{"message": text, "results": [address, …]} for whoever edits places."""
        if request.method != "GET":
            return JsonResponse({"message": "Méthode refusée."}, status=405)
        if not may_edit_places(request):
            raise PermissionDenied
        addresses, message = find_addresses(request.GET.get("q", ""))
        return JsonResponse(
            {"message": message, "results": [vars(address) for address in addresses]}
        )

    def place_view(self, request, pk: int):
        """{"name", "latitude", "longitude", "outline"} of one territory. One query."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = (
            Territory.objects.light()
            .filter(pk=pk)
            .annotate(drawing=AsGeoJSON("outline", precision=DECIMALS))
            .first()
        )
        if row is None:
            raise Http404
        point = row.location
        return JsonResponse(
            {
                "name": str(row),
                "latitude": point.y if point else None,
                "longitude": point.x if point else None,
                "outline": json.loads(row.drawing) if row.drawing else None,
            }
        )


def may_edit_places(request) -> bool:
    """Those who add or change something that has an address."""
    allowed = request.user.has_perm
    return allowed("reference.change_organisation") or allowed(
        "reference.add_organisation"
    )
