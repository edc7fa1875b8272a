"""
The command line's own manners: Typer with Chinese help, examples, --quiet for every command, and one
Chinese line for what cannot be understood.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from briefing.cli.telling import QuietOption, hushed
from briefing.domain.suggest import did_you_mean

# All faults of a command line, whichever Click is beneath Typer.
UsageFault: type[Exception] = typer.BadParameter.__mro__[1]
NO_COMMAND = "NoArgsIsHelpError"
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
# What the commands are for, and in which order.
PANELS = {
    "建一个县": ("init", "sample"),
    "做每月的简报": ("check", "build", "batch", "list", "verify"),
    "查一个数": ("trace", "diff", "explore"),
    "自动生成与投送": ("due", "schedule", "deliver"),
}
_HELP = {
    "help": "显示这份说明",
    "install_completion": "给当前的 shell 装上补全：按 Tab 补出命令、月份、县、报告、项目",
    "show_completion": "显示补全脚本，可自行安装",
}
_UNEXPECTED = re.compile(r"unexpected extra argument\S* \((.*)\)")
_UNKNOWN = re.compile(r"No such command '(.*?)'")


class App(typer.Typer):
    """Typer, whose commands show examples, speak Chinese, and can be quiet."""

    def command(
        self, name: str | None = None, *, examples: Sequence[str] = (), **settings: Any
    ) -> Callable[[Any], Any]:
        """Register a command; *examples* are whole lines, shown below its help."""
        if examples:
            settings["epilog"] = "\n".join(["例：", *(f"  {line}" for line in examples)])
        settings |= {"cls": Command, "options_metavar": "[选项]"}
        register = super().command(name, **settings)

        def registered(function: Any) -> Any:
            register(_quietable(function))
            return function

        return registered


def _quietable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --quiet."""

    @wraps(function)
    def command(*args: Any, quiet: bool, **settings: Any) -> Any:
        # Beside JSON nothing else is on standard output.
        if not quiet and not settings.get("as_json"):
            return function(*args, **settings)
        with hushed():
            return function(*args, **settings)

    # Evaluated where it is written: the names of its types are not known here.
    known = inspect.signature(function, eval_str=True)
    option = inspect.Parameter(
        "quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=QuietOption
    )
    parameters = [*known.parameters.values(), option]
    command.__signature__ = known.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _in_chinese(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """Say how the command is written."""
        return _usage(super().get_usage(ctx))


class Group(TyperGroup):
    """The command that holds the others."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order in which an office meets them."""
        order = [name for names in PANELS.values() for name in names]
        listed: list[str] = super().list_commands(ctx)
        return sorted(listed, key=lambda name: order.index(name) if name in order else len(order))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _in_chinese(self.get_params(ctx))
        for title, names in PANELS.items():
            for name in names:
                if name in self.commands:
                    self.commands[name].rich_help_panel = title  # type: ignore[attr-defined]
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """Say how commands are written."""
        return _usage(super().get_usage(ctx))


def _usage(text: str) -> str:
    return text.replace("Usage:", "用法：", 1)


def _in_chinese(parameters: Sequence[Any]) -> None:
    """Give Typer's own words their Chinese: it has no setting for them."""
    from typer import rich_utils

    for name, text in _TITLES.items():
        setattr(rich_utils, name, text)
    for parameter in parameters:
        if parameter.name in _HELP:
            parameter.help = _HELP[parameter.name]


def line(fault: Any) -> str:
    """Say in one Chinese line what of a command line cannot be understood, and what to do."""
    context = getattr(fault, "ctx", None)
    path = getattr(context, "command_path", "briefing")
    return f"{_what(fault, context)}用法见 {path} --help。"


def _what(fault: Any, context: Any) -> str:
    kind, said = type(fault).__name__, fault.format_message()
    option = getattr(fault, "option_name", "")
    if kind == "NoSuchOption":
        known = [name for each in context.command.get_params(context) for name in each.opts]
        return f"没有选项 {option}{did_you_mean(option, known) or '。'}"
    if kind == "BadOptionUsage":
        needs = "不该写值" if "does not take" in said else "后面要写值"
        return f"选项 {option} {needs}。"
    if match := _UNKNOWN.search(said):
        return f"没有命令“{match[1]}”{did_you_mean(match[1], context.command.commands) or '。'}"
    if match := _UNEXPECTED.search(said):
        return f"多写了“{match[1]}”。"
    parameter = getattr(fault, "param", None)
    if kind == "MissingParameter":
        return f"缺少{_named(parameter)}。"
    if parameter is not None:
        number = "，应为整数" if "integer" in said else ""
        return f"{_named(parameter)}的值不合规{number}。"
    return f"命令无法识别（{said}）。"


def _named(parameter: Any) -> str:
    """A parameter as people write it, with what it is."""
    if parameter is None:
        return "参数"
    is_option = parameter.param_type_name == "option"
    written = parameter.opts[0] if is_option else parameter.metavar or parameter.name.upper()
    return f"{written}（{parameter.help}）" if getattr(parameter, "help", None) else written
