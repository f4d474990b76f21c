"""What may be recorded about each milestone, by whom, and what is refused with which words."""

from datetime import date, timedelta
from itertools import product

import pytest

from states.facts import Facts, Milestone, Role, Ruling
from states.law.applicability import ProcurementKind
from states.law.procedures import Channel
from states.processes.procurement import ProcurementState as Purchase
from states.processes.registry import OF_CASES
from states.records.milestones import (
    LONGEST_AGO,
    RECORDINGS,
    VALUE_LABELS,
    RecordingRefused,
    Scope,
    check_recording,
    deviations,
)
from states.records.objections import too_early_to_sign
from states.records.obligations import Balance, Measure, Obligation, Origin
from states.refusal import Operation
from tests.builders import day, facts, facts_of, observation

M = Milestone
DAY = timedelta(days=1)
VALUES = {
    M.AWARD_NOTICE_SENT: "electronic",
    M.REVIEW_DECIDED: "rejected",
    M.ADDITIONALITY_ASKED: "unknown",
    M.SANCTION_DECIDED: "penalty",
    M.CANDIDATE_DECLINED: "ended_by_person",
    M.INTERNSHIP_ENDED: "not_hired",
    M.SUBSIDY_DECIDED: "yes",
    M.EMPLOYMENT_STARTED: "matched 6 0.75",
    M.OUTSIDE_ATTESTED: "no",
    M.FOLLOWED_UP_1: "still_employed",
    M.FOLLOWED_UP_3: "still_employed",
    M.FOLLOWED_UP_6: "unknown",
    M.FOLLOW_UPS_DONE: "still_employed",
    M.EMPLOYMENT_ENDED: "other",
}
PLANNED = {
    M.PLANNED_CALL,
    M.TENDERS_DUE,
    M.STANDSTILL_STATED_END,
    M.CONTRACT_ENDED,
    M.CURE_BY,
    M.INTERNSHIP_ENDS,
    M.HIRE_PLANNED,
}
NOT_BY_HAND = {M.CASE_OPENED, M.RELEVANCE_ASSESSED}
BUYERS = {Role.OFFICER, Role.SUPPORT}
UNIT = {Role.LABOUR_MARKET, Role.SUPPORT}
BOTH = UNIT | {Role.SUPPLIER}
OF_SUPPLIER = {
    M.WINNER_WITHDREW: BUYERS,
    M.CONTACT_ASSIGNED: {Role.SUPPORT},
    M.DIALOGUE_HELD: BUYERS | BOTH,
    M.PROFILE_AGREED: BOTH,
    M.ADDITIONALITY_ASKED: BOTH,
    M.HALF_YEAR_REPORT: BOTH,
    M.FINAL_REPORT: BUYERS | BOTH,
    M.OBLIGATION_FULFILLED: BUYERS,
    M.DEFICIENCY_NOTED: BUYERS,
    M.CURE_BY: BUYERS,
    M.DEFICIENCY_CURED: BUYERS,
    M.SANCTION_DECIDED: BUYERS,
}
OF_PLACEMENT = {
    M.CANDIDATE_PROPOSED: UNIT,
    M.CANDIDATE_DECLINED: BOTH,
    M.INTERVIEW_HELD: BOTH,
    M.INTERNSHIP_STARTED: BOTH,
    M.INTERNSHIP_ENDS: BOTH,
    M.INTERNSHIP_ENDED: BOTH,
    M.HIRE_PLANNED: BOTH,
    M.SUBSIDY_DECIDED: UNIT,
    M.EMPLOYMENT_STARTED: BOTH,
    M.OUTSIDE_ATTESTED: UNIT,
    M.HIRE_CONFIRMED: UNIT,
    M.FOLLOWED_UP_1: UNIT,
    M.FOLLOWED_UP_3: UNIT,
    M.FOLLOWED_UP_6: UNIT,
    M.FOLLOW_UPS_DONE: UNIT,
    M.EMPLOYMENT_ENDED: BOTH,
}
OF_TARGET_GROUP = {M.PREPARATION_STARTED: UNIT, M.TARGET_GROUP_READY: UNIT}
WHO = {milestone: {Role.CLOCK} for milestone in NOT_BY_HAND} | OF_SUPPLIER | OF_PLACEMENT | OF_TARGET_GROUP
"""Who may record what; all else is the buyers'."""
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
READY = {
    "award_notice_sent": "2026-03-02",
    "review_filed": "2026-03-05",
    "review_decided": "2026-03-06",
    "ruling": Ruling.REJECTED,
    "today": "2026-04-15",
}
"""The ten days after the ruling end on Monday 16 March."""
HANDED_OVER = READY | {
    "states": {"procurement": "matching"},
    "balances": (
        Balance(
            Obligation(unit=Measure.PERSONS, amount=1, penalty=True, internship_counts=True), promised=1, fulfilled=1
        ),
    ),
    "profile_agreed": "2026-03-20",
    "deficiency_noted": "2026-03-23",
    "cure_by": "2026-04-07",
}
THERE = HANDED_OVER | {
    "candidate_proposed": "2026-03-24",
    "internship_started": "2026-03-25",
    "employment_started": "2026-03-30",
}
"""A candidate who has come as far as being hired."""


