"""THE filter of the catalogue: list, map, export and API read the same query string."""

import difflib

import django_filters
from django import forms
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from accueil.reference.models import DataVersion, Organisation, Territory
from accueil.reference.terms import Vocabulary, vocabularies
from initiatives.models import Initiative
from initiatives.places import (
    DEFAULT_RADIUS_KM,
    MAX_RADIUS_KM,
    find_spot,
    find_territory,
)

MAX_VALUES = 100  # of one repeated parameter
MAX_SEARCH = 200  # characters
# Parameters of the page, not of the catalogue; and what mailings add to addresses.
PAGE_PARAMETERS = {"page", "vue", "bbox", "zoom", "format", "page_size"}
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "fbclid", "gclid")

LEAD_KINDS = {
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
STAGES = {
    "projet": Initiative.Stage.PROJECT,
    "en-cours": Initiative.Stage.UNDER_WAY,
    "terminee": Initiative.Stage.ENDED,
    "perenne": Initiative.Stage.PERMANENT,
}
ORDERS = {
    "pertinence": "pertinence",
    "titre": "ordre alphabétique",
    "recentes": "publiées récemment",
    "verifiees": "vérifiées récemment",
    "distance": "distance",
}


class ValuesField(forms.Field):
    """Repeated parameter: a list of texts, at most MAX_VALUES, none empty."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, read, **kwargs):
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value) -> list:
        """Each text through ``self.read``; every unknown one is named."""
        texts = list(dict.fromkeys(text for text in value or [] if text))
        if len(texts) > MAX_VALUES:
            raise ValidationError(f"{MAX_VALUES} valeurs au plus.")
        read, errors = [], []
        for text in texts:
            try:
                read.append(self.read(text))
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)
        return read


class FacetFilter(django_filters.Filter):
    """A repeated parameter: OR between its values, AND with the other filters."""

    field_class = ValuesField

    @property
    def field(self):
        # A new field each time: what it accepts depends on the request's vocabulary.
        return ValuesField(read=self.read, required=False, label=self.label)

    def filter(self, initiatives, values):
        return initiatives.filter(self.condition(values)) if values else initiatives


class TermFilter(FacetFilter):
    """Terms of a vocabulary by slug; a term brings those below it."""

    def __init__(self, kind: str, relation: str, **kwargs):
        super().__init__(field_name=relation, **kwargs)
        self.kind = kind
        self.through = getattr(Initiative, relation).through
        self.column = f"{self.through._meta.get_field(kind).name}_id"

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
            **{"initiative": OuterRef("pk"), f"{self.column}__in": sorted(wanted)}
        )
        return Exists(links)


class ChoiceFilter(FacetFilter):
    """Fixed values, with the French words that addresses use for them."""

    def __init__(self, words: dict, **kwargs):
        super().__init__(**kwargs)
        self.words = words

    def read(self, text: str):
        if text not in self.words:
            raise ValidationError(
                f"« {text[:60]} » n’est pas une valeur possible : {', '.join(self.words)}."
            )
        return self.words[text]

    def condition(self, values: list):
        return Q(**{f"{self.field_name}__in": values})


class LeadKindFilter(ChoiceFilter):
    def condition(self, values: list):
        return super().condition(values) & Q(lead__is_published=True)


class TerritoryFilter(FacetFilter):
    """Territories by official code."""

    def __init__(self, kind: str | None = None, **kwargs):
        super().__init__(**kwargs)
        self.kind = kind

    def read(self, text: str) -> Territory:
        return find_territory(f"{self.kind}:{text}" if self.kind else text)

    def condition(self, territories: list[Territory]):
        inside = Q()
        for territory in territories:
            inside |= Initiative.objects.in_territory(territory)
        return inside


class InitiativeFilter(django_filters.FilterSet):
    """Same query string, same rows, everywhere. See docs/api.md for the words.

    Give it the rows that the reader may see as ``queryset``. A parameter that it does
    not know makes it invalid, like a value it cannot read: ``rows`` is then empty.
    """

    q = django_filters.CharFilter(
        method="search", label="Recherche", max_length=MAX_SEARCH
    )
    theme = TermFilter("theme", "themes", label="Thèmes")
    public = TermFilter("audience", "audiences", label="Publics")
    competence = TermFilter("competence", "competences", label="Compétences")
    dispositif = TermFilter("scheme", "schemes", label="Dispositifs")
    type_porteur = LeadKindFilter(
        LEAD_KINDS, field_name="lead__kind", label="Nature du porteur"
    )
    etat = ChoiceFilter(STAGES, field_name="stage", label="État")
    departement = TerritoryFilter("departement", label="Départements")
    territoire = TerritoryFilter(label="Territoire")
    pres_de = django_filters.CharFilter(
        method="around", label="Près de", max_length=MAX_SEARCH
    )
    rayon = django_filters.NumberFilter(
        method="ignore",
        label="Rayon (km)",
        min_value=0.1,
        max_value=MAX_RADIUS_KM,
    )
    tri = django_filters.ChoiceFilter(
        method="ignore",
        label="Trier par",
        choices=list(ORDERS.items()),
        empty_label=None,
    )

    facets = [
        "theme",
        "public",
        "departement",
        "etat",
        "type_porteur",
        "dispositif",
        "competence",
    ]

    class Meta:
        model = Initiative
        fields: list[str] = []

    @cached_property
    def version(self) -> int:
        return DataVersion.current().number

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        return vocabularies(self.version)

    @cached_property
    def unknown(self) -> dict[str, str | None]:
        """Parameters that mean nothing here, each with the nearest that does."""
        known = set(self.filters) | PAGE_PARAMETERS
        strangers = [
            name
            for name in self.data
            if name not in known and not name.startswith(TRACKING_PREFIXES)
        ]
        return {
            name: next(iter(difflib.get_close_matches(name, self.filters, 1)), None)
            for name in strangers
        }

    def is_valid(self) -> bool:
        return super().is_valid() and not self.unknown

    @cached_property
    def rows(self):
        """Matching rows; none at all (not all of them) for an invalid query string."""
        return self.qs if self.is_valid() else self.queryset.none()

    @cached_property
    def spot(self):
        """Where « pres_de » is, or None. Raises ValidationError."""
        text = (self.form.cleaned_data.get("pres_de") or "").strip()
        return find_spot(text) if text else None

    @property
    def radius_km(self) -> float:
        return float(self.form.cleaned_data.get("rayon") or DEFAULT_RADIUS_KM)

    def get_form_class(self):
        return type("CatalogueForm", (PlacedForm, super().get_form_class()), {})

    @cached_property
    def form(self):
        form = super().form
        form.filterset = self
        return form

    def filter_queryset(self, queryset):
        """Apply everything, facets included."""
        return self.apply_facets(self.apply_texts(queryset))

    def apply_texts(self, queryset):
        """Filters that are not facets: text, territory, nearness."""
        for name in ("q", "territoire", "pres_de"):
            queryset = self.filters[name].filter(
                queryset, self.form.cleaned_data.get(name)
            )
        return queryset

    def apply_facets(self, queryset):
        for condition in self.conditions.values():
            queryset = queryset.filter(condition)
        return queryset

    @cached_property
    def conditions(self) -> dict:
        """{facet: condition} of the facets that have a value."""
        return {
            name: self.filters[name].condition(values)
            for name in self.facets
            if (values := self.form.cleaned_data.get(name))
        }

    def search(self, initiatives, name, words):
        return initiatives.search(words, among=self.queryset)

    def around(self, initiatives, name, text):
        spot = self.spot
        box = Polygon.from_bbox(spot.box(self.radius_km))
        box.srid = 4326
        return (
            initiatives.filter(public_location__bboverlaps=box)
            .annotate(distance=Distance("public_location", spot.point))
            .filter(distance__lte=self.radius_km * 1000)
        )

    def ignore(self, initiatives, name, value):
        """Read elsewhere: the radius with « pres_de », the order in ``ordered``."""
        return initiatives

    @property
    def order(self) -> str:
        """The order asked for, else the one that suits the question."""
        data = self.form.cleaned_data
        has = {"pertinence": data.get("q"), "distance": data.get("pres_de")}
        wanted = data.get("tri")
        if wanted and has.get(wanted, True):
            return wanted
        return next((name for name in ("distance", "pertinence") if has[name]), "titre")

    @property
    def ordered(self):
        """``rows`` in the order asked for; always total, so that pages never overlap."""
        if not self.is_valid():
            return self.rows
        keys = {
            "pertinence": ["-rank"],
            "distance": ["distance"],
            "recentes": [F("published_at").desc(nulls_last=True)],
            "verifiees": [F("verified_on").desc(nulls_last=True)],
            "titre": [],
        }[self.order]
        return self.rows.order_by(*keys, "title", "pk")


class PlacedForm(forms.Form):
    """Refuses at once a place that cannot be found."""

    def clean_pres_de(self):
        text = (self.cleaned_data.get("pres_de") or "").strip()
        if text:
            self.filterset.__dict__["spot"] = find_spot(text)
        return text
