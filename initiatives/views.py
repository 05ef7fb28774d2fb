"""Pages of the inventory: list and map, sheet, preview, documents."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from accueil.exchange.writing import TooManyRows
from accueil.reference.etags import daily_etag, data_version_etag, remembered
from accueil.reference.models import DataVersion
from initiatives import map_data, sheet
from initiatives.exports import Export, ExportBusy, format_of, links
from initiatives.filters import InitiativeFilter
from initiatives.index import matching
from initiatives.listing import Listing
from initiatives.map_requests import map_response, points_url, readable
from initiatives.models import Document, Initiative
from initiatives.pdf import PdfBusy, PdfUnavailable, sheet_pdf
from initiatives.previews import resolve_preview

PDF_RETRY = 5  # seconds
EXPORT_RETRY = 10


def _published(request: HttpRequest) -> InitiativeFilter:
    return InitiativeFilter(
        request.GET, Initiative.objects.published(), request=request
    )


@require_safe
@remembered
def initiative_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(_published(request), request.GET.get("page"))
    context = listing.context()
    context["map"] = map_data.context(
        points_url=points_url(listing.filterset, "initiatives:map-data"),
        query=context["share_url"].removeprefix("?"),
        first_view=map_data.first_view(
            listing.selection, listing.filterset.version, listing.bounds
        ),
        bounds=listing.bounds,
    )
    context["downloads"] = links(context["share_url"])
    return render(request, "initiatives/list.html", context)


@require_safe
@condition(etag_func=data_version_etag)
def initiative_map_data(request: HttpRequest) -> HttpResponse:
    """Cells of the list's rows in a view, as GeoJSON."""
    return map_response(request, lambda asked: matching(readable(_published(asked))))


@require_safe
@condition(etag_func=daily_etag)
def initiative_export(request: HttpRequest, extension: str) -> HttpResponse:
    """The rows of the list as a file; 400 says what the address has wrong."""
    format = format_of(extension, request.GET.get("forme", ""))
    if format is None:
        raise Http404
    export = Export.asked(format, request)
    try:
        file = export.file(empty=request.method == "HEAD")
    except (ValidationError, TooManyRows) as error:
        return _export_refused(request, export, error)
    except ExportBusy:
        busy = render(request, "initiatives/export_busy.html", status=429)
        busy["Retry-After"] = EXPORT_RETRY
        busy["Cache-Control"] = "no-store"  # the tag would make it last
        return busy
    return FileResponse(
        file,
        as_attachment=True,
        filename=export.file_name,
        content_type=export.kind.media_type,
    )


def _export_refused(request: HttpRequest, export: Export, error) -> HttpResponse:
    problems = getattr(error, "messages", [str(error)])
    context = {"problems": problems, "query": export.page_query}
    return render(request, "initiatives/export_refused.html", context, status=400)


@require_safe
def initiative_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Staff and the lead read drafts here; for others a draft is a 404, not a 403."""
    visible = Initiative.objects.visible_to(request.user)
    initiative = get_object_or_404(sheet.for_sheet(visible), slug=slug)
    return _sheet(request, initiative)


@require_safe
@never_cache
def initiative_preview(request: HttpRequest, token: str) -> HttpResponse:
    """A draft, for whoever holds its signed link."""
    found = resolve_preview(token)
    if found is None:
        raise Http404
    initiative = sheet.for_sheet(Initiative.objects.all()).get(pk=found.pk)
    response = _sheet(request, initiative, preview=token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet(request: HttpRequest, initiative: Initiative, preview: str = ""):
    context = {
        "initiative": initiative,
        "lead": initiative.public_lead,
        "contacts": initiative.public_contacts,
        "map": sheet.sheet_map(initiative),
        "similar": sheet.similar(initiative),
        "json_ld": sheet.json_ld(
            initiative, request.build_absolute_uri(initiative.get_absolute_url())
        ),
        "preview": preview,
    }
    return render(request, "initiatives/detail.html", context)


@require_safe
def initiative_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The published sheet as a tagged PDF; 503 without its library, or when busy."""
    version = DataVersion.of(request)
    published = Initiative.objects.published()
    initiative = get_object_or_404(sheet.for_sheet(published), slug=slug)
    try:
        content = sheet_pdf(initiative, request, version)
    except PdfUnavailable:
        return render(request, "initiatives/pdf_unavailable.html", status=503)
    except PdfBusy:
        busy = render(request, "initiatives/pdf_busy.html", status=503)
        busy["Retry-After"] = PDF_RETRY
        return busy
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{initiative.slug}.pdf"'
    return response


@require_safe
def initiative_document(request: HttpRequest, slug: str, public_id) -> HttpResponse:
    """A file of an initiative that the reader may see; else the same 404 as no file."""
    visible = Initiative.objects.visible_to(request.user)
    return _document(public_id, visible.filter(slug=slug))


@require_safe
@never_cache
def initiative_preview_document(
    request: HttpRequest, token: str, public_id
) -> HttpResponse:
    """A file of a draft, for whoever holds its signed link."""
    found = resolve_preview(token)
    if found is None:
        raise Http404
    response = _document(public_id, [found])
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _document(public_id, initiatives) -> FileResponse:
    document = get_object_or_404(
        Document.objects.exclude(file=""),
        public_id=public_id,
        initiative__in=initiatives,
    )
    is_image = document.kind == Document.Kind.IMAGE
    try:
        content = document.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=not is_image)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