def ready(milestone: Milestone, **more: object) -> Facts:
    """Return facts under which nothing stands against recording a milestone on 14 April."""
    if milestone is M.CANDIDATE_DECLINED:
        return facts(**HANDED_OVER | {"candidate_proposed": "2026-03-24"} | more)
    if milestone in OF_PLACEMENT and milestone is not M.CANDIDATE_PROPOSED:
        return facts(**THERE | more)
    return facts(**(HANDED_OVER if milestone in {*OF_SUPPLIER, M.CANDIDATE_PROPOSED} else READY) | more)


def someone(milestone: Milestone) -> Role:
    return min(WHO.get(milestone, BUYERS))


def record(milestone, on, known=None, *, by=Role.OFFICER, value=None, reason=""):
    return check_recording(
        facts(today="2026-03-30") if known is None else known,
        milestone,
        day(on),
        by=by,
        value=VALUES.get(milestone, "") if value is None else value,
        reason=reason,
    )


def reasons_against(milestone, on, known, *, by):
    try:
        record(milestone, on, known, by=by)
    except RecordingRefused as refused:
        return [reason.text.sv for reason in refused.reasons]
    return []


def refusal(milestone, on, known=None, **more):
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, on, known, **more)
    assert str(refused.value) == refused.value.text.en
    assert refused.value.text.en != refused.value.text.sv
    return refused.value.reasons[0].text.sv


def remedies_for(milestone, on, known=None, **more):
    """Return what would meet the first reason against a record: operation, milestone and words of each remedy."""
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, on, known, **more)
    return [(one.operation, one.milestone, one.values) for one in refused.value.reasons[0].remedies]


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
    record(milestone, "2027-04-16", ready(milestone), by=someone(milestone))
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
        "Ange ett av värdena för ”överprövningen avgjord”: ansökan avslogs, ansökan återkallades, rättelse,"
        " upphandlingen ska göras om."
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


def test_what_needs_no_word_has_none_and_what_has_one_needs_it():
    needing = {milestone for milestone, rule in RECORDINGS.items() if rule.values or rule.terms}
    assert needing == set(VALUES)


# --- the award -------------------------------------------------------------------------------------------------------


def test_no_notice_goes_out_before_the_decision_it_tells_of():
    known = facts(award_decided="2026-02-27")
    assert refusal(M.AWARD_NOTICE_SENT, "2026-02-26", known) == (
        "Underrättelsen kan inte ha skickats före tilldelningsbeslutet fredag 27 februari 2026."
    )
    record(M.AWARD_NOTICE_SENT, "2026-02-27", known)
    record(M.AWARD_NOTICE_SENT, "2026-02-26")


def test_a_stated_last_day_lies_after_the_notice():
    known = facts(award_notice_sent="2026-03-02")
    assert refusal(M.STANDSTILL_STATED_END, "2026-03-02", known) == (
        "En avtalsspärr kan inte sluta före dagen efter underrättelsen måndag 2 mars 2026."
    )
    record(M.STANDSTILL_STATED_END, "2026-03-03", known)
    record(M.STANDSTILL_STATED_END, "2026-03-02")


# --- contact point 2 and the check with the court --------------------------------------------------------------------


def test_contact_point_2_waits_for_the_day_after_the_last_day():
    known = facts(award_notice_sent="2026-03-23", today="2026-04-15")
    assert refusal(M.CONTACT_POINT_2, "2026-04-02", known) == (
        "Vinnaren rapporteras när avtalsspärren har löpt ut, tidigast fredag 3 april 2026."
    )
    record(M.CONTACT_POINT_2, "2026-04-03", known)


