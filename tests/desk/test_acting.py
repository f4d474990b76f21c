"""One more try, one digest, and one kind of refusal, whoever asks."""

import subprocess
import sys
from datetime import date

import pytest

from desk.acting import (
    Outdated,
    SeenState,
    carry_out,
    change_case,
    check_standing,
    check_unchanged,
    digest_of,
    moves_since,
    states_of,
)
from models.casefile import CaseChanged
from models.casestore import save
from models.refusals import Refused, UnknownCase
from states.refusal import Refusal
from tests.notifications.city import BY_OFFICER, bring_to_standstill, case_now, open_planned

OPENED = date(2026, 3, 2)


def test_a_change_is_tried_once_more_when_somebody_was_quicker(city):
    tries = []

    def act(_):
        tries.append(1)
        if len(tries) == 1:
            raise CaseChanged(["UH-1"])
        return "done"

    assert carry_out(city, act) == "done"
    assert len(tries) == 2


def test_whoever_is_overtaken_twice_is_told_so(city):
    def act(_):
        raise CaseChanged(["UH-1"])

    with pytest.raises(CaseChanged) as refused:
        carry_out(city, act)
    assert isinstance(refused.value, Refusal)


def test_a_refusal_is_tried_once_and_stores_nothing(city):
    open_planned(city, "UH-1", on=OPENED)
    tries = []

    def act(connection, case):
        tries.append(1)
        case.note(OPENED, actor="officer:1", event="opened", detail="not kept")
        save(connection, [case])
        raise Refused

    with pytest.raises(ValueError, match="without a reason"):
        change_case(city, "UH-1", act)
    assert len(tries) == 1
    assert case_now(city, "UH-1").journal_length == 1


def test_a_case_that_nobody_knows_is_refused(city):
    with pytest.raises(UnknownCase):
        change_case(city, "UH-9", lambda *_: True)


def test_what_came_of_a_request_names_the_tracks_that_moved(city):
    open_planned(city, "UH-1", on=OPENED)
    case = case_now(city, "UH-1")
    before = states_of(case) | {("procurement", ""): "award"}
    before.pop(("target_group", ""))

    assert [(move.process, move.before, move.after) for move in moves_since(case, before)] == [
        ("procurement", "award", "planning"),
        ("target_group", "", "idle"),
    ]


def test_a_digest_is_the_same_in_every_process():
    code = "from datetime import date; from desk.acting import digest_of; "
    code += "print(digest_of('a', date(2026, 3, 2), [1, None]))"
    shown = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()
        for _ in range(2)
    }
    assert shown == {digest_of("a", date(2026, 3, 2), [1, None])}


def test_another_digest_is_refused_and_an_equal_one_is_not():
    check_unchanged(digest_of("a"), digest_of("a"))
    with pytest.raises(Outdated, match="look again"):
        check_unchanged(digest_of("a"), digest_of("b"))


def test_a_track_that_stands_elsewhere_than_it_was_seen_is_refused_with_both_states(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    case = case_now(city, "UH-1")

    check_standing(case, SeenState("procurement", "", "standstill"))
    check_standing(case, SeenState("procurement", "", ""))
    check_standing(case, SeenState("supplier", "Ingen AB", "awarded"))
    with pytest.raises(Outdated) as refused:
        check_standing(case, SeenState("procurement", "", "award"))
    assert "läget är ”avtalsspärr”, inte ”tilldelning”" in refused.value.text.sv


def test_two_people_at_once_are_both_heard(city):
    open_planned(city, "UH-1", on=OPENED)
    overtaken = []

    def act(connection, case):
        if not overtaken:  # somebody else saves between our reading and our saving
            overtaken.append(1)
            case.version -= 1
        case.note(OPENED, actor=str(BY_OFFICER), event="opened", detail="once more")
        save(connection, [case])
        return True

    assert change_case(city, "UH-1", act).new
    assert case_now(city, "UH-1").journal_length == 2
