"""Vouchers, batches and reports as the forms that API and command line answer with."""

from dataclasses import asdict
from datetime import date
from typing import Any

from data.codes.law.voucher_rules import VOUCHER_POLICY, VoucherRules
from data.records import batches, flags, ledger, vouchers
from data.records.batches import Batch, Fund, RosterLine
from data.records.flags import Flag
from data.records.reconciliation import Funnel
from data.records.vouchers import Voucher, VoucherEvent
from data.store import Connection
from models.vouchers.risks import SENTENCES
from models.vouchers.states import (
    BATCH_NAMES,
    EVENT_NAMES,
    ROLE_NAMES,
    STATE_NAMES,
    Event,
    Role,
    State,
)
from models.vouchers.transitions import TRANSITIONS, Transition
from service.api.voucher_forms import (
    BatchDetail,
    BatchForm,
    BooksForm,
    FlagForm,
    FundForm,
    OwnVoucherDetail,
    OwnVoucherStepForm,
    PublishedForm,
    RosterForm,
    VoucherDetail,
    VoucherForm,
    VoucherStepForm,
)
from service.api.voucher_report_forms import (
    BatchBooksForm,
    ExclusionForm,
    FigureForm,
    MismatchForm,
    ReconciliationForm,
    TransitionForm,
    VoucherFunnelForm,
    VoucherRulesForm,
)
from service.vouchers.issuing import Published
from service.vouchers.reconciling import BatchBooks, Reconciliation
from service.wording import certificate_text, region_name

FROSTS, THAWS = (Event.FREEZE, Event.EXTEND), (Event.CLEAR, Event.THAW)
CHECKING = "正在核实，最迟{}结束；如有疑问请到就近的就业服务窗口说明。"
CHECKED = "核实已经结束。"
"""What the owner reads instead of the reason of a frost, which may tell of other people."""

ACCOUNTS = ("budget", "reserved", "committed", "settled", "released", "receivable")


def fund_form(db: Connection, fund: Fund) -> FundForm:
    """A fund with what is left of it."""
    bound = batches.bound_fen(db, fund.fund_id)
    names = ("fund_id", "name", "source", "year", "total_fen")
    told: dict[str, Any] = {name: getattr(fund, name) for name in names}
    return FundForm(**told, bound_fen=bound, left_fen=fund.total_fen - bound)


def batch_form(batch: Batch) -> BatchForm:
    """A batch in words."""
    return BatchForm(**_batch(batch))


def batch_detail(db: Connection, batch: Batch) -> BatchDetail:
    """A batch with its books."""
    sums = ledger.balances_of_batch(db, batch.batch_id)
    held = {f"{name}_fen": sums.get(name, 0) for name in ACCOUNTS[1:]}
    books = BooksForm(budget_fen=-sums.get("budget", 0), **held)
    return BatchDetail(**_batch(batch), books=books)


def published_form(published: Published) -> PublishedForm:
    """What became of a batch."""
    refused = [roster_form(line) for line in published.refused]
    batch = batch_form(published.batch)
    return PublishedForm(batch=batch, issued=len(published.issued), refused=refused)


def roster_form(line: RosterLine) -> RosterForm:
    """Somebody of a roster."""
    return RosterForm(**asdict(line))


def voucher_form(voucher: Voucher) -> VoucherForm:
    """A voucher in words."""
    return VoucherForm(**_voucher(voucher))


def voucher_detail(db: Connection, voucher: Voucher) -> VoucherDetail:
    """A voucher with every step and everything noticed."""
    events = vouchers.events_of(db, voucher.voucher_id)
    steps = [VoucherStepForm(**_step(e), by=e.by, reason=e.reason) for e in events]
    noticed = [flag_form(f) for f in flags.of_voucher(db, voucher.voucher_id)]
    return VoucherDetail(**_voucher(voucher), steps=steps, flags=noticed)


def own_detail(db: Connection, voucher: Voucher) -> OwnVoucherDetail:
    """The same for its owner: without what was noticed and who acted, and a frost without its suspicion."""
    events = vouchers.events_of(db, voucher.voucher_id)
    ended = max((e.seq for e in events if e.event in THAWS), default=0)
    steps = [
        OwnVoucherStepForm(**_step(e), reason=_told(e, voucher, lasts=e.seq > ended))
        for e in events
    ]
    return OwnVoucherDetail(**_voucher(voucher), steps=steps)