def test_the_court_is_asked_after_the_last_day():
    known = facts(award_notice_sent="2026-03-23", today="2026-04-15")
    assert refusal(M.COURT_CHECKED, "2026-04-02", known) == (
        "Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast fredag 3 april 2026."
    )
    record(M.COURT_CHECKED, "2026-04-03", known)


@pytest.mark.parametrize(
    "known",
    [{}, {"award_decided": "2026-03-02"}, {"award_notice_sent": "2026-03-02", "review_filed": "2026-03-05"}],
)
def test_without_a_notice_and_during_a_review_both_have_to_wait(known):
    because = "underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas."
    assert refusal(M.CONTACT_POINT_2, "2026-03-30", facts(**known)) == f"Kontaktpunkt 2 väntar: {because}"
    assert refusal(M.COURT_CHECKED, "2026-03-30", facts(**known)) == f"Vänta med kontrollen: {because}"


def test_without_a_standstill_contact_point_2_is_recorded_from_the_day_of_the_notice():
    known = facts(award_notice_sent="2026-03-06", kind=ProcurementKind.RENEWED_COMPETITION)
    record(M.CONTACT_POINT_2, "2026-03-06", known)
    assert "tidigast fredag 6 mars 2026" in refusal(M.CONTACT_POINT_2, "2026-03-05", known)


# --- review ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", [M.REVIEW_DECIDED, M.INTERIM_ORDER_LIFTED])
def test_only_a_review_that_is_recorded_can_be_decided(milestone):
    assert refusal(milestone, "2026-03-20") == (
        "Ingen ansökan om överprövning är registrerad för ärendet. Registrera den först."
    )


@pytest.mark.parametrize("milestone", [M.REVIEW_DECIDED, M.INTERIM_ORDER_LIFTED])
@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_no_ruling_is_older_than_the_application(milestone, began):
    known = facts(**{began: "2026-03-05"})
    assert refusal(milestone, "2026-03-04", known) == ("Avgörandet kan inte vara äldre än ansökan torsdag 5 mars 2026.")
    record(milestone, "2026-03-05", known)


@pytest.mark.parametrize("milestone", [M.REVIEW_FILED, M.INTERIM_ORDER])
def test_once_the_contract_is_signed_the_procurement_can_no_longer_be_reviewed(milestone):
    known = facts(contract_signed="2026-03-16")
    assert refusal(milestone, "2026-03-16", known) == (
        "Avtalet tecknades måndag 16 mars 2026; därefter kan upphandlingen inte överprövas (LOU 20:6)."
        " Ogiltighetstalan hanteras utanför ärendet."
    )
    record(milestone, "2026-03-15", known)


# --- contact point 1 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "public",
    ["documents_published", "intent_notice_published", "award_decided", "award_notice_sent", "contract_signed"],
)
def test_contact_point_1_is_late_once_the_procurement_is_out_and_needs_a_reason(public):
    known = facts(**{public: "2026-02-02"})
    late = (
        "Kontaktpunkt 1 är sen: upphandlingen var ute redan måndag 2 februari 2026, och kravet måste stå i"
        " upphandlingsdokumenten (LOU 17:1). Den räknas som en avvikelse."
    )
    assert refusal(M.CONTACT_POINT_1, "2026-02-03", known) == f"{late} {IF_SO}"
    wrong = record(M.CONTACT_POINT_1, "2026-02-03", known, reason="enheten var ny i modellen")
    assert wrong is not None
    assert wrong.text.sv == late
    early = "Contact point 1 is late: the procurement was out on Monday 2 February 2026 already"
    assert wrong.text.en.startswith(early)


def test_contact_point_1_up_to_the_day_the_documents_are_out_is_in_time():
    known = facts(documents_published="2026-02-02", award_decided="2026-03-02")
    assert record(M.CONTACT_POINT_1, "2026-02-02", known) is None
    assert record(M.CONTACT_POINT_1, "2026-02-03") is None
    assert "måndag 2 februari 2026" in refusal(M.CONTACT_POINT_1, "2026-03-03", known)


