"""Tables to which rows are only ever added: triggers that refuse to change or remove one, on both databases."""

from alembic import op

FUNCTION = """
CREATE FUNCTION songgang_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END $$
"""


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def make_refusal() -> None:
    """What the triggers call; once for the whole database."""
    if not _on_sqlite():
        op.execute(FUNCTION)


def drop_refusal() -> None:
    """Remove it again, after the last table that needs it."""
    if not _on_sqlite():
        op.execute("DROP FUNCTION songgang_append_only()")


def keep_every_row(table: str) -> None:
    """Let the database itself refuse UPDATE and DELETE on a table; the triggers go when the table goes."""
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        if _on_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION songgang_append_only()"
            )
