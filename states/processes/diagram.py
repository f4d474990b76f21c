"""A process as a Mermaid state diagram, read from its table of moves."""

from states.facts import ROLE_LABELS, Role
from states.machine import Process


def mermaid(process: Process, *, language: str) -> str:
    """Return a Mermaid `stateDiagram-v2` of a process with labels in "sv" or "en"."""
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
    return "\n".join(parts) + "\n"


def _deadline(matter: str | None, reason: str) -> str:
    return f"påminnelse `{matter}`" if matter else reason or "–"
