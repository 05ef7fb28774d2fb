"""Editing what nobody public sees leaves no trace in public."""

from django.db import migrations

from accueil.common.triggers import bump_triggers

PRIVATE = ["internal_note", "location", "version", "updated_at"]


def again(table: str, public: str, private: list[str]) -> migrations.RunSQL:
    """Replace the triggers of ``table``."""
    create, drop = bump_triggers(table, public, private)
    return migrations.RunSQL(drop + create, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("reference", "0004_organisation_names")]

    operations = [again("reference_organisation", "row.is_published", PRIVATE)]
