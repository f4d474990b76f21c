"""The people of the made-up city: as slow as their habits say, and the same for the same seed."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desk.townspeople import HABITS, OFFICER, live
from models.casefile import CaseFile
from models.operations import NewCase, find, open_case
from models.storage.database import reading, writing
from states.facts import Milestone
from states.law.applicability import ProcurementKind
from states.law.calendar import is_working_day, working_days_after
from states.processes.registry import PROCESSES
from tests.conftest import opened

OPENED, END = date(2026, 1, 12), date(2026, 12, 31)
SLOWEST = max(next(habit for habit in HABITS if habit.name == "contact point 1").delays)

Life = Callable[..., CaseFile]


@pytest.fixture
def life(tmp_path: Path, sqlite_template: Path) -> Life:
    """Let people live with one case until a day, in a database of its own, and return the case."""

    def lived(seed: int, until: date = END) -> CaseFile:
        file = tmp_path / f"{seed}-{until}.db"
        shutil.copyfile(sqlite_template, file)
        with opened(f"sqlite:///{file}") as engine:
            new = NewCase(
                "UH-1", "Städning", kind=ProcurementKind.SERVICE, procedure="open", months=24.0, headcount=3.0
            )
            with writing(engine) as connection:
                open_case(connection, new, source="test", by=OFFICER, today=OPENED)
            for number in range((until - OPENED).days + 1):
                day = OPENED + timedelta(days=number)
                if is_working_day(day):
                    live(engine, day, seed)
            with reading(engine) as connection:
                return find(connection, "UH-1")

    return lived


def told(case: CaseFile) -> list[tuple[str, date | None, str]]:
    return [(one.milestone, one.on, one.value) for one in case.recorded]


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_every_habit_is_about_states_of_its_process(habit):
    assert habit.states <= {str(state) for state in PROCESSES[habit.process].states}
    assert min(habit.delays) >= 0


def test_the_same_seed_tells_the_same_year_and_another_seed_another(life, tmp_path):
    first = told(life(1))
    (tmp_path / f"1-{END}.db").unlink()

    assert told(life(1)) == first
    assert told(life(2)) != first


@pytest.mark.parametrize("seed", range(4))
def test_even_the_slowest_officer_has_made_contact_when_the_longest_delay_is_over(life, seed):
    case = life(seed, working_days_after(OPENED, SLOWEST))

    on = next(day for milestone, day, _ in told(case) if milestone == Milestone.CONTACT_POINT_1)
    assert OPENED < on <= working_days_after(OPENED, SLOWEST)


def test_on_the_day_that_a_case_is_opened_nobody_has_done_anything(life):
    assert [milestone for milestone, _, _ in told(life(1, OPENED))] == [Milestone.CASE_OPENED]
