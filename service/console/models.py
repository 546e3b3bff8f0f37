"""Pages of the models: which bundles there are, how good and how fair each is, put in use, taken back, watched."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from flask import Blueprint, Response, make_response, request, url_for

from data.records.audit import Act
from models.bundle import BadBundle, current
from models.ledger import NothingBefore, ledger, previous
from service.api.guard import parts, who
from service.auditing import written_down
from service.console import asking
from service.console.markdown import as_html
from service.errors import Conflict, NotFound, Problem
from service.modelling import (
    SCORECARD,
    bundle_facts,
    bundle_list,
    known_facts,
    report_folder,
    roll_back_bundle,
)
from service.web.pages import go_to, page

pages = Blueprint("console_models", __name__, url_prefix="/console/models")

FIGURE = re.compile(r"figure-\d{1,2}\.svg")
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A drawing opened by itself may use its own styles; it loads and runs nothing."""

CALIBRATION = "figure-0.svg"
CONFIRMED = "yes"
TABS = {"facts": "概况", "report": "评估报告", "card": "模型说明"}
DONE = {"rolled_back": "已退回上一版；新的答复从现在起由它给出。"}


@pages.get("")
def listed() -> Response:
    """Every bundle, what is in use, the ledger, and the last looks at drift."""
    config = parts().settings
    serving = current(config.bundles)
    watched = parts().errands.latest("drift", now=parts().clock(), limit=5)
    return page(
        "console/models.html",
        bundles=bundle_list(config),
        serving=serving.name if serving else SCORECARD,
        before=previous(config.bundles) or SCORECARD,
        can_roll_back=serving is not None,
        entries=ledger(config.bundles)[::-1],
        watched=watched,
        scorecard=SCORECARD,
        said=DONE.get(request.args.get("done", ""), ""),
    )


@pages.get("/<version>")
def one(version: str) -> Response:
    """A bundle's trial, calibration, groups, card and ledger."""
    found = _facts(version)
    notes = cast("Mapping[str, object]", found["notes"])
    failed = cast("Sequence[str]", found["failed"])
    return page(
        "console/model.html",
        version=version,
        state=found["state"],
        facts=known_facts(notes),
        gates=notes.get("gates") or {},
        failed=failed,
        entries=found["ledger"],
        tabs=TABS,
        tab=asking.choice("tab", TABS, "facts"),
        card=as_html(str(found["card"]), _nowhere),
        report=_report(version),
        calibration=_calibration(version),
        scorecard=SCORECARD,
        confirmed=CONFIRMED,
    )


@pages.get("/<version>/<name>")
def figure(version: str, name: str) -> Response:
    """A drawing of its report."""
    if not FIGURE.fullmatch(name):
        raise NotFound("没有这幅图。")
    _facts(version)
    path = parts().settings.bundles / version / "report" / name
    if not path.is_file():
        raise NotFound("没有这幅图。")
    response = make_response(path.read_bytes())
    response.headers["Content-Type"] = "image/svg+xml"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = FIGURE_POLICY
    return response


@pages.post("/<version>/promotion")
def promote(version: str) -> Response:
    """Begin to put it in use: it is compared with what serves now first, which may take a minute."""
    found = _facts(version)
    override = request.form.get("override", "").strip()
    if request.form.get("confirmed") != CONFIRMED:
        raise Conflict("请先勾选确认，再启用模型。")
    if found["state"] == "现用":
        raise Conflict(f"模型包 {version} 已在使用中。")
    errand = parts().errands.begin(
        "promote",
        f"启用模型包 {version}",
        by=who().name,
        now=parts().clock(),
        facts={"version": version, "override": override, "actor": who().actor},
    )
    return go_to(url_for(".progress", errand_id=errand.errand_id))


@pages.post("/rollback")
def roll_back() -> Response:
    """Put back what was in use before."""
    reason = request.form.get("reason", "").strip()
    if request.form.get("confirmed") != CONFIRMED or not reason:
        raise Conflict("请写明原因并勾选确认，再退回模型。")
    before = previous(parts().settings.bundles)
    act = Act(who().actor, "model_rolled_back", before or SCORECARD, reason)
    try:
        signed = f"{reason}（{who().name}）"
        with written_down(parts().store, act, parts().clock):
            roll_back_bundle(parts().settings, reason=signed, at=parts().clock())
    except (NothingBefore, BadBundle) as fault:
        raise Conflict(str(fault)) from fault
    return go_to(url_for(".listed", done="rolled_back"))


@pages.post("/drift")
def watch() -> Response:
    """Begin to look at what has moved since the bundle in use was fitted."""
    if current(parts().settings.bundles) is None:
        raise Conflict(f"现在使用的是{SCORECARD}，没有可监测的模型包。")
    errand = parts().errands.begin(
        "drift", "漂移监测", by=who().name, now=parts().clock(), facts={}
    )
    return go_to(url_for(".progress", errand_id=errand.errand_id))


@pages.get("/work/<errand_id>")
def progress(errand_id: str) -> Response:
    """How far something is that was begun here; it can be left and found again."""
    errand, state = parts().errands.one(errand_id)
    if errand.kind not in {"promote", "drift"}:
        raise NotFound("没有这个任务，或其记录已清理。")
    is_part = request.args.get("part") == "1"
    name = "console/model_work_part.html" if is_part else "console/model_work.html"
    return page(name, errand=errand, state=state)


def _facts(version: str) -> dict[str, object]:
    try:
        return bundle_facts(parts().settings, version)
    except BadBundle as fault:
        raise NotFound(str(fault)) from fault


def _report(version: str) -> object:
    try:
        folder = report_folder(parts().settings, version)
    except (BadBundle, Problem):
        return None
    text = (folder / "report.md").read_text(encoding="utf-8")
    return as_html(text, lambda name: url_for(".figure", version=version, name=name))


def _calibration(version: str) -> str:
    """Where the first drawing of the report is: the calibration curve."""
    path = parts().settings.bundles / version / "report" / CALIBRATION
    return url_for(".figure", version=version, name=CALIBRATION) if path.is_file() else ""


def _nowhere(name: str) -> str:
    """A card has no pictures of its own."""
    return name
