"""The app factory: the one place where settings, store, advice and routes are put together."""

from importlib.metadata import version

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_openapi import Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from data.store import Store
from service import public_pages
from service.access import administration, audit_pages, sign_on_pages, token_pages
from service.access import pages as access_pages
from service.access.gate import gate
from service.access.identity_provider import provider_of
from service.advising import Advisor
from service.api import (
    archive,
    health,
    helping,
    my_messages,
    my_referrals,
    my_vouchers,
    policies,
    programmes,
    public,
    public_push,
    push,
    recognitions,
    recommendations,
    referrals,
    training,
    vacancies,
    voucher_batches,
    vouchers,
    workers,
)
from service.api.at_once import AtOnce
from service.api.guard import SECURITY, Parts, guard
from service.api.shared import KEPT_BY_NOBODY, NO_PAGE, PLAIN
from service.archiving import Archivist
from service.assistance.desk import assistance_over
from service.bounds import bound_requests, only_json
from service.catalogue import Catalogue
from service.clock import Clock, utc_now
from service.config import Settings
from service.console import applications as console_applications
from service.console import campaigns as console_campaigns
from service.console import (
    caseload,
    caseload_acts,
    cases,
    classes,
    employer_applications,
    enrolments,
    imports,
    indicators,
    market,
    models,
    outbox,
    tag_acts,
    today,
    voucher_acts,
    voucher_books,
    voucher_desk,
    worker,
    worker_acts,
)
from service.console import employers as console_employers
from service.console import programmes as console_programmes
from service.console import requests as console_requests
from service.console import vacancies as console_vacancies
from service.console import voucher_batches as console_batches
from service.correcting import Corrections
from service.days import Days
from service.errands.starting import Errands
from service.errors import ProblemDocument, answer_errors_as_problems, validation_problem
from service.figuring import Figures
from service.indicating import Plan
from service.marketplace import Marketplace
from service.me.desk import own_page_over
from service.me.pages.every import PAGES as OWN_PAGES
from service.operating import doors
from service.operating.readiness import Readiness
from service.operating.watching import watch_requests
from service.push.campaigns import Campaigns
from service.push.desk import Desk
from service.push.mailbox import Mailbox
from service.push.settings import read_settings
from service.push.wiring import off_links
from service.referrals.consenting import Consents
from service.referrals.employers import Employers
from service.referrals.funnels import Funnels
from service.referrals.introducing import Letters
from service.referrals.referring import Referrals
from service.throttling import Throttle
from service.verdicts import Verdicts
from service.web.compressing import compress_pages
from service.web.pages import register_pages
from service.web.problems import show_problems_as_pages

DESCRIPTION = (
    "Skills-matching recommendations of a public employment service. Every answer carries the day it "
    "looks at and the bundle that made it; every recommendation carries its reasons."
)

MODULES = (
    health,
    workers,
    vacancies,
    programmes,
    recommendations,
    archive,
    policies,
    recognitions,
    helping,
    referrals,
    my_referrals,
    my_messages,
    push,
    public,
    public_push,
    training,
    voucher_batches,
    vouchers,
    my_vouchers,
)


ACCESS = (access_pages, sign_on_pages, administration, token_pages, audit_pages)
"""Pages at the door, and those of the administrators."""

PEOPLE = (
    today,
    caseload,
    caseload_acts,
    worker,
    worker_acts,
    console_applications,
    employer_applications,
    cases,
    tag_acts,
)
"""Pages of the console about people."""

VOUCHERS = (voucher_desk, voucher_acts, console_batches, voucher_books, classes, enrolments)
"""Pages of the console about training vouchers and classes."""

OFFICE = (
    console_vacancies,
    console_programmes,
    console_employers,
    market,
    indicators,
    outbox,
    console_campaigns,
    models,
    imports,
)
"""Pages of the console about offers, figures, messages, models and imports."""


def create_app(settings: Settings, store: Store, *, clock: Clock = utc_now) -> OpenAPI:
    """The service as a WSGI app; it opens no connection before the first request."""
    app = OpenAPI(
        "service",
        info=Info(title="送岗 Songgang", version=version("songgang"), description=DESCRIPTION),
        security_schemes=SECURITY,
        validation_error_model=ProblemDocument,
        validation_error_callback=validation_problem,
        doc_prefix="/api/docs",
        static_folder=None,
    )
    ahead = AtOnce(app.wsgi_app, lambda: app.extensions["songgang"])
    app.wsgi_app = ahead  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(ahead, x_for=settings.proxies)  # type: ignore[method-assign]
    app.openapi_version = "3.1.0"
    app.extensions["songgang"] = assemble(settings, store, clock)
    compress_pages(app)
    answer_errors_as_problems(app)
    watch_requests(app)
    bound_requests(app)
    imports.admit_uploads(app)
    guard(app)
    gate(app)
    app.before_request(only_json)
    for module in MODULES:
        app.register_api(module.api)
    app.register_api(doors.api)
    app.register_blueprint(public_pages.pages)
    register_pages(app)
    show_problems_as_pages(app)
    for module in (*ACCESS, *PEOPLE, *VOUCHERS, *OFFICE):
        app.register_blueprint(module.pages)
    app.register_blueprint(console_requests.pages)
    app.register_blueprint(OWN_PAGES)
    app.add_url_rule("/", "front", _front)
    app.add_url_rule("/api/docs", "docs", _docs)
    app.after_request(_finish)
    return app


def assemble(settings: Settings, store: Store, clock: Clock) -> Parts:
    """The use cases over one store; the day's models are shared by all of them."""
    days = Days(store, settings.bundles, settings.scores, settings.referrals_per_opening)
    advisor = Advisor(store, days)
    marketplace = Marketplace(store, days)
    return Parts(
        settings=settings,
        store=store,
        advisor=advisor,
        archivist=Archivist(store),
        assistance=assistance_over(store, advisor),
        marketplace=marketplace,
        catalogue=Catalogue(store, days, marketplace, settings),
        corrections=Corrections(store),
        figures=Figures(store),
        plan=Plan(store),
        errands=Errands(settings),
        verdicts=Verdicts(store),
        clock=clock,
        referrals=Referrals(store, advisor, settings),
        consents=Consents(store),
        letters=Letters(store, settings),
        employers=Employers(store, settings),
        funnels=Funnels(store),
        throttle=Throttle(settings.limits),
        desk=Desk(store),
        mailbox=Mailbox(store),
        campaigns=Campaigns(store),
        off_links=off_links(settings),
        own=own_page_over(store, settings),
        provider=provider_of(settings),
        readiness=Readiness(settings, store, days),
        receipt_code=read_settings(settings.home).receipt_code.get_secret_value(),
    )


def _front() -> ResponseReturnValue:
    """Whoever types the bare address is most often somebody who looks for work."""
    return redirect("/me")


def _docs() -> ResponseReturnValue:
    return redirect("/api/docs/swagger")


def _finish(response: Response) -> Response:
    """Conditional answers, no caching of people's data, and nothing for a browser to guess."""
    for name, value in PLAIN.items():
        response.headers[name] = value
    if request.path.startswith("/api/v1/"):
        response.headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
        response.headers["Content-Security-Policy"] = NO_PAGE
        if request.method == "GET" and response.status_code == 200:
            response.add_etag()
            response.make_conditional(request)
    return response
