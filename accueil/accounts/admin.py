"""Accounts and groups: nobody gives, or takes over, more rights than he has."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse

from accueil.accounts.models import User
from accueil.common.admin import AccueilAdmin

# Registered by the libraries: secrets of the second factor, addresses kept twice.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
admin.site.unregister(Group)

RIGHTS = ("is_active", "is_staff", "groups")
READS_DRAFTS = "initiatives.view_initiative"
SUPERUSER_RIGHTS = (*RIGHTS, "is_superuser", "user_permissions")


def exceeds(user: User, someone) -> bool:
    """Whether ``user`` may do something that ``someone`` may not. At most 3 queries.

    A deactivated account counts for what it will be able to do once active again:
    otherwise one would take it over asleep, then wake it up.
    """
    if someone.is_superuser:
        return False
    given = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    names = given.values_list("content_type__app_label", "codename")
    return user.is_superuser or bool(
        {f"{app}.{codename}" for app, codename in names} - someone.get_all_permissions()
    )


def grantable_groups(someone):
    """Groups whose every permission ``someone`` holds."""
    if someone.is_superuser:
        return Group.objects.all()
    held = someone.get_all_permissions()
    beyond = [
        pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
        if f"{app}.{codename}" not in held
    ]
    return Group.objects.exclude(permissions__in=beyond)


@admin.register(User)
class AccountAdmin(AccueilAdmin, UserAdmin):
    list_display = [
        "username",
        "last_name",
        "first_name",
        "organisation",
        "is_staff",
        "is_active",
        "access_ends_on",
    ]
    list_filter = ["is_active", "is_staff", "groups"]
    list_select_related = ["organisation"]
    ordering = ["last_name", "first_name", "username"]
    search_fields = ["username", "last_name", "first_name", "email"]
    autocomplete_fields = ["organisation"]
    filter_horizontal: list = []
    readonly_fields = ["last_login", "date_joined"]
    change_form_template = "admin/account_change_form.html"
    fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        ("Accès", {"fields": [*SUPERUSER_RIGHTS, "organisation", "access_ends_on"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    ("first_name", "last_name"),
                    "email",
                    "organisation",
                    "access_ends_on",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Only a superuser sees the two boxes that pass by the groups."""
        shown = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return shown
        beyond = set(SUPERUSER_RIGHTS) - set(RIGHTS)
        return [
            (title, {**o, "fields": [f for f in o["fields"] if f not in beyond]})
            for title, o in shown
        ]

    def get_readonly_fields(self, request, obj=None):
        """Standing for an actor opens its drafts: whoever reads none gives none."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.has_perm(READS_DRAFTS):
            return fields
        return [*fields, "organisation"]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs |= {
                "widget": forms.CheckboxSelectMultiple,
                "queryset": grantable_groups(request.user),
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not exceeds(obj, request.user))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not exceeds(obj, request.user))

    def save_model(self, request, obj, form, change):
        """A changed address must not leave the former one able to sign in."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_second_factor)
        return [
            path("<int:pk>/second-facteur/", view, name="accounts_user_second_factor"),
            *super().get_urls(),
        ]

    def reset_second_factor(self, request, pk: int):
        """For a lost telephone: the next visit sets a new second factor up."""
        user = User.objects.filter(pk=pk).first()
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            Authenticator.objects.filter(user=user).delete()
            self.log_change(request, user, "Second facteur réinitialisé.")
            messages.success(
                request, f"Le second facteur de {user} est à configurer de nouveau."
            )
        return redirect(reverse("admin:accounts_user_change", args=[pk]))


@admin.register(Group)
class GroupAdmin(AccueilAdmin):
    """Groups follow accueil/permissions.py at each update: read-only here."""

    list_display = ["name"]
    list_filter: list = []
    search_fields = ["name"]
    fields = ["name", "rights"]
    readonly_fields = ["name", "rights"]

    @admin.display(description="droits")
    def rights(self, group) -> str:
        return ", ".join(permission.name for permission in group.permissions.all())

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
