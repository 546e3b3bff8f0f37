"""What a text message's template is filled with: provider templates have few and short variables."""

from service.push.channels.channel import Letter

SIGN_IN = "sign_in"
"""The line of one-time codes: no push, so none of the six; its template has the code alone."""

WORD_LENGTH = 35
"""The longest value the providers take for a variable of a text's template."""


def words_of(letter: Letter) -> dict[str, str]:
    """The variables by name, in the order of the template."""
    if letter.line == SIGN_IN:
        return {"code": letter.title}
    return {"title": letter.title[:WORD_LENGTH], "reason": letter.reason[:WORD_LENGTH]}
