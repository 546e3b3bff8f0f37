"""The first tables of training: classes, sessions, enrolments, real names, check-ins."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _training_classes()
    _class_sessions()
    _training_class_versions()
    _enrolments()
    _check_ins()
    _real_names()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("real_names")
    op.drop_table("check_ins")
    op.drop_table("enrolments")
    op.drop_table("training_class_versions")
    op.drop_table("class_sessions")
    op.drop_table("training_classes")


def _training_classes() -> None:
    op.create_table("training_classes", *_training_classes_columns(), *_training_classes_rules())
    op.create_index(
        "ix_training_classes_occupation_level", "training_classes", ["occupation", "level"]
    )
    op.create_index("ix_training_classes_starts_on", "training_classes", ["starts_on"])


def _training_classes_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("filed_no", sa.Text()),
        sa.Column("filed_on", sa.Date()),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours_total", sa.Integer(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("trainers", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cancelled_on", sa.Date()),
    ]


def _training_classes_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3'"
            " OR level = '2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_training_classes_level_is_known"),
        ),
        sa.CheckConstraint(
            "(filed_no IS NULL) = (filed_on IS NULL)",
            name=op.f("ck_training_classes_filed_on_a_day"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_training_classes_ends_after_it_starts")
        ),
        sa.CheckConstraint("fee_fen >= 0", name=op.f("ck_training_classes_fee_fen_never_negative")),
        sa.CheckConstraint(
            "hours_total >= 0", name=op.f("ck_training_classes_hours_total_never_negative")
        ),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_training_classes_seats_never_negative")),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= seats",
            name=op.f("ck_training_classes_seats_are_not_oversold"),
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_training_classes"),
    ]


def _class_sessions() -> None:
    op.create_table(
        "class_sessions",
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("session_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("trainer", sa.Text()),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_class_sessions_a_session_lasts")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_classes.class_id"], name="fk_class_sessions_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", "session_no", name="pk_class_sessions"),
    )
    op.create_index("ix_class_sessions_held_on_trainer", "class_sessions", ["held_on", "trainer"])


def _training_class_versions() -> None:
    op.create_table(
        "training_class_versions",
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("filed_no", sa.Text()),
        sa.Column("filed_on", sa.Date()),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours_total", sa.Integer(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("trainers", sa.Text()),
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3'"
            " OR level = '2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_training_class_versions_level_is_known"),
        ),
        sa.CheckConstraint(
            "fee_fen >= 0", name=op.f("ck_training_class_versions_fee_fen_never_negative")
        ),
        sa.CheckConstraint(
            "hours_total >= 0", name=op.f("ck_training_class_versions_hours_total_never_negative")
        ),
        sa.CheckConstraint(
            "seats >= 0", name=op.f("ck_training_class_versions_seats_never_negative")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_classes.class_id"], name="fk_training_class_versions_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", "revision", name="pk_training_class_versions"),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean()),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "state = 'requested' OR state = 'enrolled' OR state = 'finished'"
            " OR state = 'dropped' OR state = 'withdrawn' OR state = 'refused'",
            name=op.f("ck_enrolments_state_is_known"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_enrolments_minutes_never_negative")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_classes.class_id"], name="fk_enrolments_class_id"
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["vouchers.voucher_id"], name="fk_enrolments_voucher_id"
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_enrolments_worker_id"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name="pk_enrolments"),
    )
    op.create_index(
        "ix_enrolments_one_at_a_time",
        "enrolments",
        ["class_id", "worker_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn' AND state <> 'refused'"),
        postgresql_where=sa.text("state <> 'withdrawn' AND state <> 'refused'"),
    )
    op.create_index("ix_enrolments_voucher_id", "enrolments", ["voucher_id"])
    op.create_index("ix_enrolments_worker_id", "enrolments", ["worker_id"])


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("session_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("device", sa.Text()),
        sa.Column("metres_off", sa.Integer()),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method = 'code' OR method = 'card' OR method = 'face' OR method = 'paper'",
            name=op.f("ck_check_ins_method_is_known"),
        ),
        sa.CheckConstraint("metres_off >= 0", name=op.f("ck_check_ins_metres_off_never_negative")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_check_ins_a_check_in_counts")),
        sa.ForeignKeyConstraint(
            ["class_id", "session_no"],
            ["class_sessions.class_id", "class_sessions.session_no"],
            name="fk_check_ins_class_id_session_no",
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.enrolment_id"], name="fk_check_ins_enrolment_id"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "session_no", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_device", "check_ins", ["device"])


def _real_names() -> None:
    op.create_table(
        "real_names",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method = 'social_card' OR method = 'id_card' OR method = 'face' OR method = 'counter'",
            name=op.f("ck_real_names_method_is_known"),
        ),
        sa.CheckConstraint(
            "state = 'invalid' OR state = 'valid' OR state = 'frozen' OR state = 'cancelled'",
            name=op.f("ck_real_names_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.enrolment_id"], name="fk_real_names_enrolment_id"
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_real_names_worker_id"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name="pk_real_names"),
    )
