"""delivery.toml: when months are due and who gets them; no edition depends on it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import month_files
from briefing.settings import county, delivery, paths
from briefing.settings.delivery import Mailbox
from briefing.settings.paths import CountyFolder, Project
from tests.project import ROOT, copy_project

if TYPE_CHECKING:
    from pathlib import Path

RULES = county.load(paths.PACKAGE / "starter" / "sample" / "county.toml")
MAIL = """
[mail]
host = "mail.example.cn"
sender = "发展和改革局 <fgj@example.cn>"
to = ["县政府办公室 <zfb@example.cn>", "tjj@example.cn"]
"""


def loaded(folder: Path, text: str) -> delivery.Delivery:
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    return delivery.load(CountyFolder(folder))


def fault(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as refused:
        loaded(folder, text)
    return str(refused.value).removeprefix(str(folder / "delivery.toml"))


def test_without_the_file_nothing_is_sent_and_the_issue_date_is_the_day(tmp_path: Path) -> None:
    """A county that writes nothing gets county.toml's own day and first month."""
    settings = delivery.load(CountyFolder(tmp_path))

    assert not settings.is_on
    assert settings.working_day(RULES) == RULES.bulletin.issue_working_day
    assert settings.first_month(RULES) == RULES.bulletin.first_month


def test_mailboxes_have_names_and_ports_their_usual_numbers(tmp_path: Path) -> None:
    """An address may stand with a name or alone."""
    mail = loaded(tmp_path, MAIL).mail

    assert mail is not None
    assert mail.sender == Mailbox("fgj@example.cn", "发展和改革局")
    assert mail.to[1] == Mailbox("tjj@example.cn", "")
    assert mail.server_port == 587


def test_days_of_the_file_go_before_those_of_the_county(tmp_path: Path) -> None:
    """An override may take back what county.toml says."""
    day = dt.date(2020, 6, 1)
    settings = loaded(tmp_path, "[schedule]\ndays_off = [2020-06-01]\n")
    rules = RULES.model_copy(update={"working_days": (day,)})

    assert settings.calendar(rules)[day] is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[schedul]\n", "schedul：没有这个键。是否想写“schedule”？"),
        ("[schedule]\nworkday = 5\n", "可用的键：attempts、days_off、first_month"),
        (MAIL + "prot = 25\n", "是否想写“port”？"),
        (MAIL.replace("tjj@", "tjj "), "不是邮箱地址"),
        (MAIL.replace("tjj@example.cn", "tjj@example.cn\\nBcc: x@example.cn"), "不是邮箱地址"),
        (MAIL.replace("sender", "from"), "mail.sender：缺少这个键"),
        (MAIL + 'security = "ssl"\n', "应为 'starttls', 'tls', 'none' 之一"),
        (MAIL + 'username = "fgj"\n', "请在 password_file 与 keyring_service 中写一个"),
        (
            MAIL + 'username = "fgj"\npassword_file = "p"\nsecurity = "none"\n',
            "口令会明文传送",
        ),
        ('[folder]\npath = ""\n', "folder.path"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_that_says_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    """As in county.toml."""
    assert says in fault(tmp_path, text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_of_the_docs_can_be_copied(tmp_path: Path, language: str) -> None:
    """Every key of it is one that there is."""
    page = ROOT / "docs" / language / "how-to" / "unattended.md"
    text = page.read_text(encoding="utf-8")
    (example,) = [
        block for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[mail]" in block
    ]

    settings = loaded(tmp_path, example)

    assert settings.mail
    assert settings.folder
    assert settings.schedule.model_fields_set == settings.schedule.__class__.model_fields.keys()


def test_a_change_of_it_makes_no_edition_stale(tmp_path: Path) -> None:
    """A new recipient is no other figure."""
    project = Project(copy_project(tmp_path))
    folder = project.county("zhashui")
    before = month_files(project.root, folder, Month(2020, 5))
    folder.delivery.write_text(MAIL, encoding="utf-8")

    assert month_files(project.root, folder, Month(2020, 5)) == before
