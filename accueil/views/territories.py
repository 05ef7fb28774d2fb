"""Pages of territories, their outlines, and the suggestions of communes."""

import json

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from accueil.common.memory import remember
from accueil.reference.etags import data_version_etag
from accueil.reference.models import DataVersion, Organisation, Territory
from accueil.reference.models.territory import KINDS_BY_SLUG
from initiatives import map_data
from initiatives.by_territory import count_within
from initiatives.listing import PAGE_SIZE
from initiatives.models import Initiative
from initiatives.selections import select

SUGGESTIONS = 8
OUTLINE_DECIMALS = 4  # of a degree: about 11 m
CHILDREN = {
    "region": ["department", "epci"],
    "department": ["epci", "commune"],
    "epci": ["commune"],
    "commune": ["district"],
}


@require_safe
def territory_list(request: HttpRequest) -> HttpResponse:
    """The home Region, its departments and EPCI; the way to any commune."""
    rows = Territory.objects.light()
    context = {
        "region": rows.home_region().first(),
        "departments": rows.home_departments(),
        "epcis": rows.filter(
            kind="epci", in_epci__region__code=settings.REGION
        ).distinct(),
        "q": request.GET.get("q", ""),
        "found": _named(request.GET["q"])[:50] if request.GET.get("q") else None,
    }
    return render(request, "territories/list.html", context)


@require_safe
def territory_detail(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What happens in one territory; a former code leads to the one that took over."""
    territory = _territory(kind, code)
    if territory.code != code:
        return redirect(territory, permanent=True)
    published = Initiative.objects.published()
    inside = published.within(territory)
    actors = Organisation.objects.published()
    total = inside.count()
    parents = [
        territory.epci,
        territory.department,
        territory.region,
        territory.country,
    ]
    parents = [parent for parent in parents if parent]
    context = {
        "territory": territory,
        "total": total,
        "page": Paginator(inside.for_list(), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "broader": published.filter(territories__in=parents).for_list().distinct()[:10],
        "organisations": actors.filter(actors.in_territory(territory)).order_by("name")[
            :50
        ],
        "parents": parents,
        "children": _children(request, territory),
        "list_url": f"{reverse('initiatives:list')}"
        f"?territoire={territory.slug_of_kind}:{territory.code}",
        "map": _map(request, territory, inside),
    }
    return render(request, "territories/detail.html", context)


def _territory(kind: str, code: str) -> Territory:
    rows = Territory.objects.select_related(
        "epci", "department", "region", "country"
    ).defer(
        "epci__outline", "department__outline", "region__outline", "country__outline"
    )
    if kind not in KINDS_BY_SLUG or "\x00" in code:
        raise Http404
    matching = rows.resolve(code, [KINDS_BY_SLUG[kind]])
    found = sorted(matching, key=lambda territory: territory.code != code)
    if not found:
        raise Http404
    return found[0]


def _children(request: HttpRequest, territory: Territory) -> list[Territory]:
    """Territories one step down, by kind and name, each with its ``total``."""
    kinds = CHILDREN.get(territory.kind)
    if not kinds:
        return []
    children = list(
        Territory.objects.light()
        .under(territory)
        .filter(kind__in=kinds)
        .exclude(pk=territory.pk)
        .order_by("kind", "name")[:400]
    )
    totals = remember(
        ("children", territory.pk),
        DataVersion.of(request),
        lambda: count_within(Initiative.objects.published(), children),
    )
    for child in children:
        child.total = totals.get(child.pk, 0)
    return children


def _map(request: HttpRequest, territory: Territory, inside) -> dict:
    version = DataVersion.of(request)
    bounds = territory.outline.extent if territory.outline else None
    point = territory.location
    first = None
    if bounds:
        selection = select(inside, version, ("territory", territory.pk))
        first = map_data.first_view(selection, version, bounds)
    return map_data.context(
        points_url=reverse("initiatives:map-data"),
        query=f"territoire={territory.slug_of_kind}:{territory.code}",
        first_view=first,
        bounds=bounds,
        point=[point.x, point.y] if point and not bounds else None,
        outline_url=f"{territory.get_absolute_url()}contour.json" if bounds else None,
    )


@require_safe
@condition(etag_func=data_version_etag)
def territory_outline(request: HttpRequest, kind: str, code: str) -> JsonResponse:
    """Outline of one territory as a GeoJSON FeatureCollection."""
    if kind not in KINDS_BY_SLUG:
        raise Http404
    found = Territory.objects.filter(kind=KINDS_BY_SLUG[kind], code=code)
    row = get_object_or_404(found.light())
    return _outlines(request, row.pk, found)


@require_safe
@condition(etag_func=data_version_etag)
def outlines(request: HttpRequest) -> HttpResponse:
    """Outlines of the home Region and its departments: the map without tiles."""
    rows = Territory.objects.home_region() | Territory.objects.home_departments()
    return _outlines(request, "home", rows)


def _outlines(request: HttpRequest, which, rows: QuerySet) -> HttpResponse:
    """``which`` names ``rows`` in the process's memory."""
    version = DataVersion.of(request)
    text = remember(("outlines", which), version, lambda: _outlines_text(rows))
    return HttpResponse(text, content_type="application/geo+json")


def _outlines_text(rows: QuerySet) -> str:
    rows = rows.exclude(outline=None).annotate(
        geometry=AsGeoJSON("outline", precision=OUTLINE_DECIMALS)
    )
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(row.geometry),
            "properties": {
                "kind": row.kind,
                "code": row.code,
                "name": row.name,
                "url": row.get_absolute_url(),
            },
        }
        for row in rows.defer("outline")
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Communes whose name, code or postal code begins with « q »."""
    words = request.GET.get("q", "").strip()[:100]
    rows = _named(words)[:SUGGESTIONS] if words and "\x00" not in words else []
    results = [
        {
            "code": row.code,
            "name": row.name,
            "department": row.department.name if row.department else "",
            "url": row.get_absolute_url(),
        }
        for row in rows
    ]
    return JsonResponse({"results": results})


def _named(words: str):
    """Communes by beginning of name, code or postal code, the biggest first."""
    words = words.strip()[:100].replace("\x00", "")
    communes = Territory.objects.light().filter(kind="commune")
    if words.isdigit():
        matching = Q(code__startswith=words) | Q(postal_codes__contains=[words])
        return communes.filter(matching).select_related("department")
    return communes.named(words).select_related("department").order_by("-population")
