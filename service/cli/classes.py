"""`songgang training`: classes, enrolments, attendance, exams and certificates from the operator's side."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from data.records import enrolments, training_classes
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.store import Connection, reading, transaction
from service.api.training_forms import CertificateRequest, EnrolmentForm
from service.api.voucher_forms import VoucherForm
from service.cli.context import one_sentence, settings, store_of, told
from service.cli.options import AsJson, AsOf, day
from service.cli.output import print_facts, print_json, print_table, say
from service.clock import utc_now
from service.vouchers import attending, certifying, enrolling, training_shaping
from service.vouchers import classes as classrooms
from service.vouchers.actors import staff
from service.vouchers.attending import Arrival, Result

app = typer.Typer(help="培训班级：开班、报名、签到、结业、考核、证书。", no_args_is_help=True)

ClassId = Annotated[str, typer.Argument(help="班级编号。")]
Number = Annotated[int, typer.Argument(help="报名编号。")]
By = Annotated[str, typer.Option(help="办理人。")]
Why = Annotated[str, typer.Option("--reason", help="理由。")]


@app.command("classes")
def classes(
    occupation: Annotated[str | None, typer.Option(help="只看一种职业。")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """列出已备案、未开班、有名额的班级。"""
    with one_sentence(), reading(store_of(settings())) as db:
        joinable = training_classes.joinable(db, day(as_of), occupation=occupation, limit=1000)
    found = [training_shaping.class_form(c) for c in joinable]
    if as_json:
        print_json({"classes": [c.model_dump(mode="json") for c in found]})
        return
    table = Table("班级", "名称", "机构", "培训", "开班", "名额")
    for c in found:
        seats = f"{c.seats_taken}/{c.seats}"
        table.add_row(c.class_id, c.title, c.institution, c.what, f"{c.starts_on}", seats)
    print_table(table, "没有可以报名的班级。")


@app.command("roster")
def roster(class_id: ClassId, as_json: AsJson = False) -> None:
    """列出一个班级的报名与出勤。"""
    with one_sentence(), reading(store_of(settings())) as db:
        classrooms.found(db, class_id)
        seated = enrolments.of_class(db, class_id)
    found = [training_shaping.enrolment_form(e) for e in seated]
    if as_json:
        print_json({"enrolments": [e.model_dump(mode="json") for e in found]})
        return
    table = Table("报名编号", "个人编号", "券", "状态", "出勤分钟", "实名制")
    for e in found:
        real = "有效" if e.real_name == "valid" else "无"
        row = (e.worker_id, e.voucher_id or "", e.label, f"{e.minutes}", real)
        table.add_row(f"{e.enrolment_id}", *row)
    print_table(table, "还没有人报名。")


@app.command("sessions")
def sessions(
    class_id: ClassId,
    hours_a_day: Annotated[int, typer.Option(min=1, max=16, help="每天课时。")] = 8,
    as_json: AsJson = False,
) -> None:
    """从开班日起每天排一次课，直到排满总课时。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        n = classrooms.plan_daily(db, class_id, hours_a_day)
    if as_json:
        print_json({"sessions": n})
        return
    say(f"新排 {n} 次课。")


@app.command("cancel")
def cancel(class_id: ClassId, reason: Why, by: By, as_json: AsJson = False) -> None:
    """开班前取消班级；每位学员的券恢复可用。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        n = classrooms.cancel_class(db, class_id, reason, staff(by, utc_now()))
    if as_json:
        print_json({"people": n})
        return
    say(f"班级已取消，涉及 {n} 人。")


@app.command("confirm")
def confirm(
    enrolment_id: Number,
    method: Annotated[str, typer.Option(help="social_card、id_card、face、counter。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """实名核验并确认入班，占用一个名额。"""
    actor = staff(by, utc_now())
    _do(lambda db: enrolling.confirm(db, enrolment_id, method, actor), as_json=as_json)


@app.command("refuse")
def refuse(enrolment_id: Number, reason: Why, by: By, as_json: AsJson = False) -> None:
    """不予录取；券不变。"""
    actor = staff(by, utc_now())
    _do(lambda db: enrolling.refuse(db, enrolment_id, reason, actor), as_json=as_json)


@app.command("withdraw")
def withdraw(enrolment_id: Number, reason: Why, by: By, as_json: AsJson = False) -> None:
    """上课前退出，名额释放，券退回本人。"""
    actor = staff(by, utc_now())
    _do(lambda db: enrolling.withdraw(db, enrolment_id, reason, actor), as_json=as_json)


@app.command("drop")
def drop(enrolment_id: Number, reason: Why, by: By, as_json: AsJson = False) -> None:
    """培训中退训；课时留在档案里。"""
    actor = staff(by, utc_now())
    _do(lambda db: enrolling.drop(db, enrolment_id, reason, actor), as_json=as_json)


@app.command("attend")
def attend(
    enrolment_id: Number,
    session: Annotated[list[int], typer.Option(help="第几次课，可写多个。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """补录出勤；同一次课只记一次。"""
    actor = staff(by, utc_now())
    arrivals = [Arrival(number, "paper") for number in session]
    _do(lambda db: attending.check_in_all(db, enrolment_id, arrivals, actor), as_json=as_json)


@app.command("finish")
def finish(enrolment_id: Number, by: By, as_json: AsJson = False) -> None:
    """课时达到要求的，办理结业。"""
    actor = staff(by, utc_now())
    _do(lambda db: attending.finish(db, enrolment_id, actor), as_json=as_json)


@app.command("exam")
def exam(
    enrolment_id: Number,
    on: Annotated[str, typer.Option(help="考核日期 YYYY-MM-DD。")],
    by: By,
    passed: Annotated[bool, typer.Option("--passed/--failed", help="是否通过。")] = True,
    as_json: AsJson = False,
) -> None:
    """登记考核结果；未通过的可在期限内重考。"""
    actor, result = staff(by, utc_now()), Result(day(on), passed)
    _do(lambda db: attending.record_exam(db, enrolment_id, result, actor), as_json=as_json)


@app.command("certificate")
def certificate(
    number: Annotated[str, typer.Argument(help="证书编号。")],
    worker: Annotated[str, typer.Option(help="个人编号。")],
    occupation: Annotated[str, typer.Option(help="职业代码。")],
    level: Annotated[str, typer.Option(help="等级。")],
    on: Annotated[str, typer.Option(help="发证日期 YYYY-MM-DD。")],
    issuer: Annotated[str, typer.Option(help="评价机构。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """登记一张已查验的证书；同职业同等级、已结业的券随之变为已持证。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        asked = told(
            CertificateRequest,
            certificate_no=number,
            worker_id=worker,
            occupation=occupation,
            level=level,
            issued_on=day(on),
            issuer=issuer,
        )
        new = Certificate(**asked.model_dump())
        kept = certifying.record_certificate(db, new, staff(by, utc_now()))
        found = training_shaping.certificate_form(kept)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_facts(f"证书 {number}", {"内容": found.what, "券": _state(found.voucher)})


def _state(voucher: VoucherForm | None) -> str:
    return "无" if voucher is None else voucher.label


def _do(act: Callable[[Connection], Enrolment], *, as_json: bool) -> None:
    with one_sentence(), transaction(store_of(settings())) as db:
        found = training_shaping.enrolment_form(act(db))
    _show(found, as_json=as_json)


def _show(found: EnrolmentForm, *, as_json: bool) -> None:
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    facts = {"班级": found.class_id, "状态": found.label, "出勤分钟": found.minutes}
    print_facts(f"报名 {found.enrolment_id}", facts)
