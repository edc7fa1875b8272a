"""What each sheet that a month received was taken for: a ledger, or none, and why."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.ledgers.dictionary import ledger


@dataclass(frozen=True)
class Received:
    """
    One sheet, or a file that could not be opened (`sheet` is empty then).

    `ledger` is the ledger's id, or that of the nearest one where *why* says that it was not read;
    “” where nothing is near, and several ids, joined by “|”, where a file's name calls several.
    """

    file: str
    sheet: str
    ledger: str
    rows: int = 0
    why: str = ""
    # Columns with numbers that mean no column of the ledger.
    unused: str = ""
    # An error stands for the nearest ledger, so that it is not also called missing.
    is_refused: bool = False
    # Not where a ledger stays out: of another month, hidden, an older version.
    is_none: bool = False

    @property
    def name(self) -> str:
        """The ledger's name."""
        return "》《".join(ledger(each).name for each in self.ledger.split("|") if each)

    @property
    def verdict(self) -> str:
        """What it is, in Chinese words."""
        if not self.why:
            unused = f"；未用的列：{self.unused}" if self.unused else ""
            return f"《{self.name}》 {self.rows}行{unused}"
        if self.is_none:
            near = f"（最接近《{self.name}》）" if self.ledger else ""
            return f"不是本系统的台账，因为{self.why}{near}"
        name = f"《{self.name}》" if self.ledger else ""
        return f"{name}未读取，因为{self.why}"

    def as_dict(self) -> dict[str, object]:
        """Return the entry for JSON."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "ledger": "" if self.why else self.ledger,
            "nearest": self.ledger if self.why else "",
            "rows": self.rows,
            "why": self.why,
            "unused": self.unused,
            "verdict": self.verdict,
        }
