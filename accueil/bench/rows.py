"""Fictional rows by the hundred thousand, written by the database itself.

Positions, public names and links are filled set-wise: the triggers that do it row by
row, and the indexes, wait until all is there. Needs a superuser of the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accueil.reference.models import Organisation
from initiatives.models import Initiative

SEED = 0.24
PER_ORGANISATION = 8  # initiatives that one leads, on average

KINDS = ["association", "commune", "epci", "department", "training_body", "network"]
ACTIONS = [
    "Atelier",
    "Cours de français",
    "Permanence",
    "Accompagnement",
    "Rencontre",
    "Formation",
    "Parrainage",
    "Café des langues",
    "Chantier d’insertion",
    "Accueil de jour",
    "Groupe de parole",
    "Colocation solidaire",
]
SUBJECTS = [
    "numérique",
    "vers l’emploi",
    "des familles",
    "de la petite enfance",
    "du logement",
    "de la mobilité",
    "de santé",
    "des étudiants en exil",
    "de l’accès aux droits",
    "des métiers du soin",
    "de cuisine du monde",
    "de jardinage",
    "sportif",
    "des femmes",
    "du bâtiment",
    "de l’agriculture",
]
SENTENCES = [
    "Des bénévoles et des professionnels reçoivent chaque semaine.",
    "Les personnes apprennent le français en situation de travail.",
    "Un parcours de six mois mène à une qualification reconnue.",
    "Les familles sont logées, puis accompagnées pendant un an.",
    "Une équipe mobile se déplace dans les communes rurales.",
    "Les employeurs du territoire ouvrent leurs ateliers.",
    "Des interprètes sont présents à chaque rendez-vous.",
    "La garde des enfants est assurée sur place.",
]

# A commune gets lots by its population: a few towns hold most initiatives.
LOTS = """
CREATE TEMP TABLE lots ON COMMIT DROP AS
SELECT row_number() OVER () - 1 AS lot, id AS commune, name, location
FROM reference_territory, generate_series(1, 1 + coalesce(population, 0) / 400)
WHERE kind = 'commune' AND location IS NOT NULL AND region_id = (
    SELECT id FROM reference_territory WHERE kind = 'region' AND code = %s)
"""
# {column: SQL}; a column left out takes its model's default.
PLACE = {
    "created_at": "now()",
    "updated_at": "now()",
    "location": "point",
    "public_location": "point",
    "commune_id": "commune",
    "source_title": "'Données fictives'",
}
ORGANISATION = PLACE | {
    "name": "'Structure ' || n || ' de ' || town",
    "slug": "'structure-' || n",
    "kind": "(%(kinds)s::text[])[1 + n %% %(kind_count)s]",
    "is_published": "n %% 20 <> 0",
}
ORGANISATIONS = """
SELECT n, commune, name AS town, location AS point
FROM (SELECT n, floor(random() * (SELECT count(*) FROM lots))::int AS lot
      FROM generate_series(%(first)s::int, %(last)s::int) AS n) AS wanted
JOIN lots USING (lot)
"""
# Six in a hundred have no place, eight stand at the point of their commune.
INITIATIVE = PLACE | {
    "id": "n",
    "precision": "CASE WHEN discreet THEN 'commune' ELSE 'exact' END",
    "precision_reason": "CASE WHEN discreet THEN 'exemple' ELSE '' END",
    "title": "action || ' ' || subject || ' à ' || town",
    "slug": "'initiative-' || n",
    "summary": "(%(sentences)s::text[])[1 + n %% %(sentence_count)s]",
    "description": "(%(sentences)s::text[])[1 + n * 3 %% %(sentence_count)s] || ' '"
    " || (%(sentences)s::text[])[1 + n * 5 / 3 %% %(sentence_count)s] || ' ' || action",
    "lead_id": "lead_id",
    "stage": "(ARRAY['project','under_way','ended','permanent'])[1 + n * 5 / 2 %% 4]",
    "started_on": "date '2015-01-01' + n %% 4000",
    "verified_on": "date '2026-01-01' - n %% 700",
    "published_at": "now() - n %% 1000 * interval '1 day'",
    "status": "CASE WHEN n %% 50 = 0 THEN 'archived' WHEN n %% 25 = 1 THEN 'draft'"
    " ELSE 'published' END",
    "is_fictional": "true",
    "preview_key": "gen_random_uuid()",
    "context": "concat_ws(' ', CASE WHEN led_openly THEN lead_name END, town, themes)",
}
INITIATIVES = """
WITH wanted AS MATERIALIZED (
    SELECT n, floor(random() * (SELECT count(*) FROM lots))::int AS lot,
        random() AS chance, random() AS lead_chance, 2 * pi() * random() AS angle,
        0.015 * sqrt(-2 * ln(1 - random())) AS distance
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
), placed AS MATERIALIZED (
    SELECT n, commune, name AS town, chance BETWEEN 0.06 AND 0.14 AS discreet,
        1 + floor(%(leads)s * lead_chance * lead_chance)::int AS lead_number,
        CASE WHEN chance < 0.06 THEN NULL WHEN chance <= 0.14 THEN location
            ELSE ST_Translate(location, distance * 1.4 * cos(angle),
                              distance * sin(angle)) END AS point
    FROM wanted JOIN lots USING (lot)
), themed AS (
    SELECT initiative_id::int AS n, string_agg(t.name, ' ' ORDER BY t.id) AS themes
    FROM initiatives_initiative_themes l JOIN reference_theme t ON t.id = l.theme_id
    GROUP BY initiative_id
)
SELECT placed.*, themes, o.id AS lead_id, o.name AS lead_name,
    o.is_published AS led_openly,
    (%(actions)s::text[])[1 + n * 7 %% %(action_count)s] AS action,
    (%(subjects)s::text[])[1 + n * 11 / 5 %% %(subject_count)s] AS subject
