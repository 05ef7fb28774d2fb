"""What search engines may list: published sheets and public pages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from accueil.reference.models import Organisation
from initiatives.models import Initiative


class Pages(Sitemap):
    def items(self):
        return [
            "home",
            "initiatives:list",
            "organisations",
            "territories",
            "legal-notice",
            "personal-data",
            "accessibility",
            "sitemap-page",
            "api-docs",
        ]

    def location(self, item):
        return reverse(item)


class Initiatives(Sitemap):
    def items(self):
        return Initiative.objects.published().real().only("slug", "updated_at")

    def lastmod(self, item):
        return item.updated_at


class Organisations(Sitemap):
    def items(self):
        return Organisation.objects.published().real().only("slug", "updated_at")

    def lastmod(self, item):
        return item.updated_at


SITEMAPS = {"pages": Pages, "initiatives": Initiatives, "acteurs": Organisations}
