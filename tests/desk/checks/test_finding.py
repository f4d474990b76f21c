"""A finding says what it is, how bad it is, and what to do about it."""

import pytest

from desk.checks.finding import SHOWN, Advice, Status, error, ok, some_of, warning
from states.text import Text

TEXT = Text("Katalogen är tom.", "The directory is empty.")


def test_what_is_in_order_needs_no_advice():
    found = ok("officers", TEXT)
    assert (found.status, found.advice, dict(found.given), found.remedies) == (Status.OK, None, {}, ())


@pytest.mark.parametrize(("make", "status"), [(warning, Status.WARNING), (error, Status.ERROR)])
def test_what_is_wrong_says_what_to_do_and_about_what(make, status):
    found = make("officers", TEXT, Advice.NAME_OFFICER, reference="UH-1")
    assert (found.name, found.status, found.text, found.advice) == ("officers", status, TEXT, Advice.NAME_OFFICER)
    assert found.given == {"reference": "UH-1"}
    assert make("officers", TEXT).advice is None


@pytest.mark.parametrize(
    ("many", "told"),
    [
        (0, ""),
        (1, "UH-1"),
        (SHOWN, "UH-1, UH-2, UH-3, UH-4, UH-5"),
        (SHOWN + 1, "UH-1, UH-2, UH-3, UH-4, UH-5 …"),
    ],
)
def test_of_many_references_the_first_are_named(many, told):
    assert some_of([f"UH-{number}" for number in range(1, many + 1)]) == told
