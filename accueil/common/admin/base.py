"""What every administration page refuses, hides and never names."""

from collections import Counter

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import router
from django.utils.text import capfirst
from leaflet.admin import LeafletGeoAdminMixin

from accueil.common.admin.completion import Completing, is_key
from accueil.common.admin.fields import OVERRIDES
from accueil.common.points import PointWidget

LONGEST_SEARCH = 200  # characters


class Discreet:
    """Fields that only the holders of ``private_permission`` see, even read-only."""

    private_fields: tuple[str, ...] = ()
    private_permission = ""

    def hidden_fields(self, request) -> set[str]:
        """Names of the fields that this person must not see."""
        if not self.private_permission or request.user.has_perm(
            self.private_permission
        ):
            return set()
        return set(self.private_fields)

    def get_fieldsets(self, request, obj=None):
        hidden = self.hidden_fields(request)
        shown = []
        for title, options in super().get_fieldsets(request, obj):
            fields = [
                kept for field in options["fields"] if (kept := _keep(field, hidden))
            ]
            if fields:
                shown.append((title, {**options, "fields": fields}))
        return shown

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without the hidden fields of the form: nobody posts what he cannot see."""
        hidden = self.hidden_fields(request) & set(self.form.declared_fields)
        if hidden:
            kwargs["form"] = type("Form", (self.form,), dict.fromkeys(hidden))
        return super().get_form(request, obj, change=change, **kwargs)


def _keep(field, hidden: set[str]):
    """``field`` of a fieldset (a name, or a line of names) without the hidden ones."""
    if isinstance(field, str):
        return None if field in hidden else field
    return tuple(name for name in field if name not in hidden)


class KeepOthers:
    """A sheet is no place to delete others: no red cross beside its choices."""

    def formfield_for_dbfield(self, db_field, request=None, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
        return field


class AccueilAdmin(
    Discreet, KeepOthers, Completing, LeafletGeoAdminMixin, admin.ModelAdmin
):
    """Stock administration, minus what lets people guess, break or over-delete."""

    formfield_overrides = OVERRIDES
    widget = PointWidget
    map_template = "leaflet/widget.html"
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    save_on_top = True
    view_on_site = False  # pages say « Voir sur le site » where it makes sense

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(
            request, {"title": title, **(extra_context or {})}
        )

    def render_change_form(self, request, context, add=False, **kwargs):
        """Titles without « de initiative » nor « l’objet public »."""
        verb = " : ajout" if add else ""
        context["title"] = f"{capfirst(self.opts.verbose_name)}{verb}"
        return super().render_change_form(request, context, add=add, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **{**_light(db_field), **kwargs}
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(
            db_field, request, **{**_light(db_field), **kwargs}
        )
        if field and db_field.name in self.get_autocomplete_fields(request):
            # No « clear all » cross: a list may hold nothing but its items.
            field.widget.is_required = True
        return field

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        """Only what the list's own filters send: the rest guesses hidden values."""
        allowed = set()
        for entry in self.get_list_filter(request):
            if isinstance(entry, str):
                allowed |= {f"{entry}__exact", f"{entry}__id__exact"}
            else:
                allowed.add(entry.parameter_name)
        return lookup in allowed

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(
            request, queryset, search_term[:LONGEST_SEARCH]
        )

    def get_actions(self, request):
        """Never the stock « delete the selection »: deletion is one by one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request, queryset):
        """Ticked boxes hold numbers; a hand-made request may hold anything."""
        request.POST = request.POST.copy()
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, [pk for pk in ticked if is_key(pk)])
        return super().response_action(request, queryset)

    def history_view(self, request, object_id, extra_context=None):
        """History shows past values: reading it asks for the right to change."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """Names ``objs`` only; what hangs on them is counted, for it may be hidden.

        Returns Django's four: objects, counts by kind, missing permissions, obstacles.
        """
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        counts = {
            model._meta.verbose_name_plural: len(rows)
            for model, rows in collector.model_objs.items()
            if not model._meta.auto_created
        }
        lacking = {
            model._meta.verbose_name
            for model in collector.model_objs
            if (other := self.admin_site._registry.get(model))
            and not other.has_delete_permission(request)
        }
        return [str(obj) for obj in objs], counts, lacking, _obstacles(collector)


def _light(db_field) -> dict:
    """Choices without outlines, which weigh megabytes; for the models that offer it."""
    rows = db_field.remote_field.model._default_manager
    return {"queryset": rows.light()} if hasattr(rows, "light") else {}


def _obstacles(collector: NestedObjects) -> list[str]:
    """« 3 initiatives » for each kind of row that forbids the deletion."""
    kinds = Counter(type(row)._meta for row in collector.protected)
    return [
        f"{count} {kind.verbose_name_plural if count > 1 else kind.verbose_name}"
        for kind, count in kinds.items()
    ]


class AccueilStacked(KeepOthers, Completing, admin.StackedInline):
    """Rows inside a sheet: one block each, labelled, at most ``max_num``."""

    formfield_overrides = OVERRIDES
    extra = 0
    max_num = 60
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        # A forged count of rows must not build thousands of forms.
        return super().get_formset(
            request, obj, **{"absolute_max": self.max_num + 1, **kwargs}
        )
