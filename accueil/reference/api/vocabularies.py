"""API of the controlled vocabularies: the words that filters and sheets use."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accueil.common.api.fields import Address, Text, Word
from accueil.common.api.views import revalidated
from accueil.reference.api.base import PublicViewSet, TermRef
from accueil.reference.models import (
    Audience,
    Competence,
    Goal,
    LeverKind,
    Network,
    ObstacleKind,
    Scheme,
    Theme,
)


@dataclass(frozen=True)
class Kind:
    model: type[Model]
    label: str


KINDS = {
    "themes": Kind(Theme, "thèmes"),
    "publics": Kind(Audience, "publics"),
    "competences": Kind(Competence, "compétences"),
    "dispositifs": Kind(Scheme, "dispositifs"),
    "reseaux": Kind(Network, "réseaux"),
    "odd": Kind(Goal, "objectifs de développement durable"),
    "freins": Kind(ObstacleKind, "freins"),
    "leviers": Kind(LeverKind, "leviers"),
}
SCOPES = {
    "inconditionnel": Audience.Scope.UNCONDITIONAL,
    "primo-arrivants": Audience.Scope.NEWCOMERS,
    "transversal": Audience.Scope.ACROSS,
}
LEVELS = {
    "region": Competence.Level.REGION,
    "departement": Competence.Level.DEPARTMENT,
    "local": Competence.Level.LOCAL,
    "etat": Competence.Level.STATE,
}
# Relations of terms that answers follow.
FOLLOWED = ("parent", "replaced_by", "theme", "competence")


@extend_schema_serializer(component_name="TermeDefini")
class TermSerializer(TermRef):
    """A term of any kind: what its kind does not have is null."""

    definition = Text()
    source = Text()
    parent = TermRef(default=None, allow_null=True, help_text="Thèmes et publics.")
    retire = serializers.BooleanField(
        source="is_retired", help_text="N’est plus proposé ; des fiches l’emploient."
    )
    remplace_par = TermRef(source="replaced_by", allow_null=True)
    code = Text(default=None, help_text="Publics.")
    perimetre = Word(
        SCOPES, source="scope", default=None, allow_null=True, help_text="Publics."
    )
    echelon = Word(
        LEVELS, source="level", default=None, allow_null=True, help_text="Compétences."
    )
    depuis = serializers.IntegerField(
        source="since_year", default=None, allow_null=True, help_text="Compétences."
    )
    porteur = Text(source="carrier", default=None, help_text="Dispositifs.")
    site = Address(source="website", default=None, help_text="Dispositifs, réseaux.")
    numero = serializers.IntegerField(
        source="number", default=None, allow_null=True, help_text="ODD : 1 à 17."
    )
    theme = TermRef(default=None, allow_null=True, help_text="Freins.")
    competence = TermRef(default=None, allow_null=True, help_text="Leviers.")


@extend_schema_serializer(component_name="VocabulaireCite")
class VocabularyRef(serializers.Serializer):
    identifiant = serializers.ChoiceField(choices=list(KINDS))
    libelle = serializers.CharField()
    nombre = serializers.IntegerField(help_text="Termes, retirés compris.")
    url = serializers.URLField(help_text="Le vocabulaire, dans l’API.")


@extend_schema_serializer(component_name="Vocabulaires")
class VocabulariesSerializer(serializers.Serializer):
    vocabulaires = VocabularyRef(many=True)


@extend_schema_serializer(component_name="Vocabulaire")
class VocabularySerializer(serializers.Serializer):
    identifiant = serializers.ChoiceField(choices=list(KINDS), help_text="Stable.")
    libelle = serializers.CharField()
    termes = TermSerializer(
        many=True,
        help_text="Ce qu’un vocabulaire n’a pas vaut null. code, perimetre : publics ; "
        "echelon, depuis : compétences ; numero : ODD.",
    )


KIND = OpenApiParameter(
    "vocabulaire", location="path", description="Vocabulaire.", enum=list(KINDS)
)


class VocabularyViewSet(PublicViewSet):
    """Whole lists: the longest has some hundred terms."""

    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None

    @extend_schema(
        operation_id="vocabulaires",
        summary="Les vocabulaires",
        description="Les listes de mots que les filtres et les fiches emploient.",
        responses=VocabulariesSerializer,
        tags=["vocabulaires"],
    )
    @revalidated
    def index(self, request):
        """One query per vocabulary."""
        found = [
            {
                "identifiant": slug,
                "libelle": kind.label,
                "nombre": kind.model.objects.count(),
                "url": request.build_absolute_uri(
                    reverse("api:vocabulary", args=[slug])
                ),
            }
            for slug, kind in KINDS.items()
        ]
        return Response(VocabulariesSerializer({"vocabulaires": found}).data)

    @extend_schema(
        operation_id="vocabulaire",
        summary="Un vocabulaire",
        description="Tous ses termes, dans l’ordre du site.",
        parameters=[KIND],
        responses=VocabularySerializer,
        tags=["vocabulaires"],
    )
    @revalidated
    def retrieve(self, request, vocabulaire: str):
        if vocabulaire not in KINDS:
            raise Http404
        model = KINDS[vocabulaire].model
        columns = {field.name for field in model._meta.fields}
        terms = model.objects.select_related(
            *[name for name in FOLLOWED if name in columns]
        )
        answer = {
            "identifiant": vocabulaire,
            "libelle": KINDS[vocabulaire].label,
            "termes": terms,
        }
        return Response(VocabularySerializer(answer).data)
