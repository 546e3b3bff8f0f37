"""Every page that people touch, and who looks at it; whoever makes a page adds its line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its picture's name, its address, who looks at it, and what to press first."""

    name: str
    path: str
    role: str = "counselor"
    press: str = ""
    printed: bool = False
    """Whether people print it: its paper is looked at as well."""


SCREENS = (
    Screen("sign-in", "/console/sign-in", ""),
    Screen("today", "/console/today"),
    Screen("today-referrals", "/console/today/referrals"),
    Screen("people", "/console/people"),
    Screen("people-all", "/console/people?who=all&county=140902"),
    Screen("people-nobody", "/console/people?status=retired"),
    Screen("worker", "/console/people/{worker_id}", printed=True),
    Screen("worker-refer", "/console/people/{worker_id}", press=".item .button >> nth=0"),
    Screen("worker-offers", "/console/people/{worker_id}/offers"),
    Screen("worker-file", "/console/people/{worker_id}/file"),
    Screen("worker-policies", "/console/people/{worker_id}/policies"),
    Screen("worker-record", "/console/people/{worker_id}/record"),
    Screen("worker-print", "/console/people/{worker_id}/print", printed=True),
    Screen("vacancies", "/console/vacancies"),
    Screen("vacancy", "/console/vacancies/{vacancy_id}"),
    Screen("programmes", "/console/programmes"),
    Screen("programme", "/console/programmes/{programme_id}"),
    Screen("listings", "/console/employers"),
    Screen("market", "/console/market", "city_analyst", printed=True),
    Screen("market-group", "/console/market?group=6-18", "city_analyst"),
    Screen("indicators", "/console/indicators", "city_analyst", printed=True),
    Screen("requests", "/console/requests"),
    Screen("applications", "/console/applications?state="),
    Screen("employer-application", "/console/applications/employers"),
    Screen("application", "/console/applications?state=", press="main th a >> nth=0"),
    Screen("recognition", "/console/people/{worker_id}/recognition"),
    Screen(
        "case", "/console/people/{worker_id}/policies", press="main p a[href*='/cases/'] >> nth=0"
    ),
    Screen("apply", "/console/people/{worker_id}/policies/P13/apply"),
    Screen("vouchers", "/console/vouchers"),
    Screen("voucher", "/console/vouchers", press="main th a >> nth=0"),
    Screen("voucher-batches", "/console/vouchers/batches"),
    Screen("voucher-batch", "/console/vouchers/batches", press="main th a >> nth=0"),
    Screen("voucher-batch-new", "/console/vouchers/batches/new"),
    Screen("classes", "/console/vouchers/classes"),
    Screen("class", "/console/vouchers/classes", press="main th a >> nth=0"),
    Screen("voucher-books", "/console/vouchers/books"),
    Screen("nowhere", "/console/people/W-nobody"),
    Screen("not-mine", "/console/imports"),
    Screen("account", "/console/account"),
    Screen("administration", "/console/administration", "security_administrator"),
    Screen("person", "/console/administration/accounts/u-counselor", "security_administrator"),
    Screen("tokens", "/console/administration/tokens", "security_administrator"),
    Screen("audit", "/console/audit", "auditor", printed=True),
    Screen("me-sign-in", "/me/sign-in", ""),
    Screen("me", "/me", "worker"),
    Screen("me-jobs", "/me/jobs", "worker"),
    Screen("me-job", "/me/jobs", "worker", press="article a >> nth=0"),
    Screen("me-courses", "/me/courses", "worker"),
    Screen("me-course", "/me/courses", "worker", press="article a >> nth=0"),
    Screen("me-vouchers", "/me/vouchers", "worker"),
    Screen("me-policies", "/me/policies", "worker"),
    Screen("me-referrals", "/me/referrals", "worker"),
    Screen("me-referral", "/me/referrals", "worker", press="article a >> nth=0"),
    Screen("me-messages", "/me/messages", "worker"),
    Screen("me-mine", "/me/mine", "worker"),
    Screen("me-file", "/me/file", "worker"),
    Screen("me-question", "/me/file/wish_occupations?q=司机", "worker"),
    Screen("me-tags", "/me/tags", "worker"),
    Screen("me-assessment", "/me/assessment", "worker"),
    Screen("me-settings", "/me/settings", "worker"),
    Screen("me-help", "/me/help", "worker"),
    Screen("me-seen", "/me/seen", "worker"),
    Screen("me-copy", "/me/copy", "worker", printed=True),
    Screen("me-notice", "/me/notice", "worker"),
    Screen("me-nowhere", "/me/nowhere", "worker"),
    Screen("campaigns", "/console/campaigns", "county_supervisor"),
    Screen("campaign-new", "/console/campaigns/new", "county_supervisor"),
    Screen("outbox", "/console/outbox", "operator"),
    Screen("models", "/console/models", "data_officer"),
    Screen("model", "/console/models", "data_officer", press="main th a >> nth=0"),
    Screen("imports", "/console/imports", "data_officer"),
    Screen("letter", "/letters/0000", ""),
    Screen("employer-answer", "/employer/answer", ""),
    Screen("employer-look", "/employer/look", ""),
)
