"""No name, path or link leads out of the folder that it belongs to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import fingerprints, month_files
from briefing.ledgers import correct
from briefing.ledgers.cut.month_reader import read_month
from briefing.settings import county
from briefing.settings.paths import CountyFolder, Project, folder_name, safe_name
from tests.conftest import MAY, sheet, workbook
from tests.project import run

GROWTH = sheet("""
    指标       | 单位 | 1—5月
    固投增速   | %    | 6.1
""")

ELSEWHERE = [
    "../zhashui", "..", ".", "", "/etc", "a/b", "a\\b", "C:\\", "C:", "~", "a\0b", "a\n", "县 名",
    "*", "CON", "nul", "Aux.toml", "com¹", "LPT9.x", "zhashui.", ".zhashui", "县" * 65, "𠀀" * 64,
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    month = tmp_path / "county" / "raw" / "2020-05"
    month.mkdir(parents=True)
    return month


@pytest.fixture(scope="module")
def project(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(opened, tmp_path_factory.mktemp("confined") / "project")


def errors_of(folder: Path) -> list[tuple[str, str]]:
    found = read_month(folder, MAY).findings
    return [
        (finding.code, finding.file) for finding in found if finding.code in {"F03", "F05", "F09"}
    ]


@pytest.mark.parametrize("name", ELSEWHERE, ids=ascii)
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    """A path, a device of Windows, a name that two systems read differently: one line, no more."""
    with pytest.raises(UsageError, match="不合规") as caught:
        safe_name(name, "县名")

    (line,) = caught.value.lines
    assert line.isprintable()


@pytest.mark.parametrize("name", ELSEWHERE, ids=ascii)
def test_an_item_of_any_name_has_a_folder_of_its_own(name: str) -> None:
    """What a project is called decides nothing but the looks of its folder."""
    made = folder_name(name)

    assert safe_name(f"x{made}", "项目") == f"x{made}"
    assert made != name
    assert len(made.encode()) < 200
    assert made not in {folder_name(other) for other in ELSEWHERE if other != name}


def test_items_that_windows_takes_for_one_have_two_folders() -> None:
    """Names that differ in case or width are two items, on every system."""
    names = ["abc水厂", "ABC水厂", "ＡＢＣ水厂"]

    assert len({folder_name(name).casefold() for name in names}) == 3


@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "/nowhere", "inside.xlsx", "."])
def test_a_link_among_the_ledgers_is_refused(folder: Path, target: str) -> None:
    """To a file, a folder, nothing, or a file beside it: a link is named, and never followed."""
    workbook(folder / "inside.xlsx", GROWTH)
    (folder / "台账.xlsx").symlink_to(target)

    assert errors_of(folder) == [("F05", "台账.xlsx")]


def test_a_link_is_known_by_where_it_leads(folder: Path) -> None:
    """What a link leads to is not even hashed; that it leads elsewhere is noticed."""
    (folder / "a.csv").symlink_to("/etc/passwd")
    before = fingerprints(folder)
    (folder / "a.csv").unlink()
    (folder / "a.csv").symlink_to("/etc/hosts")

    after = fingerprints(folder)

    assert before["a.csv"][1] == after["a.csv"][1] == 0
    assert before != after


@pytest.mark.parametrize("linked", ["raw", "raw/2020-05"])
def test_a_folder_of_ledgers_is_no_link(folder: Path, tmp_path: Path, linked: str) -> None:
    """A link in the place of the month's folder, or of raw, is named; what it holds stays unread."""
    workbook(folder / "台账.xlsx", GROWTH)
    place = tmp_path / "county" / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")

    reading = read_month(folder, MAY)

    assert errors_of(folder) == [("F05", linked)]
    assert (reading.tables, reading.files) == ([], {})
    assert month_files(tmp_path, CountyFolder(tmp_path / "county"), MAY) == {}


def test_a_pipe_is_named_and_not_waited_for(folder: Path) -> None:
    """What only looks like a file would keep its reader waiting for ever."""
    os.mkfifo(folder / "台账.xlsx")

    assert errors_of(folder) == [("F05", "台账.xlsx")]


