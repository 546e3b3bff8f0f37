"""The first tables of people, what is known of them, their spells."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _workers()
    _spells()
    _worker_versions()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("worker_versions")
    op.drop_table("spells")
    op.drop_table("workers")


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker_id", name="pk_workers"),
        sa.CheckConstraint("length(id_number) = 18", name=op.f("ck_workers_id_number_is_whole")),
        sa.UniqueConstraint("id_number", name="uq_workers_id_number"),
    )
    op.create_index("ix_workers_name", "workers", ["name"])
    op.create_index("ix_workers_phone", "workers", ["phone"])


def _spells() -> None:
    op.create_table(
        "spells",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("exit_reason", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("worker_id", "started_on", name="pk_spells"),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (exit_reason IS NULL)", name=op.f("ck_spells_end_has_a_reason")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_spells_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "exit_reason = 'stable_work' OR exit_reason = 'short_work' OR exit_reason = "
            "'retired' OR exit_reason = 'left_market' OR exit_reason = 'studies' OR "
            "exit_reason = 'other'",
            name=op.f("ck_spells_exit_reason_is_known"),
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_spells_worker_id"),
    )


def _worker_versions() -> None:
    op.create_table(
        "worker_versions",
        *_worker_versions_columns(),
        *_worker_versions_constraints(),
        *_worker_versions_codes(),
        *_worker_versions_signs(),
    )
    op.create_index("ix_worker_versions_region", "worker_versions", ["region"])


def _worker_versions_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("sex", sa.Text()),
        sa.Column("birth_on", sa.Date()),
        sa.Column("hukou_region", sa.Text()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("township", sa.Text()),
        sa.Column("population", sa.Text()),
        sa.Column("education", sa.Text()),
        sa.Column("full_time_education", sa.Boolean()),
        sa.Column("graduated_on", sa.Date()),
        sa.Column("retire_track", sa.Text()),
        sa.Column("labour_capacity", sa.Text()),
        sa.Column("disabled", sa.Boolean()),
        sa.Column("low_income", sa.Text()),
        sa.Column("poverty_monitored", sa.Boolean()),
        sa.Column("land_lost_on", sa.Date()),
        sa.Column("discharged_on", sa.Date()),
        sa.Column("household_id", sa.Text()),
        sa.Column("n_dependants", sa.Integer()),
        sa.Column("own_transport", sa.Boolean()),
        sa.Column("employment_status", sa.Text()),
        sa.Column("willing", sa.Boolean()),
        sa.Column("registered_on", sa.Date()),
        sa.Column("unemployment_reason", sa.Text()),
        sa.Column("last_employer_kind", sa.Text()),
        sa.Column("ui_months", sa.Integer()),
        sa.Column("last_occupation", sa.Text()),
        sa.Column("last_wage_fen", sa.BigInteger()),
        sa.Column("income_months_12", sa.Integer()),
        sa.Column("experience_months", sa.Integer()),
        sa.Column("months_worked_36", sa.Integer()),
        sa.Column("n_jobs_36", sa.Integer()),
        sa.Column("longest_tenure_months", sa.Integer()),
        sa.Column("past_occupations", sa.Text()),
        sa.Column("migrated", sa.Boolean()),
        sa.Column("certificates", sa.Text()),
        sa.Column("licences", sa.Text()),
        sa.Column("skills", sa.Text()),
        sa.Column("trained_on", sa.Date()),
        sa.Column("wish_occupations", sa.Text()),
        sa.Column("wish_wage_fen", sa.BigInteger()),
        sa.Column("reach", sa.Text()),
        sa.Column("wish_hours", sa.Text()),
        sa.Column("training_wish", sa.Text()),
        sa.Column("startup_wish", sa.Boolean()),
        sa.Column("consent", sa.Boolean()),
    ]


def _worker_versions_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("worker_id", "valid_on", "revision", name="pk_worker_versions"),
        sa.CheckConstraint(
            "birth_on IS NULL OR birth_on <= valid_on",
            name=op.f("ck_worker_versions_born_before_known"),
        ),
        sa.CheckConstraint(
            "employment_status = 'employed' OR employment_status = 'self_employed' OR "
            "employment_status = 'flexible' OR employment_status = 'migrant' OR "
            "employment_status = 'farming' OR employment_status = 'unemployed' OR "
            "employment_status = 'never_worked' OR employment_status = 'student' OR "
            "employment_status = 'retired' OR employment_status = 'deceased'",
            name=op.f("ck_worker_versions_employment_status_is_known"),
        ),
        sa.CheckConstraint(
            "labour_capacity = 'full' OR labour_capacity = 'partial' OR labour_capacity = 'none'",
            name=op.f("ck_worker_versions_labour_capacity_is_known"),
        ),
        sa.CheckConstraint(
            "last_employer_kind = 'state' OR last_employer_kind = 'collective' OR "
            "last_employer_kind = 'private' OR last_employer_kind = 'public' OR "
            "last_employer_kind = 'household' OR last_employer_kind = 'other'",
            name=op.f("ck_worker_versions_last_employer_kind_is_known"),
        ),
        sa.CheckConstraint(
            "low_income = 'none' OR low_income = 'urban' OR low_income = 'rural'",
            name=op.f("ck_worker_versions_low_income_is_known"),
        ),
    ]


def _worker_versions_codes() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "population = 'rural' OR population = 'graduate' OR population = 'urban'",
            name=op.f("ck_worker_versions_population_is_known"),
        ),
        sa.CheckConstraint(
            "reach = 'county' OR reach = 'neighbours' OR reach = 'city' OR reach = "
            "'province' OR reach = 'country'",
            name=op.f("ck_worker_versions_reach_is_known"),
        ),
        sa.CheckConstraint(
            "retire_track = 'M60' OR retire_track = 'F55' OR retire_track = 'F50'",
            name=op.f("ck_worker_versions_retire_track_is_known"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_worker_versions_revision_is_positive")),
        sa.CheckConstraint(
            "sex = '1' OR sex = '2' OR sex = '0' OR sex = '9'",
            name=op.f("ck_worker_versions_sex_is_known"),
        ),
        sa.CheckConstraint(
            "unemployment_reason = '10' OR unemployment_reason = '20' OR "
            "unemployment_reason = '30' OR unemployment_reason = '40' OR "
            "unemployment_reason = '50' OR unemployment_reason = '60' OR "
            "unemployment_reason = '80' OR unemployment_reason = '90'",
            name=op.f("ck_worker_versions_unemployment_reason_is_known"),
        ),
        sa.CheckConstraint(
            "wish_hours = 'full' OR wish_hours = 'part' OR wish_hours = 'night' OR "
            "wish_hours = 'any'",
            name=op.f("ck_worker_versions_wish_hours_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_worker_versions_worker_id"
        ),
    ]


def _worker_versions_signs() -> list[sa.Constraint]:
    names = (
        "n_dependants",
        "ui_months",
        "last_wage_fen",
        "income_months_12",
        "experience_months",
        "months_worked_36",
        "n_jobs_36",
        "longest_tenure_months",
        "wish_wage_fen",
    )
    return [
        sa.CheckConstraint(f"{n} >= 0", name=op.f(f"ck_worker_versions_{n}_never_negative"))
        for n in names
    ]
