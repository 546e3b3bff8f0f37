"""The rehearsal's assistance: recognition from application to end, tags, plans and follow-ups, policies."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from data.codes.workdays import is_workday
from data.records import workers
from data.store import reading
from models.law.recognition import TRANSITIONS, Told
from models.law.statutory import candidates
from service.api.case_forms import CaseForm, CaseRequest, FollowupEnd, MeasureEnd, TagRequest
from service.api.policy_forms import ApplicationDecision, ApplicationForm, ApplicationRequest
from service.assistance.desk import Assistance
from service.demo import noon
from service.simulation.faults import Trials
from service.simulation.town import WORKING, Town

COMMUNITY, TOWNSHIP, COUNTY, SECOND = "社区丁", "乡镇戊", "县局己", "县局庚"
APPLIES, ACTS, OPPOSED, AGREED, ASKS_AGAIN = 0.25, 0.5, 0.02, 0.93, 0.3
ASKS_FOR_POLICY, GRANTED = 0.4, 0.8
POLICY_VISITS = 2
"""How many people a working day ask what they may have."""

STEP_NAMES = {each.action: each.name for each in TRANSITIONS}
STEPS = {
    "applied": ("accept", COMMUNITY),
    "accepted": ("check", COMMUNITY),
    "checked": ("post", COMMUNITY),
    "objected": ("settle", COMMUNITY),
    "posted": ("close_notice", COMMUNITY),
    "unopposed": ("review", TOWNSHIP),
    "reviewed": ("compare", TOWNSHIP),
    "compared": ("recognise", COUNTY),
    "recognised": ("notify", TOWNSHIP),
    "reexamining": ("recognise_again", SECOND),
    "ending": ("end", COUNTY),
}
"""What is done next in each state, and by whom, where nothing else comes up."""

OVER = {"refused_finally", "withdrawn", "ended"}
DECISIONS = {"recognise", "refuse", "recognise_again", "refuse_again", "end"}


@dataclass(slots=True)
class Helpers:
    """Offices that recognise people, look after them, and grant what they are entitled to."""

    town: Town
    trials: Trials
    desk: Assistance
    cases: dict[str, CaseForm] = field(default_factory=dict)
    waiting: dict[str, ApplicationForm] = field(default_factory=dict)

    def month(self, on: date) -> None:
        """Whom the statute suggests, some of whom apply."""
        with reading(self.town.store) as db:
            found = candidates(workers.as_known(db, on), on)
        for row in found.select(["worker_id", "suggested"]).to_pylist():
            worker_id = row["worker_id"]
            if row["suggested"] and self._likes(APPLIES, "applies", worker_id, on):
                asked = CaseRequest(category=row["suggested"][0], promised=True)
                self._keep(
                    self.trials.do(
                        "申请认定",
                        (worker_id, on),
                        self.desk.recognition.apply,
                        worker_id,
                        asked,
                        by="本人",
                        at=noon(on),
                    )
                )

    def day(self, on: date) -> None:
        """On working days cases go on, what is due is done, and people ask what they may have."""
        if not is_workday(on):
            return
        for case in list(self.cases.values()):
            if self._likes(ACTS, "acts", case.case_id, on):
                self._go_on(case, on)
        self._do_what_is_due(on)
        self._decide(on)
        ids = sorted(w for w, row in self.town.people.items() if row["registered_on"])
        for n in range(POLICY_VISITS if ids else 0):
            self._ask(self.trials.chance.one_of(ids, "asks", on, n), on)

    def _go_on(self, case: CaseForm, on: date) -> None:
        if case.state == "in_force":
            self._look_after(case, on)
        elif case.state == "refused":
            if self._likes(ASKS_AGAIN, "asks again", case.case_id):
                self._take(case, "ask_again", "本人", on)
        elif case.state == "posted" and self._likes(OPPOSED, "opposed", case.case_id, on):
            self._take(case, "object", COMMUNITY, on)
        elif case.state in STEPS:
            action, by = STEPS[case.state]
            if action.startswith("recognise") and not self._likes(AGREED, action, case.case_id):
                action = action.replace("recognise", "refuse")
            self._take(case, action, by, on)

    def _look_after(self, case: CaseForm, on: date) -> None:
        """Who found work leaves the status; who has not is tagged once, and looked at again in time."""
        row = self.town.people[case.worker_id]
        if row["employment_status"] in WORKING:
            self._take(case, "propose_end", TOWNSHIP, on, ground="employed")
            return
        tag = TagRequest(
            tag="intensive_help", reason="已认定为就业困难人员", document="忻人社认字（演练）"
        )
        self.trials.do(
            "标注重点帮助",
            (case.case_id, on),
            self.desk.tagging.confirm,
            case.worker_id,
            tag,
            by=TOWNSHIP,
            at=noon(on),
        )

    def _take(
        self, case: CaseForm, action: str, by: str, on: date, *, ground: str | None = None
    ) -> None:
        told = Told(
            on,
            by,
            reason="情况属实",
            document="忻人社认字（演练）" if action in DECISIONS else None,
            positive=True,
            ground=ground,
            officer="帮扶专人辛",
        )
        level = "approve" if action in DECISIONS else "own" if by == "本人" else "manage"
        take, number = self.desk.recognition.take, case.case_id
        key = (number, action, on)
        self._keep(
            self.trials.do(
                f"认定·{STEP_NAMES[action]}",
                key,
                take,
                number,
                action,
                told,
                level=level,
                at=noon(on),
            )
        )

    def _do_what_is_due(self, on: date) -> None:
        due = self.desk.helping.due(on)
        for each in due.followups:
            end = FollowupEnd(outcome="已联系本人，情况稳定")
            follow_up, key = self.desk.helping.follow_up, each.followup_id
            self.trials.do("帮扶回访", key, follow_up, key, end, by=TOWNSHIP, at=noon(on))
        for measure in due.measures:
            done = MeasureEnd(state="done", outcome="已按计划落实")
            close, key = self.desk.helping.close, measure.measure_id
            self.trials.do("落实措施", key, close, key, done, by=TOWNSHIP, at=noon(on))

    def _ask(self, worker_id: str, on: date) -> None:
        asked = self.trials.do(
            "政策计算", (worker_id, on), self.desk.calculator.of_worker, worker_id, on
        )
        for found in asked.entitlements if asked else ():
            wanted = found.verdict == "pass" and found.taken is None
            if not wanted or not self._likes(ASKS_FOR_POLICY, worker_id, found.policy_id, on):
                continue
            new = self.trials.do(
                "申请政策",
                (worker_id, found.policy_id, on),
                self.desk.applications.apply,
                worker_id,
                found.policy_id,
                ApplicationRequest(),
                by=TOWNSHIP,
                at=noon(on),
            )
            if new is not None:
                self.waiting[new.application_id] = new

    def _decide(self, on: date) -> None:
        for number, asked in list(self.waiting.items()):
            if asked.applied_on > on - timedelta(days=3):
                continue
            del self.waiting[number]
            granted = self._likes(GRANTED, "granted", number)
            said = ApplicationDecision(
                decision="approved" if granted else "rejected",
                amount_fen=100_000 if granted else None,
                document="现行文件（演练）",
                reason="材料齐全" if granted else "材料不符",
            )
            decide = self.desk.applications.decide
            self.trials.do("审核政策", number, decide, number, said, by=COUNTY, at=noon(on))

    def _keep(self, case: CaseForm | None) -> None:
        if case is None:
            return
        self.cases[case.case_id] = case
        if case.state in OVER:
            del self.cases[case.case_id]

    def _likes(self, likely: float, *names: object) -> bool:
        return self.trials.chance.happens(likely, *names)
