"""What was said to recommendations, as whoever learns from it reads it: all that was judged, and whole lists."""

from datetime import date

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import fetch
from data.records.recommendations import ON_WHAT, STANDING
from data.schema import Column
from data.store import Connection
from data.tables_service import recommendations

JUDGED_COLUMNS = (
    Column("recommendation_id", "text", "建议编号", required=True),
    Column("worker_id", "text", "个人编号", required=True),
    Column("kind", "code", "建议种类", required=True),
    Column("target_id", "text", "岗位或项目编号", required=True),
    Column("as_of", "date", "建议日期", required=True),
    Column("rank", "int", "名次", required=True),
    Column("score", "real", "得分", required=True),
    Column("hire_chance", "real", "录用机会"),
    Column("worth", "real", "价值"),
    Column("price", "real", "名额价格"),
    Column("evidence", "text", "依据", required=True),
    Column("bundle", "text", "模型包", required=True),
    Column("verdict", "code", "结果", required=True),
    Column("reason", "code", "原因"),
)


SHOWN_COLUMNS = (
    Column("recommendation_id", "text", "建议编号", required=True),
    Column("worker_id", "text", "个人编号", required=True),
    Column("target_id", "text", "岗位编号", required=True),
    Column("as_of", "date", "建议日期", required=True),
    Column("rank", "int", "名次", required=True),
    Column("evidence", "text", "依据", required=True),
    Column("bundle", "text", "模型包", required=True),
    Column("verdict", "code", "结果"),
    Column("reason", "code", "原因"),
)


def judged(db: Connection) -> pa.Table:
    """Every recommendation that was judged, with its latest verdict, by id: `JUDGED_COLUMNS`."""
    later = STANDING.alias("later")
    overruled = sa.exists().where(
        later.c.recommendation_id == STANDING.c.recommendation_id,
        later.c.verdict_id > STANDING.c.verdict_id,
    )
    columns = [
        STANDING.c[word.name]
        if word.name in {"verdict", "reason"}
        else recommendations.c[word.name]
        for word in JUDGED_COLUMNS
    ]
    chosen = sa.select(*columns).select_from(ON_WHAT).where(~overruled)
    return fetch(db, chosen.order_by(recommendations.c.recommendation_id), JUDGED_COLUMNS)


def judged_lists(db: Connection, as_of: date) -> pa.Table:
    """Every vacancy of the lists up to a day to which anything was said, with its latest verdict or none.

    A list is what one worker was shown on one day; what was passed over in it is evidence too.
    """
    spoken = (
        sa.select(recommendations.c.worker_id, recommendations.c.as_of)
        .select_from(ON_WHAT)
        .distinct()
        .subquery()
    )
    newest = (
        sa.select(STANDING.c.recommendation_id, sa.func.max(STANDING.c.verdict_id).label("last"))
        .group_by(STANDING.c.recommendation_id)
        .subquery()
    )
    r = recommendations
    joined = (
        r.join(
            spoken,
            sa.and_(spoken.c.worker_id == r.c.worker_id, spoken.c.as_of == r.c.as_of),
        )
        .outerjoin(newest, newest.c.recommendation_id == r.c.recommendation_id)
        .outerjoin(STANDING, STANDING.c.verdict_id == newest.c.last)
    )
    columns = [
        STANDING.c[word.name] if word.name in {"verdict", "reason"} else r.c[word.name]
        for word in SHOWN_COLUMNS
    ]
    chosen = sa.select(*columns).select_from(joined)
    chosen = chosen.where(r.c.kind == "vacancy", r.c.as_of <= as_of)
    order = (r.c.worker_id, r.c.as_of, r.c.rank, r.c.recommendation_id)
    return fetch(db, chosen.order_by(*order), SHOWN_COLUMNS)
