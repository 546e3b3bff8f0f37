"""One worker's advice as people read it in a terminal."""

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from service.api.forms import IndexForm, StatutoryForm
from service.api.offers import AdviceForm, ProgrammeMatch, VacancyMatch
from service.cli.output import print_table
from service.importing import TITLES
from service.measuring import Step

SHOWN_REASONS = 5
STEP_TITLES = {
    "synthesise": "合成市场",
    **{f"import {kind.value}": f"导入{title}" for kind, title in TITLES.items()},
    "train": "训练",
    "score": "评分",
    "vouchers": "发放培训券",
    "applications": "受理政策申请和认定",
    "advise": "给出建议",
}
"""The demonstration's steps, as people read them."""


def print_advice(console: Console, advice: AdviceForm) -> None:
    """The index with its reasons, the statutory check, the vacancies and courses with theirs."""
    worker = advice.worker
    place = next((fact.text for fact in worker.facts if fact.name == "region"), "")
    console.print()
    console.print(
        Text(f"{worker.name}　{worker.worker_id}　{place}　截至 {worker.as_of}", style="bold")
    )
    _print(console, *_index(advice.index))
    _print(console, *_statutory(advice.statutory))
    if not advice.vacancies.personalised:
        console.print()
        console.print("本人未同意个性化推荐，以下岗位和培训对所有人相同，不按本人情况挑选。")
    for vacancy in advice.vacancies.vacancies:
        _print(console, *_vacancy(vacancy))
    for near in advice.vacancies.near_misses:
        if near.n_only:
            rule = near.sentence.rstrip("。")
            line = f"只差一项 {near.n_only:>5} 个岗位　{rule}"
            console.print(line, style="dim", highlight=False, soft_wrap=True)
    for programme in advice.programmes.programmes:
        _print(console, *_programme(programme))


def _print(console: Console, title: str, lines: list[str]) -> None:
    """A titled block without a frame: terminals disagree on how wide Chinese text and frames are."""
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", characters="-", style="dim"))
    for line in lines:
        # The terminal folds Chinese text better than a wrapper that looks for spaces.
        console.print(Text(line), soft_wrap=True)


def print_steps(steps: tuple[Step, ...]) -> None:
    """What each step of the demonstration cost."""
    table = Table(title="各步骤用时与内存", title_justify="left")
    for heading in ("步骤", "秒", "峰值内存 GB", "每秒行数"):
        table.add_column(heading, justify="left" if heading == "步骤" else "right")
    for step in steps:
        speed = f"{step.rows_per_second:,.0f}" if step.rows > 1 else ""
        table.add_row(STEP_TITLES[step.name], f"{step.seconds:.1f}", f"{step.peak_gb:.2f}", speed)
    print_table(table)


def _index(index: IndexForm) -> tuple[str, list[str]]:
    if index.index is None:
        return "就业困难指数", [index.note, f"缺少：{'、'.join(index.missing)}"]
    curve = "　".join(f"{p.months}个月 {p.chance:.0%}" for p in index.curve)
    lines = [f"未能稳定就业的可能：{curve}"]
    lines += [f"{_sign(r.contribution)}  {r.counselor}" for r in index.reasons[:SHOWN_REASONS]]
    families = "　".join(f"{f.label} {f.contribution:+.2f}" for f in index.families)
    lines.append(f"五类合计：{families}")
    lines += [f"可改变  {lever.counselor}" for lever in index.levers]
    lines.append(index.note)
    kind = f"{index.kind}，" if index.kind else ""
    return f"就业困难指数 {index.index:.0f}（{kind}程度{index.degree}）", lines


def _statutory(check: StatutoryForm) -> tuple[str, list[str]]:
    by_code = {c.code: c for c in check.categories}
    lines = [by_code[code].sentence for code in check.suggested]
    if check.undecided:
        lines.append(f"待核实：{'、'.join(by_code[code].name for code in check.undecided)}")
    if not check.suggested:
        lines.insert(0, "按现有登记信息，暂未符合任何一类就业困难人员情形。")
    return "法定情形预检", lines


def _vacancy(match: VacancyMatch) -> tuple[str, list[str]]:
    vacancy = match.vacancy
    lines = [
        f"{vacancy.employer}　{vacancy.place or '地点未写明'}　{vacancy.wage}　招 {vacancy.places} 人"
    ]
    if match.hire_chance is not None and match.worth is not None:
        lines.append(f"录用可能 {match.hire_chance:.0%}　对本人的价值 {match.worth:.2f}")
    lines += [f"· {e.counselor}" for e in match.evidence if e.known]
    lines += [f"! {note}" for note in match.notes]
    return f"岗位 {match.rank}　{vacancy.title}", lines


def _programme(match: ProgrammeMatch) -> tuple[str, list[str]]:
    course = match.programme
    days = f"{course.days} 天" if course.days else "天数未定"
    starts = f"{course.starts_on} 开班" if course.starts_on else "开班待定"
    ahead, free = match.next_class, course.seats
    if ahead:
        starts, free = f"{ahead.starts_on} 开班", ahead.seats_free
    lines = [
        f"{course.institution}　{course.place}　{days}　{starts}　学费 {course.cost}　余 {free} 席"
    ]
    lines += [match.voucher.counselor] if match.voucher else []
    lines += [match.counselor] if match.counselor else []
    lines += [f"· 可打开：{v.title}（{v.employer}，{v.wage}）" for v in match.opened]
    return f"培训 {match.rank}　{course.title}", lines


def _sign(contribution: float) -> str:
    return "↑" if contribution > 0 else "↓"
