"""The other tables of the push: personalisation, stops, addresses, jobs, matched vacancies."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

LINES = ("vacancies", "guidance", "startup", "policies", "training", "assistance")
CHANNELS = ("mailbox", "sms", "email", "webhook", "wechat")
CHOICE_SOURCES = ("worker_page", "sms_reply", "link", "counter", "phone", "wechat", "import")


def upgrade() -> None:
    """Make them; what people said and what happened is never changed."""
    _personalisation_choices()
    _push_stops()
    _push_addresses()
    _push_jobs()
    _vacancies_matched()
    for table in ("personalisation_choices", "push_stops"):
        keep_every_row(table)


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("vacancies_matched")
    op.drop_table("push_jobs")
    op.drop_table("push_addresses")
    op.drop_table("push_stops")
    op.drop_table("personalisation_choices")


def _known(table: str, column: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    allowed = " OR ".join(f"{column} = '{code}'" for code in codes)
    return sa.CheckConstraint(allowed, name=op.f(f"ck_{table}_{column}_is_known"))


def _personalisation_choices() -> None:
    op.create_table(
        "personalisation_choices",
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _known("personalisation_choices", "source", CHOICE_SOURCES),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_personalisation_choices_worker_id"
        ),
        sa.PrimaryKeyConstraint("choice_id", name="pk_personalisation_choices"),
    )
    op.create_index(
        "ix_personalisation_choices_worker_id", "personalisation_choices", ["worker_id"]
    )


def _push_stops() -> None:
    op.create_table(
        "push_stops",
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _known("push_stops", "channel", CHANNELS),
        _known("push_stops", "line", LINES),
        sa.PrimaryKeyConstraint("stop_id", name="pk_push_stops"),
    )


def _push_addresses() -> None:
    op.create_table(
        "push_addresses",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("push_addresses", "channel", CHANNELS),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_push_addresses_worker_id"
        ),
        sa.PrimaryKeyConstraint("worker_id", "channel", name="pk_push_addresses"),
    )


def _push_jobs() -> None:
    op.create_table(
        "push_jobs",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.Text()),
        sa.PrimaryKeyConstraint("job", name="pk_push_jobs"),
    )


def _vacancies_matched() -> None:
    op.create_table(
        "vacancies_matched",
        sa.Column("vacancy_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.vacancy_id"], name="fk_vacancies_matched_vacancy_id"
        ),
        sa.PrimaryKeyConstraint("vacancy_id", name="pk_vacancies_matched"),
    )
