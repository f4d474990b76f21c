"""The merger of two cases that are one procurement."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from desk.settling import settle_due
from desk.tick import TickResult
from models import merging
from models.actor import CLOCK, Actor
from models.casefile import CaseChanged, CaseFile
from models.casestore import save
from models.links import LinkKind, heirs
from models.merging import foresee
from models.operations import NewCase, amend, assess, find, move, open_cases
from models.particulars import said_of
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import AssessmentRow, CaseLink, Reminder, Track
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.processes.procurement import ProcurementState
from states.records.court_events import BY_DAY
from states.records.needs import Need
from states.records.obligations import Measure
from states.records.observations import Observation, current
from tests.models.building import (
    OFFICER,
    SUPPORT,
    TODAY,
    add_person,
    add_unit,
    broken,
    contents,
    dates,
    enter,
    events,
    opened,
    read,
    seen,
)
from tests.models.joining import LATER, announced, joined, merged, refusal, seen_links, told_by_notice
from tests.models.test_operations import in_two_threads

RENEWED = ProcurementKind.RENEWED_COMPETITION


# --- merging ---------------------------------------------------------------------------------------------------------


def typed_and_announced(engine: Engine) -> tuple[int, int]:
    """A case that an officer typed in and assessed, and one that a notice opened later."""
    typed = opened(engine, "UH-1", title="Städning för hand", officer_id=add_person(engine, "ulla@exempelstad.example"))
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    forms = [RequirementForm.EMPLOYMENT]
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=TODAY, by=SUPPORT, today=TODAY)
    announced_id = opened(engine, "N-1", months=None, headcount=None)
    told_by_notice(
        engine,
        "N-1",
        announced(Milestone.DOCUMENTS_PUBLISHED, date(2026, 2, 9)),
        announced(Milestone.TENDERS_DUE, date(2026, 3, 20)),
    )
    return typed, announced_id


def test_what_is_known_of_both_counts_in_the_surviving_case_which_moves_on(engine: Engine):
    lost, kept = typed_and_announced(engine)
    case = merged(engine, "UH-1", "N-1", reason="Samma upphandling enligt annonsen")
    assert case.reference == "N-1"
    stored = read(engine, "N-1")
    assert dates(stored) == {
        "case_opened": TODAY,
        "contact_point_1": TODAY,
        "relevance_assessed": TODAY,
        "documents_published": date(2026, 2, 9),
        "tenders_due": date(2026, 3, 20),
    }
    assert (stored.months, stored.headcount, stored.officer_id) == (24.0, 6.0, 1)
    assert (stored.outcome, stored.forms) == (AssessmentOutcome.REQUIRED, "employment")
    track = stored.track("procurement")
    assert track is not None
    assert (track.state, stored.next_check) == (ProcurementState.ADVERTISED, LATER)
    assert (broken(engine, lost), broken(engine, kept)) == (None, None)


def test_without_a_person_only_a_case_that_nobody_has_acted_on_is_merged(engine: Engine):
    typed_and_announced(engine)
    for lost, kept in (("UH-1", "N-1"), ("N-1", "UH-1")):
        assert "Cases are merged by" in refusal(engine, merged, lost, kept, by=CLOCK)
    with writing(engine) as connection:
        new = NewCase("N-2", "Städning")
        save(connection, open_cases(connection, [new], source="notice", by=CLOCK, today=TODAY))
    assert merged(engine, "N-2", "UH-1", by=CLOCK).reference == "UH-1"


def test_the_merged_case_ends_and_names_the_surviving_one(engine: Engine):
    lost, kept = typed_and_announced(engine)
    merged(engine, "UH-1", "N-1", reason="Samma\n upphandling")
    track = read(engine, "UH-1").track("procurement")
    assert track is not None
    assert track.state == ProcurementState.CANCELLED
    assert seen_links(engine, "UH-1") == [("merged_into", "N-1", True)]
    assert seen_links(engine, "N-1") == [("merged_into", "UH-1", False)]
    with reading(engine) as connection:
        assert heirs(connection, [lost, kept]) == {lost: kept}
    assert [event for event in events(engine, lost) if event in {"merged", "cancel"}] == ["merged", "cancel"]
    assert events(engine, kept).count("merged") == 1


def test_a_case_whose_contract_is_signed_is_merged_like_any_other(engine: Engine):
    typed_and_announced(engine)
    told_by_notice(engine, "N-1", announced(Milestone.CONTRACT_SIGNED, date(2026, 3, 2)))
    merged(engine, "N-1", "UH-1")
    track = read(engine, "N-1").track("procurement")
    assert track is not None
    assert track.state == ProcurementState.CANCELLED
    assert dates(read(engine, "UH-1"))["contract_signed"] == date(2026, 3, 2)


def test_sources_and_days_are_kept_so_that_a_later_word_of_a_notice_still_counts(engine: Engine):
    opened(engine, "UH-1")
    opened(engine, "N-1")
    told_by_notice(engine, "UH-1", announced(Milestone.TENDERS_DUE, date(2026, 3, 20), as_of=date(2026, 2, 20)))
    told_by_notice(engine, "N-1", announced(Milestone.TENDERS_DUE, date(2026, 3, 27), number="12-2026"))
    merged(engine, "UH-1", "N-1")
    case = read(engine, "N-1")
    assert dates(case)["tenders_due"] == date(2026, 3, 27)
    assert {(one.source, one.as_of) for one in case.recorded if one.milestone is Milestone.TENDERS_DUE} == {
        ("notice 11-2026", date(2026, 2, 20)),
        ("notice 12-2026", TODAY),
    }


def test_a_particular_of_a_person_stands_above_a_newer_one_of_a_notice(engine: Engine):
    opened(engine, "UH-1", months=36.0)
    kept = opened(engine, "N-1", months=None, title="Rubrik")
    with writing(engine) as connection:
        amend(connection, find(connection, "N-1"), {"title": "Rättad rubrik"}, by=OFFICER, today=LATER)
    merged(engine, "UH-1", "N-1")
    case = read(engine, "N-1")
    assert (case.title, case.months) == ("Rättad rubrik", 36.0)
    with reading(engine) as connection:
        said = said_of(connection, [kept])[kept]
    assert [(row.value, row.as_of) for row in said if row.name == "months"] == [("36", TODAY)]


def test_of_two_words_of_one_day_the_surviving_case_has_the_last(engine: Engine):
    opened(engine, "UH-1", title="Städning i öster")
    opened(engine, "UH-2", title="Städning i väster")
    merged(engine, "UH-1", "UH-2")
    assert read(engine, "UH-2").title == "Städning i väster"
    with writing(engine) as connection:  # the next word of anyone is weighed against the same
        amend(connection, find(connection, "UH-2"), {"months": 48.0}, by=OFFICER, today=LATER)
    assert read(engine, "UH-2").title == "Städning i väster"


def test_the_assessment_that_counts_is_the_newest_of_the_two(engine: Engine):
    for reference, forms, day in (("UH-1", "dialogue", TODAY), ("N-1", "employment", LATER)):
        opened(engine, reference, today=TODAY)
        with writing(engine) as connection:
            case = find(connection, reference)
            form = [RequirementForm(forms)]
            assess(
                connection,
                case,
                AssessmentOutcome.REQUIRED,
                forms=form,
                reason=reference,
                need=Need((("9111", 3),), Measure.PERSONS, 3, participants=f"support:{len(reference)}"),
                on=day,
                by=SUPPORT,
                today=day,
            )
    with reading(engine) as connection:
        assert foresee(connection, "N-1", "UH-1", by=OFFICER, today=LATER).brings_assessment
        assert not foresee(connection, "UH-1", "N-1", by=OFFICER, today=LATER).brings_assessment
    merged(engine, "N-1", "UH-1")
    case = read(engine, "UH-1")
    assert (case.forms, case.outcome_reason) == ("employment", "N-1")
    assert (case.occupations, case.need_amount, case.participants) == ("9111:3", 3, "support:3")
    with reading(engine) as connection:
        of_case = select(AssessmentRow.__table__.c.outcome_reason).where(AssessmentRow.__table__.c.case_id == case.id)
        assert sorted(connection.execute(of_case).scalars()) == ["N-1", "UH-1"]


def test_what_is_foreseen_is_what_comes(engine: Engine):
    typed_and_announced(engine)
    before = contents(engine)
    with reading(engine) as connection:
        foreseen = foresee(connection, "UH-1", "N-1", by=OFFICER, today=LATER)
    assert contents(engine) == before
    assert foreseen.brings_assessment
    merged(engine, "UH-1", "N-1", seen=foreseen.versions)
    stored = read(engine, "N-1")
    assert set(current(stored.recorded)) == set(foreseen.counting)
    assert [track.state for track in stored.tracks] == [track.state for track in foreseen.kept.tracks]
    assert (stored.months, stored.title) == (foreseen.kept.months, foreseen.kept.title)


def test_who_agreed_to_another_merger_than_it_would_be_now_is_told(engine: Engine):
    typed_and_announced(engine)
    with reading(engine) as connection:
        foreseen = foresee(connection, "UH-1", "N-1", by=OFFICER, today=LATER)
    enter(engine, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, TODAY))
    before = contents(engine)
    with pytest.raises(CaseChanged):
        merged(engine, "UH-1", "N-1", seen=foreseen.versions)
    assert contents(engine) == before


def test_of_two_who_merge_at_once_one_wins_and_the_other_is_told(engine: Engine):
    ids = typed_and_announced(engine)
    with reading(engine) as connection:
        versions = foresee(connection, "UH-1", "N-1", by=OFFICER, today=LATER).versions
    ways = [("UH-1", "N-1", versions), ("N-1", "UH-1", versions[::-1])]

    def act(own: Engine, number: int) -> CaseFile:
        lost, kept, agreed = ways[number]
        return merged(own, lost, kept, seen=agreed)

    told = in_two_threads(engine, act)
    assert sum(isinstance(one, CaseFile) for one in told) == 1
    assert {type(one) for one in told if not isinstance(one, CaseFile)} <= {Refused, CaseChanged}
    assert [broken(engine, id_) for id_ in ids] == [None, None]
    with reading(engine) as connection:
        assert len(heirs(connection, ids)) == 1


def test_reminders_of_the_merged_case_are_withdrawn_at_the_next_tick(engine: Engine):
    officer = add_person(engine, "ulla@exempelstad.example")
    started = date(2026, 1, 12)
    lost = opened(engine, "UH-1", today=started, officer_id=officer)
    opened(engine, "N-1", today=TODAY, officer_id=officer)
    settle_due(engine, today=TODAY, result=TickResult(TODAY))
    r = Reminder.__table__.c
    mine = select(r.state).where(r.case_id == lost)
    with reading(engine) as connection:
        assert set(connection.execute(mine).scalars()) == {"planned"}
    merged(engine, "UH-1", "N-1", today=TODAY)
    settle_due(engine, today=TODAY, result=TickResult(TODAY))
    with reading(engine) as connection:
        assert set(connection.execute(mine).scalars()) == {"withdrawn"}
    assert read(engine, "UH-1").next_check is None


def test_links_of_the_merged_case_go_over_to_the_surviving_one(engine: Engine):
    ids = {reference: opened(engine, reference) for reference in ("UH-0", "UH-1", "N-1")}
    ids["UH-2"] = opened(engine, "UH-2", kind=RENEWED)
    joined(engine, "UH-1", LinkKind.RETENDER_OF, "UH-0")
    joined(engine, "N-1", LinkKind.RETENDER_OF, "UH-0")
    joined(engine, "UH-2", LinkKind.RENEWED_COMPETITION_OF, "UH-1")
    merged(engine, "UH-1", "N-1")
    assert seen_links(engine, "N-1") == [
        ("retender_of", "UH-0", True),
        ("renewed_competition_of", "UH-2", False),
        ("merged_into", "UH-1", False),
    ]
    assert seen_links(engine, "UH-1") == [("merged_into", "N-1", True)]
    assert events(engine, ids["UH-2"]) == ["opened", "linked", "linked"]
    assert [broken(engine, id_) for id_ in ids.values()] == [None] * 4


def test_a_case_may_take_in_several_and_be_taken_in_itself(engine: Engine):
    ids = [opened(engine, f"UH-{number}") for number in range(4)]
    merged(engine, "UH-0", "UH-2")
    merged(engine, "UH-1", "UH-2")
    merged(engine, "UH-2", "UH-3")
    with reading(engine) as connection:
        assert heirs(connection, ids) == dict.fromkeys(ids[:3], ids[3])
        assert heirs(connection, []) == {}
    assert [broken(engine, id_) for id_ in ids] == [None] * 4


# --- refusals of mergers ---------------------------------------------------------------------------------------------


def test_a_case_is_not_merged_into_itself(engine: Engine):
    opened(engine, "UH-1")
    assert "UH-1" in refusal(engine, merged, "UH-1", "UH-1")


@pytest.mark.parametrize("ended", ["UH-1", "N-1"])
def test_a_case_that_has_ended_is_not_merged(engine: Engine, ended: str):
    opened(engine, "UH-1")
    opened(engine, "N-1")
    with writing(engine) as connection:
        move(connection, find(connection, ended), "cancel", by=OFFICER, today=TODAY, reason="Behovet är borta")
    assert refusal(engine, merged, "UH-1", "N-1").startswith(f"{ended} is no longer open (state: cancelled)")


def test_a_case_that_was_merged_already_tells_where_it_went(engine: Engine):
    for reference in ("UH-1", "UH-2", "N-1"):
        opened(engine, reference)
    merged(engine, "UH-1", "N-1")
    for lost, kept in (("UH-1", "UH-2"), ("UH-2", "UH-1")):
        assert refusal(engine, merged, lost, kept).startswith("UH-1 was merged into N-1")
    assert refusal(engine, joined, "UH-2", LinkKind.RETENDER_OF, "UH-1").startswith("UH-1 was merged into N-1")


def test_a_case_with_suppliers_under_way_survives_or_stays(engine: Engine):
    lost = opened(engine, "UH-1")
    opened(engine, "N-1")
    with writing(engine) as connection:
        row = {"case_id": lost, "process": "supplier", "subject": "Städ AB", "state": "awarded", "since": TODAY}
        connection.execute(insert(Track).values(row))
    assert refusal(engine, merged, "UH-1", "N-1").startswith("UH-1 has suppliers or placements under way")


def test_cases_of_two_units_are_merged_only_with_a_reason(engine: Engine):
    opened(engine, "UH-1", unit_id=add_unit(engine, "Parkförvaltningen"))
    opened(engine, "N-1", unit_id=add_unit(engine, "Inköpscentralen"))
    assert "UH-1 and N-1 belong to different units" in refusal(engine, merged, "UH-1", "N-1", reason=" ")
    merged(engine, "UH-1", "N-1", reason="Inköpscentralen annonserar åt parkförvaltningen")
    assert seen_links(engine, "UH-1") == [("merged_into", "N-1", True)]


@pytest.mark.parametrize(("lost", "kept"), [("UH-1", "UH-3"), ("UH-3", "UH-1"), ("UH-1", "UH-2")])
def test_cases_of_which_one_comes_out_of_the_other_are_not_merged(engine: Engine, lost: str, kept: str):
    for reference in ("UH-1", "UH-2", "UH-3"):
        opened(engine, reference)
    joined(engine, "UH-2", LinkKind.RETENDER_OF, "UH-1")
    joined(engine, "UH-3", LinkKind.RETENDER_OF, "UH-2")
    assert "comes out of the other" in refusal(engine, merged, lost, kept)


def test_only_buyers_merge(engine: Engine):
    opened(engine, "UH-1")
    opened(engine, "N-1")
    told = refusal(engine, merged, "UH-1", "N-1", by=Actor(Role.LABOUR_MARKET))
    assert told.startswith("Cases are merged by the procurement officer")


def test_a_merger_that_fails_half_way_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    typed_and_announced(engine)
    before = contents(engine)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(merging, "force", fail)
    with pytest.raises(RuntimeError):
        merged(engine, "UH-1", "N-1")
    assert contents(engine) == before
    with reading(engine) as connection:
        assert connection.execute(select(CaseLink.__table__)).all() == []


# --- the order of merging --------------------------------------------------------------------------------------------

NUMBERS = count(1)
MILESTONES = (
    Milestone.CASE_OPENED,
    Milestone.CONTACT_POINT_1,
    Milestone.TENDERS_DUE,
    Milestone.AWARD_NOTICE_SENT,
)
DAYS = st.dates(date(2026, 3, 2), date(2026, 3, 6))
VALUES = st.sampled_from(("", "electronic", "other"))
PLACEMENTS = st.sampled_from(("", "1.1", "2.1"))
WORDS = st.builds(
    Observation,
    milestone=st.sampled_from(MILESTONES),
    on=st.none() | DAYS,
    source=st.sampled_from(("officer", "support")),
    by_person=st.just(value=True),
    as_of=DAYS,
    value=VALUES,
    placement=PLACEMENTS,
    court=st.just(""),
    applicant=st.just(""),
) | st.builds(
    Observation,
    milestone=st.sampled_from(MILESTONES),
    on=DAYS,
    source=st.sampled_from(("notice 1-2026", "notice 2-2026", "plan a.csv")),
    by_person=st.just(value=False),
    as_of=DAYS,
    value=VALUES,
    placement=PLACEMENTS,
    court=st.just(""),
    applicant=st.just(""),
)
OF_AN_APPLICATION: dict[str, Any] = {
    "milestone": st.just(Milestone.REVIEW_FILED),
    "source": st.sampled_from(("officer", "support")),
    "by_person": st.just(value=True),
    "as_of": DAYS,
    "court": st.sampled_from(("FR", "KR")),
    "applicant": st.sampled_from(("", "Mopp AB", "Rent AB")),
}
WORDS |= st.builds(Observation, on=DAYS, value=st.sampled_from(("", "award", "documents")), **OF_AN_APPLICATION)
WORDS |= st.builds(Observation, on=st.none(), value=DAYS.map(str), **OF_AN_APPLICATION)  # taken back
WORDS = WORDS.map(lambda one: one._replace(placement="", lot="", supplier="") if one.milestone in BY_DAY else one)
# One ruling at most a day: which of two rulings of a day came first is what the order of entry alone tells.
RULINGS = st.lists(
    st.builds(
        Observation,
        milestone=st.just(Milestone.REVIEW_DECIDED),
        on=DAYS,
        source=st.just("officer"),
        by_person=st.just(value=True),
        as_of=DAYS,
        value=st.sampled_from(("rejected", "correction", "redo")),
        court=st.sampled_from(("FR", "KR")),
        applicant=st.sampled_from(("", "Mopp AB")),
    ),
    max_size=2,
    unique_by=lambda one: one.as_of,
)


def united(first: Sequence[Observation], *others: Sequence[Observation]) -> list[Observation]:
    said = list(first)
    for other in others:
        said += merging._beside(said, other, rank=merging._rank_of_observation, prefer=merging._later)
    return said


@settings(max_examples=300, deadline=None)
@given(several=st.lists(st.lists(WORDS, max_size=7), min_size=2, max_size=3), rulings=RULINGS, seed=st.randoms())
def test_what_counts_does_not_depend_on_which_case_was_merged_into_which(
    several: list[list[Observation]], rulings: list[Observation], seed: random.Random
):
    said = [distinct_per_day(words) for words in several]
    for ruling in rulings:
        seed.choice(said).append(ruling)
    shuffled = seed.sample(said, len(said))
    assert set(current(united(*shuffled))) == set(current(united(*said)))


def distinct_per_day(words: Sequence[Observation]) -> list[Observation]:
    """Leave out what one case corrects within a day: there the order of entry is meant to count."""
    return list({merging._rank_of_observation(one): one for one in words}.values())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(WORDS, max_size=5), told=st.lists(WORDS, max_size=5))
def test_merging_either_way_comes_to_the_same_in_the_database(
    sqlite_engine: Engine, typed: list[Observation], told: list[Observation]
):
    found = []
    for way in (1, -1):
        names = [f"UH-{next(NUMBERS)}" for _ in range(2)]
        for name, words in zip(names, (typed, told), strict=True):
            opened(sqlite_engine, name, today=TODAY)
            told_by_notice(sqlite_engine, name, *distinct_per_day(words))
        lost, kept = names[::way]
        merged(sqlite_engine, lost, kept)
        case = read(sqlite_engine, kept)
        found.append({(one.milestone, one.on, one.source, one.as_of) for one in current(case.recorded)})
        assert broken(sqlite_engine, case.id) is None
    assert found[0] == found[1]
