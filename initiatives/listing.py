"""What the list page says around its rows: chips, notices, order, pages."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accueil.reference.places import DEFAULT_RADIUS_KM, SeveralPlaces
from initiatives import facets, map_data
from initiatives.filters import ORDERS, InitiativeFilter
from initiatives.index import matching
from initiatives.models.initiative import InitiativeQuerySet
from initiatives.selections import Selection

PAGE_SIZE = 20
RADII_KM = [2, 5, 10, 20, 30, 50, 100]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Notice:
    text: str
    links: list[Link]


def address(data: QueryDict) -> str:
    """Relative address of the list with these parameters; blanks dropped."""
    kept = QueryDict(mutable=True)
    for name in data:
        values = [value for value in data.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    return f"?{kept.urlencode()}" if kept else "?"


def without(data: QueryDict, name: str, value: str | None = None) -> str:
    """Address without one value of a parameter, or without the parameter at all."""
    rest = data.copy()
    rest.pop("page", None)
    values = [other for other in data.getlist(name) if value and other != value]
    rest.setlist(name, values)
    return address(rest)


def with_value(data: QueryDict, name: str, value: str) -> str:
    """Address where the parameter has this one value."""
    changed = data.copy()
    changed.pop("page", None)
    changed.setlist(name, [value])
    return address(changed)


def cards(rows: InitiativeQuerySet) -> dict[int, SafeString]:
    """{pk: its card}, in the order of ``rows``. One query."""
    template = get_template("initiatives/_card.html")
    return {
        initiative.pk: template.render({"initiative": initiative})
        for initiative in rows.for_list()
    }


class Listing:
    """One reading of the list, for a filter set. See ``context``."""

    def __init__(self, filterset: InitiativeFilter, page_number: str | None):
        self.filterset = filterset
        self.data = filterset.data
        self.page_number = page_number

    @cached_property
    def selection(self) -> Selection:
        return matching(self.filterset)

    @cached_property
    def counts(self) -> facets.Counts:
        return facets.count(self.filterset)

    @cached_property
    def facets(self) -> list[facets.Facet]:
        return facets.build(self.filterset, self.counts)

    @cached_property
    def page(self) -> Page:
        """Cards of the page asked for, else of the nearest that exists."""
        ranks = range(self.counts.total)
        page = Paginator(ranks, PAGE_SIZE).get_page(self.page_number)
        window = slice(page.start_index() - 1, page.end_index())
        page.object_list = self._cards(window) if self.counts.total else []
        return page

    def _cards(self, window: slice) -> list[SafeString]:
        """Those of the order of titles, without distances, come from memory.

        A page however far then reads its own rows alone.
        """
        if self.filterset.order != "titre" or self.filterset.spot:
            return list(cards(self.filterset.ordered[window]).values())
        columns = self.selection.columns
        pks = self.selection.ordered("title", "pk")[window].tolist()
        found = columns.recall(
            "cards", pks, lambda missing: cards(columns.rows.filter(pk__in=missing))
        )
        return list(found.values())

    @cached_property
    def chips(self) -> list[Link]:
        """One per active filter, with the address where it is off."""
        chips = []
        if not self.filterset.form.is_valid():
            return chips
        cleaned = self.filterset.form.cleaned_data
        if cleaned.get("q"):
            chips.append(Link(f"« {cleaned['q']} »", without(self.data, "q")))
        if spot := self.filterset.spot:
            label = f"À {self.filterset.radius_km:g} km de {spot.label}"
            chips.append(Link(label.replace(".", ","), without(self.data, "pres_de")))
        for text in dict.fromkeys(filter(None, self.data.getlist("territoire"))):
            territory = self.filterset.filters["territoire"].read(text)
            chips.append(Link(territory.name, without(self.data, "territoire", text)))
        for facet in self.facets:
            chips += [
                Link(option.label, self._without_option(facet.name, option.value))
                for option in facet.options
                if option.checked
            ]
        return chips

    def _without_option(self, name: str, value: str) -> str:
        """Drops every spelling of the value (a merged term, a former code)."""
        read = self.filterset.filters[name].read
        rest = self.data.copy()
        rest.pop("page", None)
        target = read(value)
        texts = filter(None, self.data.getlist(name))
        rest.setlist(name, [text for text in texts if read(text) != target])
        return address(rest)

    @cached_property
    def notices(self) -> list[Notice]:
        """Why nothing is shown, parameter by parameter, each with a way out."""
        notices = []
        for name, nearest in self.filterset.unknown.items():
            links = [Link("Ignorer ce paramètre", without(self.data, name))]
            hint = f" Vouliez-vous dire « {nearest} » ?" if nearest else ""
            notices.append(
                Notice(f"Le paramètre « {name[:40]} » n’existe pas.{hint}", links)
            )
        for name, errors in self.filterset.form.errors.as_data().items():
            label = self.filterset.filters[name].label
            for error in errors:
                notices.append(self._refusal(name, label, error))
        return notices

    def _refusal(self, name: str, label: str, error) -> Notice:
        if isinstance(error, SeveralPlaces):
            links = [
                Link(
                    f"{commune.name} ({commune.code[:2]})",
                    with_value(self.data, name, commune.code),
                )
                for commune in error.communes
            ]
        else:
            links = [Link(f"Retirer le filtre « {label} »", without(self.data, name))]
        return Notice(f"{label} : {' '.join(error.messages)}", links)

    @cached_property
    def place_text(self) -> str:
        """What the « near » box shows: a commune's name rather than its code."""
        if self.filterset.form.is_valid() and (spot := self.filterset.spot):
            return spot.label if spot.code else self.data.get("pres_de", "")
        return self.data.get("pres_de", "")

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """What the map opens on: the place or the territories asked for, else home."""
        version = self.filterset.version
        if not self.filterset.form.is_valid():
            return map_data.home_bounds(version)
        if spot := self.filterset.spot:
            return spot.box(self.filterset.radius_km)
        cleaned = self.filterset.form.cleaned_data
        asked = [
            *(cleaned.get("departement") or []),
            *(cleaned.get("territoire") or []),
        ]
        box = asked and map_data.bounds_of(asked, version)
        return box or map_data.home_bounds(version)

    @cached_property
    def fields(self) -> dict:
        """The text boxes and selects of the form, as they stand."""
        order = self.filterset.order if self.filterset.form.is_valid() else "titre"
        return {
            "q": self.data.get("q", ""),
            "pres_de": self.data.get("pres_de", ""),
            "place_text": self.place_text,
            "rayon": self.data.get("rayon") or str(DEFAULT_RADIUS_KM),
            "radii": [str(radius) for radius in RADII_KM],
            "tri": order,
            "orders": self._orders(),
            "territoire": [text for text in self.data.getlist("territoire") if text],
        }

    def _orders(self) -> list[tuple[str, str]]:
        """Orders that mean something: a distance needs a place, a rank needs words."""
        needs = {"distance": "pres_de", "pertinence": "q"}
        return [
            (name, label)
            for name, label in ORDERS.items()
            if name not in needs or self.data.get(needs[name])
        ]

    def context(self) -> dict:
        """Everything that templates/initiatives/list.html reads, but the map."""
        return {
            "filterset": self.filterset,
            "page": self.page,
            "total": self.counts.total,
            "facets": self.facets,
            "chips": self.chips,
            "notices": self.notices,
            "fields": self.fields,
            "clear_url": "?",
            "share_url": address(self.data),
        }