def test_a_file_name_that_is_no_text_is_named(folder: Path) -> None:
    """Names that an old archive left in GBK are shown as far as they are text."""
    name = os.fsencode("月报.xlsx").replace("报".encode(), "报".encode("gbk"))
    Path(os.fsdecode(bytes(folder) + b"/" + name)).touch()

    assert errors_of(folder) == [("F03", "月��.xlsx")]


@pytest.mark.parametrize("linked", ["corrections", "corrections/a.toml"])
def test_corrections_are_no_links(tmp_path: Path, linked: str) -> None:
    """What decides over a figure lies in the county's folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.toml").touch()
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(
        tmp_path / "elsewhere" / Path(linked).name.removeprefix("corrections")
    )

    with pytest.raises(UsageError, match="是链接"):
        correct.texts(tmp_path / "corrections")


def test_the_county_is_no_link(project: Path, tmp_path: Path) -> None:
    """Neither county.toml nor a county's folder may stand elsewhere; another name beside it may."""
    (project / "data" / "away").symlink_to(tmp_path)
    (project / "data" / "again").symlink_to("zhashui")
    (tmp_path / "county.toml").symlink_to(project / "data" / "zhashui" / "county.toml")

    with pytest.raises(UsageError, match="指到 data 之外"):
        Project(project).county("away")
    with pytest.raises(UsageError, match="是链接"):
        county.load(tmp_path / "county.toml")
    assert Project(project).county("again").config.is_file()
    for name in ("away", "again"):
        (project / "data" / name).unlink()


@pytest.mark.parametrize(
    "folder", ["/usr/share/fonts", "../fonts", "a/../../b", "C:\\Windows\\Fonts", "\\\\host\\a"]
)
def test_fonts_come_from_the_project(project: Path, tmp_path: Path, folder: str) -> None:
    """What a page is set in is kept with it."""
    text = (project / "data" / "zhashui" / "county.toml").read_text(encoding="utf-8")
    (tmp_path / "county.toml").write_text(
        text.replace('folder = ""', f"folder = '{folder}'"), encoding="utf-8"
    )

    with pytest.raises(UsageError, match="应是项目里的文件夹"):
        county.load(tmp_path / "county.toml")


@pytest.mark.parametrize("month", ["../2020-05", "2020-05/..", "2020-05\n", "٢٠٢٠-٠٥"])
def test_a_month_is_a_month(month: str) -> None:
    """Nothing but four digits, a dash and two; said in one line."""
    with pytest.raises(UsageError, match="无法识别") as caught:
        Month.parse(month)

    assert caught.value.lines[0].isprintable()


@pytest.mark.parametrize(
    "words",
    [
        ("check", "2020-05", "--county", "../../etc"),
        ("verify", "--county", "../../etc"),
        ("verify", "--county", "*"),
        ("build", "2020-05", "--report", "../notebooks/briefing"),
        ("build", "2020-05", "--lang", "../en"),
        ("build", "2020-05", "--report", "dossier", "--item", "../../x\n\x1b[2J"),
        ("batch", "2020-05", "--report", "briefing", "--county", "../zhashui"),
        ("explore", "2020-05", "--county", "../zhashui"),
    ],
    ids=" ".join,
)
def test_no_command_leaves_its_folder(project: Path, words: tuple[str, ...]) -> None:
    """Whatever is asked by a name that could lead elsewhere ends in usage, in one line."""
    done = run(project, *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.removesuffix("\n").isprintable()
    assert not (project / "reports").exists() or not any((project / "reports").rglob("*.pdf"))


def test_a_month_with_a_link_is_refused_and_checked_to_the_end(project: Path) -> None:
    """The clerk reads which file, what it is and what to do; a name cannot break the line."""
    raw = project / "data" / "zhashui" / "raw" / "2020-05"
    link = raw / "台账\n\x1b[2J.csv"
    link.symlink_to("/etc/passwd")

    done = run(project, "build", "2020-05", "--report", "briefing")

    link.unlink()
    assert done.returncode == 3
    assert done.stderr.splitlines()[:-1] == [
        "柞水县2020年5月月度简报没有生成：台账有1处错误，改正后再生成。",
        "[F05] 台账 [2J.csv：是链接，不读取，应为文件本身。请删去链接，放入原文件。",
    ]
