"""Importing a procurement plan into cases, one per row; a second import stores only what has changed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from exchange.import_report import ImportOutcome, ImportReport, ReportLine, nothing_there
from exchange.notices.mapping import observations_of_row, particulars_of_row
from exchange.plans.plan_reader import PlanRow, PlanStatus, RowProblem, read_plan
from models.actor import CLOCK
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.links import heirs
from models.operations import NewCase, note_observation, open_cases
from models.particulars import ParticularRow, restate, said_of, store_particulars, stored
from models.storage.database import one_at_a_time, writing
from models.storage.driver_statements import Statement, among, text_list
from models.tables import Case, ContractingUnit, Person
from states.facts import Milestone
from states.processes.procurement import OPEN, PROCUREMENT, ProcurementState
from states.records.names import lot_key
from states.records.observations import Observation
from states.text import Text, joined

_case = Case.__table__
_unit = ContractingUnit.__table__
_person = Person.__table__

PLAN = "plan "
"""What every source begins with that is a plan; the file's name follows."""
LABELS: Mapping[str, Text] = {
    "created": Text("Ärenden som skapats", "Cases opened"),
    "updated": Text("Ärenden som fått nya uppgifter", "Cases that got new particulars"),
    "known": Text("Rader som redan var inlästa", "Rows that were imported already"),
    "skipped": Text("Rader som inte gick att läsa in", "Rows that could not be imported"),
}
"""What each figure of an ImportReport on the plan is called."""


def import_plan(engine: Engine, path: Path, *, today: date) -> ImportReport:
    """Read a procurement plan into cases; a second import changes nothing.

    Raises SourceChanged when there is no such file, PlanUnreadable when it is no plan.
    """
    if not path.is_file():
        raise nothing_there(path)
    plan = read_plan(path)
    with writing(engine) as connection:
        one_at_a_time(connection, "import")
        results = _Sheet(connection, f"{PLAN}{path.name}"[:100], today).take_in(plan.rows)
    return ImportReport(_lines(path.name, results, plan.problems))


class _RowResult(NamedTuple):
    outcome: ImportOutcome
    reference: str
    texts: tuple[Text, ...]


def _lines(name: str, results: Mapping[int, _RowResult], problems: Sequence[RowProblem]) -> list[ReportLine]:
    """Return a line per row, named "plan.csv:12", with what was wrong in it; also for rows that were rejected."""
    wrong: dict[int, list[Text]] = {}
    for problem in problems:
        wrong.setdefault(problem.row, []).append(problem.text)
    lines = []
    for row in sorted({*results, *wrong}):
        outcome, reference, texts = results.get(row, _RowResult(ImportOutcome.SKIPPED, "", ()))
        lines.append(ReportLine(f"{name}:{row}", outcome, reference, _joined([*texts, *wrong.get(row, ())])))
    return lines


def _joined(texts: Iterable[Text]) -> Text:
    several = list(texts)
    return joined(several, " ")


