"""Cases for the picture, each brought by the real operations to where something is to be seen in it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import Lanes
from matters.ladder_file import DEFAULT
from models.casefile import CaseFile
from models.demand import adjust, units_for
from models.journal import Entry
from models.obligations import oblige
from models.operations import assess, find, move, settle
from models.overrides.override import override
from models.queries.cases import read_case
from models.queries.journals import journal
from models.storage.database import engine_at, reading, writing
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.records.needs import Need
from states.records.obligations import Measure, Terms
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, found_city, observe, open_planned

M = Milestone
REFERENCE = "UH-2026-041"
CLEANING, WINDOWS = "Påhittade Fastighetstjänster AB", "Fiktiva Fönsterputsarna AB"
HIRED = str(Terms(months=0.0, share=1.0))


class Telling:
    """A case in a database of its own, to which things are told day by day."""

    def __init__(self, engine: Engine, opened: str) -> None:
        self.engine = engine
        open_planned(engine, REFERENCE, on=date.fromisoformat(opened))

    def tell(self, milestone: Milestone, day: str, **about: Any) -> None:
        observe(self.engine, REFERENCE, milestone, date.fromisoformat(day), **about)

    def do(self, operation: Callable[[Connection, CaseFile], object]) -> None:
        with writing(self.engine) as connection:
            operation(connection, find(connection, REFERENCE))

    def assessed(self, day: str, *, start: str = "2027-01-04") -> None:
        on = date.fromisoformat(day)
        need = Need((("9111", 4),), Measure.PERSONS, 4, 12, date.fromisoformat(start))
        forms = [RequirementForm.EMPLOYMENT]
        outcome = AssessmentOutcome.REQUIRED
        self.do(lambda c, case: assess(c, case, outcome, forms=forms, need=need, on=on, by=BY_OFFICER, today=on))

    def promised(self, day: str, supplier: str, amount: float) -> None:
        on, told = date.fromisoformat(day), {"unit": Measure.PERSONS, "amount": amount}

        def enter(connection: Connection, case: CaseFile) -> None:
            owed = next(one for one in case.obligations if one.supplier == supplier)
            oblige(connection, case, owed, told, by=BY_SUPPORT, today=on)

        self.do(enter)

    def forced(self, day: str, process: str, subject: str, target: str, reason: str) -> None:
        on = date.fromisoformat(day)
        self.do(lambda c, case: override(c, case, process, subject, target, reason=reason, by=BY_SUPPORT, today=on))

    def moved(self, day: str, trigger: str, reason: str = "") -> None:
        on = date.fromisoformat(day)
        self.do(lambda c, case: move(c, case, trigger, by=BY_OFFICER, today=on, reason=reason))

    def case(self, today: date) -> tuple[CaseFile, list[Entry]]:
        """Return the case as a tick finds it on a day, with its journal."""
        with reading(self.engine) as connection:
            case = read_case(connection, REFERENCE)
            entries = [entry for entry, _ in journal(connection, REFERENCE).entries]
            settle(case, today)
            adjust(case, units_for(connection, [case]), today)
            return case, [*entries, *(entry for entry, _ in case.entries)]


def _awarded(telling: Telling, *winners: str, sent: str, clear: str) -> None:
    telling.tell(M.AWARD_NOTICE_SENT, sent, value="electronic")
    for winner in winners:
        telling.tell(M.WINNER_NAMED, clear, supplier=winner)
    telling.tell(M.COURT_CHECKED, clear)
    telling.tell(M.CONTACT_POINT_2, clear)


def _called(telling: Telling) -> None:
    telling.tell(M.CONTACT_POINT_1, "2026-02-17")
    telling.assessed("2026-03-10")
    telling.tell(M.DOCUMENTS_PUBLISHED, "2026-04-14")
    telling.tell(M.PREPARATION_STARTED, "2026-04-07", by=BY_UNIT)
    telling.tell(M.AWARD_DECIDED, "2026-06-08")


def two_suppliers(telling: Telling) -> None:
    """A court had the case; of two winners one waits for its contact person, who is late."""
    _called(telling)
    telling.tell(M.AWARD_NOTICE_SENT, "2026-06-09", value="electronic")
    telling.tell(M.REVIEW_FILED, "2026-06-18")
    telling.tell(M.REVIEW_DECIDED, "2026-10-21", value="rejected")
    telling.tell(M.TARGET_GROUP_READY, "2026-11-02", by=BY_UNIT)
    for winner in (CLEANING, WINDOWS):
        telling.tell(M.WINNER_NAMED, "2026-11-20", supplier=winner)
    telling.tell(M.COURT_CHECKED, "2026-11-20")
    telling.tell(M.CONTACT_POINT_2, "2026-11-24")
    telling.tell(M.CONTACT_ASSIGNED, "2026-11-26", supplier=WINDOWS, by=BY_SUPPORT)
    telling.promised("2026-11-26", CLEANING, 2.0)
    telling.promised("2026-11-26", WINDOWS, 2.0)
    telling.tell(M.MEETING_PLANNED, "2026-12-08", supplier=WINDOWS, by=BY_UNIT, told_on="2026-11-27")
    telling.tell(M.CONTRACT_SIGNED, "2026-12-01")


def plan_only(telling: Telling) -> None:
    """Nothing has happened but the plan."""
    telling.tell(M.PLANNED_CALL, "2027-03-01", told_on="2026-11-02")


def one_supplier(telling: Telling) -> None:
    """One supplier with ten positions, some of them filled."""
    _called(telling)
    _awarded(telling, CLEANING, sent="2026-06-09", clear="2026-06-23")
    telling.tell(M.CONTRACT_SIGNED, "2026-06-24")
    _at_work(telling, CLEANING, 4.0)
    for place in (1, 2):
        telling.tell(M.CANDIDATE_PROPOSED, "2026-08-20", placement=str(place), by=BY_UNIT)
        telling.tell(M.INTERNSHIP_STARTED, "2026-08-31", placement=f"{place}.1", by=BY_UNIT)
    telling.tell(M.INTERNSHIP_ENDED, "2026-09-25", placement="1.1", value="to_be_hired", by=BY_UNIT)
    telling.tell(M.SUBSIDY_DECIDED, "2026-09-25", placement="1.1", value="yes", by=BY_UNIT)
    telling.tell(M.EMPLOYMENT_STARTED, "2026-09-28", placement="1.1", value=HIRED, by=BY_UNIT)
    telling.tell(M.HIRE_CONFIRMED, "2026-10-01", placement="1.1", by=BY_UNIT)


def _at_work(telling: Telling, supplier: str, amount: float) -> None:
    telling.tell(M.CONTACT_ASSIGNED, "2026-06-29", supplier=supplier, by=BY_SUPPORT)
    telling.promised("2026-06-29", supplier, amount)
    telling.tell(M.DIALOGUE_HELD, "2026-07-06", supplier=supplier, by=BY_UNIT)
    telling.tell(M.PROFILE_AGREED, "2026-08-10", supplier=supplier, by=BY_UNIT)


def many_suppliers(number: int) -> Callable[[Telling], None]:
    """A framework with so many suppliers, each a step further than the one before."""

    def told(telling: Telling) -> None:
        _called(telling)
        names = [f"Exempelföretaget {chr(65 + place)} AB" for place in range(number)]
        _awarded(telling, *names, sent="2026-06-09", clear="2026-06-23")
        telling.tell(M.CONTRACT_SIGNED, "2026-06-24")
        for place, name in enumerate(names):
            telling.promised("2026-06-29", name, 1.0)
            if place % 3:
                telling.tell(M.CONTACT_ASSIGNED, "2026-06-29", supplier=name, by=BY_SUPPORT)
            if place % 3 == 2:
                telling.tell(M.DIALOGUE_HELD, "2026-07-06", supplier=name, by=BY_UNIT)

    return told


def thirty_positions(telling: Telling) -> None:
    """Thirty positions, people beginning week by week."""
    _called(telling)
    _awarded(telling, CLEANING, sent="2026-06-09", clear="2026-06-23")
    telling.tell(M.CONTRACT_SIGNED, "2026-06-24")
    _at_work(telling, CLEANING, 30.0)
    for place in range(1, 25):
        day = (date(2026, 8, 17) + timedelta(days=place // 3 * 7)).isoformat()
        telling.tell(M.CANDIDATE_PROPOSED, day, placement=str(place), by=BY_UNIT)
        telling.tell(M.SUBSIDY_DECIDED, day, placement=f"{place}.1", value="not_applicable", by=BY_UNIT)
        telling.tell(M.EMPLOYMENT_STARTED, day, placement=f"{place}.1", value=HIRED, by=BY_UNIT)


def court_twice(telling: Telling) -> None:
    """The award was corrected, and the second one is before the court by now."""
    _called(telling)
    telling.tell(M.AWARD_NOTICE_SENT, "2026-06-09", value="electronic")
    telling.tell(M.REVIEW_FILED, "2026-06-18")
    telling.tell(M.REVIEW_DECIDED, "2026-08-21", value="correction")
    telling.tell(M.AWARD_DECIDED, "2026-09-14")
    telling.tell(M.AWARD_NOTICE_SENT, "2026-09-15", value="electronic")
    telling.tell(M.REVIEW_FILED, "2026-09-24", applicant="Andra Anbudet AB")


def overridden(telling: Telling) -> None:
    """The support function moved a supplier outside the rules, and back."""
    _called(telling)
    _awarded(telling, CLEANING, WINDOWS, sent="2026-06-09", clear="2026-06-23")
    telling.forced("2026-07-01", "supplier", CLEANING, "dialogue", "mötet hölls före överlämningen")
    telling.forced("2026-07-20", "target_group", "", "ready", "deltagarna fanns redan")


def cancelled(telling: Telling) -> None:
    """The purchase was cancelled during the tender."""
    _called(telling)
    telling.moved("2026-07-03", "cancel", "inget anbud höll måttet")


def closed(telling: Telling) -> None:
    """Everything was delivered, and the case is closed."""
    _called(telling)
    _awarded(telling, CLEANING, sent="2026-06-09", clear="2026-06-23")
    telling.tell(M.CONTRACT_SIGNED, "2026-06-24")
    _at_work(telling, CLEANING, 1.0)
    who: dict[str, Any] = {"placement": "1.1", "by": BY_UNIT}
    telling.tell(M.CANDIDATE_PROPOSED, "2026-08-20", placement="1", by=BY_UNIT)
    telling.tell(M.SUBSIDY_DECIDED, "2026-08-20", value="not_applicable", **who)
    telling.tell(M.EMPLOYMENT_STARTED, "2026-09-01", value=HIRED, **who)
    telling.tell(M.HIRE_CONFIRMED, "2026-09-03", **who)
    still = {"value": "still_employed", **who}
    for milestone, day in (
        (M.FOLLOWED_UP_1, "2026-10-01"),
        (M.FOLLOWED_UP_3, "2026-12-01"),
        (M.FOLLOW_UPS_DONE, "2027-03-01"),
    ):
        telling.tell(milestone, day, **still)
    for milestone in (M.FINAL_REPORT, M.OBLIGATION_FULFILLED):
        telling.tell(milestone, "2027-09-02", supplier=CLEANING)
    telling.tell(M.CONTRACT_ENDED, "2027-09-03")
    telling.moved("2027-09-06", "close")


def nothing_required(telling: Telling) -> None:
    """The assessment asks for nothing."""
    telling.tell(M.CONTACT_POINT_1, "2026-02-17")
    on, outcome = date(2026, 3, 10), AssessmentOutcome.NO_REQUIREMENT
    telling.do(
        lambda c, case: assess(c, case, outcome, reason="inga lämpliga uppgifter", on=on, by=BY_OFFICER, today=on)
    )


STORIES: Mapping[str, tuple[str, str, Callable[[Telling], None]]] = {
    "two suppliers": ("2026-02-02", "2026-12-03", two_suppliers),
    "plan only": ("2026-11-02", "2026-12-03", plan_only),
    "one supplier": ("2026-02-02", "2026-10-15", one_supplier),
    "five suppliers": ("2026-02-02", "2026-07-10", many_suppliers(5)),
    "twelve suppliers": ("2026-02-02", "2026-07-10", many_suppliers(12)),
    "thirty positions": ("2026-02-02", "2026-11-02", thirty_positions),
    "court twice": ("2026-02-02", "2026-11-02", court_twice),
    "overridden": ("2026-02-02", "2026-08-03", overridden),
    "cancelled": ("2026-02-02", "2026-07-10", cancelled),
    "closed": ("2026-02-02", "2027-10-01", closed),
    "nothing required": ("2026-02-02", "2026-03-20", nothing_required),
}
"""By what is to be seen: the day the case was opened, the day of the picture, and what happened."""


@contextmanager
def city() -> Iterator[Engine]:
    """Yield a city in a database that is gone afterwards."""
    with (
        TemporaryDirectory(prefix="trespann-story-") as folder,
        engine_at(f"sqlite:///{folder}/story.db", synchronous="OFF") as engine,
    ):
        SQLModel.metadata.create_all(engine)
        found_city(engine)
        yield engine


@cache
def told(name: str) -> tuple[CaseFile, tuple[Entry, ...], date]:
    """Return the case of a story with its journal, and the day of its picture."""
    opened, today, tell = STORIES[name]
    with city() as engine:
        telling = Telling(engine, opened)
        tell(telling)
        day = date.fromisoformat(today)
        case, entries = telling.case(day)
        return case, tuple(entries), day


def drawn(name: str, **more: Any) -> Lanes:
    """Return the lanes of a story."""
    case, entries, today = told(name)
    return lanes(
        case, entries, today, DEFAULT, **{"unit": "Skolförvaltningen", "labour_unit": "Jobbcenter Söder"} | more
    )
