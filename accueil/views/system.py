"""Health of the service, and what is shown when something is refused."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok", …} when the base answers and is migrated, else 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("health: the database does not answer")
        return JsonResponse({"status": "error", "database": "down"}, status=503)
    if pending:
        return JsonResponse(
            {"status": "error", "database": "ok", "migrations": "pending"}, status=503
        )
    return JsonResponse({"status": "ok", "database": "ok", "migrations": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An old tab or another site's form: says that the text is still there."""
    return render(request, "403_csrf.html", status=403)
