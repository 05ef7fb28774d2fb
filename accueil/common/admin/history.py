"""The history page of a sheet, in French sentences."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from accueil.common.changes import history_of


class HistoryPage:
    """For an admin whose model is ``tracked()``; replaces Django's own log.

    ``history_details`` names the models whose rows hang on the sheet, with their key.
    """

    history_details: dict = {}
    history_template = "admin/sheet_history.html"

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
