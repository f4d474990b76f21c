"""Attesting that an obligation is fulfilled: what is said, stored and told in the journal."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update

from models.actor import CLOCK, Actor
from models.attestations import ATTESTED, attest, given
from models.casestore import save
from models.going_on import gone_on
from models.hours_report import PersonsHours, Share
from models.installation.sealing import Seal
from models.operations import find, force, record
from models.refusals import Refused
from models.storage.database import reading, writing
from models.subject_meant import winner_meant
from models.tables import JournalEntry
from states.facts import Milestone, Role
from states.law.applicability import RequirementForm
from states.processes.supplier import SupplierState
from tests.models import firm as of_firm
from tests.models.building import SUPPORT, TODAY, add_unit, broken, events, handed_over, journal, promised, seen
from tests.notifications.city import BY_UNIT, observe

FIRM, OTHER = "Exempel AB", "Annat AB"
SEAL = Seal("for tests only")
LATER = TODAY + timedelta(days=10)


def met(engine: Engine, *firms: str) -> int:
    """Store a case of which some firms have held the dialogue that they owe; return its id."""
    case_id = handed_over(engine, *(("", firm) for firm in firms), forms=[RequirementForm.DIALOGUE])
    for firm in firms:
        for milestone in (Milestone.CONTACT_ASSIGNED, Milestone.DIALOGUE_HELD):
            with writing(engine) as connection:
                case = find(connection, "UH-1")
                record(connection, case, seen(milestone, TODAY, by=SUPPORT, supplier=firm), by=SUPPORT, today=TODAY)
    return case_id


def attested(engine: Engine, firm: str = FIRM, *, today: date = TODAY, by=SUPPORT, seal: Seal = SEAL):
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        result = attest(connection, case, winner_meant(case, firm, ""), by=by, today=today, seal=seal)
        save(connection, [case])
        return result


def forced(engine: Engine, state: SupplierState, *, today: date = TODAY, firm: str = FIRM) -> None:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        track = case.track("supplier", firm)
        force(case, track, state, event="override", by=SUPPORT, today=today, reason="prövning")
        save(connection, [case])


def test_it_says_what_was_owed_and_delivered_by_whom_to_whom_and_when(engine: Engine):
    case_id = met(engine, FIRM)
    unit = add_unit(engine, "Parkförvaltningen", organisation_number="212000-1355")
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        case.put(unit_id=unit)
        save(connection, [case])

    told, news = attested(engine, today=LATER)

    assert news
    assert (told.reference, told.title, told.supplier) == ("UH-1", "Städning av skolor", FIRM)
    assert (told.buyer, told.buyer_number) == ("Parkförvaltningen", "212000-1355")
    assert (told.unit, told.owed, told.delivered, told.people) == ("dialogue", 1, 1, 0)
    assert (told.fulfilled_on, told.given_on) == (TODAY, LATER)
    assert broken(engine, case_id) is None


def test_it_is_stored_and_its_digest_stands_in_the_journal(engine: Engine):
    case_id = met(engine, FIRM)
    told, _ = attested(engine)
    with reading(engine) as connection:
        (row,) = given(connection, case_id)
        last = journal(connection, case_id)[-1][0]
    assert (row.digest, row.entry, row.public_key) == (told.digest, told.entry, SEAL.public_key)
    assert (row.given_by, row.given_on) == (str(SUPPORT), TODAY)
    assert (last.event, last.process, last.subject, last.detail) == (ATTESTED, "supplier", FIRM, told.digest)


def test_the_digest_of_the_journal_is_that_of_the_entry_that_fulfilled_it(engine: Engine):
    case_id = met(engine, FIRM)
    told, _ = attested(engine)
    with reading(engine) as connection:
        entry, digest = journal(connection, case_id)[told.entry - 1]
    assert (entry.event, entry.target, entry.subject) == ("fulfil", "fulfilled", FIRM)
    assert told.journal == digest


def test_what_still_holds_is_given_again_as_it_was(engine: Engine):
    case_id = met(engine, FIRM)
    first, _ = attested(engine)
    again, news = attested(engine, today=LATER)
    assert (again, news) == (first, False)
    assert events(engine, case_id).count(ATTESTED) == 1


def test_after_a_correction_or_under_another_key_it_is_given_anew(engine: Engine):
    case_id = met(engine, FIRM)
    attested(engine)
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        case.put(title="Städning av skolor och förskolor")
        save(connection, [case])
    corrected, news = attested(engine, today=LATER)
    assert (corrected.title, news) == ("Städning av skolor och förskolor", True)
    assert attested(engine, today=LATER, seal=Seal("another"))[1]
    assert events(engine, case_id).count(ATTESTED) == 3


def test_what_was_fulfilled_a_second_time_is_attested_by_the_second(engine: Engine):
    met(engine, FIRM)
    first, _ = attested(engine)
    forced(engine, SupplierState.DEFICIENT, today=LATER)
    forced(engine, SupplierState.FULFILLED, today=LATER)
    second, news = attested(engine, today=LATER)
    assert news
    assert second.entry > first.entry
    assert second.fulfilled_on == LATER


def test_each_supplier_is_attested_for_itself(engine: Engine):
    met(engine, FIRM, OTHER)
    ours, theirs = attested(engine)[0], attested(engine, OTHER)[0]
    assert (ours.supplier, theirs.supplier) == (FIRM, OTHER)
    assert ours.entry != theirs.entry
    assert attested(engine)[1] is attested(engine, OTHER)[1] is False


def test_a_supplier_that_has_gone_on_under_another_name_is_attested_under_it(engine: Engine):
    met(engine, FIRM)
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        gone_on(case, FIRM, "", "Nya Exempel AB", None, by=SUPPORT, today=LATER)
        save(connection, [case])
    told, _ = attested(engine, "Nya Exempel AB", today=LATER)
    assert (told.supplier, told.fulfilled_on) == ("Nya Exempel AB", TODAY)


def test_nothing_is_attested_before_it_is_fulfilled(engine: Engine):
    case_id = handed_over(engine, ("", FIRM))
    promised(engine, FIRM, unit="persons", amount=2)
    with pytest.raises(Refused) as refused:
        attested(engine)
    assert "inte uppfyllt" in refused.value.text.sv
    assert ATTESTED not in events(engine, case_id)


def test_without_an_entered_promise_there_are_no_figures_to_attest(engine: Engine):
    handed_over(engine, ("", FIRM))
    forced(engine, SupplierState.FULFILLED)
    with pytest.raises(Refused) as refused:
        attested(engine)
    assert "inga siffror" in refused.value.text.sv


def test_what_is_short_is_said_although_the_obligation_was_called_fulfilled(engine: Engine):
    handed_over(engine, ("", FIRM))
    promised(engine, FIRM, unit="persons", amount=2)
    forced(engine, SupplierState.FULFILLED)
    told, _ = attested(engine)
    assert (told.owed, told.delivered) == (2, 0)


def test_a_journal_that_was_altered_is_not_attested_from(engine: Engine):
    met(engine, FIRM)
    c = JournalEntry.__table__.c
    with writing(engine) as connection:
        connection.execute(update(JournalEntry).where(c.number == 2).values(on=LATER))
    with pytest.raises(Refused) as refused:
        attested(engine)
    assert "Journalen" in refused.value.text.sv


@pytest.mark.parametrize("by", [CLOCK, Actor(Role.MANAGER)])
def test_who_has_nothing_to_do_with_it_gives_none(engine: Engine, by):
    met(engine, FIRM)
    with pytest.raises(Refused) as refused:
        attested(engine, by=by)
    assert [reason.key for reason in refused.value.reasons] == ["not_yours"]


# --- several contracts, and other employers ---------------------------------------------------------------------------


def of_hours(engine: Engine, reference: str):
    """Return what is attested of a case of the firm whose supplier is said to have fulfilled its obligation."""
    with writing(engine) as connection:
        case = find(connection, reference)
        track = case.track("supplier", of_firm.FIRM)
        force(
            case, track, SupplierState.FULFILLED, event="override", by=SUPPORT, today=of_firm.TODAY, reason="prövning"
        )
        save(connection, [case])
        told, _ = attest(connection, case, case.obligations[0], by=SUPPORT, today=of_firm.TODAY, seal=SEAL)
        return told


def test_it_says_in_which_contract_hours_and_employments_count_and_who_else_employs(engine: Engine):
    of_firm.founded(engine, "UH-1", "UH-2", "UH-3")
    of_firm.hired(engine, "UH-1")
    of_firm.hired(engine, "UH-2", on=date(2026, 5, 6))
    told = {"by": BY_UNIT, "placement": "1"}
    observe(engine, "UH-1", Milestone.EMPLOYER_NAMED, of_firm.STARTED, value="559000-1234 Bemanning AB", **told)
    of_firm.reported(engine, "UH-1", of_firm.MAY, PersonsHours(1, 1, 641, (Share("UH-3", 240),)))
    observe(engine, "UH-2", Milestone.COUNTED_ELSEWHERE, of_firm.TODAY, value="1.1 UH-1", **told)
    first, second, third = (of_hours(engine, reference) for reference in ("UH-1", "UH-2", "UH-3"))
    assert (first.unit, first.owed, first.delivered, first.people) == ("hours", 1000, 100.25, 1)
    assert (first.employers, first.counted_from, first.counted_elsewhere) == (
        "Bemanning AB (559000-1234)",
        "",
        "UH-3: 60",
    )
    assert (second.delivered, second.people, second.counted_elsewhere) == (0, 0, "UH-1")
    assert (third.delivered, third.counted_from, third.employers) == (60, "UH-1: 60", "")
