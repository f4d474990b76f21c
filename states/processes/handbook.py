"""The handbook's pages, one per process: `python -m states.processes.handbook docs/handbook` writes them."""

import sys
from pathlib import Path

from states.facts import ROLE_LABELS, Role
from states.law.governed import AS_OF
from states.machine import Process
from states.processes.registry import PROCESSES


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {f"{name}.md": handbook_page(process) for name, process in PROCESSES.items()}


def write(folder: Path) -> None:
    """Write every page into a folder, and remove the pages of processes that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def handbook_page(process: Process) -> str:
    """Return the handbook's page of a process in Swedish: diagram, owners of the states, moves and conditions."""
    parts = [f"# {process.label.sv.capitalize()}\n", "```mermaid\n" + mermaid(process, language="sv") + "```\n"]
    parts.append("⏱ = sker av sig själv när villkoren är uppfyllda.\n\n## Lägen\n")
    parts.append("| läge | namn i systemet | ansvarar | tidsfrist |\n|---|---|---|---|")
    parts += [
        f"| {duty.label.sv} | `{state}` | {ROLE_LABELS[duty.owner].sv if duty.owner else '–'} |"
        f" {_deadline(duty.deadline, duty.no_deadline.sv if duty.no_deadline else '')} |"
        for state, duty in process.duties.items()
    ]
    parts.append("\n## Steg\n\n| steg | namn i systemet | från | till | vem | villkor |\n|---|---|---|---|---|---|")
    parts += [
        f"| {process.triggers[move.trigger].sv} | `{move.trigger}` |"
        f" {', '.join(process.duties[source].label.sv for source in move.sources)} |"
        f" {process.duties[move.target].label.sv} | {'<br>'.join(ROLE_LABELS[role].sv for role in move.by)} |"
        f" {'<br>'.join(guard.text.sv for guard in move.guards) or '–'} |"
        for move in process.moves
    ]
    parts.append(f"\n{AS_OF.sv}")
    return "\n".join(parts) + "\n"


def _deadline(matter: str | None, reason: str) -> str:
    return f"påminnelse `{matter}`" if matter else reason or "–"


def mermaid(process: Process, *, language: str) -> str:
    """Return a Mermaid `stateDiagram-v2` of a process with labels in "sv" or "en"; raise UnknownLanguage otherwise."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{duty.label.in_(language)}" as {state}' for state, duty in process.duties.items()]
    lines.append(f"    [*] --> {process.initial}")
    seen: dict[tuple[str, str, str], list[Role]] = {}
    for move in process.moves:
        for origin in move.sources:
            seen.setdefault((origin, move.target, move.trigger), []).extend(move.by)
    for (source, target, trigger), roles in seen.items():
        clock_only = "" if set(roles) != {Role.CLOCK} else " ⏱"
        lines.append(f"    {source} --> {target}: {process.triggers[trigger].in_(language)}{clock_only}")
    lines += [f"    {state} --> [*]" for state in process.duties if state in process.ends]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
