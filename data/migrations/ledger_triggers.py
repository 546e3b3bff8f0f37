"""Triggers that keep the vouchers' books: entries add up by themselves, and no voucher spends what it has not."""

from alembic import op

HELD = ("reserved", "committed", "settled", "released", "receivable")

SUMS = ", ".join(
    f"{name}_fen = {name}_fen"
    f" + CASE WHEN NEW.to_account = '{name}' THEN NEW.amount_fen ELSE 0 END"
    f" - CASE WHEN NEW.from_account = '{name}' THEN NEW.amount_fen ELSE 0 END"
    for name in HELD
)
ADD_UP = (
    "UPDATE ledger_balances SET budget_fen = budget_fen"  # noqa: S608  (names of our own)
    " + CASE WHEN NEW.from_account = 'budget' THEN NEW.amount_fen ELSE 0 END"
    f", {SUMS} WHERE batch_id = NEW.batch_id"
)

OWN = (
    "SELECT COALESCE(SUM(CASE WHEN to_account = NEW.from_account THEN amount_fen"
    " WHEN from_account = NEW.from_account THEN -amount_fen ELSE 0 END), 0)"
    " FROM ledger_entries WHERE voucher_id = NEW.voucher_id"
)
SPENT = "NEW.voucher_id IS NOT NULL AND NEW.from_account IN ('committed', 'settled', 'receivable')"
COMPLAINT = "a voucher moves no more than it holds"

POSTGRES = (
    f"""
CREATE FUNCTION songgang_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {ADD_UP};
  RETURN NEW;
END $$
""",
    f"""
CREATE FUNCTION songgang_no_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {SPENT} AND ({OWN}) < NEW.amount_fen THEN
    RAISE EXCEPTION '{COMPLAINT}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    "CREATE TRIGGER ledger_entries_add_up AFTER INSERT ON ledger_entries"
    " FOR EACH ROW EXECUTE FUNCTION songgang_add_up()",
    "CREATE TRIGGER ledger_entries_no_overdraft BEFORE INSERT ON ledger_entries"
    " FOR EACH ROW EXECUTE FUNCTION songgang_no_overdraft()",
)
SQLITE = (
    f"CREATE TRIGGER ledger_entries_add_up AFTER INSERT ON ledger_entries BEGIN {ADD_UP}; END",
    "CREATE TRIGGER ledger_entries_no_overdraft BEFORE INSERT ON ledger_entries"
    f" WHEN {SPENT} AND ({OWN}) < NEW.amount_fen"
    f" BEGIN SELECT RAISE(ABORT, '{COMPLAINT}'); END",
)


def keep_books() -> None:
    """Let the database add up every entry, and refuse one that overdraws its voucher."""
    for statement in SQLITE if _on_sqlite() else POSTGRES:
        op.execute(statement)


def drop_books() -> None:
    """Remove what the triggers called, after their table."""
    if not _on_sqlite():
        op.execute("DROP FUNCTION songgang_add_up()")
        op.execute("DROP FUNCTION songgang_no_overdraft()")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
