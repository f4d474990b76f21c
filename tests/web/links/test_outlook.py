"""The four short questions of contact point 1: what is filled in, and what the answers say."""

from datetime import date

from desk.recording import Amendment, Report
from states.facts import Milestone
from tests.models.building import file_with
from web.links.outlook import known_of_the_procurement, occupation_expected, said_of_the_procurement

CASE = file_with(trade="städare", cpv="90910000", contract_start=date(2027, 3, 1), months=24.0)
AS_IT_STOOD = {"call": None, "contract_start": date(2027, 3, 1), "trade": "städare", "months": 24.0, "tasks": None}


def test_what_is_known_is_filled_in():
    assert {field.name: field.suggested for field in known_of_the_procurement(CASE)} == {
        "call": "",
        "contract_start": "2027-03-01",
        "trade": "städare",
        "months": "24",
        "tasks": "",
    }
    assert not any(field.required for field in known_of_the_procurement(CASE))


def test_the_cpv_code_suggests_where_nobody_has_named_a_trade():
    hints = {field.name: field.hint for field in known_of_the_procurement(file_with(cpv="45442100"))}

    assert hints["trade"].sv.startswith("CPV 45442100 brukar betyda: Målare")


def test_only_what_was_changed_is_said():
    assert list(said_of_the_procurement(CASE, AS_IT_STOOD)) == []
    changed = AS_IT_STOOD | {"call": date(2026, 10, 1), "tasks": "Skolor"}
    assert list(said_of_the_procurement(CASE, changed)) == [
        Report(Milestone.PLANNED_CALL, date(2026, 10, 1)),
        Amendment({"tasks": "Skolor"}),
    ]


def test_the_occupation_that_is_likely_is_named():
    assert occupation_expected(CASE) == "Städare"
    assert occupation_expected(file_with()) == ""
