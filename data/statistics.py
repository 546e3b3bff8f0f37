"""What a database knows of its own tables, by which it chooses the way to an answer."""

import sqlalchemy as sa

from data.store import Store, transaction

MOVED = 0.1
"""By such a part of its rows a table must have changed, as for PostgreSQL's own keeper, which comes a minute later."""

FEW = 50
STATISTICS = ("relid", "schemaname", "relname", "n_live_tup", "n_mod_since_analyze")


def renew(store: Store) -> tuple[str, ...]:
    """Have PostgreSQL look at the tables that have changed much since it looked last; which those were.

    Just loaded, it takes them for nearly empty, and everybody as known on a day is sought one by one. SQLite
    goes by its indexes.
    """
    if store.is_sqlite:
        return ()
    with transaction(store) as db:
        names = tuple(db.scalars(_changed()))
    if names:
        with transaction(store) as db:
            preparer = db.dialect.identifier_preparer
            db.execute(sa.text("ANALYZE " + ", ".join(map(preparer.quote, names))))
    return names


def _changed() -> sa.Select[str]:
    """Tables that nobody has looked at, and those that have changed much since; the count of changes comes late.

    Only ours: others may keep tables in the same database, in schemas of their own.
    """
    s = sa.table("pg_stat_user_tables", *map(sa.column, STATISTICS))
    k = sa.table("pg_class", sa.column("oid"), sa.column("reltuples"), sa.column("relpersistence"))
    never = sa.and_(k.c.reltuples < 0, sa.func.pg_relation_size(k.c.oid) > 0)
    much = s.c.n_mod_since_analyze > FEW + MOVED * s.c.n_live_tup
    lasting = k.c.relpersistence != "t"
    ours = s.c.schemaname == sa.func.current_schema()
    return (
        sa.select(s.c.relname)
        .join_from(s, k, s.c.relid == k.c.oid)
        .where(ours, lasting, sa.or_(never, much))
        .order_by(s.c.relname)
    )
