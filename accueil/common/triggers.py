"""SQL of the triggers that raise the data version, built for migrations.

Statement triggers see whole batches, so a bulk write raises the number once.
"""


def bump_triggers(table: str, public: str = "true") -> tuple[str, str]:
    """Return (create, drop) SQL raising the version when ``table`` changes in public.

    ``public`` is an SQL condition on a changed row, called ``row``: a change that
    touches only rows where it is false leaves the number as it is, so that nobody can
    see from outside that a draft was edited.
    """
    create, drop = [], []
    for event, sources in {
        "INSERT": ["new_rows"],
        "UPDATE": ["old_rows", "new_rows"],
        "DELETE": ["old_rows"],
    }.items():
        name = f"{table}_bump_{event.lower()}"
        tables = " ".join(
            f"{source.split('_')[0].upper()} TABLE AS {source}" for source in sources
        )
        changed = " UNION ALL ".join(f"SELECT * FROM {source}" for source in sources)
        create.append(f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ({changed}) AS row WHERE {public}) THEN
        PERFORM reference_bump();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table}
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
""")
        drop.append(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")
    return "".join(create), "".join(drop)
