"""The administration: Django's, in our name."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, resolve_url
from django.utils.text import slugify

# Sections of the menu, in order, with the models of each.
SECTIONS = {
    "Inventaire": ["initiatives.initiative"],
    "Acteurs et territoires": [
        "reference.organisation",
        "reference.contact",
        "reference.territory",
    ],
    "Vocabulaires": [
        "reference.theme",
        "reference.audience",
        "reference.competence",
        "reference.scheme",
        "reference.network",
        "reference.goal",
        "reference.obstaclekind",
        "reference.leverkind",
        "reference.synonym",
    ],
    "Comptes": ["accounts.user", "auth.group"],
}


class AccueilAdminConfig(AdminConfig):
    default_site = "accueil.admin_site.AccueilAdminSite"


class AccueilAdminSite(admin.AdminSite):
    """Signing in, out and changing one's password belong to the account pages."""

    site_header = "Accueil – administration"
    site_title = "Accueil"
    index_title = "Tableau de bord"

    def admin_view(self, view, cacheable=False):
        def guarded(request, *args, **kwargs):
            refuse_nul(request)
            return view(request, *args, **kwargs)

        guarded.__dict__.update(view.__dict__)  # csrf_exempt and the like
        return super().admin_view(guarded, cacheable)

    def get_urls(self):
        """Without « r/…/… », which tells the address of any row to any colleague."""
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") != "view_on_site"]

    def login(self, request, extra_context=None):
        """The account page signs in; a colleague without access is told so (403)."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        after = request.GET.get(REDIRECT_FIELD_NAME) or resolve_url("admin:index")
        if after == resolve_url("admin:index"):
            return redirect(settings.LOGIN_URL)  # which knows where each one goes
        query = urlencode({REDIRECT_FIELD_NAME: after})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")

    def logout(self, request, extra_context=None):
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("admin:index")

    def index(self, request, extra_context=None):
        """Sections, preceded by what waits for this person (``todo`` of each admin)."""
        todo = [
            item
            for model_admin in self._registry.values()
            if hasattr(model_admin, "todo")
            for item in model_admin.todo(request)
        ]
        return super().index(request, {"todo": todo, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """One entry a section instead of one an application."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        found = {
            entry["model"]._meta.label_lower: (app, entry)
            for app in apps
            for entry in app["models"]
        }
        sections = [
            self._section(
                name, [found.pop(label) for label in labels if label in found]
            )
            for name, labels in SECTIONS.items()
        ]
        if found:
            sections.append(self._section("Autres", list(found.values())))
        return [section for section in sections if section]

    def _section(self, name: str, entries: list) -> dict:
        """What Django's templates expect of an application; empty without entry."""
        if not entries:
            return {}
        app = entries[0][0]
        models = [entry for _, entry in entries]
        return {**app, "name": name, "app_label": slugify(name), "models": models}


def refuse_nul(request: HttpRequest) -> None:
    """Raise BadRequest (400) for a NUL in the query string: PostgreSQL takes none."""
    for name, values in request.GET.lists():
        if any("\x00" in text for text in [name, *values]):
            raise BadRequest("Caractère nul dans l’adresse.")
