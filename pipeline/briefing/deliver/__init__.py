"""A published month goes to those who are to have it: by mail, and into a folder; each once."""

from __future__ import annotations

from briefing.deliver.deliver import Delivered, deliver, expect, resume, tell_failures

__all__ = ["Delivered", "deliver", "expect", "resume", "tell_failures"]
