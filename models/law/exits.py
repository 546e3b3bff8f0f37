"""Grounds on which a status may end: what the registry can tell of them, for a person to check."""

from dataclasses import dataclass
from datetime import date

from data.codes.law.statutory import ExitGround, ExitRules, exit_rules
from models.law.cases import case_of_one, found
from models.law.evidence import Evidence, Person, Verdict
from models.law.households import Household
from models.law.predicates import Case

OPPOSITE = {
    Verdict.PASS: Verdict.FAIL,
    Verdict.FAIL: Verdict.PASS,
    Verdict.UNKNOWN: Verdict.UNKNOWN,
}
SENTENCES = {
    Verdict.PASS: "登记信息显示可能属于“{name}”，请核实。",
    Verdict.FAIL: "登记信息未显示“{name}”。",
    Verdict.UNKNOWN: "“{name}”无法由登记信息判断，须人工核实。",
}


@dataclass(frozen=True, slots=True)
class ExitFinding:
    """One ground: `pass` means that it seems to apply; without evidence the registry cannot tell."""

    code: str
    name: str
    verdict: Verdict
    evidence: Evidence | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ExitReview:
    """All grounds for one worker; `notice` says how far the rules can be relied on."""

    as_of: date
    rules: ExitRules
    findings: tuple[ExitFinding, ...]
    notice: str


def review_exit(
    person: Person, as_of: date, categories: tuple[str, ...], *, household: Household | None = None
) -> ExitReview:
    """What speaks for ending the status of somebody recognised in these categories.

    It ends nothing: the provincial text has not been read, so the list is a template.
    """
    rules = exit_rules()
    case = case_of_one(person, as_of, household)
    asked = [g for g in rules.grounds if not g.only or set(g.only) & set(categories)]
    findings = tuple(_finding(case, person, ground) for ground in asked)
    notice = f"{rules.title}依据{rules.doc_no}，尚未与本省文件核对，只供提示，不得据此退出。"
    return ExitReview(as_of, rules, findings, notice)


def _finding(case: Case, person: Person, ground: ExitGround) -> ExitFinding:
    proof = found(case, person, ground.condition) if ground.condition else None
    verdict = proof.verdict if proof else Verdict.UNKNOWN
    if ground.outcome == Verdict.FAIL:
        verdict = OPPOSITE[verdict]
    sentence = SENTENCES[verdict].format(name=ground.name)
    return ExitFinding(ground.code, ground.name, verdict, proof, sentence)
