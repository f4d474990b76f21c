from datetime import date

import pytest

from cli.remedies import About, commands, inline, told_reasons, told_refusal
from models.refusals import UnknownCase
from states.facts import Milestone, Role
from states.machine import Guard
from states.processes import placement, procurement, supplier, target_group
from states.refusal import Operation, Reason, Remedy, do, record, repeat, repeat_without, withdraw
from states.text import Text

CASE = About("UH-1")
POSITION = About("UH-1", supplier="Bygg AB", position="2")
WHY = Text("Inget är klart.", "Nothing is ready.")


@pytest.fixture(autouse=True)
def swedish(monkeypatch):
    monkeypatch.setenv("TRESPANN_LANGUAGE", "sv")


def reason(*remedies: Remedy, met_by: tuple[Role, ...] = ()) -> Reason:
    return Reason("key", WHY, met_by, remedies)


def of(guard: Guard, about: About) -> list[str]:
    return commands(Reason(guard.name, guard.text, guard.met_by, guard.remedies), about)


def test_whom_to_assign_is_an_address_to_fill_in():
    assert of(supplier.contact_assigned, About("UH-1", supplier="1: Bygg AB")) == [
        "trespann assign UH-1 --contact E-POST --supplier '1: Bygg AB'"
    ]


def test_how_much_was_promised_is_a_number_to_fill_in():
    assert of(supplier.obligation_known, About("UH-1", supplier="Bygg"))[0] == (
        "trespann obligation UH-1 --unit persons --amount ANTAL --supplier Bygg"
    )


def test_a_lot_is_a_lot():
    assert commands(reason(record(Milestone.LOT_CANCELLED)), CASE) == [
        "trespann record UH-1 lot_cancelled idag --lot DEL"
    ]


def test_a_winner_of_a_lot_is_named_by_its_own_name_and_one_with_a_track_by_that_of_the_track():
    on_a_lot = About("UH-1", supplier="1: Bygg AB", lot="1")

    assert of(supplier.named_winner, on_a_lot) == [
        "trespann record UH-1 winner_named idag --supplier 'Bygg AB' --lot 1"
    ]
    assert of(supplier.final_report_in, on_a_lot) == [
        "trespann record UH-1 final_report idag --supplier '1: Bygg AB' --by supplier"
    ]


@pytest.mark.parametrize("guard", [procurement.relevance_assessed, target_group.demand_likely])
def test_an_assessment_is_made_by_its_own_command(guard):
    assert of(guard, CASE) == ["trespann assess UH-1 --outcome required --form KRAVFORM"]


def test_every_word_that_meets_it_has_a_line_of_its_own():
    assert of(placement.subsidy_settled, POSITION) == [
        "trespann record UH-1 subsidy_decided idag --outcome yes --position 2 --by labour_market",
        "trespann record UH-1 subsidy_decided idag --outcome not_applicable --position 2 --by labour_market",
    ]


def test_a_last_day_stands_below_its_command():
    late = Remedy(Operation.RECORD, Milestone.SUBSIDY_DECIDED, ("yes",), latest=date(2026, 6, 1))
    assert told_reasons([reason(late, met_by=(Role.LABOUR_MARKET,))], POSITION) == [
        "- Inget är klart. (arbetsmarknadsenheten)",
        "    trespann record UH-1 subsidy_decided DATUM --outcome yes --position 2 --by labour_market",
        "    DATUM: senast måndag 1 juni 2026",
    ]


def test_what_lies_ahead_has_a_date_to_fill_in():
    assert of(supplier.cure_date_set, About("UH-1", supplier="Bygg")) == [
        "trespann record UH-1 cure_by DATUM --supplier Bygg"
    ]


def test_a_case_of_two_words_is_quoted():
    assert commands(reason(withdraw(Milestone.CONTACT_POINT_1)), About("UH 7")) == [
        "trespann record 'UH 7' contact_point_1 --withdraw"
    ]


def test_the_same_once_more_says_what_to_add_or_to_leave_out():
    told = told_refusal([reason(repeat(position="1"), repeat(position="2"), repeat_without("supplier"))], CASE)
    assert told.splitlines() == [
        "Inget är klart.",
        "    Samma sak igen med --position 1 eller --position 2",
        "    Samma sak igen utan --supplier",
    ]


def test_where_to_look_is_told_in_the_sentence():
    told = told_refusal(UnknownCase("UH-9").reasons, About())
    assert told == "Inget ärende har beteckningen UH-9. Se ”trespann case list”."
    assert inline([do(Operation.INITIALISE, empty="yes")], About()) == " Kör ”trespann init --empty”."


def test_placeholders_are_in_the_language_of_the_user(monkeypatch):
    monkeypatch.setenv("TRESPANN_LANGUAGE", "en")
    assert of(supplier.contact_assigned, CASE) == ["trespann assign UH-1 --contact EMAIL"]
    assert of(procurement.winner_named, CASE) == ["trespann record UH-1 winner_named today --supplier SUPPLIER"]


def test_a_supplier_that_goes_on_is_named_as_far_as_it_is_known():
    remedies = (do(Operation.RENAME), do(Operation.SUCCEED))
    assert commands(reason(*remedies), CASE) == [
        "trespann supplier rename UH-1 LEVERANTÖR NYTT_NAMN",
        'trespann supplier succeed UH-1 LEVERANTÖR NYTT_NAMN --reason "skälet"',
    ]
    on_a_lot = About("UH-1", supplier="1: Bygg AB", lot="1")
    assert commands(reason(*remedies), on_a_lot) == [
        "trespann supplier rename UH-1 'Bygg AB' NYTT_NAMN --lot 1",
        "trespann supplier succeed UH-1 'Bygg AB' NYTT_NAMN --lot 1 --reason \"skälet\"",
    ]
    both = do(Operation.RENAME, supplier="Bygg AB", new_name="Nya AB")
    assert commands(reason(both), CASE) == ["trespann supplier rename UH-1 'Bygg AB' 'Nya AB'"]
