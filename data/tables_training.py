"""The tables of training: classes, who is in them, who came, who passed, and which certificates were issued."""

from typing import Any

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of, sql_checks, sql_columns
from data.schema_training import CERTIFICATE_COLUMNS, CLASS_COLUMNS

ENROLMENT_STATES = ("requested", "enrolled", "finished", "dropped", "withdrawn", "refused")
"""Asked for, seat taken, hours done, left during training, left before it began, not let in."""

SEATED_STATES = ("enrolled", "finished", "dropped")
"""Who leaves during training keeps the seat: nobody else can still begin the course on it."""

REAL_NAME_STATES = ("invalid", "valid", "frozen", "cancelled")
REAL_NAME_METHODS = ("social_card", "id_card", "face", "counter")
CHECK_IN_METHODS = ("code", "card", "face", "paper")


def _recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("content", sa.BigInteger, nullable=False),
    ]


training_classes = sa.Table(
    "training_classes",
    metadata,
    *sql_columns(CLASS_COLUMNS, keys=("class_id",)),
    sa.Column("revision", sa.Integer, nullable=False),
    *_recorded(),
    # Counted by conditional updates only: the last seat is sold to one person.
    sa.Column("seats_taken", sa.Integer, nullable=False, server_default="0"),
    sa.Column("cancelled_on", sa.Date),
    *sql_checks(CLASS_COLUMNS),
    sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= seats", name="seats_are_not_oversold"),
    sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    sa.CheckConstraint("(filed_no IS NULL) = (filed_on IS NULL)", name="filed_on_a_day"),
    sa.Index(None, "occupation", "level"),
    sa.Index(None, "starts_on"),
)

training_class_versions = sa.Table(
    "training_class_versions",
    metadata,
    sa.Column("class_id", sa.ForeignKey("training_classes.class_id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    *_recorded(),
    *sql_columns(CLASS_COLUMNS[1:]),
    *sql_checks(CLASS_COLUMNS[1:]),
)

class_sessions = sa.Table(
    "class_sessions",
    metadata,
    sa.Column("class_id", sa.ForeignKey("training_classes.class_id"), primary_key=True),
    sa.Column("session_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("trainer", sa.Text),
    sa.CheckConstraint("minutes > 0", name="a_session_lasts"),
    sa.Index(None, "held_on", "trainer"),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("enrolment_id", sa.Integer, primary_key=True),
    sa.Column("class_id", sa.ForeignKey("training_classes.class_id"), nullable=False),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("voucher_id", sa.ForeignKey("vouchers.voucher_id")),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("passed", sa.Boolean),
    sa.Column("requested_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    one_of("state", ENROLMENT_STATES),
    sa.CheckConstraint("minutes >= 0", name="minutes_never_negative"),
    # One living enrolment a person and class; who was refused or withdrew may ask again.
    sa.Index(
        "ix_enrolments_one_at_a_time",
        "class_id",
        "worker_id",
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn' AND state <> 'refused'"),
        postgresql_where=sa.text("state <> 'withdrawn' AND state <> 'refused'"),
    ),
    sa.Index(None, "worker_id"),
    sa.Index(None, "voucher_id"),
)

real_names = sa.Table(
    "real_names",
    metadata,
    sa.Column("enrolment_id", sa.ForeignKey("enrolments.enrolment_id"), primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    one_of("method", REAL_NAME_METHODS),
    one_of("state", REAL_NAME_STATES),
)

check_ins = sa.Table(
    "check_ins",
    metadata,
    sa.Column("enrolment_id", sa.ForeignKey("enrolments.enrolment_id"), primary_key=True),
    sa.Column("session_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("class_id", sa.Text, nullable=False),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    # A hash and a distance: neither the device nor the place is kept.
    sa.Column("device", sa.Text),
    sa.Column("metres_off", sa.Integer),
    sa.Column("checked_at", Instant, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    one_of("method", CHECK_IN_METHODS),
    sa.CheckConstraint("minutes > 0", name="a_check_in_counts"),
    sa.CheckConstraint("metres_off >= 0", name="metres_off_never_negative"),
    sa.ForeignKeyConstraint(
        ["class_id", "session_no"], ["class_sessions.class_id", "class_sessions.session_no"]
    ),
    sa.Index(None, "device"),
)

exams = sa.Table(
    "exams",
    metadata,
    sa.Column("enrolment_id", sa.ForeignKey("enrolments.enrolment_id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("theory", sa.Integer),
    sa.Column("practice", sa.Integer),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.CheckConstraint("attempt >= 1", name="attempts_start_at_one"),
    sa.CheckConstraint("theory BETWEEN 0 AND 100", name="theory_is_a_mark"),
    sa.CheckConstraint("practice BETWEEN 0 AND 100", name="practice_is_a_mark"),
)

certificates = sa.Table(
    "certificates",
    metadata,
    *sql_columns(CERTIFICATE_COLUMNS, keys=("certificate_no",)),
    sa.Column("verified_at", Instant, nullable=False),
    sa.Column("verified_by", sa.Text, nullable=False),
    *sql_checks(CERTIFICATE_COLUMNS),
    sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"]),
    sa.Index(None, "worker_id", "occupation", "level"),
)
