"""The command line's own words in Chinese: how help is laid out, and what was written wrongly."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from enum import Enum

from pydantic import ValidationError
from rich.cells import cell_len

# Typer keeps Click under this name, and nothing public tells one mistake from another.
from typer._click.exceptions import BadParameter, MissingParameter, NoArgsIsHelpError, NoSuchOption
from typer._click.exceptions import UsageError as Misuse
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperOption

from service.cli.output import fail, say
from service.errors import reason

HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
PHRASES = {
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "<str>": "<文字>",
    "<list[str]>": "<文字>，可写多次",
    "<int>": "<整数>",
    "<int range>": "<整数>",
    "<list[int]>": "<整数>，可写多次",
    "<float range>": "<数>",
    "<path>": "<路径>",
    "Show this message and exit.": "显示此说明。",
    "Install completion for the current shell.": "为当前的 shell 安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "显示命令补全的脚本，供复制或另行安装。"
    ),
}
LIMITS = re.compile(r"  \[(?P<said>[^\[\]]*)\]$")
"""What Typer adds to an option's help."""

LIMIT_WORDS = (
    (r"default: ", "默认 "),
    (r"required", "必填"),
    (r"(-?[\d.]+)<=x<=(-?[\d.]+)", r"\1 至 \2"),
    (r"x>=(-?[\d.]+)", r"至少 \1"),
    (r"x<=(-?[\d.]+)", r"至多 \1"),
    (r"; ", "；"),
)
MISTAKES = (
    (r"Missing command\.", "请写明要运行哪个命令"),
    (r"No such command '(.*)'\.", "没有命令“{}”"),
    (r"Got unexpected extra argument\(s\) \((.*)\)", "多出的内容：{}。其中有空格的，请加引号"),
    (r"Option '(.*)' requires an argument\.", "选项 {} 后面没有写内容"),
    (r"Option '(.*)' does not take a value\.", "选项 {} 后面不写内容"),
)
"""Mistakes of which nothing is known but Typer's sentence."""

CLOSE = 0.7
"""So like each other are a name and its misspelling, see `difflib`."""


class Help(HelpFormatter):
    """Help in Chinese, in columns that are as wide as they look; the terminal folds what is too long."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is written."""
        self.write(f"{prefix or '用法：'}{prog} {_in_chinese(args)}\n")

    def write_heading(self, heading: str) -> None:
        """The heading of a part."""
        self.write(f"{'':{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Names with what they mean."""
        told = [(_in_chinese(name), _in_chinese(_limits(meaning))) for name, meaning in rows]
        widest = max(w for name, _ in told if (w := cell_len(name)) <= col_max or len(told) == 1)
        for name, meaning in told:
            gap = widest + col_spacing - cell_len(name)
            if gap < col_spacing:
                name, gap = f"{name}\n{'':{self.current_indent}}", widest + col_spacing
            self.write(f"{'':{self.current_indent}}{name}{'':{gap}}{meaning}\n")


@contextmanager
def misuse_told() -> Iterator[None]:
    """Let a command that was written wrongly end with its usage, a sentence and exit code 2."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except Misuse as mistake:
        sentence = sentence_of(mistake)
        if mistake.ctx is not None:
            say(mistake.ctx.get_usage())
            sentence += f"说明见 {mistake.ctx.command_path} -h。"
        fail(sentence)


def sentence_of(mistake: Misuse) -> str:
    """What was written wrongly; a sentence of ours is left as it is."""
    if isinstance(mistake, NoSuchOption):
        near = _or(mistake.option_name, mistake.possibilities or ())
        return f"没有选项 {mistake.option_name}{near}"
    if isinstance(mistake, BadParameter) and isinstance(mistake.param, TyperArgument | TyperOption):
        return _of_parameter(mistake, mistake.param)
    if found := re.fullmatch(r"No such command '(.*)'\. Did you mean (.*)\?", mistake.message):
        written, possible = found.groups()
        near = _or(written, re.findall("'(.*?)'", possible))
        return f"没有命令“{written}”{near}"
    for pattern, sentence in MISTAKES:
        if found := re.fullmatch(pattern, mistake.message):
            return sentence.format(*(part.replace("'", "") for part in found.groups())) + "。"
    return mistake.message


def _or(written: str, possible: Iterable[str]) -> str:
    """The end of a sentence: what was meant perhaps. Typer calls archive near to search; that is too far."""
    near = get_close_matches(written, list(possible), cutoff=CLOSE)
    return f"，是否想写 {'、'.join(near)}？" if near else "。"


def _of_parameter(mistake: BadParameter, param: TyperArgument | TyperOption) -> str:
    option = isinstance(param, TyperOption)
    name = f"选项 {' / '.join(param.opts)}" if option else f"参数 {param.display_name_raw}"
    if isinstance(mistake, MissingParameter):
        return f"缺少{name}：{(param.help or '').rstrip('。')}。"
    if not isinstance(mistake.__cause__, ValidationError):
        return f"{name} 不合要求：{mistake.message}"
    fault = mistake.__cause__.errors()[0]
    wanted = reason(fault)
    if choices := param.type_descriptor.choices:
        wanted = "应为以下之一：" + "、".join(
            str(c.value if isinstance(c, Enum) else c) for c in choices
        )
    return f"{name} {wanted}，现为“{fault['input']}”。"


def _in_chinese(text: str) -> str:
    for phrase, said in PHRASES.items():
        text = text.replace(phrase, said)
    return text


def _limits(meaning: str) -> str:
    found = LIMITS.search(meaning)
    if found is None:
        return meaning
    said = found["said"]
    for pattern, words in LIMIT_WORDS:
        said = re.sub(pattern, words, said)
    return f"{meaning[: found.start()]}［{said}］"
