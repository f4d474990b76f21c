"""What the parts of a case are called."""

import pytest

from desk.labels import (
    candidate_label,
    milestone_label,
    reason_label,
    source_label,
    state_label,
    terms_label,
    track_label,
    value_label,
    way_label,
)
from states.text import verbatim


@pytest.mark.parametrize(
    ("label", "sv", "en"),
    [
        (state_label("placement", "open"), "ledig", "open"),
        (way_label("procurement", "planning", "advertised"), "planering → annonserad", "planning → advertised"),
        (track_label("procurement", ""), "upphandlingsprocessen", "procurement process"),
        (track_label("placement", "3", "1: Bygg {AB}"), "plats 3 (1: Bygg {AB})", "position 3 (1: Bygg {AB})"),
        (candidate_label("3.2"), "plats 3, kandidat 2", "position 3, candidate 2"),
        (candidate_label("3.2.2"), "plats 3, kandidat 2, omgång 2", "position 3, candidate 2, turn 2"),
        (milestone_label("contact_point_1"), "kontaktpunkt 1", "contact point 1"),
        (milestone_label("kp1"), "kp1", "kp1"),
        (value_label("award_notice_sent", "electronic"), "elektroniskt till alla", "electronically to all"),
        (value_label("award_notice_sent", "by pigeon"), "by pigeon", "by pigeon"),
        (
            terms_label("outside 0 1"),
            "rekryterad utanför matchningen, tills vidare, 100%",
            "recruited outside the matching, until further notice, 100%",
        ),
        (terms_label("for a while"), "for a while", "for a while"),
        (source_label("officer:7"), "upphandlaren", "the procurement officer"),
        (source_label("plan.xlsx"), "plan.xlsx", "plan.xlsx"),
        (reason_label("placement", "other"), "annat", "other"),
        (reason_label("procurement", "other"), "other", "other"),
    ],
)
def test_a_label(label, sv, en):
    assert (label.sv, label.en) == (sv, en)


def test_what_no_process_knows_stands_as_it_was_stored():
    assert state_label("placement", "gone") == verbatim("gone")
    assert state_label("purchase", "open") == verbatim("open")
    assert track_label("purchase", "Exempel AB") == verbatim("purchase Exempel AB")
