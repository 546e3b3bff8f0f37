"""The letter of introduction: one page, readable Chinese, the same bytes for the same letter."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from service.referrals.letter_pdf import LetterText, letter_pdf

TEXT = LetterText(
    name="阿里木·测试",
    masked_id="1409**********0019",
    title="货车司机（B2）",
    employer="忻州测试物流有限公司",
    place="忻州·忻府区",
    office="忻州市公共就业服务机构",
    issued_on=date(2026, 11, 23),
    valid_until=date(2026, 12, 7),
    code="7K2M-9QXA-41TB-0000",
    check_url="https://example.cn/api/v1/public/letters/7K2M-9QXA-41TB-0000",
)


def pages(letter: bytes) -> list[str]:
    """The words of each page, without the blanks between them."""
    read = PdfReader(BytesIO(letter))
    return ["".join(page.extract_text().split()) for page in read.pages]


def test_the_same_letter_is_the_same_bytes_and_one_page() -> None:
    letter = letter_pdf(TEXT)
    assert letter == letter_pdf(TEXT)
    assert letter != letter_pdf(replace(TEXT, code="0000-0000-0000-0000"))
    assert len(pages(letter)) == 1


def test_a_very_long_title_keeps_to_the_page() -> None:
    (words,) = pages(letter_pdf(replace(TEXT, title="高级" * 120, employer="忻州" * 60)))
    assert f"“{'高级' * 20}…”" in words
    assert words.endswith("日期：")


def test_the_letter_says_who_goes_where_until_when_and_how_to_check_it() -> None:
    (words,) = pages(letter_pdf(TEXT))
    for part in (
        "忻州测试物流有限公司：",
        "公民身份号码1409**********0019",
        "“货车司机（B2）”",
        "2026年12月7日",
        "忻州市公共就业服务机构",
        "核验码：7K2M-9QXA-41TB-0000",
        "不收取任何费用",
    ):
        assert part in words


def test_a_character_the_font_lacks_is_left_to_be_written_by_hand() -> None:
    (words,) = pages(letter_pdf(replace(TEXT, name="𠮷测试")))
    assert "兹介绍＿测试" in words
