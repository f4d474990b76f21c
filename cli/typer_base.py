"""What all commands have in common: help in the language of the user, and refusals in place of tracebacks."""

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from io import TextIOWrapper
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from cli.i18n import VARIABLE, _, asked_language
from cli.inputs import meant
from cli.output import REFUSED, WRONG_USE, complain
from states.text import LANGUAGES
from states.written import in_one_line

F = TypeVar("F", bound=Callable[..., Any])

INDENT = 2
UsageError: Any = typer.BadParameter.__base__  # typer itself gives a name only to this child of it


class Command(TyperCommand):
    """One command; what the domain refuses is told on the error stream."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return _placed(super().parse_args, ctx, args)

    def invoke(self, ctx: Any) -> Any:
        return _reporting_failures(super().invoke, ctx)


class Group(TyperGroup):
    """Commands under a common name."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)
        self.write_commands(ctx, formatter)

    def write_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [(name, summary(self.get_command(ctx, name))) for name in self.list_commands(ctx)]
        write_rows(formatter, _("Commands"), rows)

    def invoke(self, ctx: Any) -> Any:
        return _reporting_failures(super().invoke, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and self.no_args_is_help and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), err=True)
            raise typer.Exit(WRONG_USE)
        return _placed(super().parse_args, ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args[0] not in known and not ctx.resilient_parsing:
            said = _("Unknown command: “{word}”.").format(word=args[0]) + meant(get_close_matches(args[0], known))
            there = _("There are: {words}.").format(words=", ".join(known))
            raise typer.BadParameter(f"{said}\n{there}", ctx=ctx)
        return super().resolve_command(ctx, args)


class Root(Group):
    """The whole program: speaks the language of the user also where a command line is wrong."""

    def main(self, *args: Any, **options: Any) -> Any:
        told = options | {"prog_name": "trespann", "standalone_mode": False}
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            known = _knows_language()
            code = super().main(*args, **told) if known else WRONG_USE
        except UsageError as wrong:
            from cli.errors import wrong_use

            complain(wrong_use(wrong))
            code = WRONG_USE
        except typer.Abort:
            complain(_("Aborted."))
            code = REFUSED
        if options.get("standalone_mode", True):
            sys.exit(code if isinstance(code, int) else 0)
        return code


class Commands(typer.Typer):
    """A Typer whose commands all have this shape."""

    def __init__(self, **options: Any) -> None:
        told: dict[str, Any] = {"cls": Group, "no_args_is_help": True} | options
        super().__init__(
            **told,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:
        told: dict[str, Any] = {"cls": Command} | options
        return super().command(name, **told)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a help text, each a message of its own; an example keeps its indentation."""
    parts = (text or "").split("\n\n")
    return [part.rstrip() if part.startswith(" ") else " ".join(part.split()) for part in parts if part.strip()]


def summary(command: Any) -> str:
    """Return the first paragraph of a command's help."""
    return _(paragraphs(command.help)[0])


def write_rows(formatter: Any, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(list(rows))


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    required = [_names_of(p) for p in command.params if p.param_type_name == "option" and p.required]
    pieces = [*map(_usage_of, arguments), *required, _("[OPTIONS]")]
    if isinstance(command, Group):
        pieces.append(_("COMMAND …"))
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")
    for paragraph in paragraphs(command.help):
        formatter.write_paragraph()
        if paragraph.startswith(" "):  # as it is typed
            formatter.write(f"{' ' * INDENT}{_(paragraph)}\n")
        else:
            with formatter.indentation():
                formatter.write_text(_(paragraph))
    write_rows(formatter, _("Arguments"), [(_usage_of(p), _(p.help or "")) for p in arguments])
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    told = [(_names_of(p), _help_of(p)) for p in options]
    write_rows(formatter, _("Options"), [*told, ("--help", _("Show this help."))])


def _usage_of(argument: Any) -> str:
    name = _(argument.metavar) + (" …" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _names_of(option: Any) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    return f"{names} {_(option.metavar)}" if option.metavar else names


def _help_of(option: Any) -> str:
    default = option.default if isinstance(option.default, str) else ""
    return _(option.help or "") + (f" [{_('default')}: {default}]" if default else "")


def _knows_language() -> bool:
    asked = asked_language()
    if asked not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        complain(f"{VARIABLE}={asked}: välj ett av språken {known}.\n{VARIABLE}={asked}: choose one of {known}.")
    return asked in LANGUAGES


def _placed(parse: Callable[..., list[str]], ctx: Any, args: list[str]) -> list[str]:
    """Parse a command line, its texts in one form; what is wrong in it knows of which command it is.

    Paths stay as they are: a file is found only by the name that the file system has for it.
    """
    try:
        left = parse(ctx, args)
    except UsageError as wrong:
        wrong.ctx = wrong.ctx or ctx
        raise
    ctx.params |= {name: _in_one_form(value) for name, value in ctx.params.items()}
    return left


def _in_one_form(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_in_one_form, value))
    return in_one_line(value) if type(value) is str else value  # the words of a list to choose from are none of these


def _reporting_failures(invoke: Callable[[Any], Any], ctx: Any) -> Any:
    try:
        return invoke(ctx)
    except Exception as problem:
        from cli.errors import failure_of

        failure = failure_of(problem, ctx.params)
        if failure is None:
            raise
        complain(failure.text)
        raise typer.Exit(failure.code) from problem
