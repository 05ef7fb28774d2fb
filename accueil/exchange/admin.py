"""Importing a file from the list of a model: preview, confirmation, undoing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accueil.exchange import batches
from accueil.exchange.admin_forms import OptionsForm, UploadForm
from accueil.exchange.admin_preview import columns_read, sections, understood
from accueil.exchange.models import Batch
from accueil.exchange.plan import Plan
from accueil.exchange.resources import Resource
from accueil.exchange.tables import UnreadableFile
from accueil.exchange.workbooks import XLSX, error_workbook, template_workbook

PER_PAGE = 50


def _for_importers(*methods: str) -> Callable:
    """403 for whoever may not import, before anything else; then the methods."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(self, request, *args, **kwargs):
            if not self.has_import_permission(request):
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(self, request, *args, **kwargs)

        return guarded

    return decorate


class ImportAdmin:
    """Mixin of a ModelAdmin; subclasses say ``import_resource``."""

    change_list_template = "admin/exchange/change_list.html"

    def import_resource(self, request, *, everything: bool = False) -> Resource:
        """For this person; ``everything``: every column, to undo."""
        raise NotImplementedError

    def has_import_permission(self, request) -> bool:
        """Its own right, on top of those to add and to change by hand."""
        right = f"{self.opts.app_label}.import_{self.opts.model_name}"
        return (
            request.user.has_perm(right)
            and self.has_add_permission(request)
            and self.has_change_permission(request)
        )

    def get_urls(self):
        pages = [
            ("importer/", self.import_view, "import"),
            ("importer/modele.xlsx", self.import_template_view, "import_template"),
            ("imports/", self.imports_view, "imports"),
            ("imports/<uuid:batch>/", self.import_preview_view, "import_preview"),
            (
                "imports/<uuid:batch>/confirmer/",
                self.import_confirm_view,
                "import_confirm",
            ),
            (
                "imports/<uuid:batch>/erreurs.xlsx",
                self.import_errors_view,
                "import_errors",
            ),
            ("imports/<uuid:batch>/annuler/", self.import_undo_view, "import_undo"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=self._name(page))
            for route, view, page in pages
        ] + super().get_urls()

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _url(self, page: str, batch: Batch | None = None) -> str:
        return reverse(f"admin:{self._name(page)}", args=[batch.pk] if batch else [])

    def changelist_view(self, request, extra_context=None):
        extra = {}
        if self.has_import_permission(request):
            extra = {"import_url": self._url("import")}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @_for_importers("GET", "POST")
    def import_view(self, request):
        """Choose a file; nothing is kept of one that cannot be read."""
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid() and (batch := self._receive(request, form)):
                return redirect(self._url("import_preview", batch))
        return self._page(request, "upload", "Importer un fichier", form=form)

    def _receive(self, request, form: UploadForm) -> Batch | None:
        file = form.cleaned_data["file"]
        try:
            return batches.receive(
                file.read(),
                file.name,
                resource=self.import_resource(request),
                by=request.user,
                sheet=form.cleaned_data["sheet"],
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
            return None

    @_for_importers("GET", "HEAD")
    def import_template_view(self, request):
        content = template_workbook(self.import_resource(request))
        return _workbook(content, f"modele-{self._resource_name(request)}.xlsx")

    def _resource_name(self, request) -> str:
        return self.import_resource(request).name

    @_for_importers("GET", "HEAD")
    def imports_view(self, request):
        """Past imports, everybody's: a colleague may have to undo one."""
        found = Batch.objects.of(self._resource_name(request)).without_content()
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        entries = [self._entry(request, batch) for batch in page]
        return self._page(request, "list", "Imports passés", page=page, entries=entries)

    def _entry(self, request, batch: Batch) -> dict:
        """One past import: what became of it, and what may be done with it."""
        links = []
        mine = batch.user_id == request.user.pk
        if batch.state == Batch.State.DONE:
            links.append((self._url("import_undo", batch), "Annuler cet import"))
        if mine and batch.is_open:
            links.append((self._url("import_preview", batch), "Reprendre l’aperçu"))
        if mine and batch.counts.get("refused") and batch.has_file:
            links.append((self._url("import_errors", batch), "Fichier des erreurs"))
        return {"batch": batch, "links": links, "summary": _summary(batch)}

    def _own(self, request, pk) -> Batch:
        """404 for somebody else's: the file is theirs alone until it is imported."""
        mine = Batch.objects.of(self._resource_name(request)).sent_by(request.user)
        batch = mine.filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

    @_for_importers("GET", "HEAD", "POST")
    def import_preview_view(self, request, batch):
        """What the file would do; POST changes how it is read."""
        batch = self._own(request, batch)
        if not batch.is_open:
            return self._closed(request, batch)
        try:
            plan = batches.preview(batch, self.import_resource(request))
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self._url("import"))
        form = self._options(request, batch, plan)
        if request.method == "POST" and form.is_valid():
            self._change_options(request, batch, form.cleaned_data)
            return redirect(self._url("import_preview", batch))
        urls = {
            "confirm_url": self._url("import_confirm", batch),
            "errors_url": self._url("import_errors", batch),
        }
        shown = _shown(batch, plan)
        title = f"Aperçu de « {batch.file_name} »"
        return self._page(request, "preview", title, form=form, **urls, **shown)

    def _closed(self, request, batch: Batch):
        """After confirmation, or too late: the list says what became of it."""
        if batch.state == Batch.State.PREVIEWED:
            messages.error(request, batches.EXPIRED)
            return redirect(self._url("import"))
        return redirect(self._url("imports"))

    def _options(self, request, batch: Batch, plan: Plan) -> OptionsForm:
        now = {
            "sheet": batch.sheet or plan.table.sheet,
            "header_line": batch.header_line,
            "ignored": batch.ignored,
            "valid_only": batch.valid_only,
        }
        return OptionsForm(
            request.POST if request.method == "POST" else None,
            initial=now,
            sheets=plan.table.sheets,
            unknown=batches.unknown_headers(plan),
            refused=len(plan.refused),
        )

    def _change_options(self, request, batch: Batch, chosen: dict) -> None:
        """Kept only if the file can be read that way."""
        options = {
            "sheet": chosen.get("sheet", batch.sheet),
            "header_line": chosen["header_line"],
            "valid_only": chosen.get("valid_only", False),
            "ignored": chosen.get("ignored", []),
        }
        batch.sheet, batch.header_line = options["sheet"], options["header_line"]
        try:
            batches.preview(batch, self.import_resource(request))
        except UnreadableFile as error:
            messages.error(request, str(error))
        else:
            batches.set_options(batch, **options)

    @_for_importers("POST")
    def import_confirm_view(self, request, batch):
        batch = self._own(request, batch)
        try:
            done = batches.confirm(
                batch,
                resource=self.import_resource(request),
                by=request.user,
                digest=request.POST.get("digest", ""),
            )
        except (ValidationError, UnreadableFile) as error:
            for text in getattr(error, "messages", [str(error)]):
                messages.error(request, text)
            return redirect(self._url("import_preview", batch))
        messages.success(request, _result(done))
        return redirect(self._url("imports"))

    @_for_importers("GET", "HEAD")
    def import_errors_view(self, request, batch):
        """Refused lines, to correct and send again."""
        batch = self._own(request, batch)
        try:
            plan = batches.preview(batch, self.import_resource(request))
        except (ValidationError, UnreadableFile) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect(self._url("imports"))
        content = error_workbook(plan, batches.ERROR_COLUMN)
        return _workbook(content, f"erreurs-{self._resource_name(request)}.xlsx")

    @_for_importers("GET", "HEAD", "POST")
    def import_undo_view(self, request, batch):
        """GET says what would happen, POST does it."""
        resource = self.import_resource(request, everything=True)
        found = Batch.objects.of(resource.name).without_content().filter(pk=batch)
        batch = found.first()
        if batch is None:
            raise Http404
        if batch.state != Batch.State.DONE:
            state = batch.get_state_display()
            messages.warning(request, f"Cet import n’est pas à annuler : {state}.")
            return redirect(self._url("imports"))
        if request.method != "POST":
            undoing = batches.what_undoing_does(batch, resource)
            title = "Annuler un import"
            return self._page(request, "undo", title, batch=batch, undoing=undoing)
        try:
            undoing = batches.undo(batch, resource=resource, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            _tell_undoing(request, undoing)
        return redirect(self._url("imports"))

    def _page(self, request, name: str, title: str, **context):
        return TemplateResponse(
            request,
            f"admin/exchange/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "changelist_url": reverse(f"admin:{self._name('changelist')}"),
                "import_url": self._url("import"),
                "imports_url": self._url("imports"),
                "template_url": self._url("import_template"),
                **context,
            },
        )


