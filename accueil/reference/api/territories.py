"""API of territories, with their outlines."""

import json

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Prefetch
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers

from accueil.common.api.fields import Coordinate, PageAddress, Text, Word
from accueil.common.api.filtering import Note
from accueil.common.api.views import revalidated
from accueil.reference.api.base import TERRITORY_KINDS, PlaceRef, PublicViewSet
from accueil.reference.filters import TerritoryFilterSet
from accueil.reference.models import Territory

ABOVE = ("country", "region", "department", "epci")
OUTLINE_DECIMALS = 4  # about 11 m, as on the site's maps


@extend_schema_serializer(component_name="Territoire")
class TerritorySerializer(serializers.Serializer):
    """An explicit list. Official data: all of it is public."""

    nature = Word(TERRITORY_KINDS, source="kind", help_text="Nature.")
    code = serializers.CharField(
        help_text="Insee ; SIREN d’un EPCI ; QP… ou QN… d’un quartier ; GeoNames."
    )
    nom = serializers.CharField(source="name")
    nom_local = Text(source="local_name", help_text="Pour une ville étrangère.")
    forme_juridique = Text(source="nature", help_text="CC, CA, CU, METRO…")
    anciens_codes = serializers.ListField(
        source="former_codes",
        child=serializers.CharField(),
        help_text="Avant fusion : ils mènent toujours ici.",
    )
    codes_postaux = serializers.ListField(
        source="postal_codes", child=serializers.CharField()
    )
    pays = PlaceRef(source="country", allow_null=True, help_text="Hors de France.")
    region = PlaceRef(allow_null=True)
    departement = PlaceRef(
        source="department",
        allow_null=True,
        help_text="Pour un EPCI : le département de son siège.",
    )
    epci = PlaceRef(allow_null=True, help_text="Intercommunalité.")
    communes = PlaceRef(
        many=True, help_text="Pour un quartier prioritaire : ses communes."
    )
    generation = serializers.IntegerField(
        allow_null=True, help_text="Pour un quartier prioritaire : 2015 ou 2024."
    )
    population = serializers.IntegerField(
        allow_null=True, help_text="Population municipale."
    )
    population_annee = serializers.IntegerField(
        source="population_year", allow_null=True, help_text="Son millésime."
    )
    contour_annee = serializers.IntegerField(
        source="outline_year", allow_null=True, help_text="Millésime du contour."
    )
    latitude = Coordinate(source="location.y", help_text="Centre ou mairie, WGS84.")
    longitude = Coordinate(source="location.x", help_text="Centre ou mairie, WGS84.")
    url = PageAddress(help_text="La page, sur ce site.")


NOTES = {
    "q": Note("Début du nom, sans souci d’accents ni de tirets.", "saint-jean"),
    "nature": Note("Nature de territoire.", "epci"),
    "code": Note("Code officiel, actuel ou ancien.", "45234"),
    "region": Note("Territoires de cette région, par code.", "24"),
    "departement": Note("Territoires de ce département, par code.", "45"),
    "epci": Note("Communes de cette intercommunalité, par SIREN.", "244500468"),
}
KIND = OpenApiParameter(
    "nature",
    location="path",
    description="Nature de territoire.",
    enum=list(TERRITORY_KINDS),
)
CODE = OpenApiParameter("code", location="path", description="Code officiel.")


class TerritoryViewSet(PublicViewSet):
    serializer_class = TerritorySerializer
    filterset_class = TerritoryFilterSet
    notes = NOTES
    ordering = ("kind", "name", "code")

    def get_queryset(self):
        """Without outlines; two queries for any number of rows."""
        heavy = [
            f"{name}__{column}" for name in ABOVE for column in ("outline", "location")
        ]
        communes = Territory.objects.only("code", "name").order_by("name", "code")
        return (
            Territory.objects.light()
            .select_related(*ABOVE)
            .defer("outline", "norm", *heavy)
            .prefetch_related(Prefetch("communes", communes))
        )

    def drawn(self, rows):
        """With outlines as text, when the answer is a map."""
        if not self.is_map:
            return rows
        return rows.annotate(drawing=AsGeoJSON("outline", precision=OUTLINE_DECIMALS))

    def geometry(self, row, public: dict) -> dict | None:
        return json.loads(row.drawing) if row.drawing else None

    @extend_schema(
        operation_id="territoires",
        summary="Les territoires",
        description="Régions, départements, intercommunalités, communes, quartiers "
        "prioritaires et villes étrangères ; leurs contours en GeoJSON.",
        tags=["territoires"],
    )
    @revalidated
    def list(self, request):
        return self.page(self.drawn(self.filter_queryset(self.get_queryset())))

    @extend_schema(
        operation_id="territoire",
        summary="Un territoire",
        description="Un territoire, par nature et code officiel. Un ancien code mène, "
        "par une redirection (301), au territoire qui l’a repris.",
        parameters=[KIND, CODE],
        tags=["territoires"],
    )
    @revalidated
    def retrieve(self, request, nature: str, code: str):
        if nature not in TERRITORY_KINDS or "\x00" in code:
            raise Http404
        rows = self.drawn(self.get_queryset())
        found = rows.resolve(code, [TERRITORY_KINDS[nature]])
        territory = min(found, key=lambda row: row.code != code, default=None)
        if territory is None:
            raise Http404
        if territory.code != code:
            here = reverse("api:territory", args=[nature, territory.code])
            query = request.META["QUERY_STRING"]
            return HttpResponsePermanentRedirect(f"{here}?{query}" if query else here)
        return self.one(territory)
