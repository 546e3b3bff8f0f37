"""Where the page of accounts lies, and what is read from it."""

PEOPLE = "/console/administration"


def password_on(page: str) -> str:
    """The password that a page shows this once."""
    return page.split("<code>")[1].split("</code>")[0]
