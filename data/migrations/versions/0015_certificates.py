"""The first tables of exams and certificates."""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _certificates()
    _exams()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("exams")
    op.drop_table("certificates")


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Text()),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3'"
            " OR level = '2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_certificates_level_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_certificates_worker_id"
        ),
        sa.PrimaryKeyConstraint("certificate_no", name="pk_certificates"),
    )
    op.create_index(
        "ix_certificates_worker_id_occupation_level",
        "certificates",
        ["worker_id", "occupation", "level"],
    )


def _exams() -> None:
    op.create_table(
        "exams",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("theory", sa.Integer()),
        sa.Column("practice", sa.Integer()),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_exams_attempts_start_at_one")),
        sa.CheckConstraint("practice BETWEEN 0 AND 100", name=op.f("ck_exams_practice_is_a_mark")),
        sa.CheckConstraint("theory BETWEEN 0 AND 100", name=op.f("ck_exams_theory_is_a_mark")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.enrolment_id"], name="fk_exams_enrolment_id"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "attempt", name="pk_exams"),
    )
