"""Use cases about certificates: one whose number was verified is kept, and brings its voucher on."""

from dataclasses import dataclass

from data.records import archive, certificates, vouchers, workers
from data.records.archive import ArchiveEvent
from data.records.certificates import Certificate
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import State
from service.errors import Conflict, NotFound, Problem
from service.vouchers.catching_up import catch_up
from service.vouchers.steps import Actor
from service.wording import certificate_text


@dataclass(frozen=True, slots=True)
class Certified:
    """The certificate as kept, whether it is new, and the voucher that it certified."""

    certificate: Certificate
    new: bool
    voucher: Voucher | None


def record_certificate(db: Connection, certificate: Certificate, actor: Actor) -> Certified:
    """Keep a verified certificate; a voucher of the same occupation and level comes to 已持证 with it."""
    if certificate.issued_on > actor.today:
        raise Problem("发证日期不能晚于今天。")
    if not workers.exists(db, certificate.worker_id):
        raise NotFound(f"登记中没有编号为“{certificate.worker_id}”的劳动者。")
    held = certificates.one(db, certificate.certificate_no)
    if held is not None and held != certificate:
        raise Conflict("这个证书编号已登记，内容不同，请核对。")
    new = certificates.add(db, certificate, at=actor.now, by=actor.by)
    archive.append(db, [_archived(certificate, actor)], actor.now)
    return Certified(certificate, new, _certify(db, certificate, actor))


def _certify(db: Connection, certificate: Certificate, actor: Actor) -> Voucher | None:
    kind = (certificate.occupation, certificate.level)
    for voucher in vouchers.of_worker(db, certificate.worker_id):
        if voucher.state == State.COMPLETED and (voucher.occupation, voucher.level) == kind:
            mine = vouchers.hold(db, voucher.voucher_id)
            after = None if mine is None else catch_up(db, mine, actor)
            if after is not None and after.state == State.CERTIFIED:
                return after
    return None


def _archived(certificate: Certificate, actor: Actor) -> ArchiveEvent:
    what = certificate_text(f"{certificate.occupation}:{certificate.level}")
    return ArchiveEvent(
        worker_id=certificate.worker_id,
        kind="certificate",
        happened_on=certificate.issued_on,
        known_on=actor.today,
        source=certificate.issuer,
        recorded_by=actor.by,
        key=f"certificate:{certificate.certificate_no}",
        text=f"取得{what}证书",
        facts={
            "certificate_no": certificate.certificate_no,
            "occupation": certificate.occupation,
            "level": certificate.level,
            "class_id": certificate.class_id,
        },
    )
