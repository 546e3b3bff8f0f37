"""Employers on public lists, which keep their posts out while they are there; and the files that tell it."""

import sqlalchemy as sa
from alembic import op

from data.columns import Instant
from data.migrations.append_only import keep_every_row

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None

LISTS = (
    "wage_arrears",
    "labour_violation",
    "labour_credit_c",
    "no_agency_licence",
    "dishonest_debtor",
    "serious_violation",
    "abnormal_operation",
)
BEFORE = (
    "workers",
    "spells",
    "vacancies",
    "programmes",
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
    """Make the table, and let the list of imports name its files."""
    allowed = " OR ".join(f"list = '{name}'" for name in LISTS)
    op.create_table(
        "employer_listings",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("employer_key", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text()),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(allowed, name=op.f("ck_employer_listings_list_is_known")),
        sa.CheckConstraint(
            "removed_on IS NULL OR removed_on >= listed_on",
            name=op.f("ck_employer_listings_ends_after_it_begins"),
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_employer_listings")),
    )
    op.create_index(
        op.f("ix_employer_listings_employer_key_list_listed_on"),
        "employer_listings",
        ["employer_key", "list", "listed_on"],
    )
    keep_every_row("employer_listings")
    _allow((*BEFORE, "employers"))


def downgrade() -> None:
    """Remove both; nobody's posts are kept out for a list any more."""
    op.drop_table("employer_listings")
    imports = sa.table("imports", sa.column("kind"))
    op.execute(sa.delete(imports).where(imports.c.kind == "employers"))
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
