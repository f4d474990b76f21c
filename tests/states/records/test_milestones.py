"""What may be recorded about each milestone, by whom, and what is refused with which words."""

from datetime import date, timedelta
from itertools import product

import pytest

from states.facts import Milestone, Role
from states.law.courts import Ruling
from states.law.procedures import Channel
from states.processes.registry import OF_CASES
from states.records.milestones import (
    LONGEST_AGO,
    RECORDINGS,
    VALUE_LABELS,
    RecordingRefused,
    Scope,
    deviations,
)
from states.records.obligations import Origin
from states.refusal import Operation
from tests.builders import facts
from tests.states.records.recording import (
    BUYERS,
    NOT_BY_HAND,
    OF_PLACEMENT,
    OF_SUPPLIER,
    THERE,
    VALUES,
    WHAT_FOLLOWS,
    WHO,
    M,
    ready,
    reasons_against,
    record,
    refusal,
    remedies_for,
    someone,
)

DAY = timedelta(days=1)
PLANNED = {
    M.PLANNED_CALL,
    M.TENDERS_DUE,
    M.STANDSTILL_STATED_END,
    M.CONTRACT_ENDED,
    M.MEETING_PLANNED,
    M.CURE_BY,
    M.INTERNSHIP_ENDS,
    M.HIRE_PLANNED,
}
AFTER = {
    M.CURE_BY: M.DEFICIENCY_NOTED,
    M.DEFICIENCY_CURED: M.DEFICIENCY_NOTED,
    M.SANCTION_DECIDED: M.DEFICIENCY_NOTED,
    M.CANDIDATE_DECLINED: M.CANDIDATE_PROPOSED,
    M.INTERVIEW_HELD: M.CANDIDATE_PROPOSED,
    M.INTERNSHIP_STARTED: M.CANDIDATE_PROPOSED,
    M.INTERNSHIP_ENDS: M.INTERNSHIP_STARTED,
    M.INTERNSHIP_ENDED: M.INTERNSHIP_STARTED,
    M.OUTSIDE_ATTESTED: M.EMPLOYMENT_STARTED,
    M.HIRE_CONFIRMED: M.EMPLOYMENT_STARTED,
    M.FOLLOWED_UP_1: M.EMPLOYMENT_STARTED,
    M.FOLLOWED_UP_3: M.EMPLOYMENT_STARTED,
    M.FOLLOWED_UP_6: M.EMPLOYMENT_STARTED,
    M.FOLLOW_UPS_DONE: M.EMPLOYMENT_STARTED,
    M.EMPLOYMENT_ENDED: M.EMPLOYMENT_STARTED,
}
RECORDABLE = [m for m in Milestone if m not in NOT_BY_HAND]


def test_a_refusal_holds_every_reason_and_is_told_by_all_of_them():
    with pytest.raises(RecordingRefused) as refused:
        record(M.AWARD_NOTICE_SENT, "2026-03-02", facts(award_decided="2026-03-09"), by=Role.SUPPLIER, value="pigeon")
    assert [reason.text.en.split(" ", 1)[0] for reason in refused.value.reasons] == ["“award", "Give", "The"]
    assert refused.value.text.sv.splitlines() == [reason.text.sv for reason in refused.value.reasons]


# --- who, and which day ----------------------------------------------------------------------------------------------


LATE = "kontakten missades"


@pytest.mark.parametrize("milestone", RECORDABLE)
def test_what_has_happened_is_recorded(milestone):
    wrong = record(milestone, "2026-04-14", ready(milestone), by=someone(milestone), reason=LATE)
    assert (wrong is not None) is (milestone is M.CONTACT_POINT_1)


@pytest.mark.parametrize(("milestone", "role"), list(product(Milestone, Role)))
def test_only_the_roles_named_may_record_it(milestone, role):
    if role in WHO.get(milestone, BUYERS):
        record(milestone, "2026-04-14", ready(milestone), by=role, reason=LATE)
    else:
        said = f"”{RECORDINGS[milestone].label.sv}” kan inte registreras av den rollen."
        assert refusal(milestone, "2026-04-14", ready(milestone), by=role, reason=LATE) == said


