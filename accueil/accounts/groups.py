"""Makes the groups of the database equal to accueil/permissions.py."""

from django.contrib.auth.models import Group, Permission

from accueil.permissions import GROUPS, expand


def sync_groups(using: str = "default") -> None:
    """Create missing groups and set their permissions. Idempotent, 3 queries a group.

    A permission that does not exist yet (an app not migrated) is left for the next
    call; a test checks that none is missing at the end.
    """
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for name, shorthands in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = {full for short in shorthands for full in expand(short)}
        group.permissions.set([known[full] for full in wanted if full in known])
