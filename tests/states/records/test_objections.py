"""What speaks against recording something: the words of every objection, and the days on which it begins and ends."""

from datetime import date

import pytest

from states.facts import Facts, Role
from states.law.applicability import ProcurementKind
from states.law.courts import Ruling
from states.processes.procurement import ProcurementState as Purchase
from states.records.doubts import doubts
from states.records.objections import too_early_to_sign
from states.records.obligations import Balance, Measure, Obligation
from states.refusal import Operation
from tests.builders import day, facts, facts_of, observation
from tests.states.records.recording import (
    HANDED_OVER,
    IF_SO,
    READY,
    SIGNED,
    THERE,
    UNFINED,
    WHAT_FOLLOWS,
    M,
    ready,
    record,
    refusal,
    remedies_for,
)


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


@pytest.mark.parametrize("milestone", [M.REVIEW_DECIDED, M.INTERIM_ORDER_LIFTED])
def test_a_decision_without_an_application_is_asked_about(milestone):
    (asked,) = doubts(facts(), milestone, day("2026-03-20"))
    assert asked.text.sv.startswith("Ingen ansökan om överprövning är registrerad för ärendet.")


@pytest.mark.parametrize("milestone", [M.REVIEW_DECIDED, M.INTERIM_ORDER_LIFTED])
@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_a_ruling_older_than_the_application_is_asked_about(milestone, began):
    known = facts(**{began: "2026-03-05"})
    (asked,) = doubts(known, milestone, day("2026-03-04"))
    assert asked.text.sv.startswith("Avgörandet kan inte vara äldre än ansökan torsdag 5 mars 2026.")
    assert doubts(known, milestone, day("2026-03-05")) == ()


@pytest.mark.parametrize("value", ["", "award", "documents"])
def test_once_the_contract_is_signed_the_procurement_can_no_longer_be_reviewed(value):
    known = facts(contract_signed="2026-03-16")
    assert refusal(M.REVIEW_FILED, "2026-03-16", known, value=value) == (
        "Avtalet tecknades måndag 16 mars 2026; därefter kan upphandlingen inte överprövas (LOU 20:6)."
        " Gäller ansökan avtalets giltighet, ange det."
    )
    asked = remedies_for(M.REVIEW_FILED, "2026-03-16", known, value=value)
    assert asked == [(Operation.RECORD, M.REVIEW_FILED, ("validity",))]
    record(M.REVIEW_FILED, "2026-03-15", known, value=value)
    record(M.REVIEW_FILED, "2026-03-16", known, value="validity")


def test_once_the_contract_is_signed_a_court_only_orders_that_it_may_not_be_performed():
    known = facts(contract_signed="2026-03-16")
    assert refusal(M.INTERIM_ORDER, "2026-03-16", known) == (
        "Avtalet tecknades måndag 16 mars 2026. Därefter kan domstolen bara besluta att det inte får fullgöras"
        " (LOU 20:16)."
    )
    assert remedies_for(M.INTERIM_ORDER, "2026-03-16", known) == [(Operation.RECORD, M.PERFORMANCE_BARRED, ())]
    record(M.INTERIM_ORDER, "2026-03-15", known)


@pytest.mark.parametrize("milestone", [M.PERFORMANCE_BARRED, M.REVIEW_FILED])
def test_of_a_contract_that_is_not_signed_nothing_is_barred_or_called_into_question(milestone):
    value = "validity" if milestone is M.REVIEW_FILED else ""
    assert refusal(milestone, "2026-03-16", value=value) == "Inget avtal är tecknat den dagen."
    assert remedies_for(milestone, "2026-03-16", value=value) == [(Operation.RECORD, M.CONTRACT_SIGNED, ())]
    record(milestone, "2026-04-14", facts(**SIGNED), value=value)


def test_only_what_is_barred_may_be_performed_again():
    assert refusal(M.PERFORMANCE_FREED, "2026-04-14", facts(**SIGNED)) == (
        "Domstolen har inte beslutat att avtalet inte får fullgöras."
    )
    asked = remedies_for(M.PERFORMANCE_FREED, "2026-04-14", facts(**SIGNED))
    assert asked == [(Operation.RECORD, M.PERFORMANCE_BARRED, ())]
    record(M.PERFORMANCE_FREED, "2026-04-14", facts(**SIGNED, performance_barred="2026-04-07"))


