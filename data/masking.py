"""How numbers that tell who somebody is appear everywhere: by their ends only."""


def mask_id_number(id_number: str) -> str:
    """The first and last four: 1409**********1234; a wrong one of any length shows no more than that."""
    if len(id_number) <= 8:
        return "*" * len(id_number)
    return f"{id_number[:4]}{'*' * (len(id_number) - 8)}{id_number[-4:]}"


def mask_phone(phone: str) -> str:
    """The first three and last four: 138****1234."""
    return f"{phone[:3]}****{phone[-4:]}"
