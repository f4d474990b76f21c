"""Which supplier and which candidate people mean, and what they are asked when it could be several."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from models.casefile import CaseFile, ObligationFile, TrackFile
from models.refusals import Refused
from models.subject_meant import located, winner_meant
from states.facts import Milestone, Role
from states.records.milestones import RECORDINGS, RecordingRefused, Scope
from tests.models.building import SUPPORT, TODAY, contents, enter, file_with, handed_over, promised, read, seen, tracks

M = Milestone
UNIT = Actor(Role.LABOUR_MARKET, 3)
FIRST, SECOND = ("", "Städ AB"), ("2", "Rent AB")
TERMS = {"matched": "matched 12 1", "outside": "outside 12 1", "own": "own_employee 12 1"}


def file_won_by(*winners: tuple[str, str], positions: int = 0) -> CaseFile:
    """Return a case in hand whose winners have some positions each, numbered through."""
    case = file_with()
    for lot, supplier in winners:
        owed = ObligationFile(0, lot, supplier)
        case.obligations.append(owed)
        case.tracks.append(TrackFile(0, "supplier", owed.subject, None, "recruiting", TODAY, ""))
        for _ in range(positions):
            number = str(sum(track.process == "placement" for track in case.tracks) + 1)
            case.tracks.append(TrackFile(0, "placement", number, None, "open", TODAY, "", owed.subject))
    return case


def refused(case: CaseFile, milestone: Milestone, **told: Any) -> str:
    with pytest.raises(Refused) as refusal:
        located(case, seen(milestone, TODAY, **told))
    assert refusal.value.text.sv != refusal.value.text.en
    return refusal.value.text.sv


# --- the case, a winner, a lot ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", [m for m, rule in RECORDINGS.items() if rule.scope is Scope.CASE])
def test_what_is_about_the_case_needs_no_supplier_and_is_left_as_it_is(milestone: Milestone):
    told = seen(milestone, TODAY, lot="3")
    assert located(file_won_by(FIRST, SECOND, positions=2), told) == (told, None)


@pytest.mark.parametrize("name", ["", "  "])
def test_a_winner_is_named(name: str):
    assert refused(file_with(), M.WINNER_NAMED, supplier=name) == "Ange vilken leverantör det gäller."
    told = seen(M.WINNER_NAMED, TODAY, supplier="Städ AB")
    assert located(file_with(), told) == (told, None)


def test_a_cancelled_lot_is_named():
    assert refused(file_with(), M.LOT_CANCELLED, supplier="Städ AB") == "Ange vilken del det gäller."
    told = seen(M.LOT_CANCELLED, TODAY, lot="2")
    assert located(file_with(), told) == (told, None)


# --- one of the winners ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", [m for m, rule in RECORDINGS.items() if rule.scope is Scope.SUPPLIER])
def test_the_only_winner_need_not_be_named(milestone: Milestone):
    told, track = located(file_won_by(SECOND), seen(milestone, TODAY))
    assert (told.lot, told.supplier) == SECOND
    assert track is not None
    assert (track.process, track.subject) == ("supplier", "2: Rent AB")


@pytest.mark.parametrize(
    ("supplier", "lot", "meant"),
    [
        ("Städ AB", "", FIRST),
        (" städ ab ", "", FIRST),
        ("RENT AB", "", SECOND),
        ("2: Rent AB", "", SECOND),
        ("", "2", SECOND),
        ("Rent AB", " 2 ", SECOND),
    ],
)
def test_a_winner_is_known_by_name_or_lot_however_it_is_written(supplier: str, lot: str, meant: tuple[str, str]):
    found = winner_meant(file_won_by(FIRST, SECOND), supplier, lot)
    assert (found.lot, found.supplier) == meant


@pytest.mark.parametrize(
    ("winners", "supplier", "lot", "said"),
    [
        ((), "", "", "Ärendet har ingen vinnare än. Registrera vinnaren först."),
        ((), "Städ AB", "", "Ärendet har ingen vinnare än. Registrera vinnaren först."),
        (
            (FIRST, SECOND),
            "",
            "",
            "Ange vilken leverantör och del det gäller: Städ AB; 2: Rent AB.",
        ),
        (
            (("1", "Rent AB"), SECOND),
            "Rent AB",
            "",
            "Ange vilken leverantör och del det gäller: 1: Rent AB; 2: Rent AB.",
        ),
        ((FIRST, SECOND), "Mopp AB", "", "Mopp AB har inte vunnit i ärendet. Vinnare: Städ AB; 2: Rent AB."),
        ((FIRST, SECOND), "Rent AB", "1", "1: Rent AB har inte vunnit i ärendet. Vinnare: Städ AB; 2: Rent AB."),
    ],
)
def test_where_it_is_not_clear_who_is_meant_the_winners_are_told(
    winners: tuple[tuple[str, str], ...], supplier: str, lot: str, said: str
):
    assert refused(file_won_by(*winners), M.DIALOGUE_HELD, supplier=supplier, lot=lot) == said


# --- one of the positions, and its candidate -------------------------------------------------------------------------


def proposed(case: CaseFile, placement: str, **since: tuple[date, str]) -> None:
    case.observe(seen(M.CANDIDATE_PROPOSED, TODAY, placement=placement))
    for milestone, (on, value) in since.items():
        case.observe(seen(M(milestone), on, placement=placement, value=value))


def candidate(case: CaseFile, milestone: Milestone, **told: Any) -> str:
    """Return the candidate that a report is about."""
    found, track = located(case, seen(milestone, TODAY, **told))
    assert track is not None
    assert track.process == "placement"
    assert found.placement.partition(".")[0] == track.subject
    return found.placement


def test_the_only_position_need_not_be_numbered():
    assert candidate(file_won_by(FIRST, positions=1), M.CANDIDATE_PROPOSED) == "1.1"


def test_of_several_positions_one_is_numbered():
    case = file_won_by(FIRST, SECOND, positions=1)
    known = "1 (Städ AB); 2 (2: Rent AB)"
    assert refused(case, M.CANDIDATE_PROPOSED) == f"Ange vilken plats det gäller: {known}."
    assert candidate(case, M.CANDIDATE_PROPOSED, placement="2") == "2.1"


@pytest.mark.parametrize("number", ["3", "0", "1b"])
def test_a_position_that_is_not_there_is_refused_with_those_that_are(number: str):
    case = file_won_by(FIRST, positions=2)
    said = f"Platsen {number} finns inte. Platser: 1 (Städ AB); 2 (Städ AB)."
    assert refused(case, M.CANDIDATE_PROPOSED, placement=number) == said


def test_without_any_position_the_way_to_one_is_told():
    said = refused(file_won_by(FIRST), M.CANDIDATE_PROPOSED, placement="1")
    assert said.startswith("Ärendet har inga platser än")
    assert "åtagandet är inte infört" in said


GONE: dict[str, dict[str, tuple[date, str]]] = {
    "turned down": {"candidate_declined": (TODAY, "other")},
    "left": {"employment_started": (TODAY, TERMS["matched"]), "employment_ended": (TODAY, "other")},
    "not hired": {"internship_ended": (TODAY, "not_hired")},
    "interrupted": {"internship_ended": (TODAY, "interrupted")},
}
THERE: dict[str, dict[str, tuple[date, str]]] = {
    "proposed": {},
    "to be hired": {"internship_ended": (TODAY, "to_be_hired")},
    "hired after all": {"internship_ended": (TODAY, "not_hired"), "employment_started": (TODAY, TERMS["matched"])},
}


@pytest.mark.parametrize("since", GONE.values(), ids=GONE)
def test_a_proposal_after_the_last_candidate_has_gone_is_the_next_candidate(since: dict[str, tuple[date, str]]):
    case = file_won_by(FIRST, positions=2)
    proposed(case, "1.1", **since)
    assert candidate(case, M.CANDIDATE_PROPOSED, placement="1") == "1.2"
    proposed(case, "1.2", **since)
    assert candidate(case, M.CANDIDATE_PROPOSED, placement="1") == "1.3"
    assert candidate(case, M.CANDIDATE_PROPOSED, placement="2") == "2.1"


def test_candidates_are_counted_as_numbers():
    case = file_won_by(FIRST, positions=1)
    for number in range(1, 11):
        proposed(case, f"1.{number}", **GONE["turned down"])
    assert candidate(case, M.CANDIDATE_PROPOSED) == "1.11"
    assert candidate(case, M.INTERVIEW_HELD) == "1.10"


@pytest.mark.parametrize("since", THERE.values(), ids=THERE)
def test_a_position_takes_no_second_candidate(since: dict[str, tuple[date, str]]):
    case = file_won_by(FIRST, positions=1)
    proposed(case, "1.1", **since)
    assert refused(case, M.CANDIDATE_PROPOSED) == (
        "Platsen 1 har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell: inte blev"
        " aktuell, att praktiken slutade eller att anställningen slutade. Är det dagen som ska rättas, ange kandidat"
        " 1.1."
    )


@pytest.mark.parametrize("state", ["completed", "withdrawn"])
def test_a_position_that_is_through_takes_nobody(state: str):
    case = file_won_by(FIRST, positions=1)
    case.tracks[-1].state = state
    assert refused(case, M.CANDIDATE_PROPOSED) == "Platsen 1 är inte längre ledig."
    assert refused(case, M.EMPLOYMENT_STARTED, value=TERMS["outside"]) == "Platsen 1 är inte längre ledig."


@pytest.mark.parametrize("milestone", [M.INTERVIEW_HELD, M.CANDIDATE_DECLINED, M.HIRE_CONFIRMED, M.EMPLOYMENT_ENDED])
def test_everything_else_is_about_the_candidate_at_hand(milestone: Milestone):
    case = file_won_by(FIRST, positions=1)
    assert candidate(case, milestone) == "1.1"  # there is none yet, which the check of the record tells
    proposed(case, "1.1", **GONE["turned down"])
    proposed(case, "1.2")
    assert candidate(case, milestone) == "1.2"


def test_an_earlier_candidate_is_named_in_full():
    case = file_won_by(FIRST, positions=1)
    proposed(case, "1.1", **GONE["turned down"])
    proposed(case, "1.2")
    assert candidate(case, M.CANDIDATE_DECLINED, placement="1.1") == "1.1"
    assert refused(case, M.CANDIDATE_DECLINED, placement="1.3") == "Kandidaten 1.3 finns inte."
    assert refused(case, M.CANDIDATE_DECLINED, placement="2.1").startswith("Platsen 2 finns inte.")


@pytest.mark.parametrize(
    ("origin", "who"), [("matched", "1.1"), ("outside", "1.2"), ("own", "1.2")], ids=["matched", "outside", "own"]
)
def test_a_hire_that_did_not_come_from_us_is_a_candidate_of_its_own(origin: str, who: str):
    case = file_won_by(FIRST, positions=1)
    assert candidate(case, M.EMPLOYMENT_STARTED, value=TERMS[origin]) == "1.1"
    proposed(case, "1.1", **GONE["turned down"])
    assert candidate(case, M.EMPLOYMENT_STARTED, value=TERMS[origin]) == who


@pytest.mark.parametrize("value", TERMS.values(), ids=TERMS)
def test_a_hire_while_a_candidate_is_there_is_that_candidates(value: str):
    case = file_won_by(FIRST, positions=1)
    proposed(case, "1.1")
    assert candidate(case, M.EMPLOYMENT_STARTED, value=value) == "1.1"


def test_taking_back_a_proposal_begins_no_candidate():
    case = file_won_by(FIRST, positions=1)
    proposed(case, "1.1")
    for milestone in (M.CANDIDATE_PROPOSED, M.EMPLOYMENT_STARTED):
        found, _ = located(case, seen(milestone, None))
        assert found.placement == "1.1"


# --- as it is stored -------------------------------------------------------------------------------------------------


def test_what_is_stored_says_whom_it_is_about_though_nobody_was_named(engine: Engine):
    handed_over(engine, SECOND)
    promised(engine, "", unit="persons", amount=1)
    enter(engine, "UH-1", seen(M.PROFILE_AGREED, TODAY), by=UNIT)
    assert (read(engine).recorded[-1].lot, read(engine).recorded[-1].supplier) == SECOND
    enter(engine, "UH-1", seen(M.CANDIDATE_PROPOSED, TODAY), by=UNIT)
    enter(engine, "UH-1", seen(M.CANDIDATE_DECLINED, TODAY, value="other"), by=UNIT)
    enter(engine, "UH-1", seen(M.CANDIDATE_PROPOSED, TODAY), by=UNIT)
    candidates = [(one.milestone, one.placement) for one in read(engine).recorded if one.placement]
    assert candidates == [
        (M.CANDIDATE_PROPOSED, "1.1"),
        (M.CANDIDATE_DECLINED, "1.1"),
        (M.CANDIDATE_PROPOSED, "1.2"),
    ]


def test_the_same_report_by_another_name_of_the_same_winner_changes_nothing(engine: Engine):
    handed_over(engine, FIRST, SECOND)
    assert enter(engine, "UH-1", seen(M.DIALOGUE_HELD, TODAY, supplier="Rent AB"), by=UNIT)
    before = contents(engine)
    assert not enter(engine, "UH-1", seen(M.DIALOGUE_HELD, TODAY, lot="2"), by=UNIT)
    assert not enter(engine, "UH-1", seen(M.DIALOGUE_HELD, TODAY, supplier="rent ab"), by=SUPPORT)
    assert contents(engine) == before


def test_nobody_who_was_turned_down_is_hired(engine: Engine):
    handed_over(engine, FIRST)
    promised(engine, "", unit="persons", amount=1)
    enter(engine, "UH-1", seen(M.PROFILE_AGREED, TODAY), by=UNIT)
    enter(engine, "UH-1", seen(M.CANDIDATE_PROPOSED, TODAY), by=UNIT)
    enter(engine, "UH-1", seen(M.CANDIDATE_DECLINED, TODAY, value="other"), by=UNIT)
    before = contents(engine)
    with pytest.raises(RecordingRefused) as refusal:
        enter(engine, "UH-1", seen(M.EMPLOYMENT_STARTED, TODAY, value=TERMS["matched"]), by=UNIT)
    assert "candidate_proposed" in refusal.value.reasons[0].records
    assert contents(engine) == before
    assert enter(engine, "UH-1", seen(M.EMPLOYMENT_STARTED, TODAY, value=TERMS["outside"]), by=UNIT)
    assert read(engine).recorded[-1].placement == "1.2"
    assert tracks(engine, "placement") == {"1": "proposed"}  # until the question of a subsidy is answered
