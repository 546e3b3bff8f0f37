"""Pages by which an employer's application is taken in: what it says of itself, what the rules make of it, and applying."""

from flask import Blueprint, Response, request, url_for

from data.codes.fact_words import FACT_WORDS
from data.schema_law import EMPLOYER_COLUMNS
from service.api.guard import parts, who
from service.api.policies import EmployerPolicyPath
from service.api.policy_forms import (
    ApplicationRequest,
    EmployerApplication,
    EmployerRequest,
    EntitlementForm,
)
from service.console.typed import read_form
from service.errors import Problem
from service.web.pages import go_to, page

pages = Blueprint(
    "console_employer_applications", __name__, url_prefix="/console/applications/employers"
)

LABELS = {
    "uscc": "统一社会信用代码",
    "policy_id": "政策",
    "starts_on": "从哪天起",
    **{column.name: column.label for column in EMPLOYER_COLUMNS},
}


@pages.get("")
def ask() -> Response:
    """The form: whose it is, which policy, and what the employer says of itself."""
    return _form()


@pages.post("/check")
def check() -> Response:
    """What the rules say of the policy by what the employer says; nothing is kept."""
    try:
        said = read_form(EmployerRequest, LABELS)
    except Problem as fault:
        return _form(int(fault.status), fault=fault.detail)
    found = parts().assistance.calculator.of_employer(said, parts().today()).entitlements
    wanted = request.form.get("policy_id", "")
    return _form(checked=[e for e in found if not wanted or e.policy_id == wanted])


@pages.post("")
def apply() -> Response:
    """Take it in; a second person decides, within verified amounts."""
    use, at = parts().assistance.applications, parts().clock()
    try:
        named = read_form(EmployerPolicyPath, LABELS)
        facts = read_form(EmployerRequest, LABELS)
        starts_on = read_form(ApplicationRequest, LABELS).starts_on
        said = EmployerApplication(facts=facts, starts_on=starts_on)
        new = use.apply_as_employer(named.uscc, named.policy_id, said, by=who().name, at=at)
    except Problem as fault:
        return _form(int(fault.status), fault=fault.detail)
    address = url_for("console_applications.one", application_id=new.application_id, done="applied")
    return go_to(address)


def _form(
    status: int = 200, *, fault: str = "", checked: list[EntitlementForm] | None = None
) -> Response:
    catalogue = parts().assistance.calculator.catalogue(parts().today()).policies
    return page(
        "console/employer_application.html",
        status,
        policies=[p for p in catalogue if p.audience == "employer" and p.in_force],
        columns=EMPLOYER_COLUMNS,
        sizes=FACT_WORDS["size"],
        checked=checked,
        fault=fault,
        typed=request.form,
    )
