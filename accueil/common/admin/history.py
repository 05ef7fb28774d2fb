"""The history page of a sheet, in French sentences."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from accueil.common.changes import history_of

LONGEST_REASON = 100  # characters of the column


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


class HistoryPage:
    """For an admin whose model is ``tracked()``; replaces Django's own log.

    ``history_details`` names the models whose rows hang on the sheet, with their key.
    """

    history_details: dict = {}
    history_template = "admin/sheet_history.html"

    def save_related(self, request, form, formsets, change):
        """A deleted line takes its history away: the sheet's own says what it was."""
        super().save_related(request, form, formsets, change)
        removed = [
            f"{row._meta.verbose_name} « {row} »"
            for formset in formsets
            for row in formset.deleted_objects
        ]
        if removed:
            sheet = form.instance
            sheet._change_reason = _shortened("retrait : " + " ; ".join(removed))
            sheet.save()
            del sheet._change_reason

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(
                request, self.opts, unquote(object_id)
            )
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        entries = history_of(
            obj, details=self.history_details, secret=self.hidden_fields(request)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historique : {obj}",
            "entries": entries,
            "object": obj,
            "opts": self.opts,
        }
        return TemplateResponse(request, self.history_template, context)
