"""Classes, enrolments and certificates as the forms that API and command line answer with."""

from dataclasses import asdict
from typing import Any

from data.records import training_classes
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.store import Connection
from service.api.training_forms import (
    CertificateForm,
    ClassDetail,
    ClassForm,
    EnrolmentForm,
    PoolForm,
    SessionForm,
)
from service.vouchers.certifying import Certified
from service.vouchers.claiming import Pool
from service.vouchers.shaping import batch_form, voucher_form
from service.wording import certificate_text, region_name

ENROLMENT_NAMES = {
    "requested": "已申请",
    "enrolled": "已入班",
    "finished": "已结业",
    "dropped": "已退训",
    "withdrawn": "已退出",
    "refused": "未录取",
}
REAL_NAME_NAMES = {"valid": "有效", "invalid": "无效", "frozen": "冻结", "cancelled": "注销"}
REAL_NAME_METHOD_NAMES = {
    "social_card": "社会保障卡",
    "id_card": "居民身份证",
    "face": "人脸核验",
    "counter": "窗口核验",
}
CHECK_IN_NAMES = {"code": "扫码", "card": "刷卡", "face": "人脸", "paper": "纸质签到"}


def class_form(chosen: TrainingClass) -> ClassForm:
    """A class in words."""
    return ClassForm(**_class(chosen))


def class_detail(db: Connection, chosen: TrainingClass) -> ClassDetail:
    """A class with its sessions."""
    planned = training_classes.sessions_of(db, chosen.class_id)
    sessions = [SessionForm(**asdict(session)) for session in planned]
    return ClassDetail(**_class(chosen), sessions=sessions)


def enrolment_form(enrolment: Enrolment) -> EnrolmentForm:
    """An enrolment in words."""
    return EnrolmentForm(**asdict(enrolment), label=ENROLMENT_NAMES[enrolment.state])


def certificate_form(certified: Certified) -> CertificateForm:
    """A certificate, and what it did."""
    kept = certified.certificate
    return CertificateForm(
        certificate_no=kept.certificate_no,
        worker_id=kept.worker_id,
        what=certificate_text(f"{kept.occupation}:{kept.level}"),
        issued_on=kept.issued_on,
        issuer=kept.issuer,
        new=certified.new,
        voucher=None if certified.voucher is None else voucher_form(certified.voucher),
    )


def pool_form(pool: Pool) -> PoolForm:
    """A batch to claim from."""
    return PoolForm(batch=batch_form(pool.batch), refusal=pool.refusal)


def _class(chosen: TrainingClass) -> dict[str, Any]:
    names = ClassForm.model_fields.keys() - {"where", "what"}
    return {name: getattr(chosen, name) for name in names} | {
        "where": region_name(chosen.region),
        "what": certificate_text(f"{chosen.occupation}:{chosen.level}"),
    }
