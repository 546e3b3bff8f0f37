"""What is typed into a form of a page as the request a use case takes, and what is wrong with it in a sentence."""

from collections.abc import Mapping
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.console.choices import told
from service.errors import Problem, reason
from service.wording import fen_said, yuan

Asked = TypeVar("Asked", bound=BaseModel)

LONGEST_NUMBER = 10


def read_form(asked: type[Asked], labels: Mapping[str, str], **more: object) -> Asked:
    """The request of a form; a field that ends in `_fen` is typed in yuan under the name `_yuan`.

    Raises Problem with a sentence that calls each wrong field what the form calls it.
    """
    given: dict[str, object] = {**told(request.form, asked), **more}
    for name in asked.model_fields:
        typed = request.form.get(name.replace("_fen", "_yuan"), "").strip()
        if name.endswith("_fen") and typed:
            amount = fen_said(typed)
            if amount is None:
                raise Problem(f"{labels[name]}应写作 1000 或 999.50，单位为元。")
            given[name] = amount
    try:
        return asked.model_validate(given)
    except ValidationError as wrong:
        raise Problem(_sentence(wrong, labels)) from wrong


def number_of(text: str) -> int:
    """A number that a page wrote into a form or an address itself; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def _sentence(wrong: ValidationError, labels: Mapping[str, str]) -> str:
    faults = []
    for error in wrong.errors(include_url=False, include_input=False):
        name = str(error["loc"][0]) if error["loc"] else ""
        label = labels.get(name, name)
        if name.endswith("_fen"):
            error = _in_yuan(error)
        faults.append(f"请填写{label}" if error["type"] == "missing" else f"{label}{reason(error)}")
    return "；".join(dict.fromkeys(faults)) + "。"


def _in_yuan(error: ErrorDetails) -> ErrorDetails:
    """The same with its bounds as they were typed."""
    told = {k: f"{yuan(v)} 元" if type(v) is int else v for k, v in error.get("ctx", {}).items()}
    return {**error, "ctx": told}
