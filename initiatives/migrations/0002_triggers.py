"""Public position, linked names and data version of initiatives."""

from django.db import migrations

from accueil.common.triggers import bump_triggers

PLACE = """
CREATE TRIGGER place_in_public BEFORE INSERT OR UPDATE ON initiatives_initiative
FOR EACH ROW EXECUTE FUNCTION place_in_public();
"""

# « context » gathers the public names a search should find the initiative by.
CONTEXT = """
CREATE FUNCTION initiative_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.context := concat_ws(' ',
        (SELECT concat_ws(' ', o.name, o.acronym, array_to_string(o.aliases, ' '))
         FROM reference_organisation o WHERE o.id = NEW.lead_id AND o.is_published),
        (SELECT name FROM reference_territory WHERE id = NEW.commune_id),
        (SELECT string_agg(t.name, ' ' ORDER BY t.id) FROM reference_territory t
         JOIN initiatives_initiative_territories l ON l.territory_id = t.id
         WHERE l.initiative_id = NEW.id),
        (SELECT string_agg(t.name, ' ' ORDER BY t.id) FROM reference_theme t
         JOIN initiatives_initiative_themes l ON l.theme_id = t.id
         WHERE l.initiative_id = NEW.id));
    RETURN NEW;
END $$;
CREATE TRIGGER initiative_context BEFORE INSERT OR UPDATE ON initiatives_initiative
FOR EACH ROW EXECUTE FUNCTION initiative_context();
"""

# Rewriting a row is enough: the triggers above do the rest.
FOLLOW = """
CREATE FUNCTION initiative_follows_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiatives_initiative SET context = '' WHERE lead_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER initiative_follows_lead
AFTER UPDATE OF name, acronym, aliases, is_published ON reference_organisation
FOR EACH ROW
WHEN ((OLD.name, OLD.acronym, OLD.aliases, OLD.is_published)
      IS DISTINCT FROM (NEW.name, NEW.acronym, NEW.aliases, NEW.is_published))
EXECUTE FUNCTION initiative_follows_lead();

CREATE FUNCTION initiative_follows_territory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiatives_initiative SET context = ''
    WHERE commune_id = NEW.id OR id IN (
        SELECT initiative_id FROM initiatives_initiative_territories
        WHERE territory_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER initiative_follows_territory
AFTER UPDATE OF name, location ON reference_territory FOR EACH ROW
WHEN (OLD.name <> NEW.name OR OLD.location::text IS DISTINCT FROM NEW.location::text)
EXECUTE FUNCTION initiative_follows_territory();

CREATE FUNCTION initiative_follows_theme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiatives_initiative SET context = '' WHERE id IN (
        SELECT initiative_id FROM initiatives_initiative_themes
        WHERE theme_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER initiative_follows_theme
AFTER UPDATE OF name ON reference_theme FOR EACH ROW
WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION initiative_follows_theme();
"""
FOLLOWERS = {
    "initiative_follows_lead": "reference_organisation",
    "initiative_follows_territory": "reference_territory",
    "initiative_follows_theme": "reference_theme",
}

LINKS = """
CREATE FUNCTION initiative_follows_link_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiatives_initiative SET context = ''
    WHERE id IN (SELECT initiative_id FROM new_rows);
    RETURN NULL;
END $$;
CREATE FUNCTION initiative_follows_link_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiatives_initiative SET context = ''
    WHERE id IN (SELECT initiative_id FROM old_rows);
    RETURN NULL;
END $$;
"""
LINK_TABLES = ["initiatives_initiative_themes", "initiatives_initiative_territories"]
LINK_TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_added AFTER INSERT ON {table}
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
EXECUTE FUNCTION initiative_follows_link_added();
CREATE TRIGGER {table}_removed AFTER DELETE ON {table}
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
EXECUTE FUNCTION initiative_follows_link_removed();
"""
    for table in LINK_TABLES
)
DROP_LINKS = "".join(
    f"DROP TRIGGER {table}_added ON {table}; DROP TRIGGER {table}_removed ON {table};"
    for table in LINK_TABLES
) + (
    "DROP FUNCTION initiative_follows_link_added();"
    "DROP FUNCTION initiative_follows_link_removed();"
)

OF_A_PUBLISHED_ONE = (
    "EXISTS (SELECT 1 FROM initiatives_initiative i"
    " WHERE i.id = row.initiative_id AND i.status = 'published')"
)
DETAILS = [
    "initiatives_initiative_themes",
    "initiatives_initiative_audiences",
    "initiatives_initiative_competences",
    "initiatives_initiative_schemes",
    "initiatives_initiative_goals",
    "initiatives_initiative_territories",
    "initiatives_initiative_contacts",
    "initiatives_participation",
    "initiatives_funding",
    "initiatives_result",
    "initiatives_obstacle",
    "initiatives_lever",
    "initiatives_document",
]


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial"), ("reference", "0003_triggers")]

    operations = [
        migrations.RunSQL(
            PLACE, "DROP TRIGGER place_in_public ON initiatives_initiative"
        ),
        migrations.RunSQL(
            CONTEXT,
            "DROP TRIGGER initiative_context ON initiatives_initiative;"
            "DROP FUNCTION initiative_context()",
        ),
        migrations.RunSQL(
            FOLLOW,
            "".join(
                f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
                for name, table in FOLLOWERS.items()
            ),
        ),
        migrations.RunSQL(LINKS + LINK_TRIGGERS, DROP_LINKS),
        migrations.RunSQL(
            *bump_triggers("initiatives_initiative", "row.status = 'published'")
        ),
        *(
            migrations.RunSQL(*bump_triggers(table, OF_A_PUBLISHED_ONE))
            for table in DETAILS
        ),
    ]
