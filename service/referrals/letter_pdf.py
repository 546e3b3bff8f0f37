"""The letter of introduction as a PDF of one page: what it says, its code, and a slip for the answer."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
"""One of the fonts for Chinese that every PDF reader brings along, so that none is embedded."""

WIDTH, HEIGHT = A4
LEFT, RIGHT = 28 * mm, WIDTH - 28 * mm
LINE = 9 * mm
LONGEST = 40
"""Characters of a title, a name or an address; what is longer is cut, so that the page stays one."""
CLOSING, OPENING = "，。、；：！？”）》", "“（《"
DOTS = {"·": "・", "•": "・"}
CHOICES = "□ 已录用　　□ 未录用　　□ 岗位已招满　　□ 本人未到"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a letter says; the id number is masked before it comes here."""

    name: str
    masked_id: str
    title: str
    employer: str
    place: str
    office: str
    issued_on: date
    valid_until: date
    code: str
    check_url: str


def letter_pdf(text: LetterText) -> bytes:
    """The page; the same text is the same bytes."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle("就业推荐介绍信")
    canvas.setAuthor(text.office)
    _heading(canvas, text)
    _body(canvas, text)
    _check(canvas, text)
    _slip(canvas, text)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def _heading(canvas: Canvas, text: LetterText) -> None:
    canvas.setFont(FONT, 24)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 38 * mm, "就业推荐介绍信")
    canvas.setFont(FONT, 10.5)
    canvas.drawRightString(RIGHT, HEIGHT - 50 * mm, f"核验码：{text.code}")
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, HEIGHT - 53 * mm, RIGHT, HEIGHT - 53 * mm)


def _body(canvas: Canvas, text: LetterText) -> None:
    said = [
        f"{_cut(text.employer)}：",
        f"　　兹介绍{_cut(text.name)}（公民身份号码{text.masked_id}）前往贵单位应聘“{_cut(text.title)}”岗位，"
        f"工作地点：{_cut(text.place)}。请予接洽，并将面试或录用结果填入下方回执，"
        "或通过本机构发给贵单位的答复链接告知。",
        f"　　本介绍信有效期至{_day(text.valid_until)}，逾期或撤回后作废。公共就业服务不收取任何费用。",
    ]
    y = HEIGHT - 68 * mm
    for paragraph in said:
        y = _paragraph(canvas, paragraph, y)
    canvas.drawRightString(RIGHT, y - 8 * mm, _printable(_cut(text.office)))
    canvas.drawRightString(RIGHT, y - 8 * mm - LINE, _day(text.issued_on))


def _check(canvas: Canvas, text: LetterText) -> None:
    side, y = 32 * mm, 92 * mm
    code = QrCodeWidget(text.check_url, barLevel="M")
    x1, y1, x2, y2 = code.getBounds()
    drawing = Drawing(side, side, transform=[side / (x2 - x1), 0, 0, side / (y2 - y1), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, LEFT, y)
    canvas.setFont(FONT, 10)
    for row, line in enumerate(
        (
            "扫码或凭核验码可查此信是否有效；",
            "核验只显示状态、岗位和隐去的姓名。",
            "身份号码已隐去，请当面核对本人证件。",
        )
    ):
        canvas.drawString(LEFT + side + 6 * mm, y + side - 10 * mm - row * 6 * mm, line)


def _slip(canvas: Canvas, text: LetterText) -> None:
    top = 82 * mm
    canvas.setDash(3, 3)
    canvas.line(LEFT, top, RIGHT, top)
    canvas.setDash()
    canvas.setFont(FONT, 15)
    canvas.drawCentredString(WIDTH / 2, top - 12 * mm, "回　执")
    canvas.setFont(FONT, 12)
    for row, line in enumerate(
        (
            f"核验码：{text.code}　　岗位：{text.title}",
            CHOICES,
            "到岗日期：＿＿＿＿年＿＿月＿＿日　　未录用原因：＿＿＿＿＿＿＿＿＿＿",
            "单位（盖章）：　　　　　　　　经办人：　　　　　　日期：",
        )
    ):
        first = _lines(line, 12)[0]
        canvas.drawString(LEFT, top - 24 * mm - row * 11 * mm, first)


def _paragraph(canvas: Canvas, text: str, y: float) -> float:
    """Write a paragraph from `y` downwards; returns where the next one begins."""
    canvas.setFont(FONT, 13)
    for line in _lines(text, 13):
        canvas.drawString(LEFT, y, line)
        y -= LINE
    return y


def _lines(text: str, size: float) -> list[str]:
    """Chinese breaks anywhere but before a closing mark and after an opening one."""
    lines, line = [], ""
    for character in _printable(text):
        wide = pdfmetrics.stringWidth(line + character, FONT, size) > RIGHT - LEFT
        if wide and character not in CLOSING:
            kept = line.rstrip(OPENING)
            lines.append(kept)
            line = line[len(kept) :]
        line += character
    return [*lines, line]


def _printable(text: str) -> str:
    """The dot of foreign names as the font has it; a character it lacks is left to be written by hand."""
    return "".join(DOTS.get(c, c) if ord(c) < 0x10000 else "＿" for c in text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
