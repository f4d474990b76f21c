"""What may be recorded about each milestone, by whom, and what is refused with which words."""

from datetime import date, timedelta
from itertools import product

import pytest

from states.applicability import ProcurementKind
from states.facts import Milestone, Role, Ruling
from states.milestones import LONGEST_AGO, RECORDINGS, RecordingRefused, check_recording, too_early_to_sign
from states.procurement import PROCUREMENT
from states.standstill import Channel
from tests.builders import day, facts

M = Milestone
DAY = timedelta(days=1)
VALUES = {M.AWARD_NOTICE_SENT: "electronic", M.REVIEW_DECIDED: "rejected"}
PLANNED = {M.PLANNED_CALL, M.TENDERS_DUE, M.STANDSTILL_STATED_END, M.CONTRACT_ENDED}
NOT_BY_HAND = {M.CASE_OPENED, M.RELEVANCE_ASSESSED}
BY_EVERYONE = {M.DIALOGUE_HELD, M.FOLLOW_UPS_DONE, M.FINAL_REPORT}
RECORDABLE = [m for m in Milestone if m not in NOT_BY_HAND]
READY = {
    "award_notice_sent": "2026-03-02",
    "review_filed": "2026-03-05",
    "review_decided": "2026-03-06",
    "ruling": Ruling.REJECTED,
    "today": "2026-04-15",
}
"""The ten days after the ruling end on Monday 16 March."""


def record(milestone, on, known=None, *, by=Role.OFFICER, value=None, supplier="Exempelbolaget AB"):
    check_recording(
        facts(today="2026-03-30") if known is None else known,
        milestone,
        day(on),
        by=by,
        value=VALUES.get(milestone, "") if value is None else value,
        supplier=supplier,
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
    record(milestone, "2026-04-14", facts(**READY))


@pytest.mark.parametrize("milestone", Milestone)
def test_only_the_roles_named_may_record_it(milestone):
    buyers = {Role.OFFICER, Role.SUPPORT}
    may = {Role.CLOCK} if milestone in NOT_BY_HAND else buyers
    if milestone in BY_EVERYONE:
        may = buyers | {Role.LABOUR_MARKET, Role.SUPPLIER}
    for role in Role:
        if role in may:
            record(milestone, "2026-04-14", facts(**READY), by=role)
        else:
            label = RECORDINGS[milestone].label.sv
            said = f"”{label}” kan inte registreras av den rollen."
            assert refusal(milestone, "2026-04-14", facts(**READY), by=role) == said


@pytest.mark.parametrize("milestone", [m for m in RECORDABLE if m not in PLANNED])
def test_what_lies_in_the_future_is_recorded_once_it_has_happened(milestone):
    assert refusal(milestone, "2026-04-16", facts(**READY)) == (
        "Datumet 2026-04-16 ligger i framtiden (i dag är 2026-04-15)."
        f" ”{RECORDINGS[milestone].label.sv}” registreras när det har hänt."
    )
    record(milestone, "2026-04-15", facts(**READY))


@pytest.mark.parametrize("milestone", sorted(PLANNED))
def test_what_is_planned_may_lie_ahead(milestone):
    record(milestone, "2027-04-16", facts(**READY))


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


def test_a_winner_needs_a_name():
    assert refusal(M.WINNER_NAMED, "2026-03-16", supplier="") == "Ange leverantören med --supplier."
    record(M.WINNER_NAMED, "2026-03-16", supplier="Exempelbolaget AB")


@pytest.mark.parametrize("milestone", [m for m in RECORDABLE if m is not M.WINNER_NAMED])
def test_nothing_else_needs_a_supplier(milestone):
    record(milestone, "2026-04-14", facts(**READY), supplier="")


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


def test_a_contract_signed_on_the_last_day_is_signed_a_day_too_early():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-30")
    assert refusal(M.CONTRACT_SIGNED, "2026-06-22", known) == (
        "Avtalet får tecknas tidigast tisdag 23 juni 2026: avtalsspärren gäller till och med"
        " måndag 22 juni 2026 (LOU 20:1)."
    )
    record(M.CONTRACT_SIGNED, "2026-06-23", known)


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


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_every_milestone_has_a_label_of_its_own_in_both_languages():
    labels = [rule.label for rule in RECORDINGS.values()]
    assert len({label.sv for label in labels}) == len({label.en for label in labels}) == len(Milestone)
    assert all(label.sv.strip() and label.en.strip() for label in labels)


def test_planned_days_are_those_that_are_set_beforehand():
    assert {milestone for milestone, rule in RECORDINGS.items() if rule.planned} == PLANNED


def test_who_can_meet_a_condition_may_record_what_meets_it():
    guards = {guard for move in PROCUREMENT.moves for guard in move.guards}
    asked = {(guard, m, role) for guard in guards for m, role in product(guard.records, guard.met_by)}
    assert asked
    for guard, milestone, role in asked:
        # An assessment is entered by its own operation, which records its day.
        assert role in RECORDINGS[milestone].by or milestone is M.RELEVANCE_ASSESSED, (guard.name, milestone, role)
