"""How numbers that tell who somebody is appear everywhere: by their ends only."""

import re

LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{3,}(?:[ -]\d{3,})*[Xx]?(?![0-9A-Za-z])")
AREA_PHONE = re.compile(r"0\d{2,3}[ -]?\d{7,8}")
LEAST_DIGITS = 11
"""A telephone number, an id number or one mistyped, perhaps in groups; days and codes are shorter."""


def mask_id_number(id_number: str) -> str:
    """The first and last four: 1409**********1234; a wrong one of any length shows no more than that."""
    if len(id_number) <= 8:
        return "*" * len(id_number)
    return f"{id_number[:4]}{'*' * (len(id_number) - 8)}{id_number[-4:]}"


def mask_phone(phone: str) -> str:
    """The first three and last four: 138****1234."""
    return f"{phone[:3]}****{phone[-4:]}"


def mask_numbers(text: str) -> str:
    """The text with its id and telephone numbers shown by their ends only."""
    return LONG_NUMBER.sub(_keep_ends, text)


def mask_personal_numbers(text: str) -> str:
    """The same, but a telephone with an area code stands: by it an office is reached."""
    return LONG_NUMBER.sub(
        lambda found: found[0] if AREA_PHONE.fullmatch(found[0]) else _keep_ends(found), text
    )


def _keep_ends(found: re.Match[str]) -> str:
    digits = found[0].replace(" ", "").replace("-", "")
    if len(digits) < LEAST_DIGITS:
        return found[0]
    start = 3 if len(digits) == 11 else 4
    return digits[:start] + "*" * (len(digits) - start - 4) + digits[-4:]
