"""What a run says when it is refused, in words that fit a form."""

from flows.refusal_words import told_refusal
from models.casefile import CaseChanged
from states.facts import Role
from states.machine import NO_SUCH_MOVE, MoveRefused
from states.refusal import Operation, Reason, Refusal, Remedy
from states.text import Text

LATE = Text("Det är för sent.", "It is too late.")


def test_a_reason_is_told_with_everybody_who_can_meet_it() -> None:
    told = told_refusal(Refusal(Reason("late", LATE, (Role.OFFICER, Role.SUPPORT))))

    assert told.sv == "Det är för sent. (upphandlaren eller stödfunktionen)"
    assert told.en == "It is too late. (the procurement officer or the support function)"


def test_every_reason_has_a_line_of_its_own() -> None:
    told = told_refusal(Refusal(Reason("late", LATE), Reason("closed", Text("Det är stängt.", "It is closed."))))

    assert told.sv.splitlines() == ["Det är för sent.", "Det är stängt."]


def test_what_can_be_done_at_the_command_line_alone_is_told_as_its_command() -> None:
    told = told_refusal(Refusal(Reason("old", LATE, (), (Remedy(Operation.INITIALISE),))))

    assert told.sv == "Det är för sent. Kör ”trespann init”."


def test_what_the_form_itself_asks_for_is_told_without_a_command() -> None:
    remedy = Remedy(Operation.REPEAT, given=(("value", "rejected"),))
    told = told_refusal(Refusal(Reason("word", LATE, (), (remedy,))))

    assert told.sv == "Det är för sent. (rejected)"


def test_a_step_whose_conditions_are_not_met_lists_them_and_no_other_step() -> None:
    told = told_refusal(MoveRefused("procurement", "planning", "advertise", [Reason("late", LATE, (Role.OFFICER,))]))

    assert told.sv.splitlines() == [
        "Steget ”annonsera” kan inte tas i läget ”planering” (upphandlingsprocessen):",
        "- Det är för sent. (upphandlaren)",
    ]


def test_a_step_that_does_not_lead_from_here_is_answered_with_those_that_people_can_take() -> None:
    told = told_refusal(MoveRefused("procurement", "planning", "close", [Reason(NO_SUCH_MOVE, LATE)]))

    assert told.en.splitlines()[1:] == [
        "It is too late.",
        "Steps from here: "
        + ", ".join(
            f"{step} (the procurement officer or the support function)"
            for step in ("cancel", "rule_out", "waive", "advertise")
        )
        + ".",
    ]


def test_from_where_a_process_has_ended_no_step_leads() -> None:
    told = told_refusal(MoveRefused("procurement", "cancelled", "close", [Reason(NO_SUCH_MOVE, LATE)]))

    assert told.sv.splitlines()[-1] == "Steg härifrån: inga."


def test_who_was_too_late_twice_is_told_that_nothing_was_stored() -> None:
    told = told_refusal(CaseChanged(["UH-1"]))

    assert told.sv == "Någon annan ändrade ärendet samtidigt, två gånger. Ingenting har sparats. Försök igen."
