"""The work itself: an errand is carried out, its progress written down, its end noted whatever happens."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import structlog

from data.importers.readers import UnreadableFile
from data.opening import open_with_keys
from data.records.audit import Act
from data.store import close_idle
from models.bundle import BadBundle
from models.ledger import GateFailed
from service.auditing import written_down
from service.clock import Clock, local_day
from service.config import Settings
from service.errands.keeping import Errand, State, beat, read_errand, write_state
from service.errors import Problem
from service.importing import Intake, Kind, take
from service.linting import linted, sentence
from service.modelling import drift_facts, drift_report, promote_bundle
from service.training import TrainingFailed

log = structlog.get_logger()

Report = Callable[[int, int, str], None]
Work = Callable[[Settings, Errand, datetime, Report], Mapping[str, object]]

EXPECTED = (UnreadableFile, Problem, BadBundle, GateFailed, TrainingFailed)
"""What ends an errand with a sentence of its own."""

UPLOAD = "upload"
"""The folder of a file that was uploaded: under its own name, which its rows keep as their source."""

TOO_LARGE = "内存不足：文件展开后太大。请分成几个文件，或由系统管理员在服务器上用命令行导入。"

BEAT_SECONDS = 5.0
WRITE_SECONDS = 0.3


def run_errand(config: Settings, errand_id: str, clock: Clock) -> None:
    """Carry an errand out; a file that was uploaded for it is deleted when it has ended."""
    home = config.errands / errand_id
    errand = read_errand(config.errands, errand_id)
    if errand is None:
        raise ValueError(f"没有编号为 {errand_id} 的任务。")
    with _alive(home):
        ended = _carried_out(config, errand, clock, _progress(home))
        write_state(home, ended)
        shutil.rmtree(home / UPLOAD, ignore_errors=True)


def import_file(
    config: Settings, errand: Errand, at: datetime, report: Report
) -> Mapping[str, object]:
    """Take an uploaded file just as the command line takes one."""
    facts = errand.facts
    kind = Kind(str(facts["kind"]))
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=at)
    as_of = date.fromisoformat(str(facts["as_of"]))
    intake = Intake(store, as_of, at, config.reports, report, bool(facts["complete"]))
    file = config.errands / errand.errand_id / UPLOAD / str(facts["file"])
    try:
        summary = take(intake, kind, file, str(facts["mapping"]))
        said = sentence(linted(store, at)) if kind is Kind.VACANCIES else None
    finally:
        close_idle(store)
    result: dict[str, object] = {**summary.as_dict()}
    if said is not None:
        result["lint"] = said
    return result


def promote(config: Settings, errand: Errand, at: datetime, report: Report) -> Mapping[str, object]:
    """Put a bundle in use through its gates; comparing with what serves now may take a minute."""
    report(0, 1, "与现用模型比较")
    version, override = str(errand.facts["version"]), str(errand.facts["override"])
    entry = promote_bundle(
        config, version, override=override, as_of=local_day(at), at=at, by=errand.by
    )
    return {"version": entry.version, "before": entry.before, "failed": list(entry.failed)}


def look_at_drift(
    config: Settings, errand: Errand, at: datetime, report: Report
) -> Mapping[str, object]:
    """What has moved since the bundle in use was fitted."""
    del errand
    report(0, 1, "比较数据与训练时的分布")
    found = drift_report(config, local_day(at))
    return {"facts": drift_facts(found), "moved": found["moved"], "version": found["version"]}


WORKS: Mapping[str, Work] = {"import": import_file, "promote": promote, "drift": look_at_drift}
"""Each kind of errand, and what carries it out."""


def _carried_out(config: Settings, errand: Errand, clock: Clock, report: Report) -> State:
    try:
        with _written_down(config, errand, clock):
            result = WORKS[errand.kind](config, errand, clock(), report)
    except EXPECTED as failure:
        said = failure.detail if isinstance(failure, Problem) else str(failure)
        return State("failed", ended_at=clock(), failure=_without_paths(said, config.errands))
    except MemoryError:
        return State("failed", ended_at=clock(), failure=TOO_LARGE)
    except Exception as surprise:
        # Its text may quote somebody's data: the log gets the kind of fault and where, people a number.
        log.error("errand_failed", errand=errand.errand_id, fault=type(surprise).__name__)
        failure_text = f"任务中途出错。可以重新做一次，不会重复写入；再出错请把编号 {errand.errand_id} 告诉系统管理员。"
        return State("failed", ended_at=clock(), failure=failure_text)
    return State("done", ended_at=clock(), result=result)


@contextmanager
def _written_down(config: Settings, errand: Errand, clock: Clock) -> Iterator[None]:
    """Keep in the audit trail what somebody changes by an errand; looking at drift changes nothing."""
    facts = errand.facts
    if "actor" not in facts:
        yield
        return
    actor, told = str(facts["actor"]), {"errand": errand.errand_id}
    if errand.kind == "import":
        act = Act(actor, "imported", f"import:{facts['kind']}", facts=told)
    else:
        reason = str(facts["override"]) or None
        act = Act(actor, "model_promoted", str(facts["version"]), reason, facts=told)
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=clock())
    try:
        with written_down(store, act, clock):
            yield
    finally:
        close_idle(store)


def _without_paths(text: str, folder: Path) -> str:
    return re.sub(rf"{re.escape(str(folder))}\S*/", "", text)


def _progress(home: Path) -> Report:
    last = [0.0]

    def report(done: int, total: int, step: str) -> None:
        if done < total and monotonic() - last[0] < WRITE_SECONDS:
            return
        last[0] = monotonic()
        write_state(home, State("running", step, done, total))

    return report


@contextmanager
def _alive(home: Path) -> Iterator[None]:
    """Signs of life from beside the work, which itself may be silent for long."""
    over = Event()

    def beating() -> None:
        while not over.wait(BEAT_SECONDS):
            beat(home)

    beat(home)
    beater = Thread(target=beating, daemon=True)
    beater.start()
    try:
        yield
    finally:
        over.set()
        beater.join()