def test_after_an_order_to_redo_contact_point_1_is_in_time_again():
    recorded = [
        observation(milestone=M.DOCUMENTS_PUBLISHED, on="2026-02-02"),
        observation(milestone=M.REVIEW_FILED, on="2026-03-05"),
        observation(milestone=M.REVIEW_DECIDED, on="2026-05-04", value="redo"),
    ]
    assert record(M.CONTACT_POINT_1, "2026-05-11", facts_of(*recorded, today="2026-05-11")) is None


# --- signing ---------------------------------------------------------------------------------------------------------


WHAT_FOLLOWS = (
    "Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13), och består det ska den upphandlande myndigheten"
    " betala upphandlingsskadeavgift, 10 000 till 20 miljoner kronor och högst tio procent av värdet (LOU 21:1, 21:6)."
)
IF_SO = "Har det ändå hänt: registrera det med ett skäl. Det visas som en avvikelse."


def test_a_contract_signed_on_the_last_day_is_signed_a_day_too_early():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-30")
    assert refusal(M.CONTRACT_SIGNED, "2026-06-22", known) == (
        "Avtalet får tecknas tidigast tisdag 23 juni 2026: avtalsspärren gäller till och med"
        f" måndag 22 juni 2026 (LOU 20:1). {WHAT_FOLLOWS} {IF_SO}"
    )
    record(M.CONTRACT_SIGNED, "2026-06-23", known)


def test_a_contract_that_was_signed_too_early_all_the_same_is_recorded_with_a_reason_and_what_follows():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-30")
    for blank in ("", " \n"):
        assert IF_SO in refusal(M.CONTRACT_SIGNED, "2026-06-22", known, reason=blank)
    wrong = record(M.CONTRACT_SIGNED, "2026-06-22", known, reason="avtalet skickades ut i förtid")
    assert wrong is not None
    assert wrong.text.sv.endswith(f"(LOU 20:1). {WHAT_FOLLOWS}")
    assert "declared ineffective (LOU 20:13)" in wrong.text.en
    assert "SEK 10 000 to 20 million, at most ten per cent of the value (LOU 21:1, 21:6)" in wrong.text.en
    assert record(M.CONTRACT_SIGNED, "2026-06-23", known, reason="avtalet skickades ut i förtid") is None


def test_a_reason_makes_no_date_possible_that_cannot_be():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-21")
    assert "ligger i framtiden" in refusal(M.CONTRACT_SIGNED, "2026-06-22", known, reason="-")
    assert "den rollen" in refusal(M.CONTRACT_SIGNED, "2026-06-12", known, by=Role.SUPPLIER, reason="-")


def test_a_contract_signed_too_early_is_a_deviation_until_its_date_is_corrected():
    (found,) = deviations(facts(award_notice_sent="2026-06-09", contract_signed="2026-06-22"))
    assert (found.milestone, found.on) == (M.CONTRACT_SIGNED, date(2026, 6, 22))
    assert found.text.sv.endswith(f"(LOU 20:1). {WHAT_FOLLOWS}")
    assert list(deviations(facts(award_notice_sent="2026-06-09", contract_signed="2026-06-23"))) == []


def test_the_words_about_signing_too_early_are_there_in_english():
    too_early = too_early_to_sign(facts(award_notice_sent="2026-06-09"), date(2026, 6, 22))
    assert too_early is not None
    assert too_early.text.en == (
        "The contract may be signed on Tuesday 23 June 2026 at the earliest: the standstill lasts to the end of"
        " Monday 22 June 2026 (LOU 20:1)."
    )


def test_the_earliest_day_of_signing_may_be_a_saturday():
    known = facts(award_notice_sent="2026-05-04", today="2026-05-18")
    assert "tidigast lördag 16 maj 2026" in refusal(M.CONTRACT_SIGNED, "2026-05-15", known)
    record(M.CONTRACT_SIGNED, "2026-05-16", known)


@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_no_contract_is_signed_while_a_court_has_the_case(began):
    known = facts(award_notice_sent="2026-03-02", **{began: "2026-03-05"})
    assert refusal(M.CONTRACT_SIGNED, "2026-03-30", known) == (
        "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd (LOU 20:8)."
        f" {WHAT_FOLLOWS} {IF_SO}"
    )


