"""Extensions, the French search configuration and the functions of generated columns."""

from django.contrib.postgres.operations import (
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

FRENCH = """
CREATE TEXT SEARCH CONFIGURATION accueil_fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION accueil_fr
    ALTER MAPPING FOR hword, hword_part, word, asciihword, hword_asciipart, asciiword
    WITH unaccent, french_stem;
"""

# unaccent() itself is only STABLE: naming its dictionary makes it safe to index.
FOLD = r"""
CREATE FUNCTION accueil_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(regexp_replace(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary, $1)),
        '[^a-z0-9]+', ' ', 'g'),
        '\mste\M', 'sainte', 'g'),
        '\mst\M', 'saint', 'g'))
$$;
"""

# Web Mercator by formula: no projection library, so immutable beyond doubt.
# 268435456 = 256 * 2^20, the width of the world in pixels at zoom 20.
PIXELS = """
CREATE FUNCTION accueil_pixel_x(public.geometry) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT floor((public.ST_X($1) + 180) / 360 * 268435456)::integer
$$;
CREATE FUNCTION accueil_pixel_y(public.geometry) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT floor((0.5 - ln(tan(pi() / 4 + radians(
        greatest(-85.05, least(85.05, public.ST_Y($1)))) / 2)) / (2 * pi()))
        * 268435456)::integer
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        CreateExtension("postgis"),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(FRENCH, "DROP TEXT SEARCH CONFIGURATION accueil_fr"),
        migrations.RunSQL(FOLD, "DROP FUNCTION accueil_fold(text)"),
        migrations.RunSQL(
            PIXELS,
            "DROP FUNCTION accueil_pixel_x(public.geometry);"
            "DROP FUNCTION accueil_pixel_y(public.geometry)",
        ),
    ]
