"""Data version, and the public position of a place."""

from django.db import migrations

from accueil.common.triggers import bump_triggers

BUMP = """
CREATE FUNCTION reference_bump() RETURNS void LANGUAGE sql AS $$
    INSERT INTO reference_dataversion (id, number, changed_at)
    VALUES (1, 1, now())
    ON CONFLICT (id) DO UPDATE
    SET number = reference_dataversion.number + 1, changed_at = now()
$$;
"""

# The one place where a public position is made; nobody else writes that column.
PLACE = """
CREATE FUNCTION place_in_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.public_location := CASE
        WHEN NEW.precision = 'exact' AND NOT NEW.is_shelter THEN NEW.location
        WHEN NEW.precision = 'street' AND NOT NEW.is_shelter
            THEN ST_SnapToGrid(NEW.location, 0.002)
        ELSE (SELECT location FROM reference_territory WHERE id = NEW.commune_id)
    END;
    RETURN NEW;
END $$;
CREATE TRIGGER place_in_public BEFORE INSERT OR UPDATE ON reference_organisation
FOR EACH ROW EXECUTE FUNCTION place_in_public();
"""
# A commune whose point moves takes along those that are published at its point.
FOLLOW = """
CREATE FUNCTION organisation_follows_commune() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reference_organisation SET public_location = NULL
    WHERE commune_id = NEW.id AND precision = 'commune';
    RETURN NULL;
END $$;
CREATE TRIGGER organisation_follows_commune
AFTER UPDATE OF location ON reference_territory FOR EACH ROW
WHEN (OLD.location::text IS DISTINCT FROM NEW.location::text)
EXECUTE FUNCTION organisation_follows_commune();
"""
PUBLIC = {
    "reference_territory": "true",
    "reference_organisation": "row.is_published",
    "reference_membership": (
        "EXISTS (SELECT 1 FROM reference_organisation o"
        " WHERE o.id = row.organisation_id AND o.is_published)"
    ),
    "reference_contact": "row.consent_on IS NOT NULL",
    "reference_theme": "true",
    "reference_audience": "true",
    "reference_competence": "true",
    "reference_scheme": "true",
    "reference_network": "true",
    "reference_goal": "true",
    "reference_obstaclekind": "true",
    "reference_leverkind": "true",
    "reference_synonym": "true",
}


class Migration(migrations.Migration):
    dependencies = [("reference", "0002_initial")]

    operations = [
        migrations.RunSQL(BUMP, "DROP FUNCTION reference_bump()"),
        migrations.RunSQL(
            PLACE,
            "DROP TRIGGER place_in_public ON reference_organisation;"
            "DROP FUNCTION place_in_public()",
        ),
        migrations.RunSQL(
            FOLLOW,
            "DROP TRIGGER organisation_follows_commune ON reference_territory;"
            "DROP FUNCTION organisation_follows_commune()",
        ),
        *(
            migrations.RunSQL(*bump_triggers(table, condition))
            for table, condition in PUBLIC.items()
        ),
    ]
