"""Every fault of a file that people write is one Chinese line: where, what was read, what to do."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING

import pytest

from briefing.domain.errors import UsageError
from briefing.settings import toml_file
from briefing.settings.toml_faults import line_of, syntax_faults
from briefing.settings.toml_file import MonthField, Settings

if TYPE_CHECKING:
    from pathlib import Path

MARKS = "中文（全角）符号"


class Entry(Settings):
    """A table of a list."""

    month: MonthField
    on: dt.date


class File(Settings):
    """A whole file."""

    entry: tuple[Entry, ...] = ()
    names: tuple[str, ...] = ()


def refused(text: str) -> list[str]:
    with pytest.raises(UsageError) as fault:
        toml_file.validated(text, File, "a.toml")
    return str(fault.value).splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = “甲”", f'“ ” 是{MARKS}，应换成英文的 "'),
        ("a ＝ 1", f"＝ 是{MARKS}，应换成英文的 ="),
        ('a = "甲"，', f"， 是{MARKS}，应换成英文的 ,"),
        ("a ＝ “甲”", f'＝ “ ” 是{MARKS}，应换成英文的 = "'),
        ("【【a】】", f"【 】 是{MARKS}，应换成英文的 [ ]"),
        ("\u3000a = 1", f"\u3000 是{MARKS}，请删去"),
        ("a = １2", f"１ 是{MARKS}，应换成英文的 1"),
        ('a = "甲', "引号没有成对"),
        ('a = 甲"', "引号没有成对"),
        ("a = '甲", "引号没有成对"),
        ('a = "甲，乙', "引号没有成对"),
        ('a = "甲”', '结尾的 ” 是中文引号，应换成英文的 "'),
        ('a = "甲"乙', "文字后面多了“乙”，请删去"),
        ('a = "甲" b = "乙"', "文字后面多了“b =”，请删去"),
        (r'a = "c:\甲"', r"反斜杠 \ 应写成 \\"),
        ("a = 甲", '文字前后要加英文的引号，写作 "…"'),
        ("a =", "= 后面没有写值"),
        ("a = # 待定", "= 后面没有写值"),
        ("a: 甲", "应写作 键 = 值，用 = 不用 :"),
        ("这是说明", "应写作 键 = 值；说明前面要加 #"),
        ("月份 = 1", "“月份”不能作键名，应为英文的键"),
        ("a = 2020-6-2", "日期应写作 2020-06-02"),
        ("a = 2020年6月2日", "日期应写作 2020-06-02"),
        ("a = 2020.06.02", "日期应写作 2020-06-02"),
        ("a = 2020-13-01", "日期应写作 2020-06-02"),
        ("a = 1,200", "数字应只写数字，没有千分号、单位和前面的 0"),
        ("a = 100万元", "数字应只写数字，没有千分号、单位和前面的 0"),
        ("a = True", "是、否应写作小写的 true、false"),
        ('a = ["甲" "乙"]', "列表的各项应加英文引号"),
        ("[[a]", "节名的括号应成对"),
        ("[a]]", "节名的括号应成对"),
        ('a = "甲\x07"', "有看不见的控制字符"),
    ],
)
def test_a_line_that_is_no_toml_is_explained(line: str, expected: str) -> None:
    """In the words of who writes it; the lines around it are sound, and are not blamed."""
    text = f'# 说明“甲”\nbefore = "“”＝，"\n{line}\nafter = 1'
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)

    ((number, told),) = syntax_faults(text).items()

    assert number == 3
    assert told.startswith(expected)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("a = 1\nb = 2\na = 3", 3, "“a”写了两次（第1行已写过），请删去一处"),
        ("[a]\nb = 1\n[a]\nc = 1", 3, "[a] 写了两次，应合为一节"),
        ("[[a]]\nb = 1\n[a]\nb = 1", 3, "[a] 应写作 [[a]]，与前面的一样"),
        ('a = """甲\nb = 1', 1, "引号没有成对"),
        ('b = 1\na = [\n"甲",\n', 2, "列表的各项应加英文引号"),
    ],
)
def test_what_is_written_twice_or_left_open_is_found(
    text: str, number: int, expected: str
) -> None:
    """The line that is to be mended, not the one where the parser gave up."""
    ((found, told),) = syntax_faults(text).items()

    assert found == number
    assert told.startswith(expected)


