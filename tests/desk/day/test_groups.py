"""The parts of the page of the day: each matter stands in exactly one, and every step has its words."""

from collections import Counter

from desk.day.groups import GROUPS, OF_MATTER, STEP_WORDS
from matters.ladder_file import DEFAULT
from notifications.invitations.links import Purpose


def test_every_matter_of_the_ladder_stands_in_exactly_one_part():
    named = Counter(name for group in GROUPS for name in group.matters)
    assert named == Counter(dict.fromkeys(DEFAULT.matters, 1))


def test_what_is_shared_repeated_or_news_is_a_matter_of_its_part():
    for group in GROUPS:
        assert {*group.shared, *group.repeats, *group.news} <= set(group.matters)


def test_what_has_no_row_of_its_own_is_told_by_another_of_its_part():
    assert all(set(group.matters) - {*group.repeats, *group.news} for group in GROUPS if group.repeats)


def test_news_asks_for_no_record():
    assert [name for group in GROUPS for name in group.news if DEFAULT.matters[name].asks] == []


def test_every_step_has_words_for_its_button_and_for_when_it_is_done():
    assert STEP_WORDS.keys() == set(Purpose)


def test_no_two_parts_have_one_place_on_the_page():
    assert len({group.key for group in GROUPS}) == len(GROUPS)
    assert OF_MATTER.keys() == DEFAULT.matters.keys()
