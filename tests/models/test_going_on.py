"""A supplier goes on under another name or in another firm: what it owes and whoever works there go on with it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.firms import remember, rename
from models.going_on import Handover, gone_on, or_goes_on
from models.operations import find, settle
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import ObligationRow, ObservationRow, Track
from states.facts import Milestone, Role
from states.records.doubts import Unconfirmed
from states.records.obligations import Origin, Terms
from states.refusal import Operation, Reason, repeat
from states.text import Text
from tests.models.building import (
    CLOCK,
    OFFICER,
    SUPPORT,
    TODAY,
    broken,
    contents,
    enter,
    handed_over,
    journal,
    promised,
    read,
    seen,
    tracks,
)

M = Milestone
LATER = TODAY + timedelta(days=1)
UNIT = Actor(Role.LABOUR_MARKET, 9)
SWEEP, NEW, LOT = "Städ AB", "Städ & Service AB", "Del 1"


def goes_on(
    engine: Engine,
    old: str,
    new: str,
    handover: Handover | None = None,
    *,
    lot: str = "",
    by: Actor = OFFICER,
    number: str = "",
) -> list[tuple[str, str]]:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        before = gone_on(case, old, lot, new, handover, number=number, by=by, today=LATER)
        settle(case, LATER)
        save(connection, [case])
        return before


def works_there(engine: Engine, *winners: tuple[str, str]) -> int:
    """Store a case whose first winner owes two positions, on one of which somebody works; return its id."""
    case_id = handed_over(engine, *winners)
    (lot, supplier), *_ = winners
    promised(engine, supplier, lot, unit="persons", amount=2)
    enter(engine, "UH-1", seen(M.CONTACT_ASSIGNED, TODAY, by=SUPPORT, lot=lot, supplier=supplier), by=SUPPORT)
    for milestone in (M.DIALOGUE_HELD, M.PROFILE_AGREED):
        enter(engine, "UH-1", seen(milestone, TODAY, by=UNIT, lot=lot, supplier=supplier), by=UNIT)
    for milestone, value in (
        (M.CANDIDATE_PROPOSED, ""),
        (M.SUBSIDY_DECIDED, "not_applicable"),
        (M.EMPLOYMENT_STARTED, str(Terms(Origin.MATCHED, 12, 1.0))),
        (M.HIRE_CONFIRMED, ""),
    ):
        enter(engine, "UH-1", seen(milestone, TODAY, by=UNIT, placement="1", value=value), by=UNIT)
    return case_id


def standing(case: CaseFile) -> dict[str, Any]:
    return {
        "tracks": sorted((one.process, one.state, one.since) for one in case.tracks),
        "owed": sorted((one.lot, one.unit, one.amount, one.positions) for one in case.obligations),
        "records": sorted((one.milestone, str(one.on), one.lot, one.placement, one.value) for one in case.recorded),
    }


def of_supplier(case: CaseFile) -> set[str]:
    """Return every name under which something of a supplier stands in a case."""
    names = {one.supplier for one in case.recorded if one.supplier} | {one.supplier for one in case.obligations}
    subjects = {one.subject for one in case.tracks if one.process == "supplier"}
    return names | subjects | {one.parent for one in case.tracks if one.parent}


def test_everything_goes_on_under_the_new_name(engine: Engine):
    case_id = works_there(engine, ("", SWEEP))
    before = standing(read(engine))
    assert goes_on(engine, "städ ab", f" {NEW} ") == [("", SWEEP)]

    assert standing(read(engine)) == before
    assert of_supplier(read(engine)) == {NEW}
    assert tracks(engine, "placement") == {"1": "following_up", "2": "open"}
    with reading(engine) as connection:
        entry, _ = journal(connection, case_id)[-1]
    assert (entry.event, entry.source, entry.target, entry.subject) == ("renamed", SWEEP, NEW, NEW)
    assert broken(engine, case_id) is None


def test_what_is_told_under_the_former_name_is_told_of_the_present_one(engine: Engine):
    works_there(engine, ("", SWEEP))
    goes_on(engine, SWEEP, NEW)
    assert enter(engine, "UH-1", seen(M.ADDITIONALITY_ASKED, TODAY, by=UNIT, supplier=SWEEP, value="no"), by=UNIT)
    enter(engine, "UH-1", seen(M.WINNER_NAMED, LATER, as_of=LATER, supplier=SWEEP), today=LATER)
    assert of_supplier(read(engine)) == {NEW}
    assert list(tracks(engine, "supplier")) == [NEW]


def test_to_take_back_a_name_under_which_the_supplier_goes_on_no_longer_does_nothing(engine: Engine):
    works_there(engine, ("", SWEEP))
    goes_on(engine, SWEEP, NEW)
    before = contents(engine)
    with pytest.raises(Refused, match=f"{SWEEP} goes on as {NEW}"):
        enter(engine, "UH-1", seen(M.WINNER_NAMED, None, as_of=LATER, supplier=SWEEP), today=LATER)
    assert contents(engine) == before


def test_a_renaming_is_taken_back_by_the_old_name(engine: Engine):
    works_there(engine, ("", SWEEP))
    before = standing(read(engine))
    goes_on(engine, SWEEP, NEW)
    goes_on(engine, SWEEP, SWEEP)
    assert standing(read(engine)) == before
    assert of_supplier(read(engine)) == {SWEEP}
    assert read(engine).obligations[0].former_names == (NEW,)


def test_the_name_that_was_named_first_and_then_the_old_one_taken_over_are_one_supplier(engine: Engine):
    """Who does not know of renaming names the new firm beside the old one."""
    works_there(engine, ("", SWEEP))
    before = tracks(engine, "placement")
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, supplier=NEW))
    assert len(tracks(engine, "supplier")) == 2
    goes_on(engine, SWEEP, NEW)
    assert (tracks(engine, "placement"), list(tracks(engine, "supplier"))) == (before, [NEW])
    assert [one.amount for one in read(engine).obligations] == [2]


def test_the_promise_stays_with_the_name_that_has_it(engine: Engine):
    case_id = works_there(engine, ("", SWEEP))
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, supplier="Stad AB"))  # mistyped
    goes_on(engine, "Stad AB", SWEEP)
    assert of_supplier(read(engine)) == {SWEEP}
    assert tracks(engine, "placement") == {"1": "following_up", "2": "open"}
    assert broken(engine, case_id) is None


def test_two_promises_do_not_stand_under_one_name(engine: Engine):
    works_there(engine, ("", SWEEP), ("", NEW))
    promised(engine, NEW, unit="persons", amount=1)
    before = contents(engine)
    with pytest.raises(Refused, match="two obligations cannot stand under one name"):
        goes_on(engine, SWEEP, NEW)
    assert contents(engine) == before
    goes_on(engine, SWEEP, f"{NEW} (tidigare {SWEEP})")
    assert len(tracks(engine, "supplier")) == 2


def test_a_supplier_goes_on_on_every_lot_or_on_the_one_that_is_named(engine: Engine):
    handed_over(engine, ("Del 1", SWEEP), ("Del 2", SWEEP), ("Del 3", SWEEP))
    assert goes_on(engine, SWEEP, NEW, lot="del 2") == [("Del 2", SWEEP)]
    assert list(tracks(engine, "supplier")) == [f"Del 1: {SWEEP}", f"Del 2: {NEW}", f"Del 3: {SWEEP}"]
    assert goes_on(engine, SWEEP, NEW) == [("Del 1", SWEEP), ("Del 3", SWEEP)]
    assert goes_on(engine, NEW, NEW) == []


def test_a_contract_goes_over_to_another_firm_on_a_day_and_for_a_reason(engine: Engine):
    case_id = works_there(engine, (LOT, SWEEP))
    before = standing(read(engine))
    goes_on(engine, SWEEP, NEW, Handover(TODAY, "Företagen  har gått samman"), number="556677-8899")
    assert standing(read(engine)) | {"records": []} == before | {"records": []}
    assert [one.value for one in read(engine).recorded if one.milestone is M.WINNER_NAMED] == ["556677-8899"]
    with reading(engine) as connection:
        entry, _ = journal(connection, case_id)[-1]
    assert (entry.event, entry.detail) == ("succeeded", f"{TODAY} Företagen har gått samman")


def test_the_number_of_the_old_firm_is_not_that_of_the_new(engine: Engine):
    handed_over(engine, ("", SWEEP))
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, supplier=SWEEP, value="556677-8899"))
    goes_on(engine, SWEEP, NEW)
    assert read(engine).recorded[-1].value == "556677-8899"
    goes_on(engine, NEW, "Annat AB", Handover(TODAY, "uppköpt"))
    assert {one.value for one in read(engine).recorded if one.milestone is M.WINNER_NAMED} == {""}


@pytest.mark.parametrize(
    ("new", "handover", "by", "says"),
    [
        (" ", None, OFFICER, "Say what the supplier is called now"),
        (NEW, None, UNIT, "the procurement officer or the support function"),
        (NEW, Handover(TODAY, " "), OFFICER, "Give the reason"),
        (NEW, Handover(LATER + timedelta(days=1), "uppköpt"), OFFICER, "is yet to come"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    engine: Engine, new: str, handover: Handover | None, by: Actor, says: str
):
    handed_over(engine, ("", SWEEP))
    before = contents(engine)
    with pytest.raises(Refused, match=says):
        goes_on(engine, SWEEP, new, handover, by=by)
    assert contents(engine) == before


def test_a_number_that_is_none_is_refused(engine: Engine):
    handed_over(engine, ("", SWEEP))
    for number in ("12", "121212-1212"):
        with pytest.raises(Refused, match="no organisation number"):
            goes_on(engine, SWEEP, NEW, number=number)


def test_who_has_not_won_goes_on_as_nothing(engine: Engine):
    handed_over(engine, ("", SWEEP))
    with pytest.raises(Refused, match="has not won in this case"):
        goes_on(engine, "Okänd AB", NEW)


# --- instead of ending what somebody works on ------------------------------------------------------------------------

ENDS = Reason("doubt", Text("Platsen slutar.", "The position ends."), remedies=(repeat(confirmed="yes"),))


@pytest.mark.parametrize(("milestone", "on"), [(M.WINNER_NAMED, None), (M.WINNER_WITHDREW, TODAY)])
def test_who_takes_back_a_winner_is_told_that_it_may_go_on_instead(
    engine: Engine, milestone: Milestone, on: date | None
):
    works_there(engine, (LOT, SWEEP))
    told = or_goes_on(ENDS, read(engine), seen(milestone, on, lot=LOT, supplier=SWEEP))
    assert told.text.en.startswith("The position ends. If the supplier has another name")
    assert [one.operation for one in told.remedies] == [Operation.RENAME, Operation.SUCCEED, Operation.REPEAT]
    assert dict(told.remedies[0].given) == {"supplier": SWEEP, "lot": LOT, "new_name": ""}


def test_a_name_under_which_somebody_works_is_not_taken_back_in_silence(engine: Engine):
    works_there(engine, (LOT, SWEEP))
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, lot=LOT, supplier=NEW))
    before = contents(engine)
    with pytest.raises(Unconfirmed) as asked:
        enter(engine, "UH-1", seen(M.WINNER_NAMED, None, as_of=LATER, lot=LOT, supplier="städ ab"), today=LATER)
    (question,) = asked.value.reasons
    assert [one.operation for one in question.remedies] == [Operation.RENAME, Operation.SUCCEED, Operation.REPEAT]
    assert dict(question.remedies[0].given) == {"supplier": SWEEP, "lot": LOT, "new_name": NEW}
    assert contents(engine) == before


def test_the_winner_that_was_named_beside_the_old_one_is_the_new_name(engine: Engine):
    works_there(engine, (LOT, SWEEP))
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, lot=LOT, supplier=NEW))
    told = or_goes_on(ENDS, read(engine), seen(M.WINNER_NAMED, None, lot=LOT, supplier=SWEEP))
    assert dict(told.remedies[0].given)["new_name"] == NEW


@pytest.mark.parametrize(("milestone", "on"), [(M.WINNER_NAMED, TODAY), (M.LOT_CANCELLED, TODAY)])
def test_whatever_else_ends_a_position_is_no_new_name(engine: Engine, milestone: Milestone, on: date):
    works_there(engine, (LOT, SWEEP))
    assert or_goes_on(ENDS, read(engine), seen(milestone, on, lot=LOT)) is ENDS


# --- spellings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["städ ab", "STÄD  AB", "Städ, A.B."])
def test_another_spelling_is_the_same_winner(engine: Engine, spelling: str):
    handed_over(engine, ("Del 1", SWEEP))
    assert not enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, lot="del 1", supplier=spelling))
    assert list(tracks(engine, "supplier")) == [f"Del 1: {SWEEP}"]
    assert enter(engine, "UH-1", seen(M.WINNER_NAMED, None, lot="DEL 1", supplier=spelling))
    assert not read(engine).known().winners


def stored_twice(engine: Engine, *names: str) -> int:
    """Store a winner under several spellings, as it was done before they were known to be one."""
    case_id = handed_over(engine, ("", names[0]))
    with writing(engine) as connection:
        blank = {"lot": "", "unit": "", "amount": 0, "positions": 0, "months_each": 0, "starts_within": 6}
        blank |= {"internship_counts": False, "penalty": False, "formerly": "", "case_id": case_id}
        for name in names[1:]:
            connection.execute(insert(ObligationRow).values(**blank, supplier=name))
            of_track = {"case_id": case_id, "process": "supplier", "subject": name, "state": "awarded", "since": TODAY}
            connection.execute(insert(Track).values(of_track))
            told = seen(M.WINNER_NAMED, TODAY, supplier=name)
            connection.execute(insert(ObservationRow).values(**told._asdict(), case_id=case_id))
    return case_id


def settled(engine: Engine) -> CaseFile:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        settle(case, LATER)
        save(connection, [case])
    return read(engine)


@pytest.mark.parametrize("holder", [0, 1])
def test_what_was_stored_under_two_spellings_becomes_one_under_the_first(engine: Engine, holder: int):
    names = (SWEEP, "STÄD AB", "städ  ab")
    case_id = stored_twice(engine, *names)
    assert len(tracks(engine, "supplier")) == 3
    promised(engine, names[holder], unit="persons", amount=2)
    case = settled(engine)
    assert of_supplier(case) == {SWEEP}
    assert [(one.supplier, one.amount) for one in case.obligations] == [(SWEEP, 2)]
    assert [(one.process, one.subject) for one in case.tracks if one.process == "supplier"] == [("supplier", SWEEP)]
    assert [one.parent for one in case.tracks if one.process == "placement"] == [SWEEP, SWEEP]
    assert broken(engine, case_id) is None
    assert settled(engine).journal_length == case.journal_length


def test_two_spellings_with_a_promise_each_stay_two(engine: Engine):
    stored_twice(engine, SWEEP, "STÄD AB")
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        for owed in case.obligations:
            owed.unit, owed.amount, owed.changed = "persons", 1, True
        case.note(TODAY, actor=str(CLOCK), event="obliged")
        save(connection, [case])
    case = settled(engine)
    states = {one.subject: one.state for one in case.tracks if one.process == "supplier"}
    assert states == {SWEEP: "awarded", "STÄD AB": "awarded"}
    assert {one.state for one in case.tracks if one.process == "placement"} == {"open"}


def test_records_of_old_in_other_spellings_count_for_the_first(engine: Engine):
    case_id = handed_over(engine, ("", SWEEP))
    with writing(engine) as connection:
        told = seen(M.CONTACT_ASSIGNED, TODAY, supplier="STÄD AB")
        connection.execute(insert(ObservationRow).values(**told._asdict(), case_id=case_id))
    assert {one.supplier for one in settled(engine).recorded if one.supplier} == {SWEEP}
    assert tracks(engine, "supplier") == {SWEEP: "contact_assigned"}


# --- from one case to the next ---------------------------------------------------------------------------------------


def winners(engine: Engine) -> Sequence[tuple[str, str]]:
    return [(one.supplier, one.value) for one in read(engine).recorded if one.milestone is M.WINNER_NAMED]


def test_a_case_that_knows_a_firm_by_its_former_name_learns_the_present_one(engine: Engine):
    works_there(engine, ("", SWEEP))
    with writing(engine) as connection:
        remember(connection, [(SWEEP, "556677-8899")])
        rename(connection, SWEEP, NEW)
    enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, supplier=NEW))
    assert of_supplier(read(engine)) == {NEW}
    assert tracks(engine, "placement") == {"1": "following_up", "2": "open"}
    assert winners(engine)[-1] == (NEW, "556677-8899")
