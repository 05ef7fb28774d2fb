"""Words of the published sheets, which near spellings are chosen among.

They replace the trigrams of every title: a hundred times fewer rows to compare.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

from initiatives.models.expressions import EachWord

# Letters only: a number or an acronym of three letters has no near spelling.
WORDS_OF = """
    SELECT word, sum(sign)::integer AS sheets FROM (
        SELECT DISTINCT id, sign, word
        FROM ({changed}) AS side, unnest(string_to_array(norm, ' ')) AS word
        WHERE word ~ '^[a-z]{{4,30}}$') AS borne
    GROUP BY word HAVING sum(sign) <> 0
"""
EVERY = """
    SELECT id, norm, 1 AS sign FROM initiatives_initiative WHERE status = 'published'
"""
# {event: (its transition tables, what it changes)}
CHANGES = {
    "INSERT": (
        "NEW TABLE AS new_rows",
        "SELECT id, norm, 1 AS sign FROM new_rows WHERE status = 'published'",
    ),
    "DELETE": (
        "OLD TABLE AS old_rows",
        "SELECT id, norm, -1 AS sign FROM old_rows WHERE status = 'published'",
    ),
    # Rows whose words stay as they were are neither split nor counted.
    "UPDATE": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        """SELECT *, 1 AS sign FROM (
            SELECT id, norm FROM new_rows WHERE status = 'published'
            EXCEPT SELECT id, norm FROM old_rows WHERE status = 'published') AS came
        UNION ALL SELECT *, -1 AS sign FROM (
            SELECT id, norm FROM old_rows WHERE status = 'published'
            EXCEPT SELECT id, norm FROM new_rows WHERE status = 'published') AS gone
        """,
    ),
}
# Named to come after initiatives_initiative_bump_…: whoever changes a public word holds
# the row of the data version by then, so two writers never wait for each other's words.
KEEP = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed_words text[];
    changes integer[];
BEGIN
    SELECT array_agg(word ORDER BY word), array_agg(sheets ORDER BY word)
    INTO changed_words, changes FROM ({words}) AS counted;
    IF changed_words IS NOT NULL THEN
        INSERT INTO initiatives_publicword AS known (word, sheets)
        SELECT * FROM unnest(changed_words, changes)
        ON CONFLICT (word) DO UPDATE SET sheets = known.sheets + excluded.sheets;
        DELETE FROM initiatives_publicword
        WHERE word = ANY(changed_words) AND sheets <= 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON initiatives_initiative
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
DROP = "DROP TRIGGER {name} ON initiatives_initiative; DROP FUNCTION {name}();"
NAME = "initiatives_initiative_words_{}"

# For rows that were there before the triggers, or were written without them.
RECOUNT = """
CREATE FUNCTION initiatives_recount_words() RETURNS void LANGUAGE sql AS $$
    DELETE FROM initiatives_publicword;
    INSERT INTO initiatives_publicword (word, sheets)
    {words};
$$;
"""


def keep(event: str) -> migrations.RunSQL:
    """The trigger that follows what ``event`` does to published sheets."""
    tables, changed = CHANGES[event]
    name, words = NAME.format(event.lower()), WORDS_OF.format(changed=changed)
    return migrations.RunSQL(
        KEEP.format(name=name, event=event, tables=tables, words=words),
        DROP.format(name=name),
    )


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0005_unknown_stage")]

    operations = [
        migrations.CreateModel(
            name="PublicWord",
            fields=[
                (
                    "word",
                    models.CharField(
                        max_length=30,
                        primary_key=True,
                        serialize=False,
                        verbose_name="mot",
                    ),
                ),
                ("sheets", models.IntegerField(verbose_name="fiches publiées")),
            ],
            options={
                "verbose_name": "mot public",
                "verbose_name_plural": "mots publics",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            "publicword",
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams"),
        ),
        migrations.RemoveIndex("initiative", "initiative_norm"),
        migrations.AddIndex(
            "initiative", GinIndex(EachWord("norm"), name="initiative_words")
        ),
        *(keep(event) for event in CHANGES),
        migrations.RunSQL(
            RECOUNT.format(words=WORDS_OF.format(changed=EVERY)),
            "DROP FUNCTION initiatives_recount_words()",
        ),
    ]
