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
from states.records.court_events import BY_DAY, OF_COURT
from states.records.milestones import RECORDINGS, RecordingRefused, Scope
from states.records.observations import Observation, current
from states.refusal import Operation
from tests.models.building import (
    SUPPORT,
    TODAY,
    contents,
    enter,
    file_with,
    handed_over,
    opened,
    promised,
    read,
    seen,
    tracks,
)

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


@pytest.mark.parametrize(
    "milestone", [m for m, rule in RECORDINGS.items() if rule.scope is Scope.CASE and m not in BY_DAY]
)
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
    assert "åtagandet är inte registrerat" in said


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


# --- events in court -------------------------------------------------------------------------------------------------

FILED, LATER, RULED = date(2026, 3, 5), date(2026, 3, 9), date(2026, 4, 13)


def filed(*applicants: str, on: date = FILED) -> list[Observation]:
    return [seen(M.REVIEW_FILED, on, court="FR", applicant=name) for name in applicants]


def event_meant(case: CaseFile, milestone: Milestone, on: date | None = RULED, **told: Any) -> tuple[str, str, str]:
    """Return the court and applicant that a report is about, and the word that goes with it."""
    found, track = located(case, seen(milestone, on, **told))
    assert track is None
    return (found.court, found.applicant, found.value)


@pytest.mark.parametrize("milestone", sorted(BY_DAY))
def test_an_event_is_about_the_whole_case_and_about_no_lot_or_supplier(milestone: Milestone):
    told, track = located(file_won_by(FIRST, SECOND), seen(milestone, TODAY, lot="3", supplier="Städ AB"))
    assert track is None
    assert (told.lot, told.supplier, told.placement) == ("", "", "")
    said = refused(file_won_by(FIRST, positions=1), milestone, placement="1")
    assert said == "Det här gäller inte en enskild plats. Utelämna platsen."


@pytest.mark.parametrize("milestone", sorted(BY_DAY))
def test_what_a_court_does_comes_from_the_administrative_court_unless_another_is_named(milestone: Milestone):
    assert event_meant(file_with(), milestone)[0] == ("FR" if milestone in OF_COURT else "")
    if milestone in OF_COURT:
        assert event_meant(file_with(), milestone, court="KR")[0] == "KR"


@pytest.mark.parametrize("milestone", sorted(OF_COURT - {M.REVIEW_FILED}))
def test_the_only_applicant_need_not_be_named(milestone: Milestone):
    assert event_meant(file_with(*filed("Mopp AB")), milestone)[1] == "Mopp AB"
    assert event_meant(file_with(*filed("")), milestone)[1] == ""


@pytest.mark.parametrize("milestone", sorted(OF_COURT - {M.REVIEW_FILED}))
def test_of_several_applicants_one_is_named(milestone: Milestone):
    case = file_with(*filed("Mopp AB", "Rent AB"))
    with pytest.raises(Refused) as refusal:
        located(case, seen(milestone, RULED))
    assert refusal.value.text.sv == "Ange vems ansökan det gäller: Mopp AB, Rent AB."
    assert [dict(one.given) for one in refusal.value.reasons[0].remedies] == [
        {"applicant": "Mopp AB"},
        {"applicant": "Rent AB"},
    ]
    assert event_meant(case, milestone, applicant="Rent AB")[1] == "Rent AB"


def test_an_applicant_that_nobody_named_is_one_of_several_too():
    said = refused(file_with(*filed("", "Rent AB")), M.REVIEW_DECIDED)
    assert said == "Ange vems ansökan det gäller: –, Rent AB."


@pytest.mark.parametrize("names", [("Mopp AB",), ("Mopp AB", "Rent AB")], ids=len)
def test_an_order_that_came_before_anybody_named_an_applicant_can_be_lifted(names: tuple[str, ...]):
    ordered = seen(M.INTERIM_ORDER, FILED, court="FR", value="until_ruling")
    case = file_with(ordered, *filed(*names, on=LATER))
    assert event_meant(case, M.INTERIM_ORDER_LIFTED)[1] == ""
    lifted = seen(M.INTERIM_ORDER_LIFTED, LATER, court="FR")
    case = file_with(ordered, lifted, *filed("Mopp AB", on=LATER))
    assert event_meant(case, M.INTERIM_ORDER_LIFTED)[1] == "Mopp AB"
    assert event_meant(case, M.INTERIM_ORDER_LIFTED, LATER)[1] == ""  # told twice


@pytest.mark.parametrize("written", ["mopp ab", "  Mopp   AB ", "MOPP AB"])
def test_an_applicant_is_known_however_the_name_is_written(written: str):
    case = file_with(*filed("Mopp AB", "Rent AB"))
    for milestone in (M.REVIEW_FILED, M.REVIEW_DECIDED):
        assert event_meant(case, milestone, applicant=written)[1] == "Mopp AB"
    assert event_meant(case, M.REVIEW_FILED, applicant=" Ny   AB")[1] == "Ny AB"


def test_a_second_application_that_nobody_named_is_refused_with_what_to_do():
    with pytest.raises(Refused) as refusal:
        located(file_with(*filed("")), seen(M.REVIEW_FILED, LATER))
    assert refusal.value.text.sv == (
        "En ansökan om överprövning är redan registrerad torsdag 5 mars 2026. Är det en annan leverantörs ansökan, ange"
        " vems. Är dagen fel, ta först tillbaka den."
    )
    named, taken_back = refusal.value.reasons[0].remedies
    assert dict(named.given) == {"applicant": ""}
    assert (taken_back.operation, taken_back.milestone) == (Operation.WITHDRAW, M.REVIEW_FILED)


