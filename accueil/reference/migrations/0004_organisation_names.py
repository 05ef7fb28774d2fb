"""Organisations are found by acronym and alias too."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

# array_to_string alone is only STABLE: on an array of texts it never changes.
NAMES = """
CREATE FUNCTION accueil_names(text, text, text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.accueil_fold(concat_ws(' ', $1, $2, array_to_string($3, ' ')))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reference", "0003_triggers")]

    operations = [
        migrations.RunSQL(NAMES, "DROP FUNCTION accueil_names(text, text, text[])"),
        # A generated column cannot change its expression: it is made again.
        migrations.RemoveIndex("organisation", "organisation_norm"),
        migrations.RemoveField("organisation", "norm"),
        migrations.AddField(
            "organisation",
            "norm",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "name",
                    "acronym",
                    "aliases",
                    function="accueil_names",
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            "organisation",
            GinIndex(OpClass("norm", name="gin_trgm_ops"), name="organisation_norm"),
        ),
    ]
