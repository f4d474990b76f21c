"""What is not there is refused by its name in both languages, and says what to look up."""

import pytest

from models.refusals import Refused, UnknownCase, UnknownTrack
from states.refusal import Operation, Refusal, Unknown
from states.text import Text


def test_an_unknown_case_is_named_and_the_cases_are_what_to_look_up():
    refused = UnknownCase("UH-7")
    assert refused.text == Text("Inget ärende har beteckningen UH-7.", "No case has the reference UH-7.")
    (remedy,) = refused.reasons[0].remedies
    assert (remedy.operation, remedy.given) == (Operation.LOOK_UP, (("what", "cases"),))
    assert refused.reference == "UH-7"


@pytest.mark.parametrize(
    ("subject", "sv", "en"), [("", "ärendet", "the case"), ("Exempel AB", "Exempel AB", "Exempel AB")]
)
def test_an_unknown_track_is_named_with_what_it_would_be_about(subject, sv, en):
    refused = UnknownTrack("UH-7", "supplier", subject)
    assert refused.text.sv == f"Ärendet UH-7 har ingen process ”supplier” för ”{sv}”."
    assert refused.text.en == f"Case UH-7 has no process “supplier” for “{en}”."


def test_what_does_not_exist_is_told_apart_from_what_is_not_allowed():
    assert issubclass(UnknownCase, Unknown)
    assert issubclass(UnknownTrack, Unknown)
    assert issubclass(Refused, Refusal)
    assert not issubclass(Refused, Unknown)
