"""Publishing and the like: buttons of a sheet, actions of the list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from initiatives import actions
from initiatives.models import Initiative
from initiatives.previews import LASTS, preview_path

AT_ONCE = 200  # sheets of one list action
Status = Initiative.Status


@dataclass(frozen=True)
class Step:
    """One thing done to a sheet, from its page or from the list."""

    slug: str  # in the address
    button: str
    act: Callable
    done: str
    statuses: frozenset[str]  # those from which the button is offered
    question: str = ""  # asked first, when not empty
    right: str = "publish"


STEPS = [
    Step(
        "relecture",
        "Envoyer en relecture",
        actions.send_to_review,
        "envoyée en relecture",
        frozenset({Status.DRAFT}),
        right="change",
    ),
    Step(
        "publier",
        "Publier",
        actions.publish,
        "publiée",
        frozenset({Status.DRAFT, Status.REVIEW, Status.ARCHIVED}),
    ),
    Step(
        "verifier",
        "Marquer comme vérifiée aujourd’hui",
        actions.mark_verified,
        "vérifiée aujourd’hui",
        frozenset(Status.values),
    ),
    Step(
        "depublier",
        "Remettre en brouillon",
        actions.unpublish,
        "remise en brouillon",
        frozenset({Status.PUBLISHED, Status.ARCHIVED}),
        "Une fois en brouillon, une fiche n’est plus visible sur le site, ni dans la "
        "carte, ni dans les données ouvertes.",
    ),
    Step(
        "archiver",
        "Archiver",
        actions.archive,
        "archivée",
        frozenset({Status.DRAFT, Status.REVIEW, Status.PUBLISHED}),
        "Une fois archivée, une fiche n’est plus visible sur le site. Elle reste ici, "
        "avec son historique, et peut être remise en brouillon.",
    ),
    Step(
        "revoquer-apercus",
        "Révoquer les aperçus",
        actions.revoke_previews,
        "liens d’aperçu révoqués",
        frozenset(Status.values),
        right="change",
    ),
]
IN_LIST = [step for step in STEPS if step.slug != "revoquer-apercus"]


class WorkflowAdmin:
    """Buttons and list actions for each step that the person may take."""

    change_form_template = "admin/initiative_change_form.html"

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("initiatives.publish_initiative")

    def may_take(self, request, step: Step) -> bool:
        return getattr(self, f"has_{step.right}_permission")(request)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            *(
                path(
                    f"<int:pk>/{step.slug}/",
                    view(self.step_view),
                    {"step": step},
                    name=f"initiatives_initiative_{step.slug}",
                )
                for step in STEPS
            ),
            *super().get_urls(),
        ]

    def step_view(self, request, pk: int, step: Step):
        """Ask (GET, or POST of a step that asks first), then do it (POST)."""
        initiative = self.get_queryset(request).filter(pk=pk).first()
        if initiative is None:
            raise Http404
        if not self.may_take(request, step):
            raise PermissionDenied
        asked = not step.question or "confirmed" in request.POST
        if request.method != "POST" or not asked:
            return self._ask(request, step, [initiative], sheet=initiative)
        self._take(request, step, [initiative])
        return HttpResponseRedirect(
            reverse("admin:initiatives_initiative_change", args=[pk])
        )

    def get_actions(self, request):
        """Stock actions, and those steps that the person may take."""
        steps = {
            f"step_{step.slug}": (
                self._list_action(step),
                f"step_{step.slug}",
                step.button,
            )
            for step in IN_LIST
            if self.may_take(request, step)
        }
        return super().get_actions(request) | steps

    def _list_action(self, step: Step) -> Callable:
        def act(model_admin, request, queryset):
            chosen = list(queryset[: AT_ONCE + 1])
            if len(chosen) > AT_ONCE:
                return model_admin.message_user(
                    request, f"Choisissez {AT_ONCE} fiches au plus.", messages.ERROR
                )
            if "confirmed" not in request.POST:
                return model_admin._ask(request, step, chosen)
            return model_admin._take(request, step, chosen)

        return act

    def _take(self, request, step: Step, initiatives: list[Initiative]) -> None:
        """One message for what was done, one for each sheet that refused."""
        done = []
        for initiative in initiatives:
            try:
                step.act(initiative, by=request.user)
                done.append(f"« {initiative} »")
            except ValidationError as error:
                text = f"« {initiative} » : {' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
        if done:
            text = f"{', '.join(done)} : {step.done}."
            self.message_user(request, text, messages.SUCCESS)

    def _ask(self, request, step: Step, initiatives, sheet=None):
        context = {
            **self.admin_site.each_context(request),
            "title": step.button,
            "opts": self.opts,
            "step": step,
            "initiatives": initiatives,
            "sheet": sheet,
            "checkbox": ACTION_CHECKBOX_NAME,
            "action": f"step_{step.slug}",
        }
        return TemplateResponse(request, "admin/step_confirmation.html", context)

    def render_change_form(self, request, context, obj=None, **kwargs):
        context["may_publish"] = self.has_publish_permission(request)
        if obj is not None:
            context |= self._state(request, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def _state(self, request, initiative: Initiative) -> dict:
        """What the head of the page shows: steps with their address, links."""
        steps = [
            {
                "button": step.button,
                "url": reverse(
                    f"admin:initiatives_initiative_{step.slug}", args=[initiative.pk]
                ),
            }
            for step in STEPS
            if initiative.status in step.statuses and self.may_take(request, step)
        ]
        public = initiative.get_absolute_url() if initiative.is_published else ""
        preview = ""
        if self.has_change_permission(request, initiative):
            # The link opens to anybody: making one is no reader's business.
            preview = request.build_absolute_uri(preview_path(initiative))
        return {
            "steps": steps,
            "public_url": public,
            "preview_url": preview,
            "preview_days": LASTS.days,
        }

    def response_add(self, request, obj, post_url_continue=None):
        return self._published(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._published(request, obj) or super().response_change(request, obj)

    def _published(self, request, obj):
        """After « Enregistrer et publier »: the sheet again, with what happened."""
        if "_publish" not in request.POST or not self.has_publish_permission(request):
            return None
        self.message_user(request, f"« {obj} » : enregistrée.", messages.SUCCESS)
        publish = next(step for step in STEPS if step.slug == "publier")
        if obj.status in publish.statuses:
            self._take(request, publish, [obj])
        return HttpResponseRedirect(
            reverse("admin:initiatives_initiative_change", args=[obj.pk])
        )
