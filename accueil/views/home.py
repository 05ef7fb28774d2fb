"""The home page."""

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accueil.common.memory import remember
from accueil.reference.etags import remembered
from accueil.reference.models import Organisation
from initiatives import facets, map_data
from initiatives.filters import InitiativeFilter
from initiatives.index import matching
from initiatives.models import Initiative


@require_safe
@remembered
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the map at once, figures, ways in."""
    everything = InitiativeFilter(
        QueryDict(), Initiative.objects.published(), request=request
    )
    counts = facets.count(everything)
    entries = {facet.name: facet for facet in facets.build(everything, counts)}
    version = everything.version
    context = {
        "figures": remember("figures", version, lambda: _figures(counts.total)),
        "map": map_data.context(
            points_url=reverse("initiatives:map-data"),
            first_view=map_data.first_view(matching(everything), version),
            bounds=map_data.home_bounds(version),
        ),
        "themes": _ways_in(entries["theme"]),
        "audiences": _ways_in(entries["public"]),
        "departments": _ways_in(
            entries["departement"],
            {code for _, code, _, is_home in facets.departments(version) if is_home},
        ),
    }
    return render(request, "home.html", context)


def _figures(total: int) -> dict:
    """Numbers of the home page. Three queries."""
    published = Initiative.objects.published()
    return {
        "initiatives": total,
        "organisations": Organisation.objects.published().count(),
        "communes": published.exclude(commune=None)
        .values("commune")
        .distinct()
        .count(),
        "updated_at": published.aggregate(last=Max("updated_at"))["last"],
    }


def _ways_in(facet: facets.Facet, among: set[str] | None = None) -> list[dict]:
    """Top-level values that lead somewhere, with the address of their list.

    ``among``: the only values to keep, when given.
    """
    return [
        {
            "label": option.label,
            "count": option.count,
            "url": f"{reverse('initiatives:list')}?{facet.name}={option.value}",
        }
        for option in facet.options
        if option.depth == 0
        and option.count
        and (among is None or option.value in among)
    ]
