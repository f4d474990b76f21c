"""All that the command line says: the messages that its catalogue has to hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import typer.core
import typer.main

from cli.main import COMMANDS, app
from cli.typer_base import paragraphs

FOLDER = Path(__file__).parents[2] / "cli"


def messages() -> set[str]:
    """Return every message id of the command line: in its code, and in the help of its commands."""
    in_code = {message for path in FOLDER.glob("*.py") for message in _in_code(path)}
    summaries = {message for of_subject in COMMANDS.values() for _module, message in of_subject.values()}
    return in_code | set(COMMANDS) | summaries | {text for _name, command in commands() for text in _in_help(command)}


def commands(group=None, name: str = "trespann") -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Yield every command and group of commands with its full name, the program itself first."""
    command = group or typer.main.get_command(app)
    yield name, command
    if isinstance(command, typer.core.TyperGroup):
        for each in command.list_commands(None):
            yield from commands(command.get_command(None, each), f"{name} {each}")


def _in_code(path: Path) -> Iterator[str]:
    looks_up = {"_", "say"} if path.name == "demo.py" else {"_"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(message)), *_]) if name in looks_up:
                yield message


def _in_help(command) -> Iterator[str]:
    yield from (part for part in paragraphs(command.help) if not part.startswith(" ") or _says_something(part))
    for param in command.params:
        yield from (text for text in (getattr(param, "help", ""), param.metavar) if text)


def _says_something(example: str) -> bool:
    return '"' in example or "today" in example