def test_an_application_against_a_cancellation_needs_one():
    said = refusal(M.REVIEW_FILED, "2026-03-16", value="cancellation")
    assert said == "Upphandlingen är inte avbruten."
    asked = remedies_for(M.REVIEW_FILED, "2026-03-16", value="cancellation")
    assert asked == [(Operation.RECORD, M.CANCELLED, ())]
    record(M.REVIEW_FILED, "2026-03-16", facts(cancelled="2026-03-09"), value="cancellation")
    record(M.REVIEW_FILED, "2026-03-16", facts(states={"procurement": "cancelled"}), value="cancellation")


def test_an_award_is_withdrawn_before_the_contract():
    known = facts(award_notice_sent="2026-03-02", contract_signed="2026-03-16")
    assert refusal(M.AWARD_WITHDRAWN, "2026-03-16", known) == (
        "Avtalet tecknades måndag 16 mars 2026. En tilldelning kan inte återkallas därefter; registrera i stället att"
        " avtalet upphör."
    )
    record(M.AWARD_WITHDRAWN, "2026-03-15", known)


def test_a_standstill_that_has_run_out_is_not_made_longer_by_a_later_day():
    known = {"award_notice_sent": "2026-03-02"}
    (asked,) = doubts(facts(**known, today="2026-03-13"), M.STANDSTILL_STATED_END, day("2026-04-20"))
    assert asked.text.sv.startswith(
        "Avtalsspärren löpte ut torsdag 12 mars 2026. En förlängning därefter har ingen verkan (HFD 2019 ref. 58)."
    )
    record(M.STANDSTILL_STATED_END, "2026-04-20", facts(**known, today="2026-03-12"))
    record(M.STANDSTILL_STATED_END, "2026-03-12", facts(**known, today="2026-03-13"))
    record(M.STANDSTILL_STATED_END, "2026-04-20", facts(today="2026-03-13"))
    corrected = facts(**known, standstill_stated_end="2026-03-30", today="2026-04-15")
    record(M.STANDSTILL_STATED_END, "2026-04-20", corrected)


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
    assert "declared ineffective (LOU 20:13 b)" in wrong.text.en
    assert "SEK 10 000 to 20 million and at most ten per cent of the value (LOU 21:9)" in wrong.text.en
    assert record(M.CONTRACT_SIGNED, "2026-06-23", known, reason="avtalet skickades ut i förtid") is None


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


@pytest.mark.parametrize(
    ("began", "said", "follows"),
    [
        (
            "review_filed",
            "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd (LOU 20:8).",
            WHAT_FOLLOWS,
        ),
        (
            "interim_order",
            "Avtalet får inte tecknas: domstolens interimistiska beslut gäller (LOU 20:9).",
            UNFINED,
        ),
    ],
)
def test_no_contract_is_signed_while_a_court_has_the_case(began, said, follows):
    known = facts(award_notice_sent="2026-03-02", **{began: "2026-03-05"})
    assert refusal(M.CONTRACT_SIGNED, "2026-03-30", known) == f"{said} {follows} {IF_SO}"


def test_what_is_signed_in_the_ten_days_can_be_declared_ineffective_but_is_not_fined():
    known = facts(**READY)
    assert refusal(M.CONTRACT_SIGNED, "2026-03-16", known) == (
        "Avtalet får tecknas tidigast tisdag 17 mars 2026: tiodagarsfristen löper till och med måndag 16 mars 2026"
        f" (LOU 20:10). {UNFINED} {IF_SO}"
    )


@pytest.mark.parametrize("ruling", [Ruling.REDO, Ruling.CORRECTION])
def test_no_contract_is_signed_from_an_award_that_is_to_be_made_anew(ruling):
    known = facts(**READY | {"ruling": ruling})
    assert refusal(M.CONTRACT_SIGNED, "2026-04-14", known).startswith(
        "Inget avtal kan tecknas på den här tilldelningen: den ska rättas eller göras om, är återkallad eller avbruten"
        " (LOU 20:6). Skicka en ny underrättelse först."
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

    not_entered = "Åtagandet är inte registrerat. Registrera först vad leverantören har åtagit sig."
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