def test_every_broken_line_is_told_at_once() -> None:
    """Nobody should correct a file five times; a broken head does not mix two entries."""
    assert refused('[[entry]\nmonth ＝ "2020-05"\non = 六月\n\n[[entry]\nmonth = "x\non = x') == [
        "a.toml › 第1行：读到“[[entry]”，节名的括号应成对，写作 [节名] 或 [[节名]]，后面不写别的。",
        f'a.toml › 第2行：读到“month ＝ "2020-05"”，＝ 是{MARKS}，应换成英文的 =。',
        'a.toml › 第3行：读到“on = 六月”，文字前后要加英文的引号，写作 "…"。',
        "a.toml › 第5行：读到“[[entry]”，节名的括号应成对，写作 [节名] 或 [[节名]]，后面不写别的。",
        (
            'a.toml › 第6行：读到“month = "x”，引号没有成对，文字前后各要一个英文的 "；'
            "文字里的引号请用中文的“”。"
        ),
        'a.toml › 第7行：读到“on = x”，文字前后要加英文的引号，写作 "…"。',
    ]  # fmt: skip


def test_a_wrong_value_is_told_with_its_line() -> None:
    """Of a key that is missing, the line of its section."""
    text = '# 一\n[[entry]]\nmonth = "2020-05"\non = 2020-06-02\n\n[[entry]]\nmonth = "2020-13"\n'

    assert [line.partition("：")[0] for line in refused(text)] == [
        "a.toml › 第7行 › entry（第2条）.month",
        "a.toml › 第6行 › entry（第2条）.on",
    ]
    assert refused("[entry]\nmonth = 1") == [
        "a.toml › 第1行 › entry：读到 [entry]，应写作 [[entry]]，每条各写一次。"
    ]
    assert refused('month = "2020-05"') == [
        "a.toml › 第1行 › month：没有这个键。它应写在 [[entry]] 下面。可用的键：entry、names。"
    ]
    assert refused("names = [1]")[0].startswith("a.toml › 第1行 › names（第1条）：读到“1”")


def test_a_line_is_found_below_tables_of_tables_and_long_texts() -> None:
    """As people lay out their files."""
    text = '[a]\nx = """\n[b]\ny = 1\n"""\n[[a.c]]\n[[a.c]]\n"y" = 1\n[a.c.d]\nz.w = 2\n'

    assert line_of(text, ("a", "x")) == 2
    assert line_of(text, ("a", "c", 1, "y")) == 8
    assert line_of(text, ("a", "c", 1, "d", "z", "w")) == 10
    assert line_of(text, ("b",)) == 0


def test_what_is_added_leaves_a_file_as_it_was(tmp_path: Path) -> None:
    """Its comments, its end of line, and the mark before its first letter."""
    path = tmp_path / "new" / "a.toml"
    path.parent.mkdir()
    path.write_bytes("\ufeff# 甲\r\na = 1".encode())

    toml_file.append(path, "b = 2\n")
    toml_file.append(path.with_name("b.toml"), "b = 2\n")

    assert path.read_bytes() == "\ufeff# 甲\r\na = 1\r\n\r\nb = 2\r\n".encode()
    assert path.with_name("b.toml").read_text(encoding="utf-8") == "b = 2\n"


@pytest.mark.parametrize("linked", ["a.toml", "folder"])
def test_nothing_is_added_through_a_link(tmp_path: Path, linked: str) -> None:
    """It may lead out of the project."""
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "a.toml").write_bytes(b"")
    folder = tmp_path / "folder"
    if linked == "folder":
        folder.symlink_to(tmp_path / "else")
    else:
        folder.mkdir()
        (folder / "a.toml").symlink_to(tmp_path / "else" / "a.toml")

    with pytest.raises(UsageError, match="是链接"):
        toml_file.append(folder / "a.toml", "b = 2\n")

    assert (tmp_path / "else" / "a.toml").read_bytes() == b""
