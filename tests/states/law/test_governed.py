import pytest

from states.law.acts import IMPLIED, LAW_AS_OF, Act
from states.law.governed import (
    AS_OF,
    ActOfCase,
    ActRefused,
    ActSource,
    act_wanted,
    check_act,
    check_unit_act,
    governed,
    governed_label,
)
from states.law.procedures import Procedure


@pytest.mark.parametrize("units", [None, *Act])
@pytest.mark.parametrize("procedure", [None, *Procedure])
def test_what_the_case_says_itself_stands_above_procedure_and_unit(procedure: Procedure | None, units: Act | None):
    for own in Act:
        assert governed(own, procedure, units) == ActOfCase(own, ActSource.CASE)


@pytest.mark.parametrize(
    ("procedure", "act"),
    [
        (Procedure.CONCESSION, Act.LUK),
        (Procedure.QUALIFICATION_SYSTEM, Act.LUF),
        (Procedure.FREEDOM_OF_CHOICE, Act.LOV),
    ],
)
def test_a_procedure_of_one_act_stands_above_the_unit(procedure: Procedure, act: Act):
    assert governed(None, procedure, Act.LOU) == ActOfCase(act, ActSource.PROCEDURE)
    assert governed(None, procedure, None) == ActOfCase(act, ActSource.PROCEDURE)


@pytest.mark.parametrize("procedure", [None, *sorted(set(Procedure) - set(IMPLIED))])
def test_any_other_procedure_leaves_the_act_to_the_unit(procedure: Procedure | None):
    assert governed(None, procedure, Act.LUF) == ActOfCase(Act.LUF, ActSource.UNIT)
    assert governed(None, procedure, None) == ActOfCase(None, ActSource.NOBODY)


def test_an_act_is_shown_with_who_says_so_and_an_unknown_one_with_what_that_means():
    assert governed_label(ActOfCase(Act.LUF, ActSource.CASE)).sv == "LUF (upphandling inom försörjningssektorerna)"
    assert (
        governed_label(ActOfCase(Act.LUF, ActSource.UNIT)).sv
        == "LUF (upphandling inom försörjningssektorerna), enhetens lag"
    )
    assert (
        governed_label(ActOfCase(Act.LUK, ActSource.PROCEDURE)).sv
        == "LUK (upphandling av koncessioner), följer av förfarandet"
    )
    assert governed_label(ActOfCase(None, ActSource.NOBODY)).sv == "okänd – den strängaste tolkningen gäller"


@pytest.mark.parametrize(
    ("act", "procedure", "told"),
    [
        (Act.LOU, Procedure.CONCESSION, "finns bara i LUK, inte i LOU"),
        (Act.LOU, Procedure.QUALIFICATION_SYSTEM, "finns bara i LUF, inte i LOU"),
        (Act.LUF, Procedure.FREEDOM_OF_CHOICE, "finns bara i LOV, inte i LUF"),
        (Act.LUK, Procedure.QUALIFICATION_SYSTEM, "finns bara i LUF, inte i LUK"),
        (Act.LOV, Procedure.OPEN, "finns inte i LOV. Ange ”valfrihetssystem”"),
    ],
)
def test_an_act_without_the_procedure_is_refused_with_what_fits(act: Act, procedure: Procedure, told: str):
    with pytest.raises(ActRefused) as refused:
        check_act(act, procedure)
    assert told in refused.value.text.sv


@pytest.mark.parametrize("act", [None, *Act])
def test_every_act_has_procedures_and_what_is_unknown_contradicts_nothing(act: Act | None):
    check_act(act, None)
    allowed = [procedure for procedure in Procedure if _has(act, procedure)]
    assert allowed
    assert act is not None or allowed == list(Procedure)


def _has(act: Act | None, procedure: Procedure) -> bool:
    try:
        check_act(act, procedure)
    except ActRefused:
        return False
    return True


def test_a_unit_buys_under_any_act_but_that_on_systems_of_choice():
    for act in set(Act) - {Act.LOV}:
        check_unit_act(act)
    with pytest.raises(ActRefused):
        check_unit_act(Act.LOV)


def test_the_act_is_asked_for_where_a_standstill_turns_on_it():
    assert act_wanted(None, Procedure.RENEWED_COMPETITION)
    assert not act_wanted(None, Procedure.OPEN)
    for act in Act:
        assert not act_wanted(act, Procedure.RENEWED_COMPETITION)


def test_the_law_is_told_up_to_the_amendment_that_was_read():
    assert AS_OF.sv == f"Lagtext till och med {LAW_AS_OF}."
    assert AS_OF.en == f"Law as of {LAW_AS_OF}."
