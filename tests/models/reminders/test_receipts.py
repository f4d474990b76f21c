"""What a reminder that tells is called, and that it can be told from those that ask."""

import pytest

from matters.ladder_file import DEFAULT
from models.reminders.receipts import ReceiptStep, is_receipt, receipt_of, step_read
from states.facts import Milestone


@pytest.mark.parametrize("applicant", ["", "Firma | Son", "a@b", "x"])
def test_a_step_can_be_read_back_whatever_names_it_holds(applicant):
    step = str(ReceiptStep("support", applicant, "1 2026-01-19"))
    assert "@" not in step
    assert step_read(step).to == "support"
    assert step_read(step).says == "1 2026-01-19"


def test_the_names_of_receipts_are_those_of_no_ladder():
    assert not {receipt_of(milestone) for milestone in Milestone} & DEFAULT.matters.keys()
    assert not any(map(is_receipt, DEFAULT.matters))
