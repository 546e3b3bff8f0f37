"""More kinds of files: classes, certificates, policies, and the registers of other offices."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

BEFORE = ("workers", "spells", "vacancies", "programmes")
SINCE = (
    *BEFORE,
    "classes",
    "certificates",
    "policies",
    "insurance",
    "low_income",
    "disability",
    "land",
    "company",
)
COUNTS = ("read", "accepted", "new", "changed", "unchanged", "refused", "duplicates")


def upgrade() -> None:
    """Let the list of imports name them."""
    _allow(SINCE)


def downgrade() -> None:
    """Forget what was imported of the newer kinds, and allow only the older ones."""
    imports = sa.table("imports", sa.column("kind"))
    op.execute(sa.delete(imports).where(imports.c.kind.not_in(BEFORE)))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    allowed = " OR ".join(f"kind = '{kind}'" for kind in kinds)
    name = "ck_imports_kind_is_known"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), "imports", type_="check")
        op.create_check_constraint(op.f(name), "imports", allowed)
        return
    # SQLite changes no constraint of a table that is there: its rows move into a new one.
    op.drop_index("ix_imports_recorded_at", "imports")
    op.rename_table("imports", "imports_before")
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        *[sa.Column(count, sa.Integer(), nullable=False) for count in COUNTS],
        sa.CheckConstraint(allowed, name=op.f(name)),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.execute("INSERT INTO imports SELECT * FROM imports_before")
    op.drop_table("imports_before")
    op.create_index("ix_imports_recorded_at", "imports", ["recorded_at"])
