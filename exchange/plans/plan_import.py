"""Importing a procurement plan into cases, one per row; a second import stores only what has changed.

A row finds its case by its number, or by unit and title where it has none yet. Every row leaves its unit and title as
a name of its case, so that rows with and without the number come together in either order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, insert, select

from exchange.import_report import ImportOutcome, ImportReport, ReportLine, nothing_there, spread_over
from exchange.kept_reports import keep
from exchange.notices.mapping import procedure_named
from exchange.plans.headings import NO_NAMES, ColumnNames
from exchange.plans.plan_reader import CellEffect, Plan, PlanRow, PlanStatus, read_plan
from exchange.plans.row_mapping import observations_of_row, particulars_of_row
from models.actor import CLOCK
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.links import heirs
from models.numbering import has_no_number, made_up, name_of_row, note_number, save_numbers
from models.operations import NewCase, note_observation, open_cases
from models.particulars import COLUMNS, ParticularRow, restate, said_of, store_particulars, stored
from models.references import ids_called
from models.storage.database import one_at_a_time, writing
from models.storage.driver_statements import Statement, among, for_update, id_list, text_list
from models.tables import Case, ContractingUnit, NoticeName, Person
from states.facts import Milestone
from states.processes.procurement import OPEN, PROCUREMENT, ProcurementState
from states.records.names import lot_key, reference_key
from states.records.observations import Observation
from states.refusal import Unreadable
from states.text import Text, joined
from states.written import in_one_line

_case = Case.__table__
_unit = ContractingUnit.__table__
_person = Person.__table__
_name = NoticeName.__table__

AT_ONCE = 500
"""How many rows are held as cases at one time."""
PLAN = "plan "
"""What every source begins with that is a plan; the file's name follows."""
LABELS: Mapping[str, Text] = {
    "created": Text("Ärenden som skapats", "Cases opened"),
    "updated": Text("Ärenden som fått nya uppgifter", "Cases that got new particulars"),
    "known": Text("Rader som redan var inlästa", "Rows that were imported already"),
    "skipped": Text("Rader som inte gick att läsa in", "Rows that could not be imported"),
    "noted": Text("Annat att veta om filen", "Other things to know of the file"),
}
"""What each figure of an ImportReport on the plan is called."""


Advice = Callable[[CaseFile], Text | None]
"""Returns what is to be told of a case that a row opens or changes, such as that it is too late to train for it."""


def _no_advice(_: CaseFile) -> Text | None:
    return None


def import_plan(
    engine: Engine, path: Path, *, today: date, names: ColumnNames = NO_NAMES, advice: Advice = _no_advice
) -> ImportReport:
    """Read a procurement plan into cases; a second import changes nothing.

    `names` is what the city says of headings of its own, `advice` what it says of a case. What is to be told is kept
    in place of what was told of the file before. Raises SourceChanged when there is no such file, PlanUnreadable when
    it is no plan.
    """
    if not path.is_file():
        raise nothing_there(path)
    plan, name = read_plan(path, names), in_one_line(path.name)
    with writing(engine) as connection:
        one_at_a_time(connection, "import")
        rows, plan = list(plan.rows), replace(plan, rows=())
        results = _Sheet(connection, f"{PLAN}{name}"[:100], today, advice).take_in(rows)
        lines = _lines(name, results, plan)
        cases = sum(one.outcome is ImportOutcome.CREATED for one in results.values())
        lines += spread_over(connection, name, cases, today=today)
        keep(connection, name, filter(_has_to_tell, lines), today=today)
    return ImportReport(lines)


class _RowResult(NamedTuple):
    outcome: ImportOutcome
    reference: str
    texts: tuple[Text, ...]


_Place = tuple[str, int]
"""The sheet, where several hold a plan, and the row."""


def _lines(name: str, results: Mapping[_Place, _RowResult], plan: Plan) -> list[ReportLine]:
    """Return what is to be told of the file, named "plan.csv", and a line per row, named "plan.csv:12".

    A row has a line also when it was rejected or is no procurement.
    """
    wrong: dict[_Place, list[Text]] = {}
    no_rows: set[_Place] = set()
    for problem in plan.problems:
        place = (problem.sheet, problem.row)
        text = _AT_HEADING.fill(heading=problem.heading, text=problem.text) if problem.heading else problem.text
        wrong.setdefault(place, []).append(text)
        if problem.effect is CellEffect.NO_ROW:
            no_rows.add(place)
    lines = [ReportLine(_named(name, one.sheet), ImportOutcome.NOTED, "", one.text) for one in plan.remarks]
    for place in sorted({*results, *wrong}):
        outcome = ImportOutcome.NOTED if place in no_rows else ImportOutcome.SKIPPED
        outcome, reference, texts = results.get(place, _RowResult(outcome, "", ()))
        told = [*texts, *wrong.get(place, ())]
        where = f"{_named(name, place[0])}:{place[1]}"
        lines.append(ReportLine(where, outcome, reference, _joined(told), notable=len(told) > 1))
    return lines