def _shown(batch: Batch, plan: Plan) -> dict:
    reasons = batches.obstacles(batch, plan)
    return {
        "batch": batch,
        "plan": plan,
        "counts": plan.counts,
        "understood": understood(plan.table),
        "columns_read": columns_read(plan),
        "sections": sections(plan),
        "reasons": reasons,
        "digest": batches.agreement(plan),
    }


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _summary(batch: Batch) -> str:
    """« 3 nouvelles, 1 modifiée », without what is nought."""
    words = {
        "new": "nouvelle",
        "changed": "modifiée",
        "unchanged": "inchangée",
        "refused": "refusée",
        "kept": "conservée",
    }
    said = [_some(batch.counts[n], w) for n, w in words.items() if batch.counts.get(n)]
    return ", ".join(said) or "aucune"


def _some(count: int, word: str) -> str:
    """« 2 fiches rétablies » for « fiche rétablie »: French adds its s from two on."""
    plural = " ".join(f"{part}s" for part in word.split())
    return f"{count} {plural if count > 1 else word}"


def _result(batch: Batch) -> str:
    counts = batch.counts
    said = [
        _some(counts["new"], "créée"),
        _some(counts["changed"], "modifiée"),
        _some(counts["unchanged"], "inchangée"),
        _some(counts["refused"], "refusée"),
    ]
    return f"« {batch.file_name} » importé : {', '.join(said)}."


def _tell_undoing(request, undoing: batches.Undoing) -> None:
    messages.success(
        request,
        f"Import annulé : {_some(len(undoing.restored), 'fiche rétablie')}, "
        f"{_some(len(undoing.deleted), 'supprimée')}.",
    )
    if undoing.kept:
        names = ", ".join(f"« {title} »" for title in undoing.kept[:20])
        more = len(undoing.kept) - 20
        rest = f" et {more} autres" if more > 0 else ""
        messages.warning(
            request,
            f"Modifiées depuis l’import, laissées telles quelles : {names}{rest}.",
        )
