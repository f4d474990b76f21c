"""What may be recorded about each milestone, by whom, and what is refused with which words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from states.applicability import ProcurementKind
from states.facts import Milestone, Role, Ruling
from states.milestones import LONGEST_AGO, RECORDINGS, RecordingRefused, Scope, check_recording, too_early_to_sign
from states.obligations import Account, Ending, Obligation, Unit
from states.placement import InternshipOutcome, StillThere
from states.registry import OF_CASES
from states.standstill import Channel
from states.supplier import Sanction
from tests.builders import day, facts

M = Milestone
DAY = timedelta(days=1)
STAYING = (M.FOLLOWED_UP_1, M.FOLLOWED_UP_3, M.FOLLOWED_UP_6, M.FOLLOW_UPS_DONE)
VALUES = {
    M.AWARD_NOTICE_SENT: tuple(Channel),
    M.REVIEW_DECIDED: tuple(Ruling),
    M.ADDITIONALITY_ASKED: ("yes", "no", "unknown"),
    M.SANCTION_DECIDED: tuple(Sanction),
    M.CANDIDATE_DECLINED: tuple(Ending),
    M.INTERNSHIP_ENDED: tuple(InternshipOutcome),
    M.SUBSIDY_DECIDED: ("yes", "not_applicable"),
    M.OUTSIDE_ATTESTED: ("yes", "no"),
    M.EMPLOYMENT_ENDED: tuple(Ending),
    **dict.fromkeys(STAYING, tuple(StillThere)),
}
TERMS = "matched 12 1"
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
BUYERS, UNIT = {Role.OFFICER, Role.SUPPORT}, {Role.LABOUR_MARKET, Role.SUPPORT}
WITH_THE_SUPPLIER = UNIT | {Role.SUPPLIER}
MAY = {
    **dict.fromkeys(Milestone, BUYERS),
    **{milestone: {Role.CLOCK} for milestone in NOT_BY_HAND},
    M.CONTACT_ASSIGNED: {Role.SUPPORT},
    **dict.fromkeys((M.DIALOGUE_HELD, M.FINAL_REPORT), BUYERS | WITH_THE_SUPPLIER),
    **dict.fromkeys((M.PROFILE_AGREED, M.ADDITIONALITY_ASKED, M.HALF_YEAR_REPORT), WITH_THE_SUPPLIER),
    **dict.fromkeys((M.PREPARATION_STARTED, M.TARGET_GROUP_READY), UNIT),
    **dict.fromkeys((M.CANDIDATE_PROPOSED, M.SUBSIDY_DECIDED, M.OUTSIDE_ATTESTED, M.HIRE_CONFIRMED, *STAYING), UNIT),
    **dict.fromkeys((M.CANDIDATE_DECLINED, M.INTERVIEW_HELD, M.INTERNSHIP_STARTED), WITH_THE_SUPPLIER),
    **dict.fromkeys((M.INTERNSHIP_ENDS, M.INTERNSHIP_ENDED, M.HIRE_PLANNED), WITH_THE_SUPPLIER),
    **dict.fromkeys((M.EMPLOYMENT_STARTED, M.EMPLOYMENT_ENDED), WITH_THE_SUPPLIER),
}
RECORDABLE = [m for m in Milestone if m not in NOT_BY_HAND]
OWED = Obligation("", "Exempelbolaget AB", Unit.PERSONS, 2, internship_counts=True, penalty=True)
MET = Account(OWED, promised=2, fulfilled=2)
SHORT = Account(OWED, promised=2, fulfilled=1)
READY = {
    "award_notice_sent": "2026-03-02",
    "review_filed": "2026-03-05",
    "review_decided": "2026-03-06",
    "ruling": Ruling.REJECTED,
    "states": {"procurement": "matching"},
    "accounts": (MET,),
    "deficiency_noted": "2026-04-01",
    "cure_by": "2026-04-08",
    "profile_agreed": "2026-03-25",
    "today": "2026-04-15",
}
"""The ten days after the ruling end on Monday 16 March."""
CANDIDATE = {
    "candidate_proposed": "2026-03-26",
    "internship_started": "2026-03-27",
}


def ready_for(milestone):
    """Return facts under which a milestone may be recorded in the middle of April."""
    if milestone is M.CONTACT_POINT_1:  # before the procurement goes out
        return facts(today=READY["today"])
    if RECORDINGS[milestone].scope is not Scope.PLACEMENT or milestone is M.CANDIDATE_PROPOSED:
        return facts(**READY)
    hired = milestone is not M.CANDIDATE_DECLINED
    return facts(**READY, **CANDIDATE, **({"employment_started": "2026-04-01"} if hired else {}))


def record(milestone, on, known=None, *, by=None, value=None, reason=""):
    usual = TERMS if milestone is M.EMPLOYMENT_STARTED else VALUES.get(milestone, ("",))[0]
    return check_recording(
        facts(today="2026-03-30") if known is None else known,
        milestone,
        day(on),
        by=by or RECORDINGS[milestone].by[0],
        value=usual if value is None else value,
        reason=reason,
    )


def refusal(milestone, on, known=None, **more):
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, on, known, **more)
    assert str(refused.value) == refused.value.text.en
    assert refused.value.text.en != refused.value.text.sv
    return refused.value.text.sv


def test_a_refusal_holds_every_reason_and_is_told_by_the_first():
    with pytest.raises(RecordingRefused) as refused:
        record(M.AWARD_NOTICE_SENT, "2026-03-02", facts(award_decided="2026-03-09"), by=Role.SUPPLIER, value="pigeon")
    assert [reason.en.split(" ", 1)[0] for reason in refused.value.reasons] == ["“award", "Give", "The"]
    assert refused.value.text == refused.value.reasons[0]


# --- who, and which day ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", RECORDABLE)
def test_what_has_happened_is_recorded(milestone):
    assert record(milestone, "2026-04-14", ready_for(milestone)) is None


@pytest.mark.parametrize("milestone", Milestone)
def test_only_the_roles_named_may_record_it(milestone):
    for role in Role:
        if role in MAY[milestone]:
            record(milestone, "2026-04-14", ready_for(milestone), by=role)
        else:
            label = RECORDINGS[milestone].label.sv
            said = f"”{label}” kan inte registreras av den rollen."
            assert refusal(milestone, "2026-04-14", ready_for(milestone), by=role) == said


@pytest.mark.parametrize("milestone", [m for m in RECORDABLE if m not in PLANNED])
def test_what_lies_in_the_future_is_recorded_once_it_has_happened(milestone):
    assert refusal(milestone, "2026-04-16", ready_for(milestone)) == (
        "Datumet 2026-04-16 ligger i framtiden (i dag är 2026-04-15)."
        f" ”{RECORDINGS[milestone].label.sv}” registreras när det har hänt."
    )
    record(milestone, "2026-04-15", ready_for(milestone))


@pytest.mark.parametrize("milestone", sorted(PLANNED))
def test_what_is_planned_may_lie_ahead(milestone):
    record(milestone, "2027-04-16", ready_for(milestone))


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
    assert said == "Ange ett av värdena electronic, other för ”underrättelse om tilldelning skickad”."


@pytest.mark.parametrize("channel", Channel)
def test_an_award_notice_is_recorded_with_either_channel(channel):
    record(M.AWARD_NOTICE_SENT, "2026-03-02", value=channel)
    assert channel in RECORDINGS[M.AWARD_NOTICE_SENT].values


def test_a_ruling_needs_its_outcome():
    known = facts(review_filed="2026-03-05")
    said = "Ange ett av värdena rejected, withdrawn, correction, redo för ”överprövningen avgjord”."
    assert refusal(M.REVIEW_DECIDED, "2026-03-20", known, value="won") == said
    for ruling in Ruling:
        record(M.REVIEW_DECIDED, "2026-03-20", known, value=ruling)


@pytest.mark.parametrize("milestone", VALUES)
def test_what_the_date_does_not_say_is_one_of_the_words_for_it(milestone):
    allowed = VALUES[milestone]
    assert RECORDINGS[milestone].values == allowed
    for value in allowed:
        record(milestone, "2026-04-14", ready_for(milestone), value=value)
    label = RECORDINGS[milestone].label.sv
    said = f"Ange ett av värdena {', '.join(allowed)} för ”{label}”."
    assert refusal(milestone, "2026-04-14", ready_for(milestone), value="kanske") == said


@pytest.mark.parametrize("milestone", [m for m in RECORDABLE if m not in VALUES and m is not M.EMPLOYMENT_STARTED])
def test_for_everything_else_the_date_says_all(milestone):
    record(milestone, "2026-04-14", ready_for(milestone), value="")


@pytest.mark.parametrize("value", ["", "matched 0 1", "outside 12 0.5", "own_employee 3.5 0.01"])
def test_a_hire_is_recorded_with_its_terms(value):
    record(M.EMPLOYMENT_STARTED, "2026-04-14", ready_for(M.EMPLOYMENT_STARTED), value=value)


@pytest.mark.parametrize("value", ["matched", "friend 12 1", "matched 12 0", "matched 12 1.1", "matched -1 1", "a b c"])
def test_terms_that_cannot_be_are_refused(value):
    said = refusal(M.EMPLOYMENT_STARTED, "2026-04-14", ready_for(M.EMPLOYMENT_STARTED), value=value)
    assert said == "Ange hur anställningen är avtalad: --origin, --months och --share."


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
        "Ingen ansökan om överprövning är registrerad för ärendet. Registrera review_filed först."
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


# --- signing ---------------------------------------------------------------------------------------------------------


TOO_EARLY = (
    "Avtalet får tecknas tidigast tisdag 23 juni 2026: avtalsspärren gäller till och med"
    " måndag 22 juni 2026 (LOU 20:1). Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13), och består det"
    " ska den upphandlande myndigheten betala upphandlingsskadeavgift, 10 000 till 20 miljoner kronor och högst"
    " tio procent av värdet (LOU 21:1, 21:6)."
)
IF_SO = " Har det ändå hänt: registrera det med --reason. Det visas som en avvikelse."


def test_a_contract_signed_on_the_last_day_is_signed_a_day_too_early():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-30")
    assert refusal(M.CONTRACT_SIGNED, "2026-06-22", known) == TOO_EARLY + IF_SO
    assert record(M.CONTRACT_SIGNED, "2026-06-23", known) is None


def test_a_contract_that_was_signed_too_early_is_recorded_with_a_reason_and_comes_back_as_wrong():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-30")
    assert refusal(M.CONTRACT_SIGNED, "2026-06-22", known, reason="  ") == TOO_EARLY + IF_SO
    wrong = record(M.CONTRACT_SIGNED, "2026-06-22", known, reason="Tecknat av misstag")
    assert wrong is not None
    assert wrong.sv == TOO_EARLY


def test_a_reason_helps_only_against_what_can_have_happened():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-21")
    said = refusal(M.CONTRACT_SIGNED, "2026-06-22", known, reason="Tecknat av misstag")
    assert said.startswith("Datumet 2026-06-22 ligger i framtiden")
    assert "den rollen" in refusal(M.CONTRACT_SIGNED, "2026-06-20", known, by=Role.SUPPLIER, reason="Skäl")
    assert "tidigast" in refusal(M.CONTACT_POINT_2, "2026-06-20", known, reason="Skäl")


def test_the_words_about_signing_too_early_are_there_in_english():
    too_early = too_early_to_sign(facts(award_notice_sent="2026-06-09"), date(2026, 6, 22))
    assert too_early is not None
    assert too_early.en == (
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
        + TOO_EARLY[TOO_EARLY.index(" Ett avtal i strid") :]
        + IF_SO
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


# --- contact point 1 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "public",
    ["documents_published", "intent_notice_published", "award_decided", "award_notice_sent", "contract_signed"],
)
def test_contact_point_1_after_the_procurement_went_out_is_recorded_only_with_a_reason(public):
    known = facts(**{public: "2026-03-06"})
    late = (
        "Kontaktpunkt 1 är sen: upphandlingen var ute redan fredag 6 mars 2026, och kravet måste stå i"
        " upphandlingsdokumenten (LOU 17:1). Den räknas som en avvikelse."
    )
    assert refusal(M.CONTACT_POINT_1, "2026-03-07", known) == late + IF_SO
    wrong = record(M.CONTACT_POINT_1, "2026-03-07", known, reason="Glömdes i planeringen")
    assert wrong is not None
    assert wrong.sv == late
    assert record(M.CONTACT_POINT_1, "2026-03-06", known) is None


def test_the_first_day_the_procurement_was_out_counts():
    known = facts(documents_published="2026-03-09", award_decided="2026-03-06")
    assert "fredag 6 mars 2026" in refusal(M.CONTACT_POINT_1, "2026-03-07", known)


# --- suppliers and candidates ----------------------------------------------------------------------------------------


AFTER = {
    **dict.fromkeys((M.CURE_BY, M.DEFICIENCY_CURED, M.SANCTION_DECIDED), M.DEFICIENCY_NOTED),
    **dict.fromkeys((M.CANDIDATE_DECLINED, M.INTERVIEW_HELD, M.INTERNSHIP_STARTED), M.CANDIDATE_PROPOSED),
    **dict.fromkeys((M.INTERNSHIP_ENDS, M.INTERNSHIP_ENDED), M.INTERNSHIP_STARTED),
    **dict.fromkeys((M.OUTSIDE_ATTESTED, M.HIRE_CONFIRMED, M.EMPLOYMENT_ENDED, *STAYING), M.EMPLOYMENT_STARTED),
}


def test_the_table_says_what_comes_after_what():
    assert {m: rule.after for m, rule in RECORDINGS.items() if rule.after} == AFTER


@pytest.mark.parametrize("milestone", [m for m in AFTER if m is not M.SANCTION_DECIDED])
def test_what_comes_after_something_needs_it_first_and_is_no_older(milestone):
    first = AFTER[milestone]
    label, before = RECORDINGS[milestone].label.sv, RECORDINGS[first].label.sv
    assert refusal(milestone, "2026-03-20", facts(today="2026-04-15")) == (
        f"”{label}” förutsätter ”{before}”, som inte är registrerat. Registrera {first} först."
    )
    known = facts(today="2026-04-15", **{first: "2026-03-20"})
    assert refusal(milestone, "2026-03-19", known) == f"”{label}” kan inte vara före ”{before}” fredag 20 mars 2026."
    record(milestone, "2026-03-20", known)


@pytest.mark.parametrize(
    "milestone", [m for m in RECORDABLE if RECORDINGS[m].scope in {Scope.SUPPLIER, Scope.PLACEMENT}]
)
def test_nothing_that_a_supplier_does_for_the_contract_is_older_than_the_award(milestone):
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, "2026-03-01", ready_for(milestone))
    assert "Datumet 2026-03-01 ligger före tilldelningen måndag 2 mars 2026. Kontrollera datumet." in [
        reason.sv for reason in refused.value.reasons
    ]


@pytest.mark.parametrize("state", ["planning", "advertised", "award", "standstill", "review", "closed"])
def test_a_contact_person_is_assigned_once_the_procurement_is_handed_over(state):
    known = facts(award_notice_sent="2026-03-02", states={"procurement": state}, today="2026-04-15")
    assert refusal(M.CONTACT_ASSIGNED, "2026-04-14", known) == (
        "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning."
    )


@pytest.mark.parametrize("state", ["matching", "internship", "hire", "follow_up"])
def test_a_contact_person_may_be_assigned_as_long_as_the_work_goes_on(state):
    known = facts(award_notice_sent="2026-03-02", states={"procurement": state}, today="2026-04-15")
    record(M.CONTACT_ASSIGNED, "2026-04-14", known)


def test_a_winner_withdraws_before_the_contract_and_fails_after_it():
    known = facts(contract_signed="2026-03-16")
    record(M.WINNER_WITHDREW, "2026-03-15", known)
    assert refusal(M.WINNER_WITHDREW, "2026-03-16", known) == (
        "Avtalet tecknades måndag 16 mars 2026. En leverantör som inte levererar därefter hanteras som brist"
        " (deficiency_noted)."
    )


def test_an_obligation_is_found_fulfilled_once_all_of_it_is_delivered():
    assert refusal(M.OBLIGATION_FULFILLED, "2026-03-30", facts(accounts=(SHORT,))) == (
        "Åtagandet är inte uppfyllt: 1 av 2 är levererat, 1 saknas. Konstatera i stället en brist (deficiency_noted)."
    )
    record(M.OBLIGATION_FULFILLED, "2026-03-30", facts(accounts=(MET,)))


@pytest.mark.parametrize("accounts", [(), (Account(Obligation("", "Exempelbolaget AB")),)])
def test_what_was_never_entered_is_not_found_fulfilled(accounts):
    assert refusal(M.OBLIGATION_FULFILLED, "2026-03-30", facts(accounts=accounts)) == (
        "Åtagandet är inte infört. Inför det med ”trespann obligation”."
    )


def test_a_sanction_waits_until_the_last_day_to_correct_has_passed():
    known = facts(deficiency_noted="2026-03-09", cure_by="2026-03-20", accounts=(SHORT,))
    assert refusal(M.SANCTION_DECIDED, "2026-03-20", known) == (
        "Leverantören har till och med fredag 20 mars 2026 på sig att rätta bristen."
    )
    record(M.SANCTION_DECIDED, "2026-03-21", known)


@pytest.mark.parametrize("known", [{}, {"deficiency_noted": "2026-03-09", "deficiency_cured": "2026-03-12"}])
def test_nobody_is_sanctioned_without_a_deficiency(known):
    with pytest.raises(RecordingRefused) as refused:
        record(M.SANCTION_DECIDED, "2026-03-21", facts(**known, accounts=(SHORT,)))
    assert refused.value.reasons[-1].sv == (
        "Ingen brist är konstaterad. Registrera deficiency_noted och cure_by först."
    )


@pytest.mark.parametrize("accounts", [(), (Account(replace(OWED, penalty=False), promised=2),)])
def test_a_penalty_is_decided_where_the_contract_has_one(accounts):
    known = facts(deficiency_noted="2026-03-09", cure_by="2026-03-20", accounts=accounts)
    assert refusal(M.SANCTION_DECIDED, "2026-03-21", known, value="penalty") == (
        "Åtagandet har inget vite. Finns det i avtalet, inför det med ”trespann obligation --penalty”."
    )
    for other in (Sanction.SUSPENSION, Sanction.TERMINATION):
        record(M.SANCTION_DECIDED, "2026-03-21", known, value=other)


@pytest.mark.parametrize("accounts", [(), (Account(replace(OWED, internship_counts=False), promised=2),)])
def test_an_internship_is_all_that_is_owed_only_where_it_counts(accounts):
    known = facts(internship_started="2026-03-02", accounts=accounts)
    assert refusal(M.INTERNSHIP_ENDED, "2026-03-27", known, value="obligation_done") == (
        "Åtagandet uppfylls inte med praktik. Gör det det, inför det med ”trespann obligation --internship-counts”."
    )
    for other in set(InternshipOutcome) - {InternshipOutcome.OBLIGATION_DONE}:
        record(M.INTERNSHIP_ENDED, "2026-03-27", known, value=other)


@pytest.mark.parametrize("known", [{}, {"profile_agreed": "2026-03-21"}])
def test_a_candidate_is_proposed_for_a_profile(known):
    assert refusal(M.CANDIDATE_PROPOSED, "2026-03-20", facts(**known)) == (
        "Kandidater föreslås när leverantörens kompetensprofil är överenskommen (profile_agreed)."
    )
    record(M.CANDIDATE_PROPOSED, "2026-03-20", facts(profile_agreed="2026-03-20"))


GONE = (
    {"candidate_declined": "2026-03-24"},
    {"employment_started": "2026-03-24", "employment_ended": "2026-03-25"},
    {"values": {M.INTERNSHIP_ENDED: "not_hired"}},
    {"values": {M.INTERNSHIP_ENDED: "interrupted"}},
)


@pytest.mark.parametrize("since", GONE)
def test_a_position_has_one_candidate_at_a_time(since):
    known = {"profile_agreed": "2026-03-18", "candidate_proposed": "2026-03-20"}
    assert refusal(M.CANDIDATE_PROPOSED, "2026-03-30", facts(**known)) == (
        "Platsen har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell (candidate_declined,"
        " internship_ended eller employment_ended)."
    )
    record(M.CANDIDATE_PROPOSED, "2026-03-30", facts(**known, **since))


@pytest.mark.parametrize("milestone", [M.HIRE_PLANNED, M.SUBSIDY_DECIDED])
@pytest.mark.parametrize("since", [{}, *({"candidate_proposed": "2026-03-20"} | gone for gone in GONE)])
def test_hire_and_subsidy_are_those_of_a_candidate(milestone, since):
    assert refusal(milestone, "2026-03-30", facts(**since)) == (
        "Platsen har ingen kandidat. Registrera candidate_proposed först."
    )
    record(milestone, "2026-03-30", facts(candidate_proposed="2026-03-20"))


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_every_milestone_has_a_label_of_its_own_in_both_languages():
    labels = [rule.label for rule in RECORDINGS.values()]
    assert len({label.sv for label in labels}) == len({label.en for label in labels}) == len(Milestone)
    assert all(label.sv.strip() and label.en.strip() for label in labels)


def test_planned_days_are_those_that_are_set_beforehand():
    assert {milestone for milestone, rule in RECORDINGS.items() if rule.planned} == PLANNED


def test_whoever_was_turned_down_is_not_hired_and_whoever_was_hired_is_not_turned_down():
    known = {"candidate_proposed": "2026-03-20"}
    assert refusal(M.EMPLOYMENT_STARTED, "2026-03-30", facts(**known, candidate_declined="2026-03-24")) == (
        "Kandidaten är inte längre aktuell. Registrera nästa kandidat (candidate_proposed), eller ta tillbaka"
        " candidate_declined med --withdraw."
    )
    assert refusal(M.CANDIDATE_DECLINED, "2026-03-30", facts(**known, employment_started="2026-03-24")) == (
        "Kandidaten är anställd. Registrera i stället att anställningen har slutat (employment_ended)."
    )
    record(M.EMPLOYMENT_STARTED, "2026-03-30", facts(**known, values={M.INTERNSHIP_ENDED: "not_hired"}))


SCOPES = {
    Scope.WINNER: {M.WINNER_NAMED},
    Scope.LOT: {M.LOT_CANCELLED},
    Scope.SUPPLIER: {
        M.WINNER_WITHDREW,
        M.CONTACT_ASSIGNED,
        M.DIALOGUE_HELD,
        M.PROFILE_AGREED,
        M.ADDITIONALITY_ASKED,
        M.HALF_YEAR_REPORT,
        M.FINAL_REPORT,
        M.OBLIGATION_FULFILLED,
        M.DEFICIENCY_NOTED,
        M.CURE_BY,
        M.DEFICIENCY_CURED,
        M.SANCTION_DECIDED,
    },
    Scope.PLACEMENT: {
        M.CANDIDATE_PROPOSED,
        M.CANDIDATE_DECLINED,
        M.INTERVIEW_HELD,
        M.INTERNSHIP_STARTED,
        M.INTERNSHIP_ENDS,
        M.INTERNSHIP_ENDED,
        M.HIRE_PLANNED,
        M.SUBSIDY_DECIDED,
        M.EMPLOYMENT_STARTED,
        M.OUTSIDE_ATTESTED,
        M.HIRE_CONFIRMED,
        *STAYING,
        M.EMPLOYMENT_ENDED,
    },
}
"""What each is about; everything else is about the whole case."""


def test_every_milestone_is_about_one_thing():
    of_case = set(Milestone).difference(*SCOPES.values())
    assert {m: rule.scope for m, rule in RECORDINGS.items()} == {
        milestone: scope for scope, found in (*SCOPES.items(), (Scope.CASE, of_case)) for milestone in found
    }


def test_who_can_meet_a_condition_may_record_what_meets_it():
    guards = {guard for process in OF_CASES for move in process.moves for guard in move.guards}
    asked = {(guard, m, role) for guard in guards for m, role in product(guard.records, guard.met_by)}
    assert asked
    for guard, milestone, role in asked:
        # An assessment is entered by its own operation, which records its day.
        assert role in RECORDINGS[milestone].by or milestone is M.RELEVANCE_ASSESSED, (guard.name, milestone, role)