def _named(name: str, sheet: str) -> str:
    return f"{name}:{sheet}" if sheet else name


def _has_to_tell(line: ReportLine) -> bool:
    return line.outcome is not ImportOutcome.KNOWN or line.text != _UNCHANGED


def _joined(texts: Iterable[Text]) -> Text:
    several = list(texts)
    return several[0] if len(several) == 1 else joined(several, " ")


class _Sheet:
    """The rows of a plan and the cases they are about."""

    def __init__(self, connection: Connection, source: str, today: date, advice: Advice) -> None:
        self.connection, self.source, self.today, self.advice = connection, source, today, advice
        units = connection.execute(select(_unit.c.name, _unit.c.id)).tuples()
        officers = connection.execute(select(_person.c.email, _person.c.id)).tuples()
        self.units = {lot_key(name): id_ for name, id_ in units}
        self.officers = {email.lower(): id_ for email, id_ in officers}
        self.fresh: list[ParticularRow] = []
        self.names: dict[str, set[int]] = {}
        self.references: dict[int, str] = {}
        self.numbers: dict[int, str] = {}

    def take_in(self, rows: list[PlanRow]) -> dict[_Place, _RowResult]:
        """Store all rows and return a report line for each, by sheet and row number; the list is empty then.

        Which case each row is about is decided for all of them first; then the cases are changed, AT_ONCE at a time,
        and what is done with is let go, so that a long plan takes hardly more memory than a short one.
        """
        homes, unclear = self._find_homes(rows)
        self.numbers = {
            id_: row.reference
            for row in rows
            if row.reference and (id_ := homes.get(_place(row))) and self._gets_number(row.reference, id_)
        }
        save_numbers(self.connection, self.numbers)
        results: dict[_Place, _RowResult] = {}
        while rows:
            results |= self._take_in(rows[:AT_ONCE], homes, unclear)
            del rows[:AT_ONCE]
        return results

    def _take_in(
        self, rows: Sequence[PlanRow], homes: Mapping[_Place, int], unclear: Mapping[_Place, str]
    ) -> dict[_Place, _RowResult]:
        self.fresh = []
        ids = {_place(row): homes[_place(row)] for row in rows if _place(row) in homes}
        loaded = {case.id: case for case in load_some(self.connection, sorted(ids.values()), locked=True)}
        cases = {place: loaded[id_] for place, id_ in ids.items()}
        for id_ in self.numbers.keys() & loaded.keys():
            note_number(loaded[id_], self.numbers[id_], former=self.references[id_], by=CLOCK, today=self.today)
        homeless = [row for row in rows if _place(row) not in cases and _place(row) not in unclear]
        new = [row for row in homeless if row.status is not PlanStatus.WITHDRAWN]
        opened = open_cases(
            self.connection,
            [NewCase(row.reference or _made_up(row), row.title) for row in new],
            source=self.source,
            by=CLOCK,
            today=self.today,
        )
        known = said_of(self.connection, [case.id for case in cases.values()]) | {case.id: [] for case in opened}
        by_key = {reference_key(case.reference): case for case in opened}
        cases |= {_place(row): by_key[reference_key(row.reference or _made_up(row))] for row in new}
        fresh = {case.id for case in opened}
        results = {
            _place(row): _RowResult(ImportOutcome.SKIPPED, "", (_SEVERAL_CASES.fill(cases=unclear[_place(row)]),))
            if _place(row) in unclear
            else self._row(row, cases.get(_place(row)), fresh, known)
            for row in rows
        }
        self._leave_names(rows, cases)
        save(self.connection, list({case.id: case for case in cases.values() if case.entries}.values()))
        store_particulars(self.connection, self.fresh)
        return results

    def _find_homes(self, rows: Sequence[PlanRow]) -> tuple[dict[_Place, int], dict[_Place, str]]:
        """Return the case of each row that has one, no two the same, and what an unnumbered row may mean of several."""
        found = self._existing({name for row in rows for name in (row.reference, _made_up(row)) if name})
        for name, id_ in _FIND_NAMES.rows(self.connection, (text_list(self.connection, {*map(_name_of, rows)}),)):
            self.names.setdefault(name, set()).add(id_)
        ids = {id_ for of_name in self.names.values() for id_ in of_name} | {*found.values()}
        self.references = dict(_LOCK_CASES.rows(self.connection, (id_list(self.connection, sorted(ids)),)))
        homes: dict[_Place, int] = {}
        unclear: dict[_Place, str] = {}
        taken: set[int] = set()
        # Rows with a number first: what has one is no home for a row that may be about something else.
        for row in sorted(rows, key=lambda row: not row.reference):
            if row.reference and (numbered := found.get(reference_key(row.reference))):
                home = [numbered]
            else:
                of_name = {*self.names.get(_name_of(row), ())}
                if titled := found.get(reference_key(_made_up(row))):
                    of_name.add(titled)
                home = [
                    id_ for id_ in sorted(of_name - taken) if not row.reference or has_no_number(self.references[id_])
                ]
            if len(home) == 1:
                homes[_place(row)] = home[0]
                taken.add(home[0])
            elif home and not row.reference:
                unclear[_place(row)] = ", ".join(sorted((self.references[id_] for id_ in home), key=reference_key))
        return homes, unclear

    def _gets_number(self, number: str, case_id: int) -> bool:
        """Tell whether a case that has no number gets that of its row."""
        return has_no_number(self.references[case_id]) and not has_no_number(number)

    def _leave_names(self, rows: Sequence[PlanRow], cases: Mapping[_Place, CaseFile]) -> None:
        """Store unit and title of each row as a name of its case."""
        new = {
            (_name_of(row), case.id)
            for row in rows
            if (case := cases.get(_place(row))) and case.id not in self.names.get(_name_of(row), ())
        }
        _ADD_NAME.run_many(self.connection, sorted(new))

    def _existing(self, references: Iterable[str]) -> dict[str, int]:
        """Return the cases of these references by key; where one was merged, the surviving case.

        No two are the same, but for one that is named by what it was called before it had its number.
        """
        numbers = ids_called(self.connection, references)
        into = heirs(self.connection, numbers.values())
        homes = {key: id_ for key, id_ in numbers.items() if id_ not in into}
        for key, id_ in sorted(numbers.items(), key=itemgetter(1)):
            # Of several rows about what is one case now only one counts: else each import would turn it back.
            if id_ in into:
                homes[key] = id_ if into[id_] in homes.values() else into[id_]
        return homes

    def _row(
        self, row: PlanRow, case: CaseFile | None, opened: set[int], known: Mapping[int, list[ParticularRow]]
    ) -> _RowResult:
        if case is None:
            return _RowResult(ImportOutcome.SKIPPED, "", (_NEVER_A_CASE,))
        before, said = len(case.observed), len(self.fresh)
        people, unknown = self._people(row)
        if row.procedure and procedure_named(row.procedure) is None and row.procedure_of_kind is None:
            unknown = (*unknown, _UNKNOWN_PROCEDURE.fill(name=row.procedure))
        self._say(row, case, known[case.id], people)
        if case.id in opened:
            return _RowResult(ImportOutcome.CREATED, case.reference, _texts(_OPENED, *unknown, *self._advised(case)))
        changed = [
            *(row.name for row in self.fresh[said:] if row.name not in COLUMNS or row.name in case.columns),
            *(observation.milestone.value for observation in case.observed[before:]),
        ]
        if changed or case.id in self.numbers:
            told = (_CHANGED.fill(what=joined([_WORDS[name] for name in changed], ", ")),) if changed else ()
            if case.id in self.numbers:
                told = (_NUMBERED.fill(former=self.references[case.id]), *told)
            return _RowResult(ImportOutcome.UPDATED, case.reference, (*told, *unknown, *self._advised(case)))
        under_way = row.status is PlanStatus.WITHDRAWN and _state(case) in OPEN
        return _RowResult(
            ImportOutcome.KNOWN, case.reference, _texts(_UNDER_WAY if under_way else _UNCHANGED, *unknown)
        )

    def _advised(self, case: CaseFile) -> tuple[Text, ...]:
        try:
            told = self.advice(case)
        except Unreadable:  # the case is told of elsewhere; its row is read all the same
            return ()
        return (told,) if told is not None else ()

    def _people(self, row: PlanRow) -> tuple[dict[str, int], tuple[Text, ...]]:
        """Return the unit and the officer of a row, and a warning for each that the directory does not have."""
        wanted = (
            ("unit_id", row.unit, self.units.get(lot_key(row.unit or "")), _NO_UNIT),
            ("officer_id", row.officer_email, self.officers.get((row.officer_email or "").lower()), _UNKNOWN_OFFICER),
        )
        return (
            {name: id_ for name, _, id_, _ in wanted if id_ is not None},
            tuple(text.fill(name=word) for _, word, id_, text in wanted if word and id_ is None),
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
        by_plans = [row for row in known if row.source.startswith(PLAN)]
        own = {row.name for row in by_plans if row.source == self.source}
        last = {row.name: row.value for row in by_plans if row.name not in own}
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


@lru_cache(maxsize=100)
def _texts(*texts: Text) -> tuple[Text, ...]:
    """Return texts as one tuple, the same for all rows of which the same is told: most are told alike."""
    return texts


def _place(row: PlanRow) -> _Place:
    return (row.sheet, row.row)


def _made_up(row: PlanRow) -> str:
    return made_up(row.unit or "", row.title)


def _name_of(row: PlanRow) -> str:
    """Return the name that a row leaves to its case."""
    return name_of_row(_made_up(row))


_OPENED = Text("Nytt ärende.", "New case.")
_CHANGED = Text("Ärendet är uppdaterat: {what}.", "The case is updated: {what}.")
_NUMBERED = Text("Ärendet {former} har fått sitt nummer.", "Case {former} has got its number.")
_SEVERAL_CASES = Text(
    "Raden har inget nummer, och flera ärenden har dess enhet och benämning: {cases}. Skriv numret på raden.",
    "The row has no number, and several cases have its unit and title: {cases}. Write the number in the row.",
)
_AT_HEADING = Text("{heading}: {text}", "{heading}: {text}")
_UNKNOWN_PROCEDURE = Text(
    "”{name}” är inget förfarande som känns igen och används inte.",
    "“{name}” is no procedure that is recognised and is not used.",
)
_WORDS: Mapping[str, Text] = {
    "title": Text("benämning", "title"),
    "kind": Text("slag", "kind"),
    "procedure": Text("förfarande", "procedure"),
    "act": Text("upphandlingslag", "procurement act"),
    "months": Text("avtalets längd", "length of the contract"),
    "headcount": Text("bemanning", "headcount"),
    "value": Text("värde", "value"),
    "cpv": Text("CPV-kod", "CPV code"),
    "description": Text("beskrivning", "description"),
    "area": Text("område", "area"),
    "certainty": Text("hur säker uppgiften är", "certainty"),
    "last_tender_day": Text("planerad sista anbudsdag", "planned last tender day"),
    "contract_start": Text("planerad avtalsstart", "planned contract start"),
    "unit_id": Text("enhet", "unit"),
    "officer_id": Text("upphandlare", "officer"),
    Milestone.PLANNED_CALL.value: Text("planerad annonsering", "planned call"),
    Milestone.CANCELLED.value: Text("utgått ur planen", "struck from the plan"),
}
"""What a row may change in a case."""
_UNCHANGED = Text("Oförändrad.", "Unchanged.")
_NEVER_A_CASE = Text("Utgått ur planen innan den blev ett ärende.", "Struck from the plan before it became a case.")
_UNDER_WAY = Text(
    "Utgått ur planen, men upphandlingen har kommit längre än så. Avbryt ärendet för hand om den inte blir av.",
    "Struck from the plan, but the procurement has come further. Cancel the case by hand if it is not carried out.",
)


_NO_UNIT = Text("Enheten ”{name}” finns inte i katalogen.", "The directory has no unit “{name}”.")


# Without the address: reports are kept where no personal data may be.
_UNKNOWN_OFFICER = Text(
    "Upphandlarens e-postadress finns inte i katalogen.",
    "The officer's e-mail address is not in the directory.",
)

_LOCK_CASES = Statement(
    ["ids"],
    lambda db: for_update(select(_case.c.id, _case.c.reference).where(among(_case.c.id, db)).order_by(_case.c.id), db),
)
"""Locked before the first is changed, and by id like everywhere, so that two programs never wait for each other."""
_FIND_NAMES = Statement(
    ["names"],
    lambda db: select(_name.c.name, _name.c.case_id).where(among(_name.c.name, db, "names")).order_by(_name.c.case_id),
)
_ADD_NAME = Statement(
    ["name", "case_id"],
    lambda _: insert(_name).inline().values(name=bindparam("name"), case_id=bindparam("case_id")),
)
