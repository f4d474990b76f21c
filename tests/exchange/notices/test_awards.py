"""Who has won, of all that an award notice holds."""

from datetime import date

import pytest

from exchange.notices.eforms import read_notice
from exchange.notices.notice import Organisation
from tests.exchange.notices.reading import names
from tests.exchange.written import (
    PARTIES,
    amount,
    award,
    contract,
    earlier,
    estimate,
    lot,
    lot_result,
    named,
    tender,
    tendering_party,
)


def test_losers_in_the_result_of_a_lot_are_not_winners():
    found = read_notice(
        award(
            lot_result("LOT-0001", tenders="TEN-1 TEN-2", contracts="CON-1"),
            tender("TEN-1", "TPA-1", rank="2"),
            tender("TEN-2", "TPA-2", rank="1"),
            contract("CON-1", "TEN-2"),
            PARTIES,
        )
    )
    assert names(found.winners) == ["Låtsas Lokalvård AB"]
    assert names(found.results[0].winners) == ["Låtsas Lokalvård AB"]
    assert found.winners[0].number == "559999-0029"


def test_all_members_of_a_consortium_win_and_no_subcontractor_does():
    found = read_notice(
        award(
            lot_result("LOT-0001", contracts="CON-1"),
            tender("TEN-1", "TPA-1"),
            contract("CON-1", "TEN-1"),
            tendering_party("TPA-1", "ORG-0011 ORG-0012", subcontractors="ORG-0013"),
        )
    )
    assert names(found.winners) == ["Påhittad Städ AB", "Låtsas Lokalvård AB"]


def test_one_contract_over_two_lots_gives_each_lot_its_own_winner():
    found = read_notice(
        award(
            lot_result("LOT-0001", contracts="CON-1"),
            lot_result("LOT-0002", contracts="CON-1"),
            tender("TEN-1", "TPA-1", "LOT-0001"),
            tender("TEN-2", "TPA-2", "LOT-0002"),
            contract("CON-1", "TEN-1 TEN-2"),
            PARTIES,
            lots=lot() + lot("LOT-0002"),
        )
    )
    assert [names(result.winners) for result in found.results] == [["Påhittad Städ AB"], ["Låtsas Lokalvård AB"]]


def test_a_tender_for_a_group_of_lots_wins_the_lot_that_names_its_contract():
    found = read_notice(
        award(
            lot_result("LOT-0001", contracts="CON-1"),
            lot_result("LOT-0002", "clos-nw", reason="all-rej"),
            tender("TEN-1", "TPA-1", "GLO-0001"),
            contract("CON-1", "TEN-1"),
            PARTIES,
            lots=lot() + lot("LOT-0002"),
        )
    )
    assert [(one.lot, one.outcome, one.reason, names(one.winners)) for one in found.results] == [
        ("LOT-0001", "selec-w", None, ["Påhittad Städ AB"]),
        ("LOT-0002", "clos-nw", "all-rej", []),
    ]


def test_a_contract_is_found_by_its_lot_where_the_result_names_none():
    found = read_notice(award(lot_result("LOT-0001"), tender("TEN-1", "TPA-1"), contract("CON-1", "TEN-1"), PARTIES))
    assert names(found.results[0].winners) == ["Påhittad Städ AB"]


@pytest.mark.parametrize(
    ("outcome", "tenders", "ranks", "winners"),
    [
        ("selec-w", "TEN-1", ("", ""), ["Påhittad Städ AB"]),
        ("selec-w", "TEN-1 TEN-1", ("", ""), ["Påhittad Städ AB"]),
        ("selec-w", "TEN-1 TEN-2", ("2", "1"), ["Låtsas Lokalvård AB"]),
        ("selec-w", "TEN-1 TEN-2", ("", ""), []),
        ("selec-w", "TEN-1 TEN-2", ("1", "1"), []),
        ("clos-nw", "TEN-1", ("1", ""), []),
        ("", "TEN-1", ("1", ""), []),
        ("unpublished", "TEN-1", ("1", ""), []),
    ],
)
def test_without_a_contract_only_the_one_tender_that_must_have_won_counts(outcome, tenders, ranks, winners):
    found = read_notice(
        award(
            lot_result("LOT-0001", outcome, tenders=tenders),
            tender("TEN-1", "TPA-1", rank=ranks[0]),
            tender("TEN-2", "TPA-2", rank=ranks[1]),
            PARTIES,
        )
    )
    assert names(found.winners) == winners


