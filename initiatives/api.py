"""API of initiatives: published and real ones, an explicit list of public fields."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers

from accueil.common.api.fields import PageAddress, Text, Word
from accueil.common.api.filtering import Note
from accueil.common.api.views import revalidated
from accueil.reference.api.base import (
    SLUG,
    ActorRef,
    PlacedSerializer,
    PublicViewSet,
    SourceSerializer,
    TermRef,
    TerritoryRef,
    unread,
    without_private,
)
from accueil.reference.models import Territory
from initiatives.filters import STAGES, InitiativeFilter
from initiatives.models import (
    Document,
    Funding,
    Initiative,
    Lever,
    Obstacle,
    Participation,
)

DATE_PRECISIONS = {"jour": "day", "mois": "month", "annee": "year"}
ROLES = {
    "partenaire": Participation.Role.PARTNER,
    "financeur": Participation.Role.FUNDER,
    "operateur": Participation.Role.OPERATOR,
    "prescripteur": Participation.Role.PRESCRIBER,
}
DOCUMENT_KINDS = {
    "lien": Document.Kind.LINK,
    "image": Document.Kind.IMAGE,
    "fichier": Document.Kind.FILE,
}
LEVELS = {level: level for level, _ in Initiative._meta.get_field("level_in").choices}


@extend_schema_serializer(component_name="ActeurAssocie")
class ParticipationSerializer(serializers.Serializer):
    role = Word(ROLES)
    acteur = ActorRef(source="organisation")


@extend_schema_serializer(component_name="Financement")
class FundingSerializer(serializers.Serializer):
    financeur = ActorRef(source="funder")
    montant_eur = serializers.FloatField(source="amount_eur", allow_null=True)
    annee = serializers.IntegerField(source="year", allow_null=True)
    note = Text()


@extend_schema_serializer(component_name="Resultat")
class ResultSerializer(serializers.Serializer):
    libelle = serializers.CharField(source="label")
    valeur = serializers.FloatField(source="value")
    unite = serializers.CharField(source="unit")
    annee = serializers.IntegerField(source="year", allow_null=True)
    note = Text()


@extend_schema_serializer(component_name="FreinOuLevier")
class KindWithCompetence(serializers.Serializer):
    identifiant = serializers.CharField(source="kind.slug")
    libelle = serializers.CharField(source="kind.name")
    competence = TermRef(allow_null=True)
    note = Text()


@extend_schema_serializer(component_name="Document")
class DocumentSerializer(serializers.Serializer):
    nature = Word(DOCUMENT_KINDS, source="kind")
    titre = serializers.CharField(source="title")
    adresse = PageAddress()
    texte_de_remplacement = Text(source="alternative_text")
    credit = Text()
    licence = Text()


class PublicDatePrecision(Word):
    """How precise the date beside it is; null when there is none."""

    def __init__(self, date: str, **kwargs):
        super().__init__(DATE_PRECISIONS, source="*", allow_null=True, **kwargs)
        self.date = date

    def to_representation(self, row):
        known = getattr(row, f"{self.date}_on") is not None
        return super().to_representation(
            getattr(row, f"{self.date}_precision") if known else ""
        )


@extend_schema_serializer(component_name="Initiative")
class InitiativeSerializer(PlacedSerializer):
    """An explicit list: nothing else of an initiative ever leaves."""

    identifiant = serializers.CharField(source="slug", help_text="Stable.")
    titre = serializers.CharField(source="title")
    resume = serializers.CharField(source="summary", help_text="Deux ou trois phrases.")
    description = Text(help_text="Texte libre, sans mise en forme.")
    porteur = ActorRef(
        source="public_lead",
        allow_null=True,
        help_text="null si la structure n’est pas publiée.",
    )
    acteurs_associes = ParticipationSerializer(
        source="participations",
        many=True,
        help_text="Autres acteurs publiés, avec leur rôle : partenaire, financeur, "
        "operateur, prescripteur.",
    )
    themes = TermRef(many=True, help_text="Vocabulaire « themes ».")
    publics = TermRef(
        source="audiences", many=True, help_text="Vocabulaire « publics »."
    )
    competences = TermRef(many=True, help_text="Vocabulaire « competences ».")
    dispositifs = TermRef(
        source="schemes", many=True, help_text="Vocabulaire « dispositifs »."
    )
    odd = TermRef(source="goals", many=True, help_text="Vocabulaire « odd ».")
    etat = Word(STAGES, source="stage", help_text="État d’avancement.")
    debut = serializers.DateField(
        source="started_on",
        allow_null=True,
        help_text="À lire avec debut_precision : le reste n’est pas connu.",
    )
    debut_precision = PublicDatePrecision(
        "started", help_text="Jusqu’où la date est connue."
    )
    fin = serializers.DateField(
        source="ended_on", allow_null=True, help_text="De même."
    )
    fin_precision = PublicDatePrecision("ended", help_text="De même.")
    territoires = TerritoryRef(
        source="territories",
        many=True,
        help_text="Où elle agit, au-delà de sa commune.",
    )
    budget_eur = serializers.FloatField(allow_null=True, help_text="Budget total.")
    budget_annee = serializers.IntegerField(source="budget_year", allow_null=True)
    financements = FundingSerializer(
        source="fundings", many=True, help_text="Ceux des financeurs publiés."
    )
    salaries_etp = serializers.FloatField(
        source="staff_fte", allow_null=True, help_text="Équivalents temps plein."
    )
    benevoles = serializers.IntegerField(source="volunteers", allow_null=True)
    resultats = ResultSerializer(
        source="results", many=True, help_text="Chiffres que donne la source."
    )
    freins = KindWithCompetence(
        source="obstacles",
        many=True,
        help_text="Difficultés, avec la compétence qui peut les lever.",
    )
    leviers = KindWithCompetence(
        source="levers", many=True, help_text="Réponses, avec leur compétence."
    )
    niveau_entree = Word(
        LEVELS,
        source="level_in",
        allow_null=True,
        help_text="Niveau de français du cadre européen.",
    )
    niveau_sortie = Word(
        LEVELS, source="level_out", allow_null=True, help_text="De même."
    )
    documents = DocumentSerializer(
        many=True, help_text="Liens, images et PDF, avec leur licence."
    )
    source = SourceSerializer(source="*", help_text="D’où viennent ces informations.")
    verifiee_le = serializers.DateField(
        source="verified_on",
        allow_null=True,
        help_text="Dernière vérification par l’équipe.",
    )
    publiee_le = serializers.DateTimeField(
        source="published_at", allow_null=True, help_text="Première publication."
    )
    modifiee_le = serializers.DateTimeField(source="updated_at")
    url = PageAddress(help_text="La fiche, sur ce site.")


BELOW = "Un terme comprend ceux qui en dépendent."
NOTES = {
    "q": Note(
        "Mots du titre, du résumé, de la description, du porteur ou du lieu.",
        "cours de français",
    ),
    "theme": Note(
        f"Identifiant d’un thème : /api/v1/vocabulaires/themes/. {BELOW}",
        "apprentissage-du-francais-linguistique",
    ),
    "public": Note(
        f"Identifiant d’un public : /api/v1/vocabulaires/publics/. {BELOW}", "bpi"
    ),
    "competence": Note(
        "Identifiant d’une compétence : /api/v1/vocabulaires/competences/.",
        "formation-professionnelle",
    ),
    "dispositif": Note(
        "Identifiant d’un dispositif : /api/v1/vocabulaires/dispositifs/.", "agir"
    ),
    "type_porteur": Note("Nature de la structure porteuse.", "association"),
    "etat": Note("État de l’initiative.", "en-cours"),
    "departement": Note("Située ou agissant dans ce département, par code.", "45"),
    "territoire": Note(
        "Située ou agissant dans ce territoire : un code officiel, précédé de sa "
        "nature s’il est ambigu.",
        "epci:244500468",
    ),
    "pres_de": Note("Une commune (nom ou code) ou latitude,longitude.", "47.9,1.9"),
    "rayon": Note("Autour de « pres_de », en kilomètres ; 10 si rien n’est dit.", "20"),
    "tri": Note(
        "Ordre. « pertinence » demande « q » et « distance » demande « pres_de » ; "
        "sinon, ordre alphabétique.",
        "verifiees",
    ),
}


def for_api():
    """Published and real ones with what answers show. 13 queries for any number."""
    return (
        without_private(Initiative.objects.published().real())
        .select_related("lead")
        .defer(
            "search",
            "context",
            "preview_key",
            "verified_by",
            *unread("lead"),
        )
        .prefetch_related(
            "themes",
            "audiences",
            "competences",
            "schemes",
            "goals",
            Prefetch("territories", Territory.objects.only("kind", "code", "name")),
            _of_published(
                Participation,
                "participations",
                "organisation",
                "role",
                "organisation__name",
            ),
            _of_published(Funding, "fundings", "funder", "-year", "funder__name"),
            "results",
            _with_competence(Obstacle, "obstacles"),
            _with_competence(Lever, "levers"),
            "documents",
        )
    )


def _of_published(model, relation: str, actor: str, *order: str) -> Prefetch:
    """Rows whose actor everybody may know."""
    rows = model.objects.filter(**{f"{actor}__is_published": True})
    return Prefetch(
        relation,
        rows.select_related(actor).defer(*unread(actor)).order_by(*order, "pk"),
    )


def _with_competence(model, relation: str) -> Prefetch:
    return Prefetch(relation, model.objects.select_related("kind", "competence"))


class InitiativeViewSet(PublicViewSet):
    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter
    notes = NOTES

    def get_queryset(self):
        return for_api()

    def in_order(self, filterset):
        return filterset.ordered

    @extend_schema(
        operation_id="initiatives",
        summary="Les initiatives",
        description="Les initiatives publiées ; jamais les exemples fictifs. Les mêmes "
        "filtres que la page : copier ses paramètres suffit.",
        tags=["initiatives"],
    )
    @revalidated
    def list(self, request):
        return self.page(self.filter_queryset(self.get_queryset()))

    @extend_schema(
        operation_id="initiative",
        summary="Une initiative",
        description="Une initiative publiée, par identifiant.",
        parameters=[SLUG],
        tags=["initiatives"],
    )
    @revalidated
    def retrieve(self, request, identifiant: str):
        return self.one(get_object_or_404(self.get_queryset(), slug=identifiant))
