"""SQL of the triggers that raise the data version, built for migrations.

Statement triggers see whole batches, so a bulk write raises the number once.
"""

from collections.abc import Iterable, Mapping


def bump_triggers(
    table: str,
    public: str = "true",
    private: Iterable[str] = (),
    discreet: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Return (create, drop) SQL raising the version when ``table`` changes in public.

    ``public`` is an SQL condition on a changed row, called ``row``: a change that
    touches only rows where it is false leaves the number as it is. So does an update
    that changes nothing but the ``private`` columns. Nobody can see from outside that
    a draft or an internal note was edited. ``discreet`` gives columns that are private
    in some rows only: {column: SQL condition on such a row, called ``{row}``}.
    """
    create, drop = [], []
    for event, (sources, changed) in _changed_rows(private, discreet or {}).items():
        name = f"{table}_bump_{event.lower()}"
        tables = " ".join(
            f"{source.split('_')[0].upper()} TABLE AS {source}"
            for source in sources.split()
        )
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


def _changed_rows(
    private: Iterable[str], discreet: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """{event: (its transition tables, SELECT of the rows it changes in what shows)}."""
    seen = "to_jsonb({row})" + "".join(f" - '{column}'" for column in private)
    for column, condition in discreet.items():
        seen += f" - CASE WHEN {condition} THEN '{column}' ELSE '' END"
    # Rows of one side whose twin on the other, if any, differs in what can be seen.
    differing = (
        "SELECT side.* FROM {0}_rows side LEFT JOIN {1}_rows twin USING (id) WHERE "
        f"({seen.format(row='side')}) IS DISTINCT FROM ({seen.format(row='twin')})"
    )
    either_side = differing.format("old", "new"), differing.format("new", "old")
    return {
        "INSERT": ("new_rows", "SELECT * FROM new_rows"),
        "DELETE": ("old_rows", "SELECT * FROM old_rows"),
        "UPDATE": ("old_rows new_rows", " UNION ALL ".join(either_side)),
    }
