"""Filters of the list: few, and none on a private field."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accueil.reference.models import Territory, Theme
from initiatives.models import Initiative

FRESH = timedelta(days=365)


def stale(on=None) -> Q:
    """Condition: never verified, or more than a year before ``on`` (today)."""
    limit = (on or timezone.localdate()) - FRESH
    return Q(verified_on=None) | Q(verified_on__lt=limit)


class ThemeFilter(admin.SimpleListFilter):
    """A theme brings its sub-themes; a retired one shows while sheets keep it."""

    title = "thème"
    parameter_name = "theme"

    def lookups(self, request, model_admin):
        """One query."""
        uses = Initiative.themes.through.objects.filter(
            Q(theme=OuterRef("pk")) | Q(theme__parent=OuterRef("pk"))
        )
        roots = Theme.objects.filter(parent=None)
        shown = roots.filter(Q(is_retired=False) | Exists(uses))
        return [
            (theme.slug, f"{theme} (retiré)" if theme.is_retired else str(theme))
            for theme in shown
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        links = Initiative.themes.through.objects.filter(
            Q(theme__slug=self.value()) | Q(theme__parent__slug=self.value()),
            initiative=OuterRef("pk"),
        )
        return queryset.filter(Exists(links))


class DepartmentFilter(admin.SimpleListFilter):
    """Departments of the home Region: located or acting there."""

    title = "département"
    parameter_name = "departement"

    def lookups(self, request, model_admin):
        departments = Territory.objects.home_departments()
        return list(departments.values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        departments = Territory.objects.light().home_departments()
        department = departments.filter(code=self.value()).first()
        return queryset.within(department) if department else queryset.none()


class VerificationFilter(admin.SimpleListFilter):
    title = "vérification"
    parameter_name = "verification"

    def lookups(self, request, model_admin):
        return [("a-faire", "à vérifier"), ("faite", "vérifiée depuis moins d’un an")]

    def queryset(self, request, queryset):
        if self.value() == "a-faire":
            return queryset.filter(stale())
        if self.value() == "faite":
            return queryset.exclude(stale())
        return queryset
