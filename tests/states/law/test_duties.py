"""What the law asks after an award, per act and procedure."""

from datetime import date
from itertools import product

import pytest

from states.law.acts import Act, governing
from states.law.applicability import ProcurementKind
from states.law.duties import CALL_OFFS, award_notice_duty, documentation_duty
from states.law.procedures import Procedure
from tests.builders import facts


def cited(duty_of, **known) -> str:
    duty = duty_of(facts(**known))
    return duty.source.sv if duty else ""


@pytest.mark.parametrize(
    ("act", "procedure", "notice", "documentation"),
    [
        (Act.LOU, Procedure.OPEN, "LOU 10:4", "LOU 12:14"),
        (Act.LOU, Procedure.NEGOTIATED_WITHOUT_NOTICE, "LOU 10:4", "LOU 12:14"),
        (Act.LOU, Procedure.SIMPLIFIED, "LOU 19:7", "LOU 19:22"),
        (Act.LOU, Procedure.DYNAMIC_PURCHASING_CH19, "LOU 19:7", "LOU 19:22"),
        (Act.LOU, Procedure.DIRECT_AWARD, "LOU 19 a:13", "LOU 19 a:11"),
        (Act.LOU, Procedure.RENEWED_COMPETITION, "", "LOU 12:14"),
        (Act.LOU, Procedure.RENEWED_COMPETITION_CH19, "", "LOU 19:22"),
        (Act.LUF, Procedure.RESTRICTED, "LUF 10:5", "LUF 12:14"),
        (Act.LUF, Procedure.SIMPLIFIED, "LUF 19:7", "LUF 19:22"),
        (Act.LUF, Procedure.DIRECT_AWARD, "LUF 19 a:12", "LUF 19 a:10"),
        (Act.LUF, Procedure.RENEWED_COMPETITION, "", "LUF 12:14"),
        (None, Procedure.CONCESSION, "LUK 8:6", "LUK 10:14"),
        (None, Procedure.FREEDOM_OF_CHOICE, "", ""),
        (Act.LOU, Procedure.CALL_OFF, "", "LOU 12:14"),
        (Act.LUK, Procedure.OPEN, "LUK 8:6", "LUK 10:14"),
        (Act.LUK, Procedure.SIMPLIFIED, "LUK 15:5", "LUK 15:9"),
        (Act.LUFS, Procedure.OPEN, "LUFS", "LUFS"),
        (Act.LOV, Procedure.OPEN, "", ""),
        (None, Procedure.OPEN, "LOU 10:4", "LOU 12:14"),
        (None, None, "LOU 10:4", "LOU 12:14"),
        (Act.LUF, None, "LUF 10:5", "LUF 12:14"),
    ],
)
def test_each_act_asks_by_its_own_sections(act, procedure, notice, documentation):
    known = {"act": act, "procedure": procedure}
    assert (cited(award_notice_duty, **known), cited(documentation_duty, **known)) == (notice, documentation)


@pytest.mark.parametrize(("act", "procedure"), list(product([*Act, None], [*Procedure, None])))
def test_for_every_act_and_procedure_it_is_known_what_is_owed(act, procedure):
    known = facts(act=act, procedure=procedure, contract_signed="2026-06-24", award_decided="2026-06-01")
    for duty in (award_notice_duty(known), documentation_duty(known)):
        assert (duty is None) or duty.last_day(known) is not None
    law = governing(act, procedure) if procedure else act
    assert (documentation_duty(known) is None) is (law is Act.LOV)
    assert (award_notice_duty(known) is None) is (law is Act.LOV or (procedure in CALL_OFFS and law is not Act.LUK))


def test_a_call_off_known_by_its_kind_is_not_announced():
    assert award_notice_duty(facts(kind=ProcurementKind.RENEWED_COMPETITION)) is None


@pytest.mark.parametrize(
    ("act", "value", "notice", "documentation"),
    [
        (Act.LOU, 699_999, False, True),
        (Act.LOU, 700_000, True, True),
        (Act.LOU, 100_000, False, False),
        (Act.LOU, 100_001, False, True),
        (Act.LOU, None, True, True),
        (Act.LUF, 1_199_999, False, True),
        (Act.LUF, 1_200_000, True, True),
        (None, 699_999, False, True),
    ],
)
def test_a_direct_award_owes_it_from_a_value_on_or_while_that_is_unknown(act, value, notice, documentation):
    known = facts(act=act, value=value, procedure=Procedure.DIRECT_AWARD)
    assert (award_notice_duty(known) is not None, documentation_duty(known) is not None) == (notice, documentation)


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        ("2026-06-24", "2026-07-24"),
        ("2026-06-25", "2026-07-27"),  # a Saturday
        ("2026-11-24", "2026-12-28"),  # Christmas Eve, a long weekend after it
        ("2026-05-20", "2026-06-22"),  # Midsummer Eve is the 19th
    ],
)
def test_thirty_days_count_from_the_day_after_the_contract_and_roll_to_an_ordinary_weekday(signed, last):
    known = facts(contract_signed=signed)
    for duty_of in (award_notice_duty, documentation_duty):
        duty = duty_of(known)
        assert duty is not None
        assert duty.last_day(known) == date.fromisoformat(last)


def test_nothing_is_due_before_the_day_it_counts_from_is_known():
    nothing = facts()
    duty = award_notice_duty(nothing)
    assert duty is not None
    assert duty.last_day(nothing) is None


def test_a_concession_counts_from_its_award_or_from_when_the_tenderers_were_told():
    for known in ({"award_decided": "2026-03-02"}, {"award_notice_sent": "2026-03-02"}):
        concession = facts(act=Act.LUK, **known)
        duty = award_notice_duty(concession)
        assert duty is not None
        assert duty.last_day(concession) == date(2026, 4, 20)  # the 19th is a Sunday