def test_after_a_ruling_the_contract_waits_for_the_ten_days():
    known = facts(**READY)
    assert "tidigast tisdag 17 mars 2026" in refusal(M.CONTRACT_SIGNED, "2026-03-16", known)
    record(M.CONTRACT_SIGNED, "2026-03-17", known)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"award_notice_sent": "2026-03-06", "kind": ProcurementKind.RENEWED_COMPETITION},
        {"award_notice_sent": "2026-03-06", "single_tenderer": True},
    ],
)
def test_without_a_standstill_a_contract_is_signed_on_any_day(known):
    assert too_early_to_sign(facts(**known), date(2026, 3, 6)) is None


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


def test_a_supplier_withdraws_before_the_contract():
    known = ready(M.WINNER_WITHDREW, contract_signed="2026-03-18")
    assert refusal(M.WINNER_WITHDREW, "2026-03-18", known) == (
        "Avtalet tecknades onsdag 18 mars 2026. En leverantör som inte levererar därefter hanteras som brist:"
        " registrera i stället att en brist är konstaterad."
    )
    assert remedies_for(M.WINNER_WITHDREW, "2026-03-18", known) == [(Operation.RECORD, M.DEFICIENCY_NOTED, ())]
    record(M.WINNER_WITHDREW, "2026-03-17", known)


@pytest.mark.parametrize("purchase", Purchase)
def test_a_contact_person_is_assigned_once_the_procurement_is_handed_over(purchase):
    known = ready(M.CONTACT_ASSIGNED, states={"procurement": purchase})
    if purchase in {Purchase.MATCHING, Purchase.INTERNSHIP, Purchase.HIRE, Purchase.FOLLOW_UP}:
        record(M.CONTACT_ASSIGNED, "2026-04-14", known, by=Role.SUPPORT)
    else:
        assert refusal(M.CONTACT_ASSIGNED, "2026-04-14", known, by=Role.SUPPORT) == (
            "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning."
        )


def test_nothing_is_found_fulfilled_that_is_not():
    def known(*balances: Balance) -> Facts:
        return ready(M.OBLIGATION_FULFILLED, balances=balances)

    not_entered = "Åtagandet är inte infört. För in vad leverantören har utlovat först."
    for balances in ((), (Balance(Obligation()),)):
        assert refusal(M.OBLIGATION_FULFILLED, "2026-04-14", known(*balances)) == not_entered
    months = Obligation(unit=Measure.MONTHS, amount=12)
    assert refusal(M.OBLIGATION_FULFILLED, "2026-04-14", known(Balance(months, promised=12, fulfilled=7.5))) == (
        "Åtagandet är inte uppfyllt: 7,5 av 12 är levererat, 4,5 saknas. Konstatera i stället en brist."
    )
    record(M.OBLIGATION_FULFILLED, "2026-04-14", known(Balance(months, promised=12, fulfilled=12)))


def test_a_sanction_is_decided_once_the_day_to_correct_has_passed():
    known = ready(M.SANCTION_DECIDED)
    assert refusal(M.SANCTION_DECIDED, "2026-04-07", known) == (
        "Leverantören har till och med tisdag 7 april 2026 på sig att rätta bristen."
    )
    record(M.SANCTION_DECIDED, "2026-04-08", known)


def test_a_penalty_needs_one_in_the_contract_and_other_sanctions_do_not():
    without = {"balances": (Balance(Obligation(unit=Measure.PERSONS, amount=1), promised=1),)}
    known = ready(M.SANCTION_DECIDED, **without)
    said = refusal(M.SANCTION_DECIDED, "2026-04-08", known, value="penalty")
    assert said.startswith("Åtagandet har inget vite.")
    for word in ("suspension", "termination"):
        record(M.SANCTION_DECIDED, "2026-04-08", known, value=word)


def test_an_internship_is_what_is_owed_only_where_the_obligation_says_so():
    without = {"balances": (Balance(Obligation(unit=Measure.PERSONS, amount=1), promised=1),)}
    known, by = ready(M.INTERNSHIP_ENDED, **without), Role.SUPPLIER
    said = refusal(M.INTERNSHIP_ENDED, "2026-04-14", known, by=by, value="obligation_done")
    assert said.startswith("Åtagandet uppfylls inte med praktik.")
    record(M.INTERNSHIP_ENDED, "2026-04-14", known, by=by, value="to_be_hired")


