from datetime import date

import pytest

from exchange.plans.plan_row import Certainty, PlanRow, PlanStatus
from exchange.plans.row_mapping import observations_of_row, particulars_of_row
from states.facts import Milestone
from states.law.acts import Act
from states.law.applicability import ProcurementKind
from states.law.procedures import Procedure
from states.records.observations import Observation

TODAY = date(2026, 6, 1)
M = Milestone


def test_a_row_says_what_it_holds():
    row = PlanRow(
        row=2,
        title="Städning",
        kind=ProcurementKind.SERVICE,
        procedure="Öppet förfarande",
        months=24.0,
        headcount=3.0,
        cpv="90910000",
        planned_call=date(2026, 9, 1),
        description="Tre skolor",
        area="Hisingen",
        certainty=Certainty.FAIRLY_CERTAIN,
        last_tender_day=date(2026, 10, 9),
        contract_start=date(2027, 1, 1),
    )
    assert particulars_of_row(row) == {
        "title": "Städning",
        "kind": ProcurementKind.SERVICE,
        "procedure": Procedure.OPEN,
        "act": None,
        "months": 24.0,
        "headcount": 3.0,
        "value": None,
        "cpv": "90910000",
        "description": "Tre skolor",
        "area": "Hisingen",
        "certainty": Certainty.FAIRLY_CERTAIN,
        "last_tender_day": date(2026, 10, 9),
        "contract_start": date(2027, 1, 1),
    }
    assert observations_of_row(row, source="plan a.csv", today=TODAY) == [
        Observation(M.PLANNED_CALL, date(2026, 9, 1), "plan a.csv", by_person=False, as_of=TODAY),
    ]


@pytest.mark.parametrize(
    ("told", "procedure", "act"),
    [
        ({"procedure_of_kind": Procedure.CONCESSION}, Procedure.CONCESSION, Act.LUK),
        ({"procedure_of_kind": Procedure.CONCESSION, "procedure": "Öppet förfarande"}, Procedure.CONCESSION, Act.LUK),
        (
            {"procedure_of_kind": Procedure.CONCESSION, "procedure": "Förhandlat utan annonsering"},
            Procedure.NEGOTIATED_WITHOUT_NOTICE,
            Act.LUK,
        ),
        ({"procedure_of_kind": Procedure.FREEDOM_OF_CHOICE}, Procedure.FREEDOM_OF_CHOICE, Act.LOV),
        ({"procedure": "FKU", "act": Act.LUF}, Procedure.RENEWED_COMPETITION, Act.LUF),
        ({"procedure": "Kvalificeringssystem"}, Procedure.QUALIFICATION_SYSTEM, None),
    ],
)
def test_a_kind_of_a_plan_tells_procedure_and_act_where_it_names_them(told, procedure, act):
    found = particulars_of_row(PlanRow(row=2, title="Måltider", **told))
    assert (found["procedure"], found["act"]) == (procedure, act)


def test_the_cost_of_a_plan_is_the_value_of_the_case():
    assert particulars_of_row(PlanRow(row=2, title="Städning", cost=9_600_000))["value"] == 9_600_000.0


def test_a_row_that_is_struck_cancels_on_the_day_it_is_read():
    row = PlanRow(row=2, title="Städning", status=PlanStatus.WITHDRAWN)
    assert [(one.milestone, one.on) for one in observations_of_row(row, source="plan a.csv", today=TODAY)] == [
        (M.CANCELLED, TODAY),
    ]
