"""The committed county is what its generator makes, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.starter.sample import generate
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "data" / "zhashui"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("sample"))[0]


def ledgers(county: Path) -> list[str]:
    return sorted(
        path.relative_to(county).as_posix() for path in county.rglob("raw/*/*") if path.is_file()
    )


def test_the_same_files_are_made(generated: Path) -> None:
    """Seven ledgers a month from February on, six in January, which has no growth."""
    assert ledgers(generated) == ledgers(COMMITTED)
    assert len(ledgers(COMMITTED)) == 6 + 4 * 7


@pytest.mark.parametrize("name", ledgers(COMMITTED))
def test_every_cell_and_merge_is_the_same(generated: Path, name: str) -> None:
    """Nobody has edited the sample by hand, and no change of the generator went unnoticed."""
    limits = FileLimits()
    assert formats.read(generated / name, limits) == formats.read(COMMITTED / name, limits)


def test_the_rules_are_the_same(generated: Path) -> None:
    """county.toml is written by the generator too."""
    assert (generated / "county.toml").read_text("utf-8") == (COMMITTED / "county.toml").read_text(
        "utf-8"
    )


def test_one_ledger_is_a_gb18030_text() -> None:
    """The bureau's system exports CSV in the encoding that such systems use."""
    text = next((COMMITTED / "raw" / "2020-05").glob("*.csv")).read_bytes()

    assert "固定资产投资统计台账" in text.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