@pytest.mark.parametrize("milestone", [m for m in RECORDABLE if m not in PLANNED])
def test_what_lies_in_the_future_is_recorded_once_it_has_happened(milestone):
    by = someone(milestone)
    assert refusal(milestone, "2026-04-16", ready(milestone), by=by) == (
        "Datumet 2026-04-16 ligger i framtiden (i dag är 2026-04-15)."
        f" ”{RECORDINGS[milestone].label.sv}” registreras när det har hänt."
    )
    record(milestone, "2026-04-15", ready(milestone), by=by, reason=LATE)


@pytest.mark.parametrize("milestone", sorted(PLANNED))
def test_what_is_planned_may_lie_ahead(milestone):
    record(milestone, "2027-04-16", ready(milestone), by=someone(milestone), reason=LATE)
    far = refusal(milestone, "2047-01-01", ready(milestone), by=someone(milestone))
    assert far == "Datumet 2047-01-01 ligger mer än 20 år fram. Kontrollera årtalet."


@pytest.mark.parametrize("milestone", [M.CONTACT_POINT_1, M.TENDERS_DUE])
def test_a_day_before_there_was_any_standstill_is_a_mistyped_year(milestone):
    assert date(2010, 7, 15) == LONGEST_AGO
    assert refusal(milestone, "2010-07-14") == (
        "Datumet 2010-07-14 ligger före avtalsspärrens införande 2010-07-15. Kontrollera årtalet."
    )
    record(milestone, "2010-07-15")


def test_the_role_is_looked_at_before_the_day():
    assert "den rollen" in refusal(M.CONTACT_POINT_1, "2009-01-01", by=Role.SUPPLIER)


# --- what the date alone does not say --------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "rejected", "Electronic"])
def test_an_award_notice_needs_its_channel(value):
    said = refusal(M.AWARD_NOTICE_SENT, "2026-03-02", value=value)
    assert said == (
        "Ange ett av värdena för ”underrättelse om tilldelning skickad”: elektroniskt till alla, på annat sätt till"
        " minst en."
    )


@pytest.mark.parametrize("channel", Channel)
def test_an_award_notice_is_recorded_with_either_channel(channel):
    record(M.AWARD_NOTICE_SENT, "2026-03-02", value=channel)
    assert channel in RECORDINGS[M.AWARD_NOTICE_SENT].values


def test_a_ruling_needs_its_outcome():
    known = facts(review_filed="2026-03-05")
    said = (
        "Ange ett av värdena för ”överprövningen avgjord”: ansökan avslogs, ansökan avvisades, målet avskrevs efter"
        " återkallelse, rättelse, upphandlingen ska göras om, prövningstillstånd gavs inte."
    )
    assert refusal(M.REVIEW_DECIDED, "2026-03-20", known, value="won") == said
    for ruling in Ruling:
        record(M.REVIEW_DECIDED, "2026-03-20", known, value=ruling)


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (M.ADDITIONALITY_ASKED, {"yes", "no", "unknown"}),
        (M.SANCTION_DECIDED, {"penalty", "suspension", "termination"}),
        (M.CANDIDATE_DECLINED, {"ended_by_supplier", "ended_by_person", "other"}),
        (M.INTERNSHIP_ENDED, {"to_be_hired", "not_hired", "interrupted", "obligation_done"}),
        (M.SUBSIDY_DECIDED, {"yes", "not_applicable"}),
        (M.OUTSIDE_ATTESTED, {"yes", "no"}),
        (M.FOLLOWED_UP_1, {"still_employed", "ended", "unknown"}),
        (M.FOLLOWED_UP_3, {"still_employed", "ended", "unknown"}),
        (M.FOLLOWED_UP_6, {"still_employed", "ended", "unknown"}),
        (M.FOLLOW_UPS_DONE, {"still_employed", "ended", "unknown"}),
        (M.EMPLOYMENT_ENDED, {"ended_by_supplier", "ended_by_person", "other"}),
    ],
)
def test_of_suppliers_and_people_only_coarse_words_are_recorded(milestone, words):
    ended = {"employment_ended": "2026-04-10"} if "ended" in words else {}
    for word in words:
        record(milestone, "2026-04-14", ready(milestone, **ended), by=someone(milestone), value=word)
    allowed = ", ".join(VALUE_LABELS[milestone][word].sv for word in RECORDINGS[milestone].values)
    assert set(RECORDINGS[milestone].values) == words
    for word in ("", "sick", "nystartsjobb"):
        said = refusal(milestone, "2026-04-14", ready(milestone), by=someone(milestone), value=word)
        assert said == f"Ange ett av värdena för ”{RECORDINGS[milestone].label.sv}”: {allowed}."


