"""What forcing a track comes to, seen before it is done."""

import pytest

from models.overrides.forcing import preview
from models.refusals import Refused
from states.processes import placement
from states.processes.procurement import PROCUREMENT
from states.processes.risks import PLACEMENT_REASON_LABELS, PlacementReason
from states.refusal import repeat
from tests.models.building import SUPPORT, read
from tests.models.overrides.steps import CLEAR, TODAY, entries, forced, handed_over, purchase


def test_of_a_position_only_a_coded_reason_is_given(standstill):
    handed_over(standstill)
    with pytest.raises(Refused, match="free text") as refused:
        forced(standstill, "hired", process="placement", subject="1", reason="Var sjuk hela våren", today=CLEAR)
    assert all(label.sv in refused.value.text.sv for label in PLACEMENT_REASON_LABELS.values())
    assert refused.value.reasons[0].remedies == tuple(repeat(reason=reason) for reason in PlacementReason)
    made = forced(standstill, "withdrawn", process="placement", subject="1", reason="ended_by_supplier", today=CLEAR)
    assert made.change.result == placement.PlacementState.WITHDRAWN
    forced_out, instead = entries(standstill)[-2:]
    assert forced_out[2:] == ("override", "open", "withdrawn", "ended_by_supplier")
    assert instead[2:] == ("began", "", "open", "Exempel AB")  # it is still owed


def test_a_preview_leaves_the_case_in_hand_as_it_is(standstill):
    case = read(standstill)
    before = [(t.process, t.subject, t.state, t.since) for t in case.tracks]
    whole = (case.journal_length, case.journal_head, case.next_check, list(case.recorded))
    (track,) = [one for one in case.tracks if one.process == PROCUREMENT.name]
    change = preview(case, track, "matching", reason="Bråttom", by=SUPPORT, today=TODAY)
    assert change.taken_back
    assert [(t.process, t.subject, t.state, t.since) for t in case.tracks] == before
    assert (case.journal_length, case.journal_head, case.next_check, list(case.recorded)) == whole
    assert case.entries == []


def test_the_preview_tells_the_tracks_that_open(standstill):
    handed_over(standstill)
    case = read(standstill)
    assert len([track for track in case.tracks if track.process == "placement"]) == 2
    case.obligations[0].amount = 3.0
    track = case.track("supplier", "Exempel AB")
    change = preview(case, track, "dialogue", reason="Möte hållet", by=SUPPORT, today=CLEAR)
    assert [(one.process, one.subject, one.parent, one.before) for one in change.tracks if not one.before] == [
        ("placement", "3", "Exempel AB", ""),
    ]


def test_what_is_recorded_leads_straight_back(standstill):
    made = forced(standstill, "planning")
    assert made.change.taken_back
    assert [one.trigger for one in made.change.moves] == ["advertise", "award", "hold"]
    assert purchase(standstill) == "standstill"
