"""What the parts of a notice come to as a whole, and how it is handed on as JSON."""

import json
from datetime import date
from typing import Any

import pytest

from exchange.notices.eforms import read_file, read_notice
from exchange.notices.notice import as_json
from tests.exchange.notices.reading import EXAMPLES, KEYS, example
from tests.exchange.written import (
    award,
    contract,
    deadline,
    lot,
    lot_result,
    notice,
)

TEXTS = {"title", "form_type", "over_4_months"}
OPTIONAL_TEXTS = {
    "publication_number",
    "notice_subtype",
    "official_language",
    "cpv_main",
    "nature",
    "procedure",
    "performance_conditions_text",
    "submission_deadline",
    "award_decision_date",
    "contract_conclusion_date",
    "outcome",
}
LISTS = {"buyers", "lots", "strategic_codes", "social_codes", "winners", "previous_notice_refs"}
YES_NO_OR_UNSAID = {"framework", "reserved_execution", "reserved_participation"}


@pytest.mark.parametrize("written", ["n.a.", "2015/S 229-417277", "-"])
def test_a_publication_number_of_another_kind_is_kept_but_finds_nothing(written):
    publication = f"<efac:Publication><efbc:NoticePublicationID>{written}</efbc:NoticePublicationID></efac:Publication>"
    found = read_notice(notice(publication=publication))
    assert (found.publication_number, found.oj_number) == (written, None)


def test_the_earliest_deadline_of_the_lots_is_that_of_the_notice():
    lots = "".join(
        lot(f"LOT-{number}", process=deadline("TenderSubmissionDeadlinePeriod", day))
        for number, day in enumerate(("2026-05-04", "2026-04-20", "unpublished"))
    )
    assert read_notice(notice(lots=lots)).deadline == date(2026, 4, 20)


def test_the_earliest_decision_and_conclusion_are_those_of_the_notice():
    def dated(day: int) -> str:
        return f"<cbc:AwardDate>2026-05-{day}</cbc:AwardDate><cbc:IssueDate>2026-06-{day}</cbc:IssueDate>"

    found = read_notice(
        award(contract("CON-1", "", dated(20)), contract("CON-2", "", dated(11)), contract("CON-3", ""))
    )
    assert (found.decided, found.concluded) == (date(2026, 5, 11), date(2026, 6, 11))


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (("selec-w", "selec-w"), "selec-w"),
        (("clos-nw", ""), "clos-nw"),
        (("selec-w", "clos-nw"), "mixed"),
        (("open-nw", "clos-nw"), "mixed"),
        (("unpublished", "unpublished"), "unpublished"),
        (("", ""), None),
    ],
)
def test_the_outcome_of_a_notice_is_that_of_its_lots_or_mixed(outcomes, told):
    assert read_notice(award(*(lot_result("LOT-0001", outcome) for outcome in outcomes))).outcome == told


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_json_has_the_agreed_keys_in_their_order_and_types(path):
    found = as_json(read_file(path))
    assert list(found) == KEYS
    assert json.loads(json.dumps(found)) == found
    assert_types(found)


def assert_types(found: dict[str, Any]) -> None:
    assert {key for key, value in found.items() if type(value) is str} >= TEXTS
    assert all(found[key] is None or type(found[key]) is str for key in OPTIONAL_TEXTS)
    assert all(type(one) is str for key in LISTS for one in found[key])
    assert all(len(set(found[key])) == len(found[key]) for key in LISTS)
    assert all(found[key] in (True, False, None) for key in YES_NO_OR_UNSAID)
    assert type(found["is_change_notice"]) is bool
    assert found["duration_days"] is None or type(found["duration_days"]) is int
    assert found["over_4_months"] in ("yes", "no", "unknown")


def test_nothing_in_a_notice_can_be_changed_afterwards():
    found = example("04")
    parts: list[Any] = [found, *found.lots, *found.results, *found.contracts, *found.buyers]
    for part in parts:
        with pytest.raises(AttributeError):
            setattr(part, part._fields[0], "x")
    assert hash(found) == hash(example("04"))
