"""Filters by term and by territory, and the filter sets of actors and territories."""

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.functional import cached_property

from accueil.common.filters import (
    MAX_SEARCH,
    ChoiceFilter,
    FacetFilter,
    StrictFilterSet,
)
from accueil.common.memory import remember
from accueil.common.models import Fold
from accueil.common.text import fold
from accueil.reference.models import DataVersion, Network, Organisation, Territory
from accueil.reference.models.territory import KINDS_BY_SLUG
from accueil.reference.places import find_territory
from accueil.reference.terms import Vocabulary, vocabularies

ORGANISATION_KINDS = {
    "association": Organisation.Kind.ASSOCIATION,
    "collectif": Organisation.Kind.COLLECTIVE,
    "commune": Organisation.Kind.COMMUNE,
    "epci": Organisation.Kind.EPCI,
    "departement": Organisation.Kind.DEPARTMENT,
    "region": Organisation.Kind.REGION,
    "service-etat": Organisation.Kind.STATE_SERVICE,
    "operateur-etat": Organisation.Kind.STATE_OPERATOR,
    "organisme-formation": Organisation.Kind.TRAINING_BODY,
    "employeur": Organisation.Kind.EMPLOYER,
    "reseau": Organisation.Kind.NETWORK,
    "universite": Organisation.Kind.UNIVERSITY,
    "collectivite-etrangere": Organisation.Kind.FOREIGN_AUTHORITY,
    "autre": Organisation.Kind.OTHER,
}
ECOSYSTEMS = {
    "emploi-formation": Organisation.Ecosystem.TRAINING,
    "accueil-hebergement": Organisation.Ecosystem.RECEPTION,
    "les-deux": Organisation.Ecosystem.BOTH,
}


class VersionedFilterSet(StrictFilterSet):
    """Knows the data version and its vocabularies."""

    @cached_property
    def version(self) -> int:
        if self.request is None:
            return DataVersion.current().number
        return DataVersion.of(self.request)

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        return vocabularies(self.version)


class TermFilter(FacetFilter):
    """Terms of a vocabulary by slug; a term brings those below it."""

    def __init__(self, kind: str, *, model, relation: str, **kwargs):
        super().__init__(field_name=relation, **kwargs)
        self.kind = kind
        field = model._meta.get_field(relation)
        self.through = field.remote_field.through
        self.owner = field.m2m_field_name()
        self.column = f"{field.m2m_reverse_field_name()}_id"

    @property
    def vocabulary(self) -> Vocabulary:
        return self.parent.vocabularies[self.kind]

    def read(self, text: str) -> int:
        entry = self.vocabulary.find(text)
        if entry is None:
            raise ValidationError(f"« {text[:60]} » n’existe pas ou n’existe plus.")
        return entry.pk

    def condition(self, terms: list[int]):
        wanted = {below for term in terms for below in self.vocabulary.branch(term)}
        links = self.through.objects.filter(
            **{self.owner: OuterRef("pk"), f"{self.column}__in": sorted(wanted)}
        )
        return Exists(links)


class TerritoryFilter(FacetFilter):
    """Territories by official code; rows' own ``in_territory`` says what it means."""

    def __init__(self, kind: str | None = None, *, model, **kwargs):
        super().__init__(**kwargs)
        self.kind = kind
        self.model = model

    def read(self, text: str) -> Territory:
        code = f"{self.kind}:{text}" if self.kind else text
        return remember(
            ("territory", code), self.parent.version, lambda: find_territory(code)
        )

    def condition(self, territories: list[Territory]):
        inside = Q()
        for territory in territories:
            inside |= self.model.objects.in_territory(territory)
        return inside


class NetworkFilter(FacetFilter):
    """Members, past and present, of networks."""

    def read(self, text: str) -> Network:
        network = Network.objects.filter(slug=text).first()
        if network is None:
            raise ValidationError(f"« {text[:60]} » n’est pas un réseau connu.")
        return network

    def condition(self, networks: list[Network]):
        return Exists(
            Organisation.networks.through.objects.filter(
                organisation=OuterRef("pk"), network__in=networks
            )
        )


class OrganisationFilter(VersionedFilterSet):
    """The directory's filter: page, map and API."""

    q = django_filters.CharFilter(
        method="search", label="Recherche", max_length=MAX_SEARCH
    )
    nature = ChoiceFilter(ORGANISATION_KINDS, field_name="kind", label="Nature")
    ecosysteme = ChoiceFilter(ECOSYSTEMS, field_name="ecosystem", label="Écosystème")
    reseau = NetworkFilter(label="Réseau")
    departement = TerritoryFilter(
        "departement", model=Organisation, label="Département"
    )
    territoire = TerritoryFilter(model=Organisation, label="Territoire")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def search(self, organisations, name, words):
        """By name, acronym or alias, whatever accents; near spellings too."""
        return organisations.annotate(wanted=Fold(Value(words))).filter(
            Q(norm__contains=F("wanted"))
            | Q(norm__trigram_strict_word_similar=fold(words))
        )


class TerritoryFilterSet(VersionedFilterSet):
    """The API's filter of territories."""

    q = django_filters.CharFilter(method="search", label="Nom", max_length=MAX_SEARCH)
    nature = ChoiceFilter(KINDS_BY_SLUG, field_name="kind", label="Nature")
    code = django_filters.CharFilter(
        method="by_code", label="Code, actuel ou ancien", max_length=12
    )
    region = django_filters.CharFilter(field_name="region__code", label="Région")
    departement = django_filters.CharFilter(
        field_name="department__code", label="Département"
    )
    epci = django_filters.CharFilter(field_name="epci__code", label="EPCI")

    class Meta:
        model = Territory
        fields: list[str] = []

    def search(self, territories, name, words):
        return territories.named(words)

    def by_code(self, territories, name, code):
        return territories.resolve(code)
