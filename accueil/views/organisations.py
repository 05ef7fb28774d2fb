"""The directory of actors and their sheets."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import condition, require_safe

from accueil.reference.etags import data_version_etag, remembered
from accueil.reference.filters import ECOSYSTEMS, ORGANISATION_KINDS, OrganisationFilter
from accueil.reference.models import Contact, Organisation
from initiatives import map_data
from initiatives.facets import departments
from initiatives.listing import PAGE_SIZE, Link, Notice, without
from initiatives.map_requests import map_response, points_url, readable
from initiatives.models import Initiative
from initiatives.selections import Selection, select


def _published(request: HttpRequest) -> OrganisationFilter:
    return OrganisationFilter(
        request.GET, Organisation.objects.published(), request=request
    )


def _selection(filterset: OrganisationFilter) -> Selection:
    return select(filterset.rows, filterset.version, filterset.question)


@require_safe
@remembered
def organisation_list(request: HttpRequest) -> HttpResponse:
    filterset = _published(request)
    selection = _selection(filterset)
    rows = _with_counts(filterset.rows).select_related("commune").order_by("name", "pk")
    context = {
        "filterset": filterset,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "total": selection.total,
        "notices": _notices(filterset),
        "fields": {
            "q": request.GET.get("q", ""),
            "nature": _choices(request, "nature", ORGANISATION_KINDS),
            "ecosysteme": _choices(request, "ecosysteme", ECOSYSTEMS),
            "departement": request.GET.get("departement", ""),
            "departements": [
                (code, name)
                for _, code, name, is_home in departments(filterset.version)
                if is_home or code == request.GET.get("departement")
            ],
        },
        "chips": _chips(filterset),
        "clear_url": "?",
        "map": map_data.context(
            points_url=points_url(filterset, "organisations-map-data"),
            query=request.GET.urlencode(),
            first_view=map_data.first_view(selection, filterset.version),
            bounds=map_data.home_bounds(filterset.version),
        ),
    }
    return render(request, "organisations/list.html", context)


@require_safe
@condition(etag_func=data_version_etag)
def organisation_map_data(request: HttpRequest) -> HttpResponse:
    """Cells of the directory's rows in a view, as GeoJSON."""
    return map_response(request, lambda asked: _selection(readable(_published(asked))))


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = Organisation.objects.published().select_related(
        "commune", "commune__department", "territory"
    )
    agreed = Prefetch("contacts", Contact.objects.public(), to_attr="public_contacts")
    organisation = get_object_or_404(
        published.prefetch_related("memberships__network", agreed), slug=slug
    )
    initiatives = Initiative.objects.published().for_list()
    point = organisation.public_location
    context = {
        "organisation": organisation,
        "led": list(initiatives.filter(lead=organisation)),
        "joined": list(
            initiatives.led_or_joined_by(organisation).exclude(lead=organisation)
        ),
        "contacts": organisation.public_contacts,
        "map": map_data.context(
            point=[round(point.x, 5), round(point.y, 5)],
            precision=organisation.precision,
            label=organisation.name,
        )
        if point
        else None,
    }
    return render(request, "organisations/detail.html", context)


def _with_counts(organisations: QuerySet) -> QuerySet:
    """With ``initiative_count``: published ones that each leads."""
    return organisations.annotate(
        initiative_count=Count(
            "led_initiatives", filter=Q(led_initiatives__status="published")
        )
    )


def _choices(request: HttpRequest, name: str, words: dict) -> list[dict]:
    """Options of a tick-box filter, as the address has them."""
    chosen = set(request.GET.getlist(name))
    return [
        {"value": word, "label": value.label, "checked": word in chosen}
        for word, value in words.items()
    ]


def _chips(filterset: OrganisationFilter) -> list[Link]:
    """One per active value, with the address where it is off."""
    if not filterset.is_valid():
        return []
    data, cleaned = filterset.data, filterset.form.cleaned_data
    chips = []
    if cleaned["q"]:
        chips.append(Link(f"« {cleaned['q']} »", without(data, "q")))
    for name in ("ecosysteme", "nature", "reseau", "departement", "territoire"):
        for text in dict.fromkeys(filter(None, data.getlist(name))):
            value = filterset.filters[name].read(text)
            label = getattr(value, "label", None) or value.name
            chips.append(Link(str(label), without(data, name, text)))
    return chips


def _notices(filterset: OrganisationFilter) -> list[Notice]:
    """Why nothing is shown, each with a way out."""
    if filterset.is_valid():
        return []
    return [
        Notice(
            f"{name} : {' '.join(errors)}",
            [Link("Retirer ce filtre", without(filterset.data, name))],
        )
        for name, errors in filterset.errors_by_name.items()
    ]
