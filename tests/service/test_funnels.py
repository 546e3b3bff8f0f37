"""The funnel counts each pair once, at the furthest it came, where the worker lived and what the post was."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.records import referral_counts
from data.store import Store, reading, transaction
from service.referrals.funnels import Funnels
from tests.service.referring_world import NOW, recommended, refer, settle, take, worker

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 30)
WHERE = ("140902", "4-02-02-02")


def busy(store: Store, folder: Path) -> None:
    """Eight recommended, seven referred, six of them applied, five placed, one of these left."""
    settle(store, folder, n_people=8, places=(9,))
    ids = [refer(store, i).referral_id for i in range(7)]
    with transaction(store) as db:
        recommended(db, worker(7), "V0")
    for referral_id in ids[:6]:
        take(store, referral_id, "applied")
    for referral_id in ids[:5]:
        take(store, referral_id, "placed")
    take(store, ids[0], "closed", reason="left_wage")
    take(store, ids[6], "closed", reason="worker_hours")


def test_counts_by_the_furthest_state(store: Store, tmp_path: Path) -> None:
    busy(store, tmp_path)
    with reading(store) as db:
        assert referral_counts.reached(db, SINCE, UNTIL) == {
            WHERE: {"placed": 5, "applied": 1, "referred": 1}
        }
        assert referral_counts.recommended(
            db, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
        ) == {WHERE: 8}
        assert referral_counts.reached(db, UNTIL, UNTIL) == {}
        assert referral_counts.recommended(db, NOW + timedelta(1), NOW + timedelta(2)) == {}
        assert referral_counts.closings(db, SINCE, UNTIL) == {"left_wage": 1, "worker_hours": 1}


def test_the_report_is_cumulative_named_and_hides_small_counts(
    store: Store, tmp_path: Path
) -> None:
    busy(store, tmp_path)
    found = Funnels(store).report(SINCE, UNTIL, by="occupation")
    (line,) = found.groups
    assert (line.group, line.name) == ("4-02", "交通运输、仓储物流和邮政业服务人员")
    counts = {stage.stage: stage.count for stage in line.stages}
    assert counts == {
        "recommended": 8,
        "referred": 7,
        "applied": 6,
        "interviewed": 5,
        "offered": 5,
        "placed": 5,
        "retained_1": 0,
        "retained_3": 0,
        "retained_6": 0,
    }
    assert {ended.count for ended in found.closings} == {None}
    assert found.total.stages[0].count == 8
