"""A private note on a published actor does not move its public date."""

from django.db import migrations

KEEP_DATE = """
CREATE FUNCTION organisation_keeps_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unseen text[] := ARRAY['internal_note', 'location', 'version', 'updated_at', 'norm'];
BEGIN
    IF to_jsonb(NEW) - unseen = to_jsonb(OLD) - unseen THEN
        NEW.updated_at := OLD.updated_at;
    END IF;
    RETURN NEW;
END $$;
-- Named to come after place_in_public, which sets what it compares.
CREATE TRIGGER zz_organisation_keeps_date BEFORE UPDATE ON reference_organisation
FOR EACH ROW WHEN (OLD.is_published AND NEW.is_published)
EXECUTE FUNCTION organisation_keeps_date();
"""


class Migration(migrations.Migration):
    dependencies = [("reference", "0006_fictional_actors")]

    operations = [
        migrations.RunSQL(
            KEEP_DATE,
            "DROP TRIGGER zz_organisation_keeps_date ON reference_organisation;"
            "DROP FUNCTION organisation_keeps_date()",
        ),
    ]
