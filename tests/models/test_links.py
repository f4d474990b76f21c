"""Links between cases."""

import pytest
from sqlalchemy import Engine, update

from models.casefile import CaseChanged
from models.links import LinkedCase, LinkKind, link, links_of
from models.operations import find
from models.refusals import Refused, UnknownCase
from models.storage.database import reading, writing
from models.tables import CaseLink
from models.unreadable import UnknownWord
from states.facts import Milestone
from states.law.applicability import ProcurementKind
from tests.models.building import OFFICER, TODAY, broken, contents, enter, events, opened, seen
from tests.models.joining import joined, read_anew, refusal, seen_links
from tests.models.test_operations import in_two_threads

RENEWED = ProcurementKind.RENEWED_COMPETITION


def test_a_link_is_seen_from_both_cases_and_told_in_both_journals(engine: Engine):
    first, second = opened(engine, "UH-1"), opened(engine, "UH-2", title="Ny städning")
    joined(engine, "UH-2", LinkKind.RETENDER_OF, "UH-1")
    with reading(engine) as connection:
        assert links_of(connection, second) == [
            LinkedCase(LinkKind.RETENDER_OF, "UH-1", "Städning av skolor", True, TODAY)
        ]
        assert links_of(connection, first) == [LinkedCase(LinkKind.RETENDER_OF, "UH-2", "Ny städning", False, TODAY)]
        assert [one.label.en for id_ in (second, first) for one in links_of(connection, id_)] == [
            "retender of",
            "begun again as",
        ]
    assert events(engine, first) == events(engine, second) == ["opened", "linked"]
    assert (broken(engine, first), broken(engine, second)) == (None, None)


def test_a_kind_of_link_that_nobody_knows_is_shown_as_it_is_stored(engine: Engine):
    opened(engine, "UH-1")
    second = opened(engine, "UH-2")
    joined(engine, "UH-2", LinkKind.RETENDER_OF, "UH-1")
    with writing(engine) as connection:
        connection.execute(update(CaseLink).values(kind="melted"))
    with reading(engine) as connection:
        (found,) = links_of(connection, second)
    assert (found.label.sv, found.label.en, found.reference) == ("melted", "melted", "UH-1")
    with writing(engine) as connection, pytest.raises(UnknownWord, match="kind of link between cases"):
        link(connection, find(connection, "UH-2"), LinkKind.RETENDER_OF, "UH-1", by=OFFICER, today=TODAY)


def test_a_case_may_be_a_retender_and_a_renewed_competition_at_once(engine: Engine):
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    opened(engine, "UH-3", kind=RENEWED)
    joined(engine, "UH-3", LinkKind.RENEWED_COMPETITION_OF, "UH-1")
    joined(engine, "UH-3", LinkKind.RETENDER_OF, "UH-2")
    assert seen_links(engine, "UH-3") == [
        ("renewed_competition_of", "UH-1", True),
        ("retender_of", "UH-2", True),
    ]


@pytest.mark.parametrize(
    ("later", "kind", "earlier", "why"),
    [
        ("UH-1", LinkKind.RETENDER_OF, "UH-1", "UH-1 is the same case"),
        ("UH-2", LinkKind.RETENDER_OF, "UH-1", "UH-2 is linked already: retender of UH-1."),
        ("UH-2", LinkKind.RENEWED_COMPETITION_OF, "UH-3", "UH-2 is no renewed competition."),
        ("UH-1", LinkKind.RETENDER_OF, "UH-2", "UH-2 comes out of UH-1 already"),
        ("UH-1", LinkKind.RETENDER_OF, "UH-3", "UH-3 comes out of UH-1 already"),
        ("UH-1", LinkKind.MERGED_INTO, "UH-2", "they are merged"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(engine: Engine, later: str, kind: LinkKind, earlier: str, why: str):
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    opened(engine, "UH-3", kind=RENEWED)
    joined(engine, "UH-2", LinkKind.RETENDER_OF, "UH-1")
    joined(engine, "UH-3", LinkKind.RENEWED_COMPETITION_OF, "UH-2")
    assert why in refusal(engine, joined, later, kind, earlier)


def test_a_link_to_no_case_at_all_is_refused(engine: Engine):
    opened(engine, "UH-1")
    with pytest.raises(UnknownCase, match="UH-9"):
        joined(engine, "UH-1", LinkKind.RETENDER_OF, "UH-9")


def test_who_links_a_case_that_was_changed_meanwhile_is_told(engine: Engine):
    opened(engine, "UH-1")
    opened(engine, "UH-2")
    with reading(engine) as connection:
        stale = read_anew(connection, "UH-2")
    enter(engine, "UH-2", seen(Milestone.CONTACT_POINT_1, TODAY))
    before = contents(engine)
    with pytest.raises(CaseChanged), writing(engine) as connection:
        link(connection, stale, LinkKind.RETENDER_OF, "UH-1", by=OFFICER, today=TODAY)
    assert contents(engine) == before
    assert seen_links(engine, "UH-1") == []


def test_of_two_who_link_two_cases_each_way_one_is_refused(engine: Engine):
    ids = opened(engine, "UH-1"), opened(engine, "UH-2")
    ways = [("UH-1", "UH-2"), ("UH-2", "UH-1")]
    told = in_two_threads(
        engine, lambda own, number: joined(own, ways[number][0], LinkKind.RETENDER_OF, ways[number][1])
    )
    assert sum(one is None for one in told) == 1
    assert {type(one) for one in told if one is not None} <= {Refused, CaseChanged}
    assert len(seen_links(engine, "UH-1")) == 1
    assert [broken(engine, id_) for id_ in ids] == [None, None]
