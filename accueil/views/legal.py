"""Legal pages, plan of the site, and the files that robots read."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accueil.reference.models import Territory, Theme


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    return render(request, "legal/notice.html")


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "legal/personal_data.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "legal/accessibility.html")


@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    departments = Territory.objects.light().home_departments()
    themes = Theme.objects.active().filter(parent=None)
    catalogue = reverse("initiatives:list")
    context = {
        "departments": [
            {"label": department.name, "url": department.get_absolute_url()}
            for department in departments
        ],
        "themes": [
            {"label": theme.name, "url": f"{catalogue}?theme={theme.slug}"}
            for theme in themes
        ],
    }
    return render(request, "legal/sitemap.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Sheets are welcome in search engines; combinations of filters are not."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /compte/",
        "Disallow: /initiatives/apercu/",
        "Disallow: /initiatives/?*",
        "Disallow: /acteurs/?*",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; it expires in 180 days, counted from today."""
    contact = settings.LEGAL["security_email"] or settings.LEGAL["contact_email"]
    expires = (timezone.now() + timedelta(days=180)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    lines = [
        f"Contact: mailto:{contact}"
        if contact
        else f"Contact: {request.build_absolute_uri(reverse('legal-notice'))}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
