"""Pages of imports: a file is uploaded, taken in the background, its refused rows told one by one."""

import csv
import re
import tempfile
import unicodedata
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from flask import Blueprint, Flask, Response, make_response, request, send_file, url_for

from data.importers.mapping import load_mapping, shipped_mappings
from data.importers.template import write_template
from data.records import imports
from data.store import reading
from service.api.guard import parts, who
from service.demonstrated import ENDING, is_demonstration
from service.errands.keeping import State
from service.errors import NotFound, Problem
from service.importing import LABELS, REGISTERS, TITLES, Kind
from service.web.pages import go_to, page, sealed

pages = Blueprint("console_imports", __name__, url_prefix="/console/imports")

MOST_BYTES = 200_000_000
"""A larger file travels by the command line, on the machine itself."""

ENDINGS = (".csv", ".xlsx", ".xls", ".parquet")
LONGEST_NAME = 60
REFUSALS_SHOWN = 200
USUAL = {kind: "registry" if kind is Kind.WORKERS else kind.value for kind in Kind}


class BadUpload(Problem):
    """What was sent cannot be begun with; the text says why."""

    title = "没有开始导入"


def admit_uploads(app: Flask) -> None:
    """Let this one form send more than any other request may; who sends it is asked before it is read."""

    def widen() -> None:
        if request.endpoint == f"{pages.name}.upload":
            request.max_content_length = MOST_BYTES

    app.before_request(widen)


@pages.get("")
def listed() -> Response:
    """The form, what is under way, and what was taken last."""
    return _listed()


@pages.post("")
def upload() -> Response:
    """Take a file in; it goes on by itself from here."""
    with ExitStack() as files:
        for sent in request.files.values():
            # A large one lies in a file of its own until it is closed.
            files.callback(sent.close)
        try:
            return _begun()
        except BadUpload as fault:
            return _listed(fault.detail, 422)


def _begun() -> Response:
    kind, mapping, name = _asked()
    file = request.files["file"]
    errand = parts().errands.begin(
        "import",
        f"导入{TITLES[kind]}：{name}",
        by=who().name,
        now=parts().clock(),
        facts={
            "kind": kind.value,
            "actor": who().actor,
            "mapping": mapping,
            "file": name,
            "as_of": parts().today().isoformat(),
            "complete": request.form.get("complete") == "1" and kind in REGISTERS,
        },
        keep=lambda folder: file.save(folder / name),
    )
    return go_to(url_for(".one", errand_id=errand.errand_id))


@pages.get("/<errand_id>")
def one(errand_id: str) -> Response:
    """How far an import is, or what came of it."""
    errand, state = parts().errands.one(errand_id)
    if errand.kind != "import":
        raise NotFound("没有这次导入，或其记录已清理。")
    report = _report(state)
    rows, n_rows = _refusals(report)
    is_part = request.args.get("part") == "1"
    return page(
        "console/import_part.html" if is_part else "console/import.html",
        errand=errand,
        state=state,
        counts=[
            (LABELS[name], state.result[name])
            for name in LABELS
            if name != "report" and name in state.result
        ],
        lint=state.result.get("lint"),
        ended=state.result.get("notice"),
        refusals=rows,
        n_refusals=n_rows,
        has_sheet=report is not None and report.with_suffix(".xlsx").is_file(),
    )


@pages.post("/<errand_id>/again")
def again(errand_id: str) -> Response:
    """Begin an import anew that broke off."""
    errand = parts().errands.begin_anew(errand_id)
    return go_to(url_for(".one", errand_id=errand.errand_id))


@pages.get("/<errand_id>/refusals.<ending>")
def refusals(errand_id: str, ending: str) -> Response:
    """The rows that were not taken, each with its reason, for a spreadsheet; numbers of people are masked."""
    _, state = parts().errands.one(errand_id)
    report = _report(state)
    path = report.with_suffix(f".{ending}") if report and ending in {"csv", "xlsx"} else None
    if path is None or not path.is_file():
        raise NotFound("这次导入没有退回明细。")
    return sealed(send_file(path, as_attachment=True, download_name=f"退回明细.{ending}"))


@pages.get("/templates/<kind>.xlsx")
def template(kind: str) -> Response:
    """An empty sheet with the columns, drop-down lists and notes of one kind."""
    if kind not in {k.value for k in Kind}:
        raise NotFound("没有这种模板。")
    with tempfile.TemporaryDirectory() as folder:
        content = write_template(kind, Path(folder) / "template.xlsx").read_bytes()
    response = make_response(content)
    response.headers["Content-Type"] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return sealed(response)


def _listed(fault: str = "", status: int = 200) -> Response:
    with reading(parts().store) as db:
        taken = imports.latest(db)
    return page(
        "console/imports.html",
        status,
        kinds={kind.value: TITLES[kind] for kind in Kind},
        titles={kind.value: title for kind, title in TITLES.items()} | {"policies": "政策"},
        mappings=[n for n in shipped_mappings() if n not in USUAL.values()],
        errands=parts().errands.latest("import", now=parts().clock()),
        taken=taken,
        fault=fault,
        ending=ENDING if is_demonstration(parts().store) else "",
        most=MOST_BYTES // 1_000_000,
        endings=",".join(ENDINGS),
    )


def _asked() -> tuple[Kind, str, str]:
    given = request.form.get("kind", "")
    if given not in {k.value for k in Kind}:
        raise BadUpload("请选择导入哪一种数据。")
    kind = Kind(given)
    mapping = request.form.get("mapping") or USUAL[kind]
    if mapping not in shipped_mappings() or load_mapping(mapping).kind != kind.value:
        raise BadUpload(f"所选对照表不是{TITLES[kind]}用的，请改选“标准模板”。")
    file = request.files.get("file")
    name = _safe_name(file.filename or "") if file else ""
    if not name:
        raise BadUpload("请选择要导入的文件。")
    if Path(name).suffix.lower() not in ENDINGS:
        raise BadUpload("只接受 CSV、XLSX 或 Parquet 文件。")
    return kind, mapping, name


def _safe_name(given: str) -> str:
    """The file's own name, which its rows keep as their source, without anything that leads elsewhere."""
    plain = unicodedata.normalize("NFKC", given).replace("\\", "/").rsplit("/", 1)[-1]
    kept = re.sub(r"[^\w.\- ()（）]+", "_", plain).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else ""


def _report(state: State) -> Path | None:
    """The report of the refusals, if it is one of ours."""
    named = state.result.get("report")
    if not isinstance(named, str):
        return None
    path = Path(named)
    return path if path.is_relative_to(parts().settings.reports) and path.is_file() else None


def _refusals(report: Path | None) -> tuple[list[list[str]], int]:
    """The first refused values, and how many there are."""
    if report is None:
        return [], 0
    with report.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        shown = list(islice(lines, REFUSALS_SHOWN))
        return shown, len(shown) + sum(1 for _ in lines)