@pytest.mark.parametrize("value", ["friend 6 1", "matched", "matched 6 0", "matched 6 100"])
def test_a_hire_needs_the_terms_it_was_agreed_on(value):
    known = ready(M.EMPLOYMENT_STARTED)
    said = refusal(M.EMPLOYMENT_STARTED, "2026-04-14", known, by=Role.SUPPLIER, value=value)
    assert said == ("Ange hur anställningen är avtalad: hur personen rekryterades, antal månader och andel av heltid.")
    for origin in Origin:
        record(M.EMPLOYMENT_STARTED, "2026-04-14", known, by=Role.SUPPLIER, value=f"{origin} 6 0.5")


@pytest.mark.parametrize("value", ["", "all", "2026-04-30", "nobody 2026-04-30", "all 30 april"])
def test_an_extension_needs_its_last_day_and_whom_it_was_told(value):
    known = facts(award_notice_sent="2026-03-02")
    said = refusal(M.STANDSTILL_EXTENDED, "2026-03-10", known, value=value)
    assert said == (
        "Ange till vilken dag avtalsspärren förlängs och om alla anbudsgivare fick beskedet:"
        " ”besked om förlängd avtalsspärr”."
    )
    for told in ("all", "some"):
        record(M.STANDSTILL_EXTENDED, "2026-03-10", known, value=f"{told} 2026-04-30")


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (M.REVIEW_FILED, {"award", "documents"}),
        (M.INTERIM_ORDER, {"until_ruling"}),
    ],
)
def test_an_application_and_an_order_say_enough_without_a_word(milestone, words):
    known = facts(award_notice_sent="2026-03-02")
    for word in {"", *words}:
        record(milestone, "2026-03-10", known, value=word)
    said = refusal(milestone, "2026-03-10", known, value="whatever")
    assert said.startswith(f"Ange ett av värdena för ”{RECORDINGS[milestone].label.sv}”: ")


@pytest.mark.parametrize("value", ["", "HFD", "fr"])
def test_a_case_is_sent_back_to_one_of_the_lower_courts(value):
    known = facts(award_notice_sent="2026-03-02", review_filed="2026-03-05")
    said = refusal(M.REVIEW_REMITTED, "2026-03-27", known, value=value)
    assert said == "Ange ett av värdena för ”målet återförvisat”: förvaltningsrätten, kammarrätten."
    for court in ("FR", "KR"):
        record(M.REVIEW_REMITTED, "2026-03-27", known, value=court)


def test_what_needs_no_word_has_none_and_what_has_one_needs_it():
    needing = {m for m, rule in RECORDINGS.items() if (rule.values and rule.value_owed) or rule.terms or rule.word}
    assert needing == set(VALUES)


# --- signing ---------------------------------------------------------------------------------------------------------


def test_a_reason_makes_no_date_possible_that_cannot_be():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-21")
    assert "ligger i framtiden" in refusal(M.CONTRACT_SIGNED, "2026-06-22", known, reason="-")
    assert "den rollen" in refusal(M.CONTRACT_SIGNED, "2026-06-12", known, by=Role.SUPPLIER, reason="-")


def test_a_contract_signed_too_early_is_a_deviation_until_its_date_is_corrected():
    (found,) = deviations(facts(award_notice_sent="2026-06-09", contract_signed="2026-06-22"))
    assert (found.milestone, found.on) == (M.CONTRACT_SIGNED, date(2026, 6, 22))
    assert found.text.sv.endswith(f"(LOU 20:1). {WHAT_FOLLOWS}")
    assert list(deviations(facts(award_notice_sent="2026-06-09", contract_signed="2026-06-23"))) == []