class _Sheet:
    """The rows of a plan and the cases they are about."""

    def __init__(self, connection: Connection, source: str, today: date) -> None:
        self.connection, self.source, self.today = connection, source, today
        units = connection.execute(select(_unit.c.name, _unit.c.id)).tuples()
        officers = connection.execute(select(_person.c.email, _person.c.id)).tuples()
        self.units = {lot_key(name): id_ for name, id_ in units}
        self.officers = {email.lower(): id_ for email, id_ in officers}
        self.fresh: list[ParticularRow] = []

    def take_in(self, rows: Sequence[PlanRow]) -> dict[int, _RowResult]:
        """Store all rows and return a report line for each, by row number."""
        references = {row.row: row.reference or _made_up_reference(row) for row in rows}
        cases = self._existing(references.values())
        new = [
            NewCase(references[row.row], row.title)
            for row in rows
            if references[row.row] not in cases and row.status is not PlanStatus.WITHDRAWN
        ]
        opened = open_cases(self.connection, new, source=self.source, by=CLOCK, today=self.today)
        known = said_of(self.connection, [case.id for case in cases.values()]) | {case.id: [] for case in opened}
        cases |= {case.reference: case for case in opened}
        fresh = {case.id for case in opened}
        results = {row.row: self._row(row, cases.get(references[row.row]), fresh, known) for row in rows}
        save(self.connection, [case for case in cases.values() if case.entries])
        store_particulars(self.connection, self.fresh)
        return results

    def _existing(self, references: Iterable[str]) -> dict[str, CaseFile]:
        """Return the cases of these references, no two the same; where one was merged, the surviving case."""
        numbers = _FIND_CASES.rows(self.connection, (text_list(self.connection, references),))
        into = heirs(self.connection, [row[1] for row in numbers])
        homes = {reference: id_ for reference, id_ in numbers if id_ not in into}
        for reference, id_ in numbers:
            # Of several rows about what is one case now only one counts: else each import would turn it back.
            if id_ in into:
                homes[reference] = id_ if into[id_] in homes.values() else into[id_]
        cases = {case.id: case for case in load_some(self.connection, sorted(homes.values()), locked=True)}
        return {reference: cases[id_] for reference, id_ in homes.items()}

    def _row(
        self, row: PlanRow, case: CaseFile | None, opened: set[int], known: Mapping[int, list[ParticularRow]]
    ) -> _RowResult:
        if case is None:
            return _RowResult(ImportOutcome.SKIPPED, "", (_NEVER_A_CASE,))
        before = len(case.entries)
        people, unknown = self._people(row)
        self._say(row, case, known[case.id], people)
        if case.id in opened:
            return _RowResult(ImportOutcome.CREATED, case.reference, (_OPENED, *unknown))
        if len(case.entries) > before:
            return _RowResult(ImportOutcome.UPDATED, case.reference, (_CHANGED, *unknown))
        under_way = row.status is PlanStatus.WITHDRAWN and _state(case) in OPEN
        return _RowResult(ImportOutcome.KNOWN, case.reference, (_UNDER_WAY if under_way else _UNCHANGED, *unknown))

    def _people(self, row: PlanRow) -> tuple[dict[str, int], tuple[Text, ...]]:
        """Return the unit and the officer of a row, and a warning for each that the directory does not have."""
        wanted = (
            ("unit_id", row.unit, self.units.get(lot_key(row.unit or "")), _unknown_unit(row.unit or "")),
            ("officer_id", row.officer_email, self.officers.get((row.officer_email or "").lower()), _UNKNOWN_OFFICER),
        )
        return (
            {name: id_ for name, _, id_, _ in wanted if id_ is not None},
            tuple(text for _, word, id_, text in wanted if word and id_ is None),
        )

    def _say(self, row: PlanRow, case: CaseFile, known: list[ParticularRow], people: dict[str, int]) -> None:
        news = self._news({**particulars_of_row(row), **people}, known)
        self.fresh += restate(case, news, known, source=self.source, as_of=self.today, by=CLOCK, today=self.today)
        for observation in observations_of_row(row, source=self.source, today=self.today):
            if self._is_news(case, observation):
                note_observation(case, observation, by=CLOCK, today=self.today)
        struck = self._last(case, Milestone.CANCELLED)
        if row.status is not PlanStatus.WITHDRAWN and struck and struck.on and _in_planning(case):
            again = struck._replace(on=None, source=self.source, as_of=self.today)
            note_observation(case, again, by=CLOCK, today=self.today)

    def _news(self, particulars: Mapping[str, Any], known: Sequence[ParticularRow]) -> dict[str, Any]:
        """Return the particulars that no plan has reported before, under any file name: monthly lists repeat most."""
        by_plans = [row for row in known if row["source"].startswith(PLAN)]
        own = {row["name"] for row in by_plans if row["source"] == self.source}
        last = {row["name"]: row["value"] for row in by_plans if row["name"] not in own}
        return {name: value for name, value in particulars.items() if last.get(name) != stored(value)}

    def _is_news(self, case: CaseFile, observation: Observation) -> bool:
        last = self._last(case, observation.milestone)
        if observation.milestone is Milestone.CANCELLED:
            # A plan may strike what is only planned; what is under way is cancelled by a person or a notice.
            return _in_planning(case) and (last is None or last.on is None)
        return last is None or (last.on, last.value) != (observation.on, observation.value)

    def _last(self, case: CaseFile, milestone: Milestone) -> Observation | None:
        """Return the latest observation of a milestone from this file, or else from any plan."""
        reported = [record for record in case.recorded if record.milestone is milestone and not record.by_person]
        by_plans = [record for record in reported if record.source.startswith(PLAN)]
        own = [record for record in by_plans if record.source == self.source]
        return next(reversed(own or by_plans), None)


def _in_planning(case: CaseFile) -> bool:
    return _state(case) == ProcurementState.PLANNING


def _state(case: CaseFile) -> str:
    track = case.track(PROCUREMENT.name)
    return track.state if track else ""


def _made_up_reference(row: PlanRow) -> str:
    identity = f"{row.unit or ''}|{row.title}".casefold()
    return f"P-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"


_OPENED = Text("Nytt ärende.", "New case.")
_CHANGED = Text("Ärendet är uppdaterat.", "The case is updated.")
_UNCHANGED = Text("Oförändrad.", "Unchanged.")
_NEVER_A_CASE = Text("Utgått ur planen innan den blev ett ärende.", "Struck from the plan before it became a case.")
_UNDER_WAY = Text(
    "Utgått ur planen, men upphandlingen har kommit längre än så. Avbryt ärendet för hand om den inte blir av.",
    "Struck from the plan, but the procurement has come further. Cancel the case by hand if it is not carried out.",
)


def _unknown_unit(name: str) -> Text:
    return _NO_UNIT.fill(name=name)


_NO_UNIT = Text("Enheten ”{name}” finns inte i katalogen.", "The directory has no unit “{name}”.")


# Without the address: reports are kept where no personal data may be.
_UNKNOWN_OFFICER = Text(
    "Upphandlarens e-postadress finns inte i katalogen.",
    "The officer's e-mail address is not in the directory.",
)

_FIND_CASES = Statement(
    ["references"],
    lambda db: (
        select(_case.c.reference, _case.c.id).where(among(_case.c.reference, db, "references")).order_by(_case.c.id)
    ),
)
