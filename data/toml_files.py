"""TOML files that people write: read as editors save them, refused by the place and never by what stands there."""

import re
import tomllib
from pathlib import Path

PLACE = re.compile(r"at line (\d+), column (\d+)")


class NoToml(Exception):
    """A file that is no TOML; the text says where, as the end of a sentence."""


def read_toml(path: Path) -> dict[str, object]:
    """What a file says; NoToml where it cannot be understood, OSError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeError:
        raise NoToml("文件应存为 UTF-8 编码") from None
    except RecursionError:
        raise NoToml("括号套得太深") from None
    except tomllib.TOMLDecodeError as failure:
        place = PLACE.search(str(failure))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
        raise NoToml(f"{where}不合 TOML 的写法") from None
    except ValueError:
        # Python reads no number of more than some thousand digits.
        raise NoToml("有的数字太长") from None
