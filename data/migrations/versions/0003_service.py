"""The first tables of recommendations, verdicts, tokens, imports."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _imports()
    _tokens()
    _recommendations()
    _verdicts()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("verdicts")
    op.drop_table("recommendations")
    op.drop_table("tokens")
    op.drop_table("imports")


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
        sa.CheckConstraint(
            "kind = 'workers' OR kind = 'spells' OR kind = 'vacancies' OR kind = 'programmes'",
            name=op.f("ck_imports_kind_is_known"),
        ),
    )
    op.create_index("ix_imports_recorded_at", "imports", ["recorded_at"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_tokens"),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_tokens_expires_after_it_begins")
        ),
    )


def _recommendations() -> None:
    op.create_table(
        "recommendations",
        sa.Column("recommendation_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("hire_chance", sa.Double()),
        sa.Column("worth", sa.Double()),
        sa.Column("price", sa.Double()),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", name="pk_recommendations"),
        sa.CheckConstraint(
            "hire_chance BETWEEN 0 AND 1", name=op.f("ck_recommendations_hire_chance_is_a_chance")
        ),
        sa.CheckConstraint(
            "kind = 'vacancy' OR kind = 'programme'", name=op.f("ck_recommendations_kind_is_known")
        ),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_recommendations_rank_starts_at_one")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_recommendations_worker_id"
        ),
    )
    op.create_index("ix_recommendations_kind_target_id", "recommendations", ["kind", "target_id"])
    op.create_index("ix_recommendations_worker_id_as_of", "recommendations", ["worker_id", "as_of"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("verdict_id", name="pk_verdicts"),
        sa.CheckConstraint(
            "reason = 'too_far' OR reason = 'wage_too_low' OR reason = 'wrong_occupation'"
            " OR reason = 'lacks_skills' OR reason = 'lacks_certificate' OR reason = "
            "'hours' OR reason = 'health' OR reason = 'family' OR reason = 'has_work' OR "
            "reason = 'has_training' OR reason = 'already_filled' OR reason = "
            "'employer_declined' OR reason = 'worker_declined' OR reason = 'unreachable' "
            "OR reason = 'other'",
            name=op.f("ck_verdicts_reason_is_known"),
        ),
        sa.CheckConstraint(
            "verdict = 'accepted' OR verdict = 'dismissed' OR verdict = 'applied' OR "
            "verdict = 'hired' OR verdict = 'rejected' OR verdict = 'enrolled' OR verdict"
            " = 'completed'",
            name=op.f("ck_verdicts_verdict_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.recommendation_id"],
            name="fk_verdicts_recommendation_id",
        ),
    )
    op.create_index("ix_verdicts_recommendation_id", "verdicts", ["recommendation_id"])
