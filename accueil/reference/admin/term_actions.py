"""Buttons of a term: merge it into another, or stop offering it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accueil.reference.actions import merge_terms, retire_term


class TermActions:
    """For the admin of a vocabulary; both ask first, and answer in French."""

    change_form_template = "admin/term_change_form.html"
    actions = ["retire_selected", "merge_selected"]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/fusionner/", view(self.merge_view), name=f"{name}_merge"),
            path("<int:pk>/retirer/", view(self.retire_view), name=f"{name}_retire"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            context |= {
                "merge_url": self._address("merge", obj.pk),
                "retire_url": "" if obj.is_retired else self._address("retire", obj.pk),
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def merge_view(self, request, pk: int):
        term = self._term(request, pk)
        form = self._merge_form(term, request.POST or None)
        if request.method == "POST" and form.is_valid():
            into = form.cleaned_data["into"]
            try:
                moved = merge_terms(term, into=into, by=request.user)
            except ValidationError as error:
                form.add_error("into", error)
            else:
                text = f"« {term} » est fusionné dans « {into} » : {moved} emploi(s)."
                return self._back(request, into.pk, text)
        return self._page(request, term, f"Fusionner « {term} »", form)

    def retire_view(self, request, pk: int):
        term = self._term(request, pk)
        if request.method != "POST":
            return self._page(request, term, f"Retirer « {term} »", forms.Form())
        try:
            retire_term(term)
        except ValidationError as error:
            return self._back(request, pk, error.messages[0], messages.ERROR)
        return self._back(request, pk, f"« {term} » n’est plus proposé.")

    @admin.action(description="Retirer de la liste proposée", permissions=["change"])
    def retire_selected(self, request, queryset):
        for term in queryset:
            try:
                retire_term(term)
                text = f"« {term} » n’est plus proposé."
                self.message_user(request, text, messages.SUCCESS)
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)

    @admin.action(description="Fusionner avec…", permissions=["change"])
    def merge_selected(self, request, queryset):
        terms = list(queryset[:2])
        if len(terms) != 1:
            text = "Choisissez un seul terme, celui qui doit disparaître."
            return self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(self._address("merge", terms[0].pk))

    def _term(self, request, pk: int):
        term = self.model.objects.filter(pk=pk).first()
        if term is None:
            raise Http404
        if not self.has_change_permission(request, term):
            raise PermissionDenied
        return term

    def _merge_form(self, term, data) -> forms.Form:
        choices = self.model.objects.active().exclude(pk=term.pk)
        field = forms.ModelChoiceField(choices, label="Terme à garder")
        return type("MergeForm", (forms.Form,), {"into": field})(data)

    def _page(self, request, term, title: str, form: forms.Form):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "term": term,
            "uses": term.uses(),
            "form": form,
        }
        return TemplateResponse(request, "admin/term_confirmation.html", context)

    def _address(self, action: str, pk: int) -> str:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{action}"
        return reverse(f"admin:{name}", args=[pk])

    def _back(self, request, pk: int, text: str, level=messages.SUCCESS):
        self.message_user(request, text, level)
        return HttpResponseRedirect(self._address("change", pk))
