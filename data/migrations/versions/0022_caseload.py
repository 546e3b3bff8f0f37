"""The caseload: one row a worker as known last, for lists; filled from what is known."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None

SEEKING = sa.text("registered_on IS NOT NULL")
SUGGESTED = sa.text("suggested IS NOT NULL")
FACTS = (
    "sex",
    "birth_on",
    "hukou_region",
    "region",
    "township",
    "population",
    "education",
    "full_time_education",
    "graduated_on",
    "retire_track",
    "labour_capacity",
    "disabled",
    "low_income",
    "poverty_monitored",
    "land_lost_on",
    "discharged_on",
    "household_id",
    "n_dependants",
    "own_transport",
    "employment_status",
    "willing",
    "registered_on",
    "unemployment_reason",
    "last_employer_kind",
    "ui_months",
    "last_occupation",
    "last_wage_fen",
    "income_months_12",
    "experience_months",
    "months_worked_36",
    "n_jobs_36",
    "longest_tenure_months",
    "past_occupations",
    "migrated",
    "certificates",
    "licences",
    "skills",
    "trained_on",
    "wish_occupations",
    "wish_wage_fen",
    "reach",
    "wish_hours",
    "training_wish",
    "startup_wish",
    "consent",
)


def upgrade() -> None:
    """Make the table, list everybody, and only then build what lists are read by."""
    bytewise = sa.Text(collation="C") if op.get_bind().dialect.name == "postgresql" else sa.Text()
    op.create_table(
        "caseload",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("name", bytewise, nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("township", sa.Text()),
        sa.Column("birth_on", sa.Date()),
        sa.Column("occupation", sa.Text()),
        sa.Column("employment_status", sa.Text()),
        sa.Column("registered_on", sa.Date()),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("n_missing", sa.Integer(), nullable=False),
        sa.Column("index_value", sa.Double(), server_default=sa.text("-1"), nullable=False),
        sa.Column("suggested", sa.Text()),
        sa.Column("judged_on", sa.Date()),
        sa.CheckConstraint(
            "index_value = -1 OR index_value BETWEEN 0 AND 100",
            name=op.f("ck_caseload_index_in_range"),
        ),
        sa.CheckConstraint("n_missing >= 0", name=op.f("ck_caseload_n_missing_never_negative")),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["workers.worker_id"],
            name="fk_caseload_worker_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("worker_id", name="pk_caseload"),
    )
    _list_everybody()
    _index()


def downgrade() -> None:
    """Remove it; it holds nothing that is not elsewhere."""
    op.drop_table("caseload")


def _index() -> None:
    op.create_index("ix_caseload_name", "caseload", ["name", "worker_id"])
    for by in ("region", "township", "occupation"):
        op.create_index(f"ix_caseload_{by}_name", "caseload", [by, "name", "worker_id"])
    for key in ("index_value", "registered_on", "valid_on"):
        for lists in ([], ["region"], ["township"], ["occupation"]):
            op.create_index(
                f"ix_caseload_seeking_{'_'.join([*lists, key])}",
                "caseload",
                [*lists, key, "worker_id"],
                sqlite_where=SEEKING,
                postgresql_where=SEEKING,
            )
    op.create_index(
        "ix_caseload_suggested",
        "caseload",
        ["region", "township", "worker_id"],
        sqlite_where=SUGGESTED,
        postgresql_where=SUGGESTED,
    )


def _list_everybody() -> None:
    names = ("worker_id", "valid_on", "revision", *FACTS)
    known = sa.table("worker_versions", *(sa.column(name) for name in names))
    later = known.alias("later")
    people = sa.table("workers", sa.column("worker_id"), sa.column("name"))
    newer = sa.exists().where(
        later.c.worker_id == known.c.worker_id,
        sa.tuple_(later.c.valid_on, later.c.revision)
        > sa.tuple_(known.c.valid_on, known.c.revision),
    )
    wishes = known.c.wish_occupations
    first = sa.case(
        *(
            (sa.func.substr(wishes, n + 1, 1).in_(("", ";")), sa.func.substr(wishes, 1, n))
            for n in (1, 4, 7)
        ),
        else_=sa.func.substr(wishes, 1, 10),
    )
    missing = [sa.case((known.c[name].is_(None), 1), else_=0) for name in FACTS]
    listed = {
        "worker_id": known.c.worker_id,
        "name": people.c.name,
        "region": known.c.region,
        "township": known.c.township,
        "birth_on": known.c.birth_on,
        "occupation": sa.func.coalesce(known.c.last_occupation, sa.func.nullif(first, "")),
        "employment_status": known.c.employment_status,
        "registered_on": known.c.registered_on,
        "valid_on": known.c.valid_on,
        "n_missing": sum(missing[1:], missing[0]),
    }
    rows = sa.select(*listed.values()).join_from(
        known, people, known.c.worker_id == people.c.worker_id
    )
    into = sa.table("caseload", *(sa.column(name) for name in listed))
    op.execute(sa.insert(into).from_select(list(listed), rows.where(~newer)))
