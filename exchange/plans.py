"""A procurement plan becomes cases: one per row, told anew without repeating."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from exchange.mapping import observations_of_row, particulars_of_row
from exchange.plan import PlanRow, PlanStatus, RowProblem, read_plan
from exchange.report import ImportReport, Outcome, ReportLine, nothing_there
from models.casefile import CaseFile, load_some, save
from models.database import writing
from models.operations import CLOCK, NewCase, Said, note_observation, open_cases, restate, said_of, store_particulars
from models.tables import Case, Person, Unit
from states.facts import Milestone
from states.observations import Observation
from states.procurement import PROCUREMENT, State
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]


def import_plan(engine: Engine, file: Path, *, today: date) -> ImportReport:
    """Read a procurement plan into cases; a second import changes nothing.

    Raises SourceChanged when there is no such file, PlanUnreadable when it is no plan.
    """
    if not file.is_file():
        raise nothing_there(file)
    plan = read_plan(file)
    source = f"plan {file.name}"
    with writing(engine) as connection:
        lines = _Sheet(connection, source, today).take_in(plan.rows)
    return ImportReport(_with_problems(lines, plan.problems))


def _with_problems(lines: Sequence[ReportLine], problems: Sequence[RowProblem]) -> list[ReportLine]:
    """Return the report with what was wrong in each row; a row that was rejected gets a line of its own."""
    by_name = {line.name: line for line in lines}
    for problem in problems:
        name = _row_name(problem.row)
        line = by_name.get(name, ReportLine(name, Outcome.SKIPPED, "", Text("", "")))
        said = Text(f"{line.text.sv} {problem.text.sv}".strip(), f"{line.text.en} {problem.text.en}".strip())
        by_name[name] = replace(line, text=said)
    return list(by_name.values())


def _row_name(row: int) -> str:
    return f"rad {row}"


class _Sheet:
    """The rows of a plan and the cases they are about."""

    def __init__(self, connection: Connection, source: str, today: date) -> None:
        self.connection, self.source, self.today = connection, source, today
        self.units = {name.casefold(): id_ for id_, name in connection.execute(select(_unit.c.id, _unit.c.name))}
        self.officers = {email.lower(): id_ for id_, email in connection.execute(select(_person.c.id, _person.c.email))}

    def take_in(self, rows: Sequence[PlanRow]) -> list[ReportLine]:
        references = {row.row: row.reference or _made_up_reference(row) for row in rows}
        files = self._existing(list(references.values()))
        new = [
            NewCase(references[row.row], row.title)
            for row in rows
            if references[row.row] not in files and row.status is not PlanStatus.WITHDRAWN
        ]
        opened = {
            file.reference: file
            for file in open_cases(self.connection, new, source=self.source, by=CLOCK, today=self.today)
        }
        said = said_of(self.connection, [file.id for file in files.values()]) | {f.id: [] for f in opened.values()}
        lines = [self._row(row, references[row.row], files, opened, said) for row in rows]
        save(self.connection, [file for file in [*files.values(), *opened.values()] if file.entries])
        return lines

    def _existing(self, references: Sequence[str]) -> dict[str, CaseFile]:
        ids = self.connection.execute(select(_case.c.id).where(_case.c.reference.in_(references))).scalars()
        return {file.reference: file for file in load_some(self.connection, sorted(ids))}

    def _row(
        self,
        row: PlanRow,
        reference: str,
        files: dict[str, CaseFile],
        opened: dict[str, CaseFile],
        said: dict[int, list[Said]],
    ) -> ReportLine:
        name = _row_name(row.row)
        file = opened.get(reference) or files.get(reference)
        if file is None:
            return ReportLine(name, Outcome.SKIPPED, "", _WITHDRAWN)
        before = len(file.entries)
        self._say(row, file, said[file.id])
        if reference in opened:
            return ReportLine(name, Outcome.CREATED, reference, _OPENED)
        if len(file.entries) == before:
            return ReportLine(name, Outcome.KNOWN, reference, _UNCHANGED)
        return ReportLine(name, Outcome.UPDATED, reference, _CHANGED)

    def _say(self, row: PlanRow, file: CaseFile, said: list[Said]) -> None:
        people = {
            "unit_id": self.units.get((row.unit or "").casefold()),
            "officer_id": self.officers.get((row.officer_email or "").lower()),
        }
        fresh = restate(
            file,
            particulars_of_row(row) | people,
            said,
            source=self.source,
            as_of=self.today,
            by=CLOCK,
            today=self.today,
        )
        store_particulars(self.connection, fresh)
        for observation in observations_of_row(row, source=self.source, today=self.today):
            if self._is_news(file, observation):
                note_observation(file, observation, by=CLOCK, today=self.today)

    def _is_news(self, file: CaseFile, observation: Observation) -> bool:
        same = [o for o in file.recorded if o.subject == observation.subject and o.source == observation.source]
        if observation.milestone is Milestone.CANCELLED:
            track = file.track(PROCUREMENT.name)
            # A plan may strike what is only planned; what is under way is cancelled by a person or a notice.
            return not same and track is not None and track.state == State.PLANNING
        return not same or same[-1].on != observation.on


_OPENED = Text("Nytt ärende.", "New case.")
_CHANGED = Text("Ärendet är uppdaterat.", "The case is updated.")
_UNCHANGED = Text("Oförändrad.", "Unchanged.")
_WITHDRAWN = Text("Utgått ur planen innan den blev ett ärende.", "Struck from the plan before it became a case.")


def _made_up_reference(row: PlanRow) -> str:
    told = f"{row.unit or ''}|{row.title}".casefold()
    return f"P-{hashlib.sha256(told.encode()).hexdigest()[:10]}"
