"""THE filter of the catalogue: list, map, export and API read the same query string."""

from decimal import Decimal

import django_filters
from django import forms
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Polygon
from django.db.models import F, Q
from django.utils.functional import cached_property

from accueil.common.filters import MAX_SEARCH, ChoiceFilter
from accueil.reference.filters import (
    ORGANISATION_KINDS,
    TermFilter,
    TerritoryFilter,
    VersionedFilterSet,
)
from accueil.reference.places import DEFAULT_RADIUS_KM, MAX_RADIUS_KM, find_spot
from initiatives.models import Initiative

STAGES = {
    "projet": Initiative.Stage.PROJECT,
    "en-cours": Initiative.Stage.UNDER_WAY,
    "terminee": Initiative.Stage.ENDED,
    "perenne": Initiative.Stage.PERMANENT,
    "non-precise": Initiative.Stage.UNKNOWN,
}
ORDERS = {
    "pertinence": "pertinence",
    "titre": "ordre alphabétique",
    "recentes": "publiées récemment",
    "verifiees": "vérifiées récemment",
    "distance": "distance",
}


class LeadKindFilter(ChoiceFilter):
    def condition(self, values: list):
        return super().condition(values) & Q(lead__is_published=True)


class InitiativeFilter(VersionedFilterSet):
    """Same query string, same rows, everywhere. See docs/api.md for the words.

    Give it the rows that the reader may see as ``queryset``. A parameter that it does
    not know makes it invalid, like a value it cannot read: ``rows`` is then empty.
    """

    q = django_filters.CharFilter(
        method="search", label="Recherche", max_length=MAX_SEARCH
    )
    theme = TermFilter("theme", model=Initiative, relation="themes", label="Thèmes")
    public = TermFilter(
        "audience", model=Initiative, relation="audiences", label="Publics"
    )
    competence = TermFilter(
        "competence", model=Initiative, relation="competences", label="Compétences"
    )
    dispositif = TermFilter(
        "scheme", model=Initiative, relation="schemes", label="Dispositifs"
    )
    type_porteur = LeadKindFilter(
        ORGANISATION_KINDS, field_name="lead__kind", label="Nature du porteur"
    )
    etat = ChoiceFilter(STAGES, field_name="stage", label="État")
    departement = TerritoryFilter("departement", model=Initiative, label="Départements")
    territoire = TerritoryFilter(model=Initiative, label="Territoire")
    pres_de = django_filters.CharFilter(
        method="around", label="Près de", max_length=MAX_SEARCH
    )
    rayon = django_filters.NumberFilter(
        method="ignore",
        label="Rayon (km)",
        min_value=Decimal("0.1"),  # the float is a little more than 0,1 typed
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
    texts = ["q", "territoire", "pres_de"]  # what is no facet

    class Meta:
        model = Initiative
        fields: list[str] = []

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
        for name in self.texts:
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
        return initiatives.search(words, among=self.queryset, version=self.version)

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
        """``rows`` in a total order, so that pages never overlap."""
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
