"""Planning keeps the rhythm, keeps to places, looks at nobody who refused, and says why."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data.records import (
    archive,
    choices,
    own_statements,
    programmes,
    recommendations,
    vacancies,
    workers,
)
from data.records.archive import ArchiveEvent
from data.records.choices import Personalisation
from data.records.recommendations import Verdict
from data.store import Store, reading, transaction
from data.tables_cases import recognition_cases
from data.tables_push import outbox, outbox_targets
from models.advice import make_day
from models.why import why
from service.api.offers import ProgrammeMatch, VacancyMatch
from service.days import Days
from service.push.lines import LINES
from service.push.planning.arrivals import Arrivals
from service.push.planning.due import is_due
from service.push.planning.kept import PIECE, Piece, keep_plan
from service.push.planning.offers import best_reasons
from service.push.planning.planner import Planner
from tests import builders
from tests.builders import id_number, registry_row
from tests.data.importing import take_people
from tests.service import stocked
from tests.service.pushed import Clock, chose, sender
from tests.service.stocked import NOW, TODAY

PLACES = {"V-driver": 3, "V-welder": 5}
ALL_DAYS = [TODAY + timedelta(days=n) for n in range(400)]


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Store:
    """Half a dozen drivers who registered today, a learner, somebody who refused, somebody at work."""
    today = {"registered_on": TODAY, "valid_on": TODAY}
    known = [row | (today if row["registered_on"] is not None else {}) for row in stocked.PEOPLE]
    more = [
        registry_row(
            worker_id=f"W-{n}",
            id_number=id_number(sequence=101 + 2 * n),
            household_id=None,
            **today,
        )
        for n in range(5)
    ]
    take_people(store, tmp_path, [*known, *more])
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(stocked.VACANCIES), NOW)
        programmes.store_rows(db, builders.programme(), NOW)
    return store


def planner(
    store: Store,
    folder: Path,
    per_place: int = 1,
    registered: Callable[[], pa.Table] | None = None,
) -> Planner:
    days = Days(store, folder / "bundles", folder / "scores")
    return Planner(store, days, referrals_per_place=per_place, registered=registered)


def plan_all(store: Store, folder: Path, per_place: int = 1) -> Counter[str]:
    """The days on which somebody who registers today hears of a line for the first time."""
    own, counts = planner(store, folder, per_place), Counter[str]()
    for n in sorted({line.first_days for line in LINES.values()}):
        counts.update(own.plan(NOW + timedelta(days=n)))
    return counts


def plan_today(store: Store, folder: Path, per_place: int = 1) -> Mapping[str, int]:
    """The first day alone: everybody hears of vacancies."""
    return planner(store, folder, per_place).plan(NOW)


def lines_of(store: Store, worker_id: str) -> Counter[str]:
    with reading(store) as db:
        return Counter(db.scalars(sa.select(outbox.c.line).where(outbox.c.worker_id == worker_id)))


def told(store: Store, vacancy_id: str, *, personalised: bool = True) -> set[str]:
    both = outbox.join(outbox_targets)
    with reading(store) as db:
        chosen = sa.select(outbox.c.worker_id).select_from(both)
        return set(
            db.scalars(
                chosen.where(
                    outbox_targets.c.target_id == vacancy_id,
                    outbox.c.personalised == personalised,
                )
            )
        )


def test_a_plan_read_back_from_its_file_is_the_one_that_was_chosen(
    town: Store, tmp_path: Path
) -> None:
    with transaction(town) as db:
        later = builders.programme(starts_on=TODAY + timedelta(days=60))
        programmes.store_rows(db, later, NOW)
    seen: set[type] = set()
    for n in sorted({line.first_days for line in LINES.values()}):
        own, now, file = planner(town, tmp_path), NOW + timedelta(days=n), tmp_path / "plan.jsonl"
        chosen = [Piece(line, tuple(some)) for line, some in own.pieces(now)]
        keep_plan(file, own, now, lambda *_: None)
        back = [PIECE.validate_json(line) for line in file.read_bytes().splitlines()]
        assert PIECE.dump_json(back[0]) == PIECE.dump_json(chosen[0])
        shown = [[match for c in piece.chosen for match in c.shown] for piece in back]
        assert shown == [[match for c in piece.chosen for match in c.shown] for piece in chosen]
        seen |= {type(match) for some in shown for match in some}
    assert seen == {VacancyMatch, ProgrammeMatch}


def test_a_jobseeker_hears_in_each_quarter_what_the_rhythm_promises() -> None:
    last: dict[str, date] = {}
    heard: dict[tuple[int, str], int] = Counter()
    for today in ALL_DAYS:
        for line in LINES.values():
            due = is_due(
                line,
                worker_id="W1",
                registered_on=TODAY - timedelta(days=200),
                last_on=last.get(line.name),
                today=today,
            )
            if due:
                last[line.name] = today
                heard[(today - TODAY).days // 91, line.name] += 1
    for quarter in range(4):
        assert heard[quarter, "vacancies"] >= 3
        assert all(heard[quarter, line] >= 1 for line in ("policies", "guidance", "training"))


def test_nobody_hears_of_a_line_more_often_than_by_its_rhythm() -> None:
    line = LINES["vacancies"]
    given = {"worker_id": "W1", "registered_on": TODAY, "last_on": TODAY}
    days = [d for d in ALL_DAYS[:40] if is_due(line, today=d, **given)]  # type: ignore[arg-type]
    assert days[0] == TODAY + timedelta(days=28)


def test_when_the_service_begins_not_everybody_is_written_to_on_one_day() -> None:
    line, registered = LINES["vacancies"], TODAY - timedelta(days=300)
    firsts = Counter(
        next(
            day
            for day in ALL_DAYS
            if is_due(line, worker_id=f"W{n}", registered_on=registered, last_on=None, today=day)
        )
        for n in range(1000)
    )
    assert max(firsts.values()) < 200
    assert (max(firsts) - TODAY).days < line.every_days


def test_a_vacancy_is_told_to_no_more_people_than_it_can_take(town: Store, tmp_path: Path) -> None:
    counts = plan_today(town, tmp_path)
    assert counts["vacancies"] > 0
    for vacancy_id, places in PLACES.items():
        assert len(told(town, vacancy_id)) <= places
    assert len(told(town, "V-driver")) == PLACES["V-driver"]


def test_planning_the_same_day_again_changes_nothing(town: Store, tmp_path: Path) -> None:
    planner(town, tmp_path).plan(NOW)
    with reading(town) as db:
        before = db.scalar(sa.select(sa.func.count()).select_from(outbox))
    assert sum(planner(town, tmp_path).plan(NOW).values()) == 0
    with reading(town) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(outbox)) == before


def test_a_preview_writes_nothing(town: Store, tmp_path: Path) -> None:
    seen = planner(town, tmp_path).preview(NOW)
    with reading(town) as db:
        assert not db.scalar(sa.select(sa.func.count()).select_from(outbox))
    assert sum(seen.values()) == sum(planner(town, tmp_path).plan(NOW).values())


def test_what_is_pushed_is_recorded_as_recommended_with_its_price(
    town: Store, tmp_path: Path
) -> None:
    plan_today(town, tmp_path)
    worker_id = next(iter(told(town, "V-driver")))
    with reading(town) as db:
        shown = recommendations.of_worker(db, worker_id, kind="vacancy")
    assert {r.target_id for r in shown} >= {"V-driver"}
    assert all(r.price is not None for r in shown)


def test_who_refused_gets_the_list_that_looks_at_nobody(town: Store, tmp_path: Path) -> None:
    plan_today(town, tmp_path)
    with reading(town) as db:
        rows = db.execute(sa.select(outbox).where(outbox.c.worker_id == "W-refuser")).mappings()
        kinds = {(row["template"], row["personalised"]) for row in rows}
    assert ("vacancies_plain", False) in kinds
    assert not any(personalised for _, personalised in kinds)


def test_who_refuses_today_gets_nothing_chosen_even_if_it_was_queued(
    town: Store, tmp_path: Path
) -> None:
    plan_today(town, tmp_path)
    chosen = told(town, "V-driver")
    for worker_id in chosen:
        refuse(town, worker_id)
    own = sender(town, clock=Clock(NOW + timedelta(hours=1)))
    while own.push_some():
        pass
    with reading(town) as db:
        sent = sa.select(outbox.c.worker_id).where(
            outbox.c.personalised, outbox.c.state == "sent", outbox.c.worker_id.in_(chosen)
        )
        assert not list(db.scalars(sent))


def test_the_employed_are_not_planned_for(town: Store, tmp_path: Path) -> None:
    plan_all(town, tmp_path)
    assert not lines_of(town, "W-employed")


def test_who_switched_a_line_off_is_not_planned_for_it(town: Store, tmp_path: Path) -> None:
    chose(town, "W-driver", line="vacancies", wanted=False)
    plan_all(town, tmp_path)
    assert not lines_of(town, "W-driver")["vacancies"]
    assert lines_of(town, "W-driver")["guidance"]


def test_what_was_said_since_everybody_was_read_counts(town: Store, tmp_path: Path) -> None:
    with reading(town) as db:
        read_hours_ago = workers.registered(db, TODAY)
    for worker_id, said in {
        "W-driver": {"startup_wish": True},
        "W-0": {"willing": False},
        "W-1": {"wish_wage_fen": 99_000_000},
    }.items():
        with transaction(town) as db:
            assert own_statements.say(db, worker_id, said, today=TODAY, now=NOW)
    own = planner(town, tmp_path, per_place=9, registered=lambda: read_hours_ago)
    own.plan(NOW)
    assert "W-2" in told(town, "V-driver")
    assert "W-1" not in told(town, "V-driver")
    own.plan(NOW + timedelta(days=LINES["startup"].first_days))
    assert lines_of(town, "W-driver")["startup"] == 1
    assert not lines_of(town, "W-0")


def test_a_message_says_what_speaks_for_a_vacancy_and_names_nobody(
    town: Store, tmp_path: Path
) -> None:
    plan_today(town, tmp_path)
    own = sender(town, clock=Clock(NOW + timedelta(hours=1)))
    while own.push_some():
        pass
    with reading(town) as db:
        sent = sa.select(outbox.c.body).where(
            outbox.c.template == "vacancies", outbox.c.state == "sent"
        )
        bodies = list(db.scalars(sent))
    (body, *_) = [body for body in bodies if "货车司机｜" in body]
    assert body.startswith("【忻州人社】您好！")
    assert "货车司机｜忻州测试物流有限公司" in body
    assert "技能" in body
    for private in ("测试甲", "13800000001", "1409"):
        assert private not in body


@pytest.mark.parametrize(
    "wanted", [{"required_skills": ["货车驾驶"]}, {"welcome_skills": ["货车驾驶"]}]
)
def test_a_message_leaves_out_how_well_a_skill_is_asked_for(wanted: dict[str, object]) -> None:
    post = {"required_skills": None, "welcome_skills": None, "skill_levels": ["货车驾驶:familiar"]}
    day = make_day(TODAY, None, builders.vacancy(), builders.programmes([]))
    person = builders.worker(skills=["货车驾驶"])
    found = why(day, person, builders.vacancy(**post | wanted)).match.evidence
    (skills,) = (replace(e, value=1.0) for e in found if e.comparison == "skills")
    assert "熟悉或掌握" in skills.worker
    assert best_reasons([skills]) == "岗位列的“货车驾驶”您会。"


def test_a_vacancy_that_closed_meanwhile_is_not_told(town: Store, tmp_path: Path) -> None:
    plan_today(town, tmp_path)
    close(town, "V-driver")
    own = sender(town, clock=Clock(NOW + timedelta(hours=1)))
    while own.push_some():
        pass
    with reading(town) as db:
        bodies = db.scalars(sa.select(outbox.c.body).where(outbox.c.state == "sent"))
        assert not [b for b in bodies if "货车司机｜忻州测试物流" in b and "外省" not in b]


def test_a_dismissed_vacancy_is_not_told(town: Store, tmp_path: Path) -> None:
    plan_today(town, tmp_path)
    worker_id = next(iter(told(town, "V-welder")), None) or next(iter(told(town, "V-driver")))
    with transaction(town) as db:
        for id_, shown in recommendations.kept_of(db, worker_id).items():
            if shown.kind == "vacancy":
                verdict = Verdict(id_, "dismissed", "too_far", "本人", NOW, None)
                recommendations.add_verdict(db, verdict)
    own = sender(town, clock=Clock(NOW + timedelta(hours=1)))
    while own.push_some():
        pass
    with reading(town) as db:
        states = db.execute(
            sa.select(outbox.c.state, outbox.c.dropped_for).where(
                outbox.c.worker_id == worker_id, outbox.c.template == "vacancies"
            )
        ).all()
    assert [tuple(row) for row in states] == [("dropped", "dismissed")]


def send_all(store: Store, at: datetime) -> None:
    own = sender(store, clock=Clock(at))
    while own.push_some():
        pass


def fates(store: Store) -> Counter[tuple[str, str | None]]:
    """Lines and what became of their messages."""
    with reading(store) as db:
        rows = db.execute(sa.select(outbox.c.line, outbox.c.dropped_for))
        return Counter((row[0], row[1]) for row in rows)


def test_a_policy_that_was_told_is_not_planned_again_next_quarter(
    town: Store, tmp_path: Path
) -> None:
    first = NOW + timedelta(days=LINES["policies"].first_days)
    second = first + timedelta(days=LINES["policies"].every_days)
    own = planner(town, tmp_path)
    own.plan(first)
    assert told_of_a_policy(town)
    send_all(town, first + timedelta(hours=1))
    n_heard = fates(town)["policies", None]
    own.plan(second)
    send_all(town, second + timedelta(hours=1))
    assert fates(town)["policies", "repeated"] == 0
    assert fates(town)["policies", None] == 2 * n_heard


def told_of_a_policy(store: Store) -> set[str]:
    with reading(store) as db:
        chosen = sa.select(outbox_targets.c.target_id).where(outbox_targets.c.kind == "policy")
        return set(db.scalars(chosen))


def test_what_waits_to_be_told_is_not_planned_again(town: Store, tmp_path: Path) -> None:
    watching = arrivals(town, tmp_path)
    watching.look(NOW)
    come(town, "V-new", places=3)
    assert watching.look(NOW + timedelta(seconds=2)) == 3
    planner(town, tmp_path, per_place=2).plan(NOW + timedelta(days=29))
    with reading(town) as db:
        both = sa.select(outbox.c.worker_id).select_from(outbox.join(outbox_targets))
        told_new = list(db.scalars(both.where(outbox_targets.c.target_id == "V-new")))
    assert len(told_new) == len(set(told_new)) > 3


def test_who_refused_is_not_sent_the_same_list_twice(town: Store, tmp_path: Path) -> None:
    for day in (NOW, NOW + timedelta(days=28)):
        planner(town, tmp_path).plan(day)
        send_all(town, day + timedelta(hours=1))
        come(town, "V-newest", places=1)
    with reading(town) as db:
        plain = sa.select(outbox).where(outbox.c.worker_id == "W-refuser")
        rows = db.execute(plain.where(outbox.c.line == "vacancies")).mappings().all()
    assert [row["state"] for row in rows] == ["sent", "sent"]
    assert "V-newest" in rows[1]["facts"]
    assert "V-driver" in rows[0]["facts"]
    assert "V-driver" not in rows[1]["facts"]


def test_a_recognised_person_is_told_unless_advice_was_refused(town: Store, tmp_path: Path) -> None:
    certified = {
        "state": "recognised",
        "category": "D5",
        "region": "140902",
        "rule": "R",
        "applied_on": TODAY,
        "applied_by": "本人",
        "decided_by": "县局",
        "document": "忻人社认字",
        "valid_from": TODAY,
        "recorded_at": NOW,
    }
    rows = [certified | {"case_id": w, "worker_id": w} for w in ("W-driver", "W-refuser")]
    with transaction(town) as db:
        db.execute(sa.insert(recognition_cases), rows)
    plan_today(town, tmp_path)
    assert lines_of(town, "W-driver")["assistance"] == 1
    assert lines_of(town, "W-refuser")["assistance"] == 0


def arrivals(store: Store, folder: Path, line_week: int = 2) -> Arrivals:
    days = Days(store, folder / "bundles", folder / "scores")
    return Arrivals(store, days, referrals_per_place=1, line_week=line_week)


def test_a_new_vacancy_reaches_its_best_people_and_no_more_than_it_has_places(
    town: Store, tmp_path: Path
) -> None:
    watching = arrivals(town, tmp_path)
    watching.look(NOW)
    come(town, "V-new", places=3)
    assert watching.look(NOW + timedelta(seconds=2)) == 3
    assert len(told(town, "V-new")) == 3
    assert not told(town, "V-new") & {"W-refuser", "W-employed"}


def test_a_new_vacancy_is_not_kept_for_who_was_hired_yesterday(town: Store, tmp_path: Path) -> None:
    watching = arrivals(town, tmp_path, line_week=9)
    watching.look(NOW)
    come(town, "V-first", places=2)
    watching.look(NOW + timedelta(seconds=2))
    best = told(town, "V-first")
    for worker_id in best:
        begin_to_work(town, worker_id)
    come(town, "V-second", places=2)
    assert watching.look(NOW + timedelta(seconds=4)) == 2
    assert not told(town, "V-second") & best


def begin_to_work(store: Store, worker_id: str) -> None:
    begun = ArchiveEvent(
        worker_id=worker_id,
        kind="employment",
        happened_on=TODAY,
        known_on=TODAY,
        source="测试",
        recorded_by="测试",
        key=f"work:{worker_id}",
        text="入职",
        facts={},
    )
    with transaction(store) as db:
        archive.append(db, [begun], NOW)


def test_a_vacancy_is_matched_once_and_again_only_when_it_changes(
    town: Store, tmp_path: Path
) -> None:
    watching = arrivals(town, tmp_path)
    come(town, "V-new", places=1)
    watching.look(NOW)
    assert watching.look(NOW) == 0
    come(town, "V-new", places=2)
    assert watching.look(NOW + timedelta(seconds=2)) == 1
    assert len(told(town, "V-new")) == 2


def test_an_old_vacancy_is_no_news(town: Store, tmp_path: Path) -> None:
    assert arrivals(town, tmp_path).look(NOW + timedelta(days=3)) == 0


def test_many_new_vacancies_do_not_all_reach_the_same_person(town: Store, tmp_path: Path) -> None:
    for n in range(6):
        come(town, f"V-new{n}", places=1)
    arrivals(town, tmp_path).look(NOW)
    with reading(town) as db:
        counts = Counter(db.scalars(sa.select(outbox.c.worker_id)))
    assert max(counts.values()) <= 2


def come(store: Store, vacancy_id: str, *, places: int) -> None:
    given = {
        "vacancy_id": vacancy_id,
        "title": "货车司机",
        "employer": vacancy_id,
        "places": places,
    }
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies([given]), NOW + timedelta(seconds=1))


def close(store: Store, vacancy_id: str) -> None:
    with transaction(store) as db:
        given = {"vacancy_id": vacancy_id, "title": "货车司机", "status": "closed"}
        vacancies.store_rows(db, builders.vacancies([given]), NOW)


def refuse(store: Store, worker_id: str) -> None:
    with transaction(store) as db:
        said = Personalisation(worker_id, False, "worker_page", "本人操作", "本人", NOW)
        choices.say_personalisation(db, said)
