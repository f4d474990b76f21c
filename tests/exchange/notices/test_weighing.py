"""The table that decides whether a notice and a case are one procurement, row by row and in every order of reading."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.notices.weighing import ROWS, Bought, Evidence, Reference, Says, Weighed, weigh
from models.links import LinkKind
from states.facts import Milestone
from tests.exchange.notices.folders import (
    asked,
    clear,
    files_of,
    linked,
    outcomes,
    put,
    take_in,
    told,
)
from tests.models.building import TODAY, dates, enter, notice_xml, seen, uuid, winner, write

NOTHING = {
    "procedure": Says.NOTHING,
    "notice": Says.NOTHING,
    "number": Says.NOTHING,
    "publication": Says.NOTHING,
    "reference": Reference.NOTHING,
    "buyer": Says.NOTHING,
    "title": Says.NOTHING,
    "form": Bought.NOTHING,
    "lots": Says.NOTHING,
    "calls": Says.NOTHING,
}
FRAMEWORK = ('listName="framework-agreement">none<', 'listName="framework-agreement">fa-w-rc<')


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_decides_something(row):
    told_ = NOTHING | {key: min(values) for key, values in row.when.items()}
    assert weigh(Evidence(**told_)) is row


def test_nothing_in_common_is_no_reason():
    assert weigh(Evidence(**NOTHING)).outcome is Weighed.APART


@pytest.mark.parametrize("against", [{"buyer": Says.OTHER, "title": Says.OTHER}, {"form": Bought.CALL_OFF}])
def test_one_procedure_id_is_not_enough_where_something_speaks_against_it(against):
    said = NOTHING | {"procedure": Says.SAME}
    assert weigh(Evidence(**said)).outcome is Weighed.SAME
    assert weigh(Evidence(**said | against)).outcome is not Weighed.SAME


def take_in_order(engine: Engine, folder: Path, contents: Sequence[str]) -> None:
    for number, content in enumerate(contents):
        take_in(engine, write(folder, f"{number}.xml", content), today=date(2026, 11, 30))


def titles(engine: Engine) -> set[str]:
    return {case.title for case in files_of(engine)}


# --- call-offs -------------------------------------------------------------------------------------------------------


def award(word: str, title: str, day: str, *, inside: bool, procedure: str = "P", firm: str = "Färg AB") -> str:
    """Return an award that says whether its contract was bought inside a framework."""
    told_ = notice_xml(
        word,
        form="result",
        procedure=procedure,
        title=title,
        published=day,
        decided=day,
        winners=[winner("LOT-0001", firm)],
    )
    mark = "<efbc:ContractFrameworkIndicator>true</efbc:ContractFrameworkIndicator>" if inside else ""
    return told_.replace("<cbc:AwardDate>", f"{mark}<cbc:AwardDate>", 1)


SYSTEM = award("frame", "Ramavtal golv", "2026-02-02", inside=False)
SCHOOL = award("school", "Golv i skolan", "2026-05-04", inside=True, firm="Golv AB")
BATH = award("bath", "Golv i badet", "2026-06-01", inside=True, firm="Matta AB")


@pytest.mark.parametrize("order", list(permutations((SYSTEM, SCHOOL, BATH))))
def test_each_call_off_is_a_case_under_its_framework_in_every_order(
    sqlite_engine: Engine, folder: Path, order: Sequence[str]
):
    take_in_order(sqlite_engine, folder, order)
    found = {case.title: (str(case.kind), case.facts(TODAY).winners) for case in files_of(sqlite_engine)}
    assert found == {
        "Ramavtal golv": ("service", 1),
        "Golv i skolan": ("renewed_competition", 1),
        "Golv i badet": ("renewed_competition", 1),
    }
    renewed = str(LinkKind.RENEWED_COMPETITION_OF)
    assert linked(sqlite_engine) == {(title, renewed, "Ramavtal golv") for title in ("Golv i skolan", "Golv i badet")}


def test_call_offs_are_cases_of_their_own_as_a_folder_too(engine: Engine, folder: Path):
    put(folder, a=BATH, b=SYSTEM, c=SCHOOL)
    report = take_in(engine, folder, today=date(2026, 11, 30))
    assert set(outcomes(report).values()) == {"created"}
    assert "kopplat till" in told(report, "a.xml")[0]
    assert len(linked(engine)) == 2


@pytest.mark.parametrize("turn", [1, -1])
def test_a_call_off_that_is_called_like_its_framework_is_asked_about(engine: Engine, folder: Path, turn: int):
    take_in_order(engine, folder, (SYSTEM, award("alike", "Ramavtal golv", "2026-05-04", inside=True))[::turn])
    assert len(files_of(engine)) == 2
    assert len(asked(engine)) == 1


@pytest.mark.parametrize("turn", [1, -1])
def test_a_framework_whose_own_award_bears_the_mark_stays_one_case_with_its_call(
    engine: Engine, folder: Path, turn: int
):
    call = notice_xml("call", procedure="P", title="Ramavtal golv", published="2026-01-05")
    take_in_order(engine, folder, (call, award("marked", "Ramavtal golv", "2026-02-02", inside=True))[::turn])
    assert len(files_of(engine)) == 1


def test_a_new_call_with_another_title_after_the_award_is_asked_about(engine: Engine, folder: Path):
    take_in_order(engine, folder, (SYSTEM, notice_xml("mini", procedure="P", title="Golv", published="2026-08-03")))
    take_in_order(engine, folder, (notice_xml("hall", procedure="P", title="Ny hall", published="2026-08-03"),))
    assert {"Golv", "Ny hall"} & titles(engine) == {"Golv", "Ny hall"}
    assert len(asked(engine)) == 1


# --- plans, numbers, copies ------------------------------------------------------------------------------------------

PLANNED = notice_xml("pin", form="planning", published="2026-01-12", oj="1-2026", title="Gräs och snö")
GRASS = notice_xml("grass", procedure="A", title="Gräs", published="2026-03-04", previous=[f"{uuid('pin')}-01"])
SNOW = notice_xml("snow", procedure="B", title="Snö", published="2026-04-08", previous=["1-2026"])


@pytest.mark.parametrize("order", list(permutations((PLANNED, GRASS, SNOW))))
def test_two_calls_of_one_planning_notice_are_two_linked_cases_in_every_order(
    sqlite_engine: Engine, folder: Path, order: Sequence[str]
):
    take_in_order(sqlite_engine, folder, order)
    assert titles(sqlite_engine) == {"Gräs", "Snö"}
    ((later, kind, earlier),) = linked(sqlite_engine)
    assert (kind, {later, earlier}) == (str(LinkKind.PLANNED_WITH), {"Gräs", "Snö"})


@pytest.mark.parametrize("turn", [1, -1])
def test_two_notices_under_one_publication_number_are_both_taken_in(engine: Engine, folder: Path, turn: int):
    both = (
        notice_xml("one", procedure="A", title="Gräs", oj="7-2026"),
        notice_xml("two", procedure="B", title="Skolskjuts", oj="7-2026", buyer=("Annan stad", "212000-0001")),
    )
    put(folder, **dict(zip("ab", both[::turn], strict=True)))
    report = take_in(engine, folder)
    assert set(outcomes(report).values()) == {"created"}
    assert sum("Publiceringsnumret" in line.text.sv for line in report.lines) == 1
    assert set(outcomes(take_in(engine, folder)).values()) == {"known"}


@pytest.mark.parametrize("turn", [1, -1])
def test_one_notice_id_with_other_contents_is_told_and_never_called_imported(engine: Engine, folder: Path, turn: int):
    both = (notice_xml("one", procedure="A", title="Gräs"), notice_xml("one", procedure="B", title="Skolskjuts"))
    first, second = both[::turn]
    take_in(engine, write(folder, "a.xml", first))
    report = take_in(engine, write(folder, "b.xml", second))
    assert outcomes(report) == {"b.xml": "skipped"}
    assert "samma annons-id" in report.lines[0].text.sv


SENT = notice_xml("later", form="planning", published="2026-01-12", title="Park")
PUBLISHED = notice_xml("later", form="planning", published="2026-01-14", title="Park", oj="9-2026")
NAMING = notice_xml("call", procedure="P", title="Parker", published="2026-03-04", previous=["9-2026"])


@pytest.mark.parametrize("order", [order for order in permutations((SENT, PUBLISHED, NAMING)) if order[-1] == NAMING])
def test_the_published_copy_adds_the_number_by_which_others_name_the_notice(
    engine: Engine, folder: Path, order: Sequence[str]
):
    take_in_order(engine, folder, order)
    (case,) = files_of(engine)
    assert "documents_published" in dates(case)
    clear(engine)
    put(folder, **{str(number): content for number, content in enumerate(order)})
    take_in(engine, folder)
    assert len(files_of(engine)) == 1


def test_a_number_that_comes_after_its_call_asks_whether_two_cases_that_people_act_on_are_one(
    engine: Engine, folder: Path
):
    take_in_order(engine, folder, (SENT, NAMING))
    for case in files_of(engine):
        enter(engine, case.reference, seen(Milestone.CONTACT_POINT_1, date(2026, 1, 14)))
    take_in_order(engine, folder, (SENT, NAMING, PUBLISHED))
    assert len(files_of(engine)) == 2
    assert len(asked(engine)) == 1
    take_in_order(engine, folder, (SENT, NAMING, PUBLISHED))
    assert len(asked(engine)) == 1


def test_a_call_begun_again_under_another_procedure_is_linked_to_the_first(engine: Engine, folder: Path):
    first = notice_xml("first", procedure="A", title="Städning", published="2026-01-12", oj="1-2026")
    again = notice_xml("again", procedure="B", title="Städning", published="2026-06-01", previous=["1-2026"])
    for order in ((first, again), (again, first)):
        clear(engine)
        take_in_order(engine, folder, order)
        assert linked(engine) == {("Städning", str(LinkKind.RETENDER_OF), "Städning")}


def test_one_procedure_id_of_two_buyers_and_titles_is_asked_about(engine: Engine, folder: Path):
    other = notice_xml("b", procedure="P", title="Skolskjuts", buyer=("Annan stad", "212000-0001"))
    take_in_order(engine, folder, (notice_xml("a", procedure="P", title="Gräs"), other))
    assert len(files_of(engine)) == 2
    assert len(asked(engine)) == 1
