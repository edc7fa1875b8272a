"""Show what corrections and confirmations change, ask, and write them down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from briefing.cli.output import shown
from briefing.domain.findings import Finding, errors
from briefing.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.jobs.write_down import Change

_MOST_SHOWN = 5


def offer(change: Change, *, is_agreed: bool) -> bool:
    """Print what entries change; write them where someone agrees, or has before. Tell whether."""
    _print("解决", change.settled)
    _print("新增", change.added)
    after = change.after.findings
    wrong = len(errors(after))
    typer.echo(f"写入后：错误{wrong}条，提示{len(after) - wrong}条。")
    if not is_agreed and not typer.confirm(f"写入 {shown(change.file)}？", default=False):
        typer.echo("没有写入。")
        return False
    change.write()
    typer.echo(f"已写入 {shown(change.file)}")
    return True


def as_dict(change: Change) -> dict[str, Any]:
    """Return what entries change, for JSON."""
    return {
        "file": shown(change.file),
        "settled": [finding.as_dict() for finding in change.settled],
        "added": [finding.as_dict() for finding in change.added],
        "errors": len(errors(change.after.findings)),
    }


def _print(word: str, findings: Sequence[Finding]) -> None:
    for finding in findings[:_MOST_SHOWN]:
        typer.echo(f"  {word} {one_line(finding.line)}")
    if more := len(findings[_MOST_SHOWN:]):
        typer.echo(f"  {word} 另有{more}条")