def test_a_tendering_party_without_members_wins_under_its_own_name():
    found = read_notice(
        award(
            lot_result("LOT-0001", contracts="CON-1"),
            tender("TEN-1", "TPA-1"),
            contract("CON-1", "TEN-1"),
            tendering_party("TPA-1", "", names=named("Påhittat Konsortium")),
        )
    )
    assert found.winners == (Organisation("Påhittat Konsortium", None),)


def test_a_result_for_a_lot_that_the_notice_does_not_have_names_no_lot():
    found = read_notice(
        award(
            lot_result("MISSING", contracts="CON-1"), tender("TEN-1", "TPA-1", ""), contract("CON-1", "TEN-1"), PARTIES
        )
    )
    assert (found.results[0].lot, names(found.results[0].winners)) == (None, ["Påhittad Städ AB"])


def test_links_that_lead_nowhere_are_survived():
    found = read_notice(
        award(lot_result("LOT-0001", contracts="CON-9"), contract("CON-1", "TEN-9"), tender("TEN-1", "TPA-9"))
    )
    assert (found.winners, found.outcome) == ((), "selec-w")


def test_a_contract_tells_its_dates_and_whether_it_lies_inside_a_framework():
    more = (
        "<cbc:AwardDate>2026-05-12+02:00</cbc:AwardDate><cbc:IssueDate>2026-06-02Z</cbc:IssueDate>"
        "<cbc:Title>Avtal</cbc:Title><efbc:ContractFrameworkIndicator>1</efbc:ContractFrameworkIndicator>"
        + earlier("00012345-2025")
        + "<efac:ContractReference><cbc:ID>A 1</cbc:ID></efac:ContractReference>"
    )
    found = read_notice(award(contract("CON-1", "", more))).contracts[0]
    assert (found.decided, found.concluded) == (date(2026, 5, 12), date(2026, 6, 2))
    assert (found.in_framework, found.framework_notice) == (True, "12345-2025")
    assert (found.number, found.title) == ("A 1", "Avtal")


@pytest.mark.parametrize(
    ("written", "inside"), [("true", True), ("1", True), ("false", False), ("0", False), ("", None)]
)
def test_a_framework_indicator_is_read_in_all_its_spellings(written, inside):
    indicator = f"<efbc:ContractFrameworkIndicator>{written}</efbc:ContractFrameworkIndicator>"
    assert read_notice(award(contract("CON-1", "", indicator))).contracts[0].in_framework is inside


def test_the_award_date_that_ubl_demands_is_never_read():
    filler = "<cac:TenderResult><cbc:AwardDate>2000-01-01Z</cbc:AwardDate></cac:TenderResult>"
    found = read_notice(award(lot_result("LOT-0001", contracts="CON-1"), contract("CON-1", ""), end=filler))
    assert (found.decided, found.concluded) == (None, None)
    assert "2000" not in repr(found)


# --- the value -------------------------------------------------------------------------------------------------------

TWO_TENDERS = (
    lot_result("LOT-0001", tenders="TEN-1 TEN-2", contracts="CON-1"),
    tender("TEN-1", "TPA-1", value="4100000"),
    tender("TEN-2", "TPA-2", value="3900000"),
    contract("CON-1", "TEN-2"),
    PARTIES,
)


def test_the_value_of_the_notice_stands_above_those_of_the_tenders():
    found = read_notice(award(amount("TotalAmount", "8000000"), *TWO_TENDERS, lots=lot(project=estimate("5000000"))))
    assert found.value == 8_000_000


def test_without_it_the_tenders_that_won_are_added_up_and_no_loser():
    assert read_notice(award(*TWO_TENDERS, lots=lot(project=estimate("5000000")))).value == 3_900_000


def test_a_tender_under_two_contracts_is_counted_once():
    second = contract("CON-2", "TEN-2 TEN-1")
    assert read_notice(award(*TWO_TENDERS, second)).value == 8_000_000


def test_where_a_winning_tender_tells_no_value_the_estimate_counts():
    parts = (*TWO_TENDERS[:2], tender("TEN-2", "TPA-2"), *TWO_TENDERS[3:])
    assert read_notice(award(*parts, lots=lot(project=estimate("5000000")))).value == 5_000_000
    assert read_notice(award(*parts)).value is None
