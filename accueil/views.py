"""Home page, legal pages, health, errors."""

from django.http import HttpResponse


def csrf_failure(request, reason=""):
    return HttpResponse(status=403)
