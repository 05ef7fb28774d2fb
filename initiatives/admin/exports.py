"""Taking chosen sheets away with their internal columns; each time is written down."""

from django.contrib import admin, messages
from django.http import FileResponse

from accueil.exchange.models import ExportLog
from accueil.exchange.writing import TooManyRows
from initiatives.exports import ExportBusy, private_workbook
from initiatives.models import Initiative

BUSY = (
    "Trop de fichiers sont demandés en même temps. Recommencez dans quelques secondes."
)
RIGHTS = [
    "initiatives.export_private_initiative",
    "initiatives.view_private_initiative",
]


class ExportAdmin:
    """Mixin of the list of initiatives."""

    actions = ["export_private"]

    def has_export_private_permission(self, request) -> bool:
        return request.user.has_perms(RIGHTS)

    @admin.action(
        description="Exporter avec les colonnes internes",
        permissions=["export_private"],
    )
    def export_private(self, request, queryset):
        chosen = Initiative.objects.filter(pk__in=queryset.order_by().values("pk"))
        try:
            export = private_workbook(chosen, request.build_absolute_uri("/"))
        except (ExportBusy, TooManyRows) as error:
            self.message_user(request, str(error) or BUSY, messages.WARNING)
            return None
        ExportLog.objects.create(
            user_id=request.user.pk,
            user_name=str(request.user)[:200],
            resource="initiatives",
            format="xlsx",
            rows=export.total,
            private=True,
        )
        return FileResponse(export.file, as_attachment=True, filename=export.file_name)