FROM placed JOIN reference_organisation o ON o.slug = 'structure-' || lead_number
LEFT JOIN themed USING (n)
ORDER BY n
"""
# Some terms are frequent and most are rare, as in any catalogue.
LINKS = """
WITH terms AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank
               FROM {vocabulary}),
drawn AS MATERIALIZED (
    SELECT DISTINCT n, floor(power(random(), 1.7)
                             * (SELECT count(*) FROM terms))::int AS rank
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
        generate_series(1, {most}) AS time
    WHERE random() < {chance})
INSERT INTO initiatives_initiative_{links} (initiative_id, {column}_id)
SELECT n, terms.id FROM drawn JOIN terms USING (rank)
"""
INSERT = "INSERT INTO {table} ({names}) SELECT {values} FROM ({source}) AS drawn"
NEXT_KEY = """
SELECT setval(pg_get_serial_sequence('initiatives_initiative', 'id'), max(id))
FROM initiatives_initiative
"""
VOCABULARIES = [
    {"links": "themes", "column": "theme", "most": 3, "chance": 0.6},
    {"links": "audiences", "column": "audience", "most": 2, "chance": 0.7},
    {"links": "competences", "column": "competence", "most": 1, "chance": 0.5},
    {"links": "schemes", "column": "scheme", "most": 1, "chance": 0.3},
]
TABLES = ["initiatives_initiative", "reference_organisation"] + [
    f"initiatives_initiative_{vocabulary['links']}" for vocabulary in VOCABULARIES
]
WORDS = "initiatives_publicword"
# Indexes that serve no constraint, and that the load itself does not need.
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND indexrelid <> ALL(
    SELECT conindid FROM pg_constraint WHERE conindid <> 0)
"""


def fill(region: str, have: int, wanted: int) -> None:
    """Add initiatives, with their actors and links, until there are ``wanted``."""
    with connection.cursor() as cursor:
        with transaction.atomic(), _without_indexes(cursor):
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SELECT setseed(%s)", [SEED])
            cursor.execute(LOTS, [region])
            _insert(cursor, have, wanted)
            cursor.execute("SELECT initiatives_recount_words()")
            cursor.execute("SELECT reference_bump()")
            cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"VACUUM (ANALYZE) {', '.join([*TABLES, WORDS])}")


def _insert(cursor, have: int, wanted: int) -> None:
    leads = max(1, wanted // PER_ORGANISATION)
    span = {"first": have // PER_ORGANISATION + 1, "last": leads}
    kinds = {"kinds": KINDS, "kind_count": len(KINDS)}
    _insert_rows(cursor, Organisation, ORGANISATION, ORGANISATIONS, span | kinds)
    span = {"first": have + 1, "last": wanted}
    for vocabulary in VOCABULARIES:
        table = f"reference_{vocabulary['column']}"
        cursor.execute(LINKS.format(vocabulary=table, **vocabulary), span)
    words = {"actions": ACTIONS, "subjects": SUBJECTS, "sentences": SENTENCES}
    counts = {f"{name[:-1]}_count": len(values) for name, values in words.items()}
    asked = {**span, **words, **counts, "leads": leads}
    _insert_rows(cursor, Initiative, INITIATIVE, INITIATIVES, asked)
    cursor.execute(NEXT_KEY)


def _insert_rows(cursor, model, columns: dict, source: str, asked: dict) -> None:
    defaults = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.column not in columns
        and not (field.generated or field.primary_key or field.null)
    }
    names = ", ".join([*columns, *defaults])
    values = ", ".join([*columns.values(), *(f"%({name})s" for name in defaults)])
    table = model._meta.db_table
    sql = INSERT.format(table=table, names=names, values=values, source=source)
    cursor.execute(sql, asked | defaults)


@contextmanager
def _without_indexes(cursor) -> Iterator[None]:
    """Drop the indexes of TABLES, and build them again at the end: much faster."""
    cursor.execute(INDEXES, [TABLES])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        cursor.execute(definition)
