"""Editing what nobody public sees leaves no trace in public."""

from django.db import migrations

from accueil.common.triggers import bump_triggers

PRIVATE = [
    "internal_note",
    "location",
    "version",
    "preview_key",
    "verified_by_id",
    "updated_at",
]
OF_A_PUBLISHED_ONE = (
    "EXISTS (SELECT 1 FROM initiatives_initiative i"
    " WHERE i.id = row.initiative_id AND i.status = 'published')"
)
BY_A_PUBLISHED_ONE = (
    " AND EXISTS (SELECT 1 FROM reference_organisation o"
    " WHERE o.id = row.{} AND o.is_published)"
)
WITH_CONSENT = (
    " AND EXISTS (SELECT 1 FROM reference_contact c"
    " WHERE c.id = row.contact_id AND c.consent_on IS NOT NULL)"
)

# « Last modified » is public: a private note must not move it.
KEEP_DATE = """
CREATE FUNCTION initiative_keeps_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unseen text[] := ARRAY['internal_note', 'location', 'version', 'preview_key',
        'verified_by_id', 'updated_at', 'search', 'norm', 'map_x', 'map_y'];
BEGIN
    IF to_jsonb(NEW) - unseen = to_jsonb(OLD) - unseen THEN
        NEW.updated_at := OLD.updated_at;
    END IF;
    RETURN NEW;
END $$;
-- Named to come after place_in_public, which sets what it compares.
CREATE TRIGGER zz_initiative_keeps_date BEFORE UPDATE ON initiatives_initiative
FOR EACH ROW WHEN (OLD.status = 'published' AND NEW.status = 'published')
EXECUTE FUNCTION initiative_keeps_date();
"""


def again(table: str, public: str, private: tuple | list = ()) -> migrations.RunSQL:
    """Replace the triggers of ``table``."""
    create, drop = bump_triggers(table, public, private)
    return migrations.RunSQL(drop + create, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0002_triggers"),
        ("reference", "0005_private_changes"),
    ]

    operations = [
        again("initiatives_initiative", "row.status = 'published'", PRIVATE),
        again(
            "initiatives_participation",
            OF_A_PUBLISHED_ONE + BY_A_PUBLISHED_ONE.format("organisation_id"),
        ),
        again(
            "initiatives_funding",
            OF_A_PUBLISHED_ONE + BY_A_PUBLISHED_ONE.format("funder_id"),
        ),
        again("initiatives_initiative_contacts", OF_A_PUBLISHED_ONE + WITH_CONSENT),
        migrations.RunSQL(
            KEEP_DATE,
            "DROP TRIGGER zz_initiative_keeps_date ON initiatives_initiative;"
            "DROP FUNCTION initiative_keeps_date()",
        ),
    ]
