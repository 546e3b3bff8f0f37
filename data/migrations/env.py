"""Runs the migrations on the connection that the store hands over, inside its transaction."""

from alembic import context

from data import (
    tables,
    tables_access,
    tables_archive,
    tables_assistance,
    tables_audit,
    tables_caseload,
    tables_cases,
    tables_corrections,
    tables_employers,
    tables_figures,
    tables_ledger,
    tables_market,
    tables_own,
    tables_push,
    tables_referral,
    tables_service,
    tables_training,
    tables_views,
    tables_vouchers,
)
from data.columns import metadata

TABLES = (
    tables,
    tables_access,
    tables_archive,
    tables_assistance,
    tables_audit,
    tables_caseload,
    tables_cases,
    tables_corrections,
    tables_employers,
    tables_figures,
    tables_ledger,
    tables_market,
    tables_own,
    tables_push,
    tables_referral,
    tables_service,
    tables_training,
    tables_views,
    tables_vouchers,
)
"""Imported for their effect: each fills `metadata`."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
