"""Vocabularies: terms in use are merged or retired, never deleted."""

from django.contrib import admin
from django.db.models import Count, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.html import format_html

from accueil.common.admin import LONGEST_SEARCH, AccueilAdmin
from accueil.common.models import Fold
from accueil.common.text import fold
from accueil.reference.admin.term_actions import TermActions
from accueil.reference.models import (
    Audience,
    Competence,
    Goal,
    LeverKind,
    Network,
    ObstacleKind,
    Scheme,
    Synonym,
    Theme,
)

INDENT = "\N{EM SPACE}\N{EM SPACE}"


class TermAdmin(TermActions, AccueilAdmin):
    """One vocabulary. ``own_fields``: those that only this one has."""

    own_fields: list = []
    own_columns: list[str] = []
    select: list[str] = ["replaced_by"]
    search_fields = ["name", "definition"]
    prepopulated_fields = {"slug": ["name"]}
    list_filter = ["is_retired"]
    readonly_fields = ["is_retired", "replaced_by", "uses"]

    def sees_uses(self, request) -> bool:
        """Uses count drafts too: with the public count, they tell how many there are.

        They serve to merge and to retire, hence to whoever may do so.
        """
        return self.has_change_permission(request)

    def get_fieldsets(self, request, obj=None):
        state = [("is_retired", "replaced_by")] if obj else []
        if obj and self.sees_uses(request):
            state.insert(0, "uses")
        common = ["definition", "source", "position"]
        fields = [("name", "slug"), *self.own_fields, *common, *state]
        return [(None, {"fields": fields})]

    def get_list_display(self, request):
        uses = ["uses"] if self.sees_uses(request) else []
        return ["label", *self.own_columns, *uses, "is_retired"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related(*self.select)
        return rows.annotate(number_of_uses=_uses(self.model))

    def get_search_results(self, request, queryset, search_term):
        """By each word, whatever accents; autocompletion offers no retired term."""
        told = [part for name in self.search_fields for part in (Value(" "), name)]
        text = Concat(*told, output_field=TextField())
        rows = queryset.alias(folded=Fold(text))
        for word in fold(search_term[:LONGEST_SEARCH]).split():
            rows = rows.filter(folded__contains=word)
        match = request.resolver_match
        if match and match.url_name == "autocomplete":
            rows = rows.filter(is_retired=False)
        return rows, False

    @admin.display(description="libellé", ordering="name")
    def label(self, term) -> str:
        return str(term)

    @admin.display(description="emplois", ordering="number_of_uses")
    def uses(self, term) -> int:
        return term.number_of_uses

    def get_deleted_objects(self, objs, request):
        """A term in use protects itself: say how many times, before it raises."""
        names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for term in objs:
            if number := term.uses():
                reason = f"« {term} » est employé {number} fois : "
                protected = [reason + "fusionnez-le avec un autre terme ou retirez-le."]
        return names, counts, lacking, protected


class TreeAdmin(TermAdmin):
    """Terms shown under their parent."""

    own_fields = ["parent"]
    autocomplete_fields = ["parent"]
    select = ["parent__parent", "replaced_by"]

    def get_ordering(self, request):
        return [
            Coalesce("parent__position", "position"),
            Coalesce("parent__name", "name"),
            F("parent").asc(nulls_first=True),
            "position",
            "name",
        ]

    @admin.display(description="libellé")
    def label(self, term) -> str:
        depth = 0
        if term.parent:
            depth = 2 if term.parent.parent_id else 1
        return format_html("{}{}", INDENT * depth, term)


def _uses(model) -> Coalesce:
    """How many rows point at each term, in the same query: twin of ``Term.uses``."""
    total = None
    for relation in model._meta.related_objects:
        rows = relation.related_model
        if relation.field.name == "replaced_by" or rows.__name__.startswith(
            "Historical"
        ):
            continue
        column = relation.field.name
        if relation.many_to_many:
            rows, column = relation.through, relation.field.m2m_reverse_field_name()
        counted = (
            rows._default_manager.filter(**{column: OuterRef("pk")})
            .order_by()
            .values(column)
            .annotate(count=Count("*"))
            .values("count")
        )
        number = Coalesce(Subquery(counted), 0)
        total = number if total is None else total + number
    return total


@admin.register(Theme)
class ThemeAdmin(TreeAdmin):
    pass


@admin.register(Audience)
class AudienceAdmin(TreeAdmin):
    own_fields = [("code", "scope"), "parent"]
    own_columns = ["code", "scope"]
    list_filter = ["scope", "is_retired"]
    search_fields = ["name", "code", "definition"]


@admin.register(Competence)
class CompetenceAdmin(TermAdmin):
    own_fields = [("level", "since_year")]
    own_columns = ["level"]
    list_filter = ["level", "is_retired"]


@admin.register(Scheme)
class SchemeAdmin(TermAdmin):
    own_fields = ["carrier", "website"]
    own_columns = ["carrier"]


@admin.register(Network)
class NetworkAdmin(TermAdmin):
    own_fields = ["website"]


@admin.register(Goal)
class GoalAdmin(TermAdmin):
    own_fields = ["number"]
    ordering = ["number"]


@admin.register(ObstacleKind)
class ObstacleKindAdmin(TermAdmin):
    own_fields = ["theme"]
    own_columns = ["theme"]
    autocomplete_fields = ["theme"]
    select = ["theme", "replaced_by"]


@admin.register(LeverKind)
class LeverKindAdmin(TermAdmin):
    own_fields = ["competence"]
    own_columns = ["competence"]
    autocomplete_fields = ["competence"]
    select = ["competence", "replaced_by"]


@admin.register(Synonym)
class SynonymAdmin(AccueilAdmin):
    list_display = ["__str__"]
    list_filter: list = []
    search_fields = ["words"]