def test_a_second_application_with_a_name_and_the_first_told_again_are_taken():
    case = file_with(*filed(""))
    assert event_meant(case, M.REVIEW_FILED, LATER, applicant="Rent AB") == ("FR", "Rent AB", "")
    assert event_meant(case, M.REVIEW_FILED, FILED) == ("FR", "", "")
    assert event_meant(file_with(*filed("Mopp AB")), M.REVIEW_FILED, LATER) == ("FR", "", "")


RULINGS = (
    seen(M.REVIEW_DECIDED, RULED, court="FR", applicant="Mopp AB", value="rejected"),
    seen(M.REVIEW_DECIDED, RULED, court="FR", applicant="Rent AB", value="redo"),
    seen(M.REVIEW_DECIDED, date(2026, 6, 15), court="KR", applicant="Rent AB", value="rejected"),
)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"applicant": "Mopp AB"}, ("FR", "Mopp AB", "2026-04-13")),
        ({"court": "KR"}, ("KR", "Rent AB", "2026-06-15")),
        ({"value": "2026-06-15"}, ("KR", "Rent AB", "2026-06-15")),
        ({"value": "2026-04-13", "applicant": "rent ab"}, ("FR", "Rent AB", "2026-04-13")),
    ],
)
def test_what_is_taken_back_is_found_by_what_is_told_of_it(told: dict[str, str], meant: tuple[str, str, str]):
    case = file_with(*RULINGS)
    assert event_meant(case, M.REVIEW_DECIDED, None, **told) == meant
    taken_back, _ = located(case, seen(M.REVIEW_DECIDED, None, **told))
    left = [one for one in RULINGS if (one.court, one.applicant, str(one.on)) != meant]
    assert current([*RULINGS, taken_back]) == left


def test_where_several_could_be_taken_back_they_are_told_with_day_court_and_applicant():
    with pytest.raises(Refused) as refusal:
        located(file_with(*RULINGS, *filed("Mopp AB")), seen(M.REVIEW_DECIDED, None, court="FR"))
    assert refusal.value.text.sv.splitlines() == [
        "Ange dag, domstol och sökande:",
        "måndag 13 april 2026, FR, Mopp AB",
        "måndag 13 april 2026, FR, Rent AB",
    ]


def test_the_only_event_of_a_kind_is_taken_back_without_its_day():
    withdrawn, extended = seen(M.AWARD_WITHDRAWN, RULED), seen(M.STANDSTILL_EXTENDED, FILED, value="all 2026-04-07")
    case = file_with(withdrawn, extended, *filed("Mopp AB"))
    assert event_meant(case, M.AWARD_WITHDRAWN, None) == ("", "", "2026-04-13")
    assert event_meant(case, M.STANDSTILL_EXTENDED, None) == ("", "", "2026-03-05")
    assert event_meant(case, M.REVIEW_FILED, None) == ("FR", "Mopp AB", "2026-03-05")


def test_an_event_that_was_stored_without_its_court_is_taken_back_too():
    old = seen(M.REVIEW_FILED, FILED)
    taken_back, _ = located(file_with(old), seen(M.REVIEW_FILED, None))
    assert taken_back.value == "2026-03-05"
    assert current([old, taken_back]) == []


@pytest.mark.parametrize("told", [{}, {"value": "2026-03-06"}, {"applicant": "Ny AB"}, {"court": "HFD"}])
def test_what_is_not_there_is_not_found(told: dict[str, str]):
    case = file_with() if not told else file_with(*filed("Mopp AB"))
    found, _ = located(case, seen(M.REVIEW_FILED, None, **told))
    assert found.subject not in {one.subject for one in current(case.recorded)}


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


def test_events_in_court_are_stored_each_with_its_court_applicant_and_day(engine: Engine):
    opened(engine, today=date(2026, 2, 2))
    today = date(2026, 4, 20)
    told = [
        seen(M.AWARD_NOTICE_SENT, TODAY, value="electronic"),
        seen(M.REVIEW_FILED, FILED, applicant="Mopp AB"),
        seen(M.REVIEW_FILED, LATER, applicant="Rent AB"),
        seen(M.REVIEW_DECIDED, RULED, applicant="mopp ab", value="rejected"),
        seen(M.REVIEW_DECIDED, date(2026, 4, 14), applicant="Rent AB", value="rejected"),
    ]
    assert all(enter(engine, "UH-1", one._replace(as_of=today), today=today) for one in told)
    before = contents(engine)
    assert not enter(engine, "UH-1", told[-1]._replace(as_of=today), today=today)
    assert contents(engine) == before
    assert [(str(event.on), event.applicant) for event in read(engine).facts(today).court] == [
        ("2026-03-05", "Mopp AB"),
        ("2026-03-09", "Rent AB"),
        ("2026-04-13", "Mopp AB"),
        ("2026-04-14", "Rent AB"),
    ]
    assert enter(engine, "UH-1", seen(M.REVIEW_DECIDED, None, as_of=today, value="2026-04-14"), today=today)
    assert not enter(engine, "UH-1", seen(M.REVIEW_DECIDED, None, as_of=today, value="2026-04-14"), today=today)
    assert [(one.court, one.applicant) for one in read(engine).recorded if one.on is None] == [("FR", "Rent AB")]
    assert [event.applicant for event in read(engine).facts(today).court] == ["Mopp AB", "Rent AB", "Mopp AB"]
    assert enter(engine, "UH-1", told[-1]._replace(as_of=today), today=today)
    assert len(read(engine).facts(today).court) == 4