def _step(event: VoucherEvent) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "event": event.event,
        "label": EVENT_NAMES[Event(event.event)],
        "before": STATE_NAMES[State(event.from_state)],
        "after": STATE_NAMES[State(event.to_state)],
        "at": event.at,
        "role": ROLE_NAMES[Role(event.role)],
        "rules": event.rules,
    }


def _told(event: VoucherEvent, voucher: Voucher, *, lasts: bool) -> str | None:
    """The reason of a step as the owner reads it."""
    if event.event in THAWS:
        return CHECKED
    if event.event not in FROSTS:
        return event.reason
    until = voucher.frozen_until
    return CHECKING.format(until) if lasts and until is not None else CHECKED


def flag_form(flag: Flag) -> FlagForm:
    """Something noticed, with the rule's sentence."""
    told: dict[str, Any] = {
        name: getattr(flag, name) for name in FlagForm.model_fields if name != "sentence"
    }
    return FlagForm(**told, sentence=SENTENCES.get(flag.rule, flag.rule))


def reconciliation_form(found: Reconciliation, funds: dict[str, str]) -> ReconciliationForm:
    """The report; `funds` are the names of the funds by id."""
    titles = {b.batch.batch_id: b.batch.title for b in found.books}
    regions = {f.key: region_name(f.key) or f.key for f in found.by_county}
    return ReconciliationForm(
        as_of=found.as_of,
        balanced=not found.mismatches,
        books=[_books(b) for b in found.books],
        by_batch=[_funnel(f, titles) for f in found.by_batch],
        by_fund=[_funnel(f, funds) for f in found.by_fund],
        by_county=[_funnel(f, regions) for f in found.by_county],
        mismatches=[MismatchForm(**asdict(m)) for m in found.mismatches],
    )


def rules_form(rules: VoucherRules, as_of: date) -> VoucherRulesForm:
    """The rules of a day in words."""
    return VoucherRulesForm(
        as_of=as_of,
        version=rules.version,
        figures=[FigureForm(name=name, **asdict(f)) for name, f in rules.figures.items()],
        exclusions=[
            ExclusionForm(
                name=e.name,
                text=e.text,
                doc_no=e.doc_no,
                certainty=e.certainty,
                refuses=e.may_refuse,
            )
            for e in rules.exclusions
            if e.in_force(as_of) and e.applies_to == VOUCHER_POLICY
        ],
        steps=[_transition(row) for row in TRANSITIONS],
        risks=dict(SENTENCES),
    )


def _transition(row: Transition) -> TransitionForm:
    return TransitionForm(
        source=STATE_NAMES[row.source],
        event=EVENT_NAMES[row.event],
        target="恢复冻结前的状态" if row.target is None else STATE_NAMES[row.target],
        by=[ROLE_NAMES[role] for role in row.by],
        conditions=[guard.__doc__ or "" for guard in row.guards],
    )


def _batch(batch: Batch) -> dict[str, Any]:
    names = BatchForm.model_fields.keys() - {"place", "what", "label"}
    return {name: getattr(batch, name) for name in names} | {
        "institutions": list(batch.institutions),
        "whom": list(batch.whom),
        "place": region_name(batch.region),
        "what": certificate_text(f"{batch.occupation}:{batch.level}"),
        "label": BATCH_NAMES[batch.state],
    }


def _voucher(voucher: Voucher) -> dict[str, Any]:
    names = VoucherForm.model_fields.keys() - {"what", "label"}
    return {name: getattr(voucher, name) for name in names} | {
        "what": certificate_text(f"{voucher.occupation}:{voucher.level}"),
        "label": STATE_NAMES[State(voucher.state)],
    }


def _books(books: BatchBooks) -> BatchBooksForm:
    held = {f"{name}_fen": getattr(books, f"{name}_fen") for name in ACCOUNTS}
    batch = books.batch
    return BatchBooksForm(batch_id=batch.batch_id, fund_id=batch.fund_id, state=batch.state, **held)


def _funnel(funnel: Funnel, names: dict[str, str]) -> VoucherFunnelForm:
    return VoucherFunnelForm(**asdict(funnel), name=names.get(funnel.key, funnel.key))
