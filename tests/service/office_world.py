"""What pages of the office show: a counted night, dead letters, a bundle with its report."""

from datetime import timedelta
from pathlib import Path

from data.records import figures, outbox
from data.records.outbox import Message
from data.store import Store, transaction
from models.advice import PROMISES
from models.bundle import write_bundle
from models.figures.indicators import indicator_figures
from models.figures.market import market_figures
from models.index.scorecard import Scorecard
from tests import builders
from tests.builders import TODAY
from tests.service.stocked import NOW


def count_a_night(store: Store, back: int = 0) -> None:
    """Forty people of 忻府区, some of them certified and at work; three drivers of 定襄 seek work."""
    rows = [
        {
            "worker_id": f"W{n}",
            "employment_status": "employed" if n % 2 else "unemployed",
            "certificates": ["6-18-02-04:4"] if n % 4 == 1 else [],
            "wish_occupations": ["6-18-02-04"] if n < 20 else ["4-02-02-02"],
        }
        for n in range(40)
    ]
    rows += [{"worker_id": f"X{n}", "region": "140921"} for n in range(3)]
    people, day = builders.workers(rows), TODAY - timedelta(days=back)
    offers = builders.vacancies([{"places": 9}, {"vacancy_id": "V2", "region": "140921"}])
    with transaction(store) as db:
        figures.record_market(db, day, market_figures(offers, people, day))
        figures.record_indicators(db, day, indicator_figures(people, day))


def dead_letters(store: Store, n: int) -> None:
    """Messages to the driver that no channel could deliver."""
    with transaction(store) as db:
        for i in range(n):
            text = {"title": "职业指导", "text": "请来窗口。"}
            message = Message(f"k{i}", "W-driver", "guidance", "notice", "您正在求职登记", text)
            outbox.enqueue(db, message, NOW - timedelta(hours=1))
        for held in outbox.claim(db, by="a", now=NOW, lease=timedelta(minutes=5), limit=n):
            outbox.give_up(db, held, by="a", now=NOW, failure="号码 13800000001 不存在")


def bundle(folder: Path, version: str, champion: str | None = None, **gates: bool) -> None:
    """A bundle that serves the scorecard, with a report and a card."""
    measures = {"as_of": version[:10], "rows": 1200, "auc": 0.781, "brier": 0.17, "ece": 0.02}
    made = write_bundle(
        folder / "bundles",
        version,
        {"index": Scorecard()},
        promises=PROMISES,
        notes={
            **measures,
            "slope": 1.02,
            "gates": {"校准误差 ECE": True, **gates},
            "champion": champion,
        },
        card="---\nlicense: x\n---\n# 用途\n\n只用于安排<script>先后</script>。\n",
    )
    (made / "report").mkdir()
    report = "# 评估报告\n\n## 区分度与校准\n\n| 模型 | AUC |\n| --- | ---: |\n| 指数 | 0.78 |\n\n![校准](figure-0.svg)\n"
    (made / "report" / "report.md").write_text(report, encoding="utf-8")
    (made / "report" / "figure-0.svg").write_text("<svg/>", encoding="utf-8")
