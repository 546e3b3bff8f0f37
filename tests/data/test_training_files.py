"""Classes and certificates from files: taken row by row, with a report of every row that does not fit."""

from datetime import date
from pathlib import Path

import pytest

from data.importers.certificates import import_certificates
from data.importers.classes import import_classes
from data.importers.mapping import load_mapping
from data.importers.summary import ImportSummary
from data.records import archive, certificates, training_classes
from data.store import Store, reading, transaction
from service.vouchers import attending
from service.vouchers.taking import take_certificates
from tests.builders import id_number
from tests.data.importing import report_of, take_workers, template_of_somebody, write_csv
from tests.service.vouchered import (
    DAY,
    WELDER,
    at,
    attended,
    check_everything,
    enrolled,
    settle_people,
    staff,
    standing,
    with_batch,
    with_class,
)

CLASS: dict[str, object] = {
    "班级编号": "C9",
    "班级名称": "焊工四级九班",
    "培训机构": "忻州测试技工学校",
    "培训地行政区划": "原平市",
    "培训地点": "原平市前进街2号",
    "职业代码": WELDER,
    "等级": "四级",
    "开班备案号": "备9",
    "备案日期": date(2026, 11, 20),
    "名额": 30,
    "开班日期": date(2026, 12, 1),
    "结业日期": date(2026, 12, 20),
    "总课时": 160,
    "培训费": 1800,
    "授课教师编号": "T2;T1",
}
PROOF: dict[str, object] = {
    "证书编号": "Z1",
    "公民身份号码": id_number(sequence=1),
    "姓名": "测试甲",
    "职业代码": WELDER,
    "等级": "中级工",
    "发证日期": DAY,
    "评价机构": "忻州测试评价机构",
}


def take_classes(store: Store, path: Path) -> ImportSummary:
    return import_classes(
        store,
        path,
        load_mapping("classes"),
        recorded_at=at(),
        report_folder=path.parent / "reports",
    )


def take_proofs(store: Store, path: Path, day: date = DAY) -> ImportSummary:
    return import_certificates(
        store,
        path,
        load_mapping("certificates"),
        take=take_certificates,
        as_of=day,
        recorded_at=at(day),
        report_folder=path.parent / "reports",
    )


def test_a_class_is_taken_and_a_second_time_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "classes.csv", [CLASS])
    assert take_classes(store, path).new == 1
    assert take_classes(store, path).unchanged == 1
    with reading(store) as db:
        found = training_classes.one(db, "C9")
    assert found is not None
    assert (found.region, found.level, found.fee_fen) == ("140981", "4", 180_000)
    assert (found.trainers, found.seats_taken) == (("T1", "T2"), 0)


@pytest.mark.parametrize(
    ("facts", "column", "reason"),
    [
        ({"结业日期": date(2026, 11, 30)}, "结业日期", "不能早于开班日期"),
        ({"备案日期": None}, "开班备案号", "应同时填写"),
        ({"名额": 0}, "名额", "应大于零"),
        ({"职业代码": "9-99-99-99"}, "职业代码", ""),
        ({"等级": "九级"}, "等级", "不在代码表内"),
        ({"培训机构": "甲;乙"}, "培训机构", "不能有分号"),
    ],
)
def test_a_class_that_cannot_be_is_refused_by_name(
    sqlite_store: Store, tmp_path: Path, facts: dict[str, object], column: str, reason: str
) -> None:
    path = write_csv(tmp_path / "classes.csv", [CLASS | facts, CLASS | {"班级编号": "C8"}])
    summary = take_classes(sqlite_store, path)
    (line,) = report_of(summary)
    assert (summary.new, line[1]) == (1, column)
    assert reason in line[3]


def test_a_file_does_not_take_seats_away_from_people(store: Store, tmp_path: Path) -> None:
    settle_people(store)
    with transaction(store) as db:
        with_batch(db, roster=("W0", "W1"))
        with_class(db)
        enrolled(db)
        enrolled(db, "W1", "B1-00002")
    path = write_csv(tmp_path / "classes.csv", [CLASS | {"班级编号": "C1", "名额": 1}])
    (line,) = report_of(take_classes(store, path))
    assert "已有 2 人入班" in line[3]
    check_everything(store)


def test_a_certificate_finds_its_owner_and_brings_the_voucher_on(
    store: Store, tmp_path: Path
) -> None:
    settle_people(store)
    over = date(2026, 12, 9)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        attending.finish(db, attended(db, enrolled(db)).enrolment_id, staff(over))
    path = write_csv(tmp_path / "certificates.csv", [PROOF | {"发证日期": over}])
    summary = take_proofs(store, path, over)
    assert (summary.new, summary.report) == (1, None)
    assert take_proofs(store, path, over).unchanged == 1
    with reading(store) as db:
        (kept,) = certificates.of_worker(db, "W0")
        assert len(archive.of_worker(db, "W0", kind="certificate")) == 1
    assert (kept.certificate_no, kept.level) == ("Z1", "4")
    assert standing(store).state == "certified"
    check_everything(store)


@pytest.mark.parametrize(
    ("facts", "column", "reason"),
    [
        ({"姓名": "测试乙"}, "姓名", "姓名与登记不一致"),
        ({"公民身份号码": id_number(sequence=901)}, "公民身份号码", "没有此人"),
        ({"公民身份号码": None}, "公民身份号码", "或者个人编号"),
        ({"发证日期": date(2026, 11, 24)}, "发证日期", "不能晚于导入日"),
        ({"等级": None}, "等级", "必须填写"),
    ],
)
def test_a_certificate_that_fits_nobody_is_refused(
    sqlite_store: Store, tmp_path: Path, facts: dict[str, object], column: str, reason: str
) -> None:
    settle_people(sqlite_store)
    path = write_csv(tmp_path / "certificates.csv", [PROOF | facts])
    summary = take_proofs(sqlite_store, path)
    (line,) = report_of(summary)
    assert (summary.new, line[1]) == (0, column)
    assert reason in line[3]
    assert not any(id_number(sequence=n) in field for n in (1, 901) for field in line)


def test_a_number_held_with_other_contents_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    settle_people(sqlite_store)
    take_proofs(sqlite_store, write_csv(tmp_path / "a.csv", [PROOF]))
    other = write_csv(tmp_path / "b.csv", [PROOF | {"等级": "高级工"}])
    (line,) = report_of(take_proofs(sqlite_store, other))
    assert "内容不同" in line[3]


def test_the_examples_of_the_templates_are_read(sqlite_store: Store, tmp_path: Path) -> None:
    paths = {k: template_of_somebody(k, tmp_path) for k in ("workers", *KINDS_HERE)}
    take_workers(sqlite_store, paths["workers"])
    for take, kind in ((take_classes, "classes"), (take_proofs, "certificates")):
        summary = take(sqlite_store, paths[kind])
        assert (report_of(summary), summary.new) == ([], 1)


KINDS_HERE = ("classes", "certificates")