def test_who_is_hired_is_not_turned_down_but_leaves():
    hired = ready(M.CANDIDATE_DECLINED, employment_started="2026-03-30")
    said = refusal(M.CANDIDATE_DECLINED, "2026-04-14", hired, by=Role.SUPPLIER)
    assert said == "Kandidaten är anställd. Registrera i stället när anställningen slutade."


def test_who_was_turned_down_is_not_hired_and_who_was_not_hired_at_first_may_be():
    known, by = ready(M.CANDIDATE_DECLINED), Role.SUPPLIER
    record(M.EMPLOYMENT_STARTED, "2026-04-14", known, by=by)
    declined = ready(M.CANDIDATE_DECLINED, candidate_declined="2026-04-01")
    assert refusal(M.EMPLOYMENT_STARTED, "2026-04-14", declined, by=by) == (
        "Kandidaten är inte längre aktuell. Registrera nästa kandidat, eller ta tillbaka att kandidaten inte är"
        " aktuell."
    )
    after_all = ready(M.CANDIDATE_DECLINED, values={M.INTERNSHIP_ENDED: "not_hired"})
    record(M.EMPLOYMENT_STARTED, "2026-04-14", after_all, by=by)


def test_a_follow_up_finds_nobody_gone_whose_end_is_not_recorded():
    for milestone in (M.FOLLOWED_UP_1, M.FOLLOW_UPS_DONE):
        said = refusal(milestone, "2026-04-14", ready(milestone), by=Role.LABOUR_MARKET, value="ended")
        assert said.startswith("Registrera först när anställningen slutade:")


@pytest.mark.parametrize("cured", ["2026-03-23", "2026-04-07"])
def test_what_has_been_corrected_is_not_sanctioned(cured):
    assert refusal(M.SANCTION_DECIDED, "2026-04-08", ready(M.SANCTION_DECIDED, deficiency_cured=cured)) == (
        "Ingen brist är konstaterad. Registrera bristen och sista dag för rättelse först."
    )


# --- candidates ------------------------------------------------------------------------------------------------------


def test_candidates_are_proposed_from_the_day_the_profile_is_agreed():
    too_early = "Kandidater föreslås när leverantörens kompetensprofil är överenskommen."
    known = ready(M.CANDIDATE_PROPOSED)
    assert refusal(M.CANDIDATE_PROPOSED, "2026-03-19", known, by=Role.SUPPORT) == too_early
    record(M.CANDIDATE_PROPOSED, "2026-03-20", known, by=Role.SUPPORT)
    assert refusal(M.CANDIDATE_PROPOSED, "2026-03-20", facts(), by=Role.SUPPORT) == too_early


def test_a_position_takes_one_candidate_at_a_time():
    taken = refusal(M.CANDIDATE_PROPOSED, "2026-04-14", facts(**THERE), by=Role.LABOUR_MARKET)
    assert taken.startswith("Platsen har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell")
    gone = ready(M.CANDIDATE_PROPOSED, candidate_proposed="2026-03-24", candidate_declined="2026-04-01")
    record(M.CANDIDATE_PROPOSED, "2026-04-14", gone, by=Role.LABOUR_MARKET)


@pytest.mark.parametrize("milestone", [M.HIRE_PLANNED, M.SUBSIDY_DECIDED])
def test_a_hire_is_planned_and_subsidised_for_a_candidate(milestone):
    assert refusal(milestone, "2026-04-14", facts(**HANDED_OVER), by=Role.LABOUR_MARKET) == (
        "Platsen har ingen kandidat. Registrera först att en kandidat är föreslagen."
    )
    record(milestone, "2026-04-14", ready(milestone), by=Role.LABOUR_MARKET)


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
    named = of_one | {M.LOT_CANCELLED: Scope.LOT, M.WINNER_NAMED: Scope.WINNER}
    assert {m: rule.scope for m, rule in RECORDINGS.items()} == dict.fromkeys(Milestone, Scope.CASE) | named


@pytest.mark.parametrize("process", OF_CASES, ids=lambda process: process.name)
def test_who_can_meet_a_condition_may_record_what_meets_it(process):
    guards = {guard for move in process.moves for guard in move.guards}
    asked = {(guard, m, role) for guard in guards for m, role in product(guard.records, guard.met_by)}
    assert asked
    for guard, milestone, role in asked:
        # An assessment is entered by its own operation, which records its day.
        assert role in RECORDINGS[milestone].by or milestone is M.RELEVANCE_ASSESSED, (guard.name, milestone, role)
