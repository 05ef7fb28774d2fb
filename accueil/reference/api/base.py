"""What the resources share: references to other rows, place, source, data version."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from accueil.common.api.fields import Address, Coordinate, Text, Word
from accueil.common.api.views import OpenViewSet
from accueil.reference.filters import ORGANISATION_KINDS
from accueil.reference.models import DataVersion, Placed, Sourced, Territory
from accueil.reference.models.territory import KINDS_BY_SLUG

PRECISIONS = {
    "exacte": Placed.Precision.EXACT,
    "rue": Placed.Precision.STREET,
    "commune": Placed.Precision.COMMUNE,
}
CONFIDENCES = {
    "haute": Sourced.Confidence.HIGH,
    "moyenne": Sourced.Confidence.MEDIUM,
    "faible": Sourced.Confidence.LOW,
}
TERRITORY_KINDS = {slug: Territory.Kind(kind) for slug, kind in KINDS_BY_SLUG.items()}
# Columns of an actor or an initiative that no answer shows.
UNREAD = ("internal_note", "precision_reason", "location", "norm")


SLUG = OpenApiParameter("identifiant", location="path", description="Stable.")


class PublicViewSet(OpenViewSet):
    def data_version(self) -> int:
        return DataVersion.of(self.request)


def unread(relation: str) -> list[str]:
    """UNREAD of the rows that ``relation`` leads to, for ``defer``."""
    return [f"{relation}__{column}" for column in UNREAD]


def without_private(rows: QuerySet) -> QuerySet:
    """Rows of a Placed model with commune and department, private columns unread."""
    places = ("commune", "commune__department")
    columns = ("outline", "location", "norm")
    heavy = [f"{place}__{column}" for place in places for column in columns]
    return rows.select_related(*places).defer(*UNREAD, *heavy)


@extend_schema_serializer(component_name="Terme")
class TermRef(serializers.Serializer):
    identifiant = serializers.CharField(source="slug")
    libelle = serializers.CharField(source="name")


@extend_schema_serializer(component_name="Lieu")
class PlaceRef(serializers.Serializer):
    code = serializers.CharField()
    nom = serializers.CharField(source="name")


@extend_schema_serializer(component_name="TerritoireCite")
class TerritoryRef(serializers.Serializer):
    nature = Word(TERRITORY_KINDS, source="kind")
    code = serializers.CharField()
    nom = serializers.CharField(source="name")


@extend_schema_serializer(component_name="ActeurCite")
class ActorRef(serializers.Serializer):
    identifiant = serializers.CharField(source="slug")
    nom = serializers.CharField(source="name")
    sigle = Text(source="acronym")
    nature = Word(ORGANISATION_KINDS, source="kind")


@extend_schema_serializer(component_name="Source")
class SourceSerializer(serializers.Serializer):
    titre = Text(source="source_title")
    adresse = Address(source="source_url")
    consultee_le = serializers.DateField(source="consulted_on", allow_null=True)
    confiance = Word(CONFIDENCES, source="confidence", allow_null=True)
    note = Text(source="source_note")


class PublicPrecision(Word):
    """How near the public point is; null when there is none."""

    def to_representation(self, row):
        return super().to_representation(row.precision if row.public_location else "")


class PlacedSerializer(serializers.Serializer):
    """Public place of a row, after its other fields. Never reads ``location``."""

    commune = PlaceRef(allow_null=True, help_text="Commune d’implantation.")
    departement = PlaceRef(
        source="commune.department",
        allow_null=True,
        help_text="Département de la commune.",
    )
    adresse = Text(
        source="public_address",
        help_text="Adresse, si elle est publique ; la rue seule sous la précision rue.",
    )
    latitude = Coordinate(source="public_location.y", help_text="WGS84.")
    longitude = Coordinate(source="public_location.x", help_text="WGS84.")
    precision = PublicPrecision(
        PRECISIONS,
        source="*",
        allow_null=True,
        help_text="Précision du point publié ; null sans point.",
    )

    def get_fields(self) -> dict:
        fields = super().get_fields()
        place = {name: fields.pop(name) for name in PlacedSerializer._declared_fields}
        return fields | place