# --- suppliers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", [*OF_SUPPLIER, *OF_PLACEMENT])
@pytest.mark.parametrize("award", ["award_decided", "award_notice_sent", "intent_notice_published"])
def test_nothing_that_a_supplier_or_a_candidate_does_lies_before_the_award(milestone, award):
    known = {
        name: value for name, value in THERE.items() if not name.startswith(("award", "review", "candidate_proposed"))
    }
    by = someone(milestone)
    said = "Datumet 2026-03-01 ligger före tilldelningen måndag 2 mars 2026. Kontrollera datumet."
    assert said in reasons_against(milestone, "2026-03-01", facts(**known, **{award: "2026-03-02"}), by=by)
    on_the_day = reasons_against(milestone, "2026-03-02", facts(**known, **{award: "2026-03-02"}), by=by)
    assert not [reason for reason in on_the_day if "tilldelningen" in reason]


@pytest.mark.parametrize("milestone", [M.CONTACT_POINT_1, M.WINNER_NAMED, M.PREPARATION_STARTED, M.TARGET_GROUP_READY])
def test_what_is_not_the_suppliers_may_lie_before_the_award(milestone):
    record(milestone, "2026-03-01", facts(award_notice_sent="2026-03-02"), by=someone(milestone))


# --- one after the other ---------------------------------------------------------------------------------------------


def test_what_presupposes_something_is_named_here():
    assert {milestone: rule.after for milestone, rule in RECORDINGS.items() if rule.after is not None} == AFTER


@pytest.mark.parametrize(("milestone", "first"), AFTER.items())
def test_what_presupposes_something_that_is_not_recorded_says_what_to_record(milestone, first):
    known = {name: value for name, value in THERE.items() if name != first}
    label, before = RECORDINGS[milestone].label.sv, RECORDINGS[first].label.sv
    assert refusal(milestone, "2026-04-14", facts(**known), by=someone(milestone)) == (
        f"”{label}” förutsätter ”{before}”, som inte är registrerat. Registrera det först."
    )
    asked = remedies_for(milestone, "2026-04-14", facts(**known), by=someone(milestone))
    assert asked == [(Operation.RECORD, first, ())]


@pytest.mark.parametrize(("milestone", "first"), AFTER.items())
def test_nothing_lies_before_what_it_presupposes(milestone, first):
    known = THERE | {first: "2026-04-14", "cure_by": "2026-04-13"}
    if milestone is M.CANDIDATE_DECLINED:  # nobody who is hired is turned down
        del known["employment_started"]
    label, before = RECORDINGS[milestone].label.sv, RECORDINGS[first].label.sv
    said = refusal(milestone, "2026-04-13", facts(**known), by=someone(milestone))
    assert said == f"”{label}” kan inte vara före ”{before}” tisdag 14 april 2026."
    if milestone is not M.SANCTION_DECIDED:  # a sanction waits for the day to correct as well
        record(milestone, "2026-04-14", facts(**known), by=someone(milestone))


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_every_milestone_has_a_label_of_its_own_in_both_languages():
    labels = [rule.label for rule in RECORDINGS.values()]
    assert len({label.sv for label in labels}) == len({label.en for label in labels}) == len(Milestone)
    assert all(label.sv.strip() and label.en.strip() for label in labels)


def test_planned_days_are_those_that_are_set_beforehand():
    assert {milestone for milestone, rule in RECORDINGS.items() if rule.planned} == PLANNED


def test_each_milestone_is_about_what_it_is_recorded_of():
    of_one = dict.fromkeys(OF_SUPPLIER, Scope.SUPPLIER) | dict.fromkeys(OF_PLACEMENT, Scope.PLACEMENT)
    of_lots = dict.fromkeys((M.LOT_ADVERTISED, M.LOT_AWARDED, M.LOT_CANCELLED), Scope.LOT)
    named = of_one | of_lots | {M.WINNER_NAMED: Scope.WINNER, M.CONTRACT_SIGNED: Scope.CONTRACT}
    assert {m: rule.scope for m, rule in RECORDINGS.items()} == dict.fromkeys(Milestone, Scope.CASE) | named


@pytest.mark.parametrize("process", OF_CASES, ids=lambda process: process.name)
def test_who_can_meet_a_condition_may_record_what_meets_it(process):
    guards = {guard for move in process.moves for guard in move.guards}
    asked = {(guard, m, role) for guard in guards for m, role in product(guard.records, guard.met_by)}
    assert asked
    for guard, milestone, role in asked:
        # An assessment is entered by its own operation, which records its day.
        assert role in RECORDINGS[milestone].by or milestone is M.RELEVANCE_ASSESSED, (guard.name, milestone, role)


# --- order, in both directions ---------------------------------------------------------------------------------------

