"""Typer with Chinese help, examples and --quiet for every command, and Chinese error messages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from briefing.cli.output import QuietOption, silenced
from briefing.domain.suggest import did_you_mean

# The base class of all errors in a command line: Typer may carry a Click of its own.
UsageFault: type[Exception] = typer.BadParameter.__mro__[1]
NO_COMMAND = "NoArgsIsHelpError"
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
# The groups of commands in the help, in their order.
PANELS = {
    "建一个县": ("init", "sample"),
    "做每月的简报": ("check", "answers", "correct", "build", "batch", "list", "verify"),
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
    """Typer whose commands have Chinese help with examples, and the option --quiet."""

    def __init__(self, help_: str) -> None:
        super().__init__(
            cls=CommandGroup,
            help=help_,
            no_args_is_help=True,
            pretty_exceptions_enable=False,
            options_metavar="[选项]",
            subcommand_metavar="命令 [参数]",
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def command(
        self, name: str | None = None, *, examples: Sequence[str] = (), **settings: Any
    ) -> Callable[[Any], Any]:
        """Register a command; *examples* are command lines, shown below its help."""
        if examples:
            settings["epilog"] = "\n".join(["例：", *(f"  {line}" for line in examples)])
        settings |= {"cls": Command, "options_metavar": "[选项]"}
        register = super().command(name, **settings)

        def registered(function: Any) -> Any:
            register(_with_quiet(function))
            return function

        return registered


def _with_quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --quiet."""

    @wraps(function)
    def command(*args: Any, quiet: bool, **settings: Any) -> Any:
        # With --json, standard output holds nothing but JSON.
        if not quiet and not settings.get("as_json"):
            return function(*args, **settings)
        with silenced():
            return function(*args, **settings)

    # Evaluated in the function's own module, which knows the names of its types.
    known = inspect.signature(function, eval_str=True)
    option = inspect.Parameter(
        "quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=QuietOption
    )
    parameters = [*known.parameters.values(), option]
    command.__signature__ = known.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


class Command(TyperCommand):
    """A command with Chinese help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _in_chinese(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """Return the line of usage."""
        return super().get_usage(ctx).replace("Usage:", "用法：", 1)


class CommandGroup(TyperGroup):
    """A group of commands with Chinese help."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in the order of `PANELS`."""
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
        """Return the line of usage."""
        return super().get_usage(ctx).replace("Usage:", "用法：", 1)


app = App("把县里的原始投资台账变成领导签得了字的月度简报。")


def _in_chinese(parameters: Sequence[Any]) -> None:
    """Replace Typer's own English words, for which it has no setting."""
    from typer import rich_utils

    for name, text in _TITLES.items():
        setattr(rich_utils, name, text)
    for parameter in parameters:
        if parameter.name in _HELP:
            parameter.help = _HELP[parameter.name]


def usage_message(fault: Any) -> str:
    """Say in one Chinese line what is wrong in a command line, and what to do."""
    context = getattr(fault, "ctx", None)
    path = getattr(context, "command_path", "briefing")
    return f"{_fault(fault, context)}用法见 {path} --help。"


def _fault(fault: Any, context: Any) -> str:
    kind, english = type(fault).__name__, fault.format_message()
    option = getattr(fault, "option_name", "")
    if kind == "NoSuchOption":
        known = [name for each in context.command.get_params(context) for name in each.opts]
        return f"没有选项 {option}{did_you_mean(option, known) or '。'}"
    if kind == "BadOptionUsage":
        needs = "不该写值" if "does not take" in english else "后面要写值"
        return f"选项 {option} {needs}。"
    if match := _UNKNOWN.search(english):
        return f"没有命令“{match[1]}”{did_you_mean(match[1], context.command.commands) or '。'}"
    if match := _UNEXPECTED.search(english):
        return f"多写了“{match[1]}”。"
    parameter = getattr(fault, "param", None)
    if kind == "MissingParameter":
        return f"缺少{_named(parameter)}。"
    if parameter is not None:
        number = "，应为整数" if "integer" in english else ""
        return f"{_named(parameter)}的值不合规{number}。"
    return f"命令无法识别（{english}）。"


def _named(parameter: Any) -> str:
    """Return a parameter as it is written on the command line, with its help."""
    if parameter is None:
        return "参数"
    is_option = parameter.param_type_name == "option"
    written = parameter.opts[0] if is_option else parameter.metavar or parameter.name.upper()
    return f"{written}（{parameter.help}）" if getattr(parameter, "help", None) else written
