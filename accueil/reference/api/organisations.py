"""API of actors."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers

from accueil.common.api.fields import Address, PageAddress, Text, Word
from accueil.common.api.filtering import Note
from accueil.common.api.views import revalidated
from accueil.reference.api.base import (
    SLUG,
    PlacedSerializer,
    PublicViewSet,
    SourceSerializer,
    TerritoryRef,
    without_private,
)
from accueil.reference.filters import (
    ECOSYSTEMS,
    ORGANISATION_KINDS,
    OrganisationFilter,
)
from accueil.reference.models import Membership, Organisation


@extend_schema_serializer(component_name="Adhesion")
class MembershipSerializer(serializers.Serializer):
    identifiant = serializers.CharField(source="network.slug")
    libelle = serializers.CharField(source="network.name")
    depuis = serializers.IntegerField(source="joined_year", allow_null=True)
    jusqu_en = serializers.IntegerField(source="left_year", allow_null=True)


@extend_schema_serializer(component_name="Acteur")
class OrganisationSerializer(PlacedSerializer):
    """An explicit list: nothing else of an organisation ever leaves."""

    identifiant = serializers.CharField(source="slug", help_text="Stable.")
    nom = serializers.CharField(source="name")
    sigle = Text(source="acronym")
    autres_noms = serializers.ListField(
        source="aliases",
        child=serializers.CharField(),
        help_text="Anciens noms, graphies, autres sigles.",
    )
    nature = Word(ORGANISATION_KINDS, source="kind", help_text="Type d’acteur.")
    presentation = Text(source="summary", help_text="Texte libre.")
    siret = Text()
    rna = Text(help_text="Numéro au répertoire national des associations.")
    territoire = TerritoryRef(
        source="territory",
        allow_null=True,
        help_text="Pour une collectivité : le territoire dont elle a la charge.",
    )
    site = Address(source="website")
    ecosysteme = Word(
        ECOSYSTEMS,
        source="ecosystem",
        allow_null=True,
        help_text="Monde de l’emploi, monde de l’accueil, ou les deux.",
    )
    reseaux = MembershipSerializer(
        source="memberships",
        many=True,
        help_text="Adhésions, en cours et passées, avec leurs années.",
    )
    source = SourceSerializer(source="*", help_text="D’où viennent ces informations.")
    url = PageAddress(help_text="La fiche, sur ce site.")


NOTES = {
    "q": Note("Nom, sigle ou autre nom, sans souci d’accents.", "cimade"),
    "nature": Note("Nature de l’acteur.", "association"),
    "ecosysteme": Note("Monde de l’emploi ou monde de l’accueil.", "les-deux"),
    "reseau": Note(
        "Identifiant d’un réseau : /api/v1/vocabulaires/reseaux/.", "anvita"
    ),
    "departement": Note("Département du siège, par code officiel.", "45"),
    "territoire": Note(
        "Siège ou ressort dans ce territoire : un code officiel, précédé de sa nature "
        "s’il est ambigu.",
        "epci:244500468",
    ),
}


class OrganisationViewSet(PublicViewSet):
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    notes = NOTES
    ordering = ("name", "pk")

    def get_queryset(self):
        """Published ones; two queries for any number of rows."""
        members = Membership.objects.select_related("network").order_by(
            "network__name", "joined_year", "pk"
        )
        return (
            without_private(Organisation.objects.published().real())
            .select_related("territory")
            .defer("territory__outline", "territory__location")
            .prefetch_related(Prefetch("memberships", members))
        )

    @extend_schema(
        operation_id="acteurs",
        summary="Les acteurs",
        description="Qui porte, finance, accueille, forme : l’annuaire public.",
        tags=["acteurs"],
    )
    @revalidated
    def list(self, request):
        return self.page(self.filter_queryset(self.get_queryset()))

    @extend_schema(
        operation_id="acteur",
        summary="Un acteur",
        description="Un acteur publié, par identifiant.",
        parameters=[SLUG],
        tags=["acteurs"],
    )
    @revalidated
    def retrieve(self, request, identifiant: str):
        return self.one(get_object_or_404(self.get_queryset(), slug=identifiant))
