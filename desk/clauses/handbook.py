"""The handbook's page on clauses: `python -m desk.clauses.handbook docs/handbook/clauses` writes it."""

import sys
from collections.abc import Iterator
from pathlib import Path

from desk.clauses.library import CLAUSE_LABELS, Clause, library
from states.records.clauses import PARAMETERS, TRADES, plain
from states.text import joined

PAGE = "clauses.md"


def page() -> str:
    """Return the page in Swedish: per form its guidance with sources, its text with the gaps, and its trades."""
    clauses = library()
    whole = [one for one in clauses if not one.trade]
    parts = [_HEAD, *(part for one in sorted(whole, key=_order) for part in _about(one, clauses))]
    return "\n\n".join(parts) + "\n"


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(page(), encoding="utf-8", newline="\n")


def _order(clause: Clause) -> int:
    return list(CLAUSE_LABELS).index(clause.form)


def _about(clause: Clause, among: tuple[Clause, ...]) -> Iterator[str]:
    words = clause.wordings["sv"]
    label = CLAUSE_LABELS[clause.form].sv
    yield f"## {label[:1].upper()}{label[1:]}"
    yield f"Klausulen `{clause.id}`, version {clause.version}: {_approval(clause)}. {clause.idea.sv}"
    yield "### Att tänka på"
    yield "\n".join(f"- {told.text.sv} *({told.source})*" for told in clause.guidance)
    trades = [TRADES[one.trade].sv for one in among if one.form == clause.form and one.trade]
    if trades:
        yield f"Egna ord för arbetet finns för {', '.join(trades)}."
    names = [name for name in PARAMETERS if name in words.names]
    if names:
        yield f"Det som fylls i: {joined(PARAMETERS[name].label for name in names).sv}."
    yield "### Text"
    yield "\n>\n".join(f"> {line}" for line in plain(words.draft({})).split("\n\n"))


def _approval(clause: Clause) -> str:
    return f"godkänd av {clause.approved_by}" if clause.approved_by else "exempeltext, inte godkänd av jurist"


_HEAD = """# Klausuler

Texterna är skrivna för det här programmet. Hakparenteser visar vad som fylls i; stycken som bara står med när något är
bestämt syns inte här. Vägledningen är återgiven med egna ord ur källan inom parentes."""


if __name__ == "__main__":
    write(Path(sys.argv[1]))