PAIRS = [
    *((after, before) for after, before in AFTER.items()),
    (M.CONTRACT_ENDED, M.CONTRACT_SIGNED),
]


def test_every_pair_of_what_follows_what_is_swept():
    ordered = {
        (milestone, base)
        for milestone, rule in RECORDINGS.items()
        for base in (rule.after, rule.not_before)
        if base is not None
    }
    assert ordered == set(PAIRS)


@pytest.mark.parametrize(("after", "before"), PAIRS)
def test_what_something_follows_cannot_be_moved_behind_it(after, before):
    known = ready(before, **{str(before): "2026-04-01", str(after): "2026-04-07"}, placement="1.1")
    behind = reasons_against(before, "2026-04-08", known, by=someone(before))
    if RECORDINGS[before].recurs:
        assert behind == []  # it has happened once more
        return
    assert any(f"kan inte vara efter ”{RECORDINGS[after].label.sv}”" in text for text in behind)
    for on in ("2026-04-02", "2026-04-07"):
        assert not any("kan inte vara efter" in text for text in reasons_against(before, on, known, by=someone(before)))


@pytest.mark.parametrize(("after", "before"), PAIRS)
def test_what_stands_behind_is_named_as_what_can_be_taken_back(after, before):
    known = ready(before, **{str(before): "2026-04-01", str(after): "2026-04-07"}, placement="1.1")
    if RECORDINGS[before].recurs:
        return
    with pytest.raises(RecordingRefused) as refused:
        record(before, "2026-04-08", known, by=someone(before))
    remedies = [one for reason in refused.value.reasons for one in reason.remedies]
    assert (Operation.WITHDRAW, after) in [(one.operation, one.milestone) for one in remedies]


def test_a_contract_cannot_end_before_it_is_signed():
    known = facts(contract_signed="2026-03-16")
    assert "kan inte vara före ”avtal tecknat”" in refusal(M.CONTRACT_ENDED, "2026-03-15", known)
    assert record(M.CONTRACT_ENDED, "2026-03-16", known) is None
    assert record(M.CONTRACT_ENDED, "2026-03-15") is None  # nobody has told when it was signed


# --- after the contract, and what is late ----------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", [M.EMPLOYMENT_STARTED, M.INTERNSHIP_STARTED])
def test_a_start_after_the_end_of_the_contract_is_a_deviation(milestone):
    known = facts(**THERE | {str(milestone): "2026-04-13", "contract_ended": "2026-04-10"})
    assert "Avtalet upphörde fredag 10 april 2026" in refusal(milestone, "2026-04-13", known, by=Role.SUPPORT)
    assert record(milestone, "2026-04-13", known, by=Role.SUPPORT, reason="avtalet förlängdes muntligt") is not None
    assert milestone in {one.milestone for one in deviations(known)}
    on_the_last_day = facts(**THERE | {str(milestone): "2026-04-10", "contract_ended": "2026-04-10"})
    assert record(milestone, "2026-04-10", on_the_last_day, by=Role.SUPPORT) is None


def test_no_procurement_is_cancelled_once_a_contract_is_signed():
    known = facts(contract_signed="2026-03-16")
    for on in ("2026-03-10", "2026-03-16", "2026-03-30"):
        assert "kan upphandlingen inte längre avbrytas" in refusal(M.CANCELLED, on, known)
    assert remedies_for(M.CANCELLED, "2026-03-30", known) == [(Operation.RECORD, M.CONTRACT_ENDED, ())]
    assert record(M.CANCELLED, "2026-03-30") is None


@pytest.mark.parametrize(
    ("subsidy", "found"),
    [
        ({"subsidy_decided": "2026-03-30"}, []),
        ({"subsidy_decided": "2026-03-31"}, [M.SUBSIDY_DECIDED]),
        ({}, [M.EMPLOYMENT_STARTED]),
    ],
)
def test_a_subsidy_that_is_late_or_unanswered_is_a_deviation_without_a_reason(subsidy, found):
    values = {M.SUBSIDY_DECIDED: "yes"}
    known = facts(**THERE, **subsidy, values=values)
    assert [one.milestone for one in deviations(known, scope=Scope.PLACEMENT)] == found
    assert record(M.SUBSIDY_DECIDED, "2026-04-14", known, by=Role.LABOUR_MARKET) is None
