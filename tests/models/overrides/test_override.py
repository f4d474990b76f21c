import pytest

from models.actor import Actor
from models.merging import merge
from models.operations import find
from models.overrides.override import override, undoable
from models.queries.journals import journal
from models.refusals import Refused, UnknownTrack
from models.storage.database import reading, writing
from states.facts import Role
from states.processes import procurement
from states.refusal import repeat
from tests.models.building import SUPPORT, broken, opened, read
from tests.models.overrides.steps import PURCHASE, TODAY, cancelled, entries, forced, purchase, states, undone

# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_nothing_is_forced_without_a_reason(standstill, reason):
    before = entries(standstill)
    for act in (
        lambda: forced(standstill, "cancelled", reason=reason),
        lambda: undone(standstill, len(before), reason=reason),
    ):
        with pytest.raises(Refused, match="reason"):
            act()
    assert entries(standstill) == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LABOUR_MARKET, Role.SUPPLIER, Role.MANAGER, Role.CLOCK])
def test_only_the_support_function_forces_and_undoes(standstill, role):
    number = len(entries(standstill))
    with pytest.raises(Refused, match="Only the support function"):
        forced(standstill, "cancelled", by=Actor(role, 1))
    with pytest.raises(Refused, match="Only the support function"):
        undone(standstill, number, by=Actor(role, 1))
    assert purchase(standstill) == "standstill"


def test_an_unknown_state_is_refused_with_those_there_are(standstill):
    with pytest.raises(Refused) as refused:
        forced(standstill, "signed")
    assert all(duty.label.sv in refused.value.text.sv for duty in procurement.DUTIES.values())
    assert refused.value.reasons[0].remedies == tuple(repeat(state=state) for state in procurement.ProcurementState)


def test_the_same_state_is_refused(standstill):
    with pytest.raises(Refused, match="already"):
        forced(standstill, "standstill")


@pytest.mark.parametrize("track", [{"process": "supplier", "subject": "Ingen AB"}, {"process": "delivery"}])
def test_a_track_that_does_not_exist_is_refused(standstill, track):
    with pytest.raises(UnknownTrack):
        forced(standstill, "awarded", **track)


def test_a_case_that_was_merged_into_another_is_not_opened_again(standstill):
    opened(standstill, "UH-2")
    with writing(standstill) as connection:
        merge(connection, "UH-2", "UH-1", reason="Samma upphandling", by=SUPPORT, today=TODAY)
    with pytest.raises(Refused, match="merged into another case"), writing(standstill) as connection:
        override(connection, find(connection, "UH-2"), *PURCHASE, "planning", reason="Fel", by=SUPPORT, today=TODAY)


# --- what is done ----------------------------------------------------------------------------------------------------


def test_an_override_stands_in_the_journal_with_before_after_and_reason(standstill):
    made = forced(standstill, "cancelled", reason=" Fel ärende ")
    assert (made.request, made.change.source, made.change.target) == (None, "standstill", "cancelled")
    number = next(one[0] for one in entries(standstill) if one[2] == "override")
    assert entries(standstill)[number - 1] == (
        number,
        "support:2",
        "override",
        "standstill",
        "cancelled",
        "Fel ärende",
    )
    assert [one.trigger for one in made.change.moves] == ["finish"]
    assert broken(standstill, read(standstill).id) is None


def test_a_case_that_someone_else_changed_meanwhile_is_left_to_them(standstill):
    with writing(standstill) as connection:
        case = find(connection, "UH-1")
        case.version -= 1
        with pytest.raises(Exception, match="changed by someone else"):
            override(connection, case, "procurement", "", "cancelled", reason="Fel", by=SUPPORT, today=TODAY)


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_undoing_brings_the_state_back_and_keeps_the_history(standstill):
    cancelled(standstill)
    length = len(entries(standstill))
    number = next(one[0] for one in entries(standstill) if one[2] == "cancel")
    made = undone(standstill, number)
    assert purchase(standstill) == "standstill"
    assert [risk.name for risk in made.change.risks] == ["reopens"]
    assert entries(standstill)[-1] == (
        length + 1,
        "support:2",
        "undone",
        "cancelled",
        "standstill",
        f"{number} Av misstag",
    )
    assert len(entries(standstill)) == length + 1
    assert broken(standstill, read(standstill).id) is None


def test_what_was_undone_can_be_undone(standstill):
    forced(standstill, "no_requirement")
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "standstill"
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "no_requirement"


def test_each_process_of_a_cancelled_case_is_undone_for_itself(standstill):
    cancelled(standstill)
    numbers = [one[0] for one in entries(standstill) if one[2] in {"cancel", "finish"}]
    for number in numbers:
        undone(standstill, number)
    assert states(standstill) == {("procurement", ""): "standstill", ("target_group", ""): "forecast"}


def test_only_the_latest_step_is_undone(standstill):
    number = next(one[0] for one in entries(standstill) if one[2] == "award")
    cancelled(standstill)
    with pytest.raises(Refused, match="Only the latest step") as refused:
        undone(standstill, number)
    latest = next(one[0] for one in entries(standstill) if one[2] == "cancel")
    assert f"entry {latest}" in refused.value.text.en


def test_what_the_clock_did_on_the_same_day_goes_with_the_step(standstill):
    """The step is undone though the clock led on from it, and then the clock does the same again."""
    forced(standstill, "planning")
    number = next(one[0] for one in entries(standstill) if one[2] == "override")
    with pytest.raises(Refused, match="already"):  # the clock has brought it back
        undone(standstill, number)
    forced(standstill, "no_requirement")
    assert purchase(standstill) == "no_requirement"
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "standstill"


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_no_step_is_not_undone(standstill, number):
    with pytest.raises(Refused, match="no step"):
        undone(standstill, number)


@pytest.mark.parametrize("number", [0, 99])
def test_an_entry_that_does_not_exist_is_refused_with_how_many_there_are(standstill, number):
    with pytest.raises(Refused, match=f"no entry {number}; it has {len(entries(standstill))}"):
        undone(standstill, number)


def test_of_each_track_the_latest_step_can_be_undone(standstill):
    forced(standstill, "cancelled")
    with reading(standstill) as connection:
        every = [entry for entry, _ in journal(connection, "UH-1").entries]
    last = next(entry for entry in reversed(every) if entry.event == "override")
    assert last.number in undoable(every)
    assert len(undoable(every)) == len({(one.process, one.subject) for one in every if one.process and one.source})
    undone(standstill, last.number)
    assert purchase(standstill) == "standstill"
