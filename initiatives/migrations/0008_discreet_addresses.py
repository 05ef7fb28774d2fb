"""The address of a sheet published at its commune is private: it leaves no trace."""

from django.db import migrations

from accueil.common.triggers import bump_triggers

TABLE, PUBLIC = "initiatives_initiative", "row.status = 'published'"
BEFORE = [
    "internal_note",
    "location",
    "version",
    "preview_key",
    "verified_by_id",
    "updated_at",
]
# Never shown; what they decide, precision and public position, is compared itself.
NEVER_SHOWN = ["precision_reason", "is_shelter"]
DISCREET = {"address": "{row}.precision = 'commune'"}

KEEPS_DATE = """
CREATE OR REPLACE FUNCTION initiative_keeps_date() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    unseen text[] := ARRAY['internal_note', 'location', 'version', 'preview_key',
        'verified_by_id', 'updated_at', 'search', 'norm', 'map_x', 'map_y'];
BEGIN
    {more}
    IF to_jsonb(NEW) - unseen = to_jsonb(OLD) - unseen THEN
        NEW.updated_at := OLD.updated_at;
    END IF;
    RETURN NEW;
END $$;
"""
MORE = """
    unseen := unseen || ARRAY['precision_reason', 'is_shelter'];
    IF OLD.precision = 'commune' AND NEW.precision = 'commune' THEN
        unseen := unseen || ARRAY['address'];
    END IF;
"""


def bumps(private: list[str], discreet: dict[str, str] | None = None) -> str:
    """SQL replacing the triggers that raise the data version."""
    create, drop = bump_triggers(TABLE, PUBLIC, private, discreet)
    return drop + create


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0007_count_words")]

    operations = [
        migrations.RunSQL(bumps([*BEFORE, *NEVER_SHOWN], DISCREET), bumps(BEFORE)),
        migrations.RunSQL(KEEPS_DATE.format(more=MORE), KEEPS_DATE.format(more="")),
    ]
