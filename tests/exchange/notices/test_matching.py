from datetime import date
from itertools import permutations
from typing import Any

import pytest

from exchange.notices.matching import Names, names_if_replaced, names_of, together, void
from exchange.notices.notice import FormType, Notice, NoticeChange, Organisation
from tests.models.building import uuid


def notice(word: str, day: int = 1, **told: Any) -> Notice:
    known: dict[str, Any] = {
        "notice_id": uuid(word),
        "version": "01",
        "form_type": FormType.COMPETITION,
        "stage": FormType.COMPETITION,
        "subtype": None,
        "notice_type": None,
        "is_change": False,
        "title": "Städning",
        "buyers": (Organisation("Parkförvaltningen"),),
        "publication_date": date(2026, 1, day),
    }
    return Notice(**known | told)


def test_a_notice_is_known_by_id_and_version_and_by_publication_number():
    names = names_of(notice("a", publication_number="00118186-2026"))
    assert names.own == (f"is {uuid('a')}-01", "is 118186-2026")
    assert names_of(notice("a")).own == (f"is {uuid('a')}-01",)


def test_the_surest_name_comes_first():
    read = notice(
        "a",
        procedure_id=uuid("P").upper(),
        publication_number="2-2026",
        previous_notices=("1-2026", f"{uuid('b')}-01"),
    )
    assert names_of(read, number="UH-1").links == (
        f"procedure {uuid('P')}",
        "number uh-1",
        f"notice {uuid('a')}",
        "notice 2-2026",
        "notice 1-2026",
        f"notice {uuid('b')}",
    )


@pytest.mark.parametrize("procedure", [None, "-", "n.a.", "none", "okänd", "0", "00000000-0000-0000-0000-000000000000"])
def test_a_procedure_that_is_none_links_nothing(procedure: str | None):
    names = names_of(notice("a", procedure_id=procedure))
    assert not names.has_procedure
    assert names.links == (f"notice {uuid('a')}",)


@pytest.mark.parametrize("reference", ["-", "n.a.", "se tidigare annons", "2026", "1", ""])
def test_a_reference_that_names_no_notice_links_nothing(reference: str):
    assert names_of(notice("a", previous_notices=(reference,))).links == (f"notice {uuid('a')}",)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("118186-2026", "notice 118186-2026"),
        (f"{uuid('b')}-01", f"notice {uuid('b')}"),
        (uuid("b").upper(), f"notice {uuid('b')}"),
        ("2022/S 107-303653", "notice 303653-2022"),
        ("2022/S 007-003653", "notice 3653-2022"),
    ],
)
def test_a_reference_links_to_the_notice_itself_whatever_its_version(written: str, name: str):
    assert names_of(notice("a", previous_notices=(written,))).links[-1] == name


def test_a_person_may_say_that_a_notice_continues_none_that_it_refers_to():
    read = notice("a", procedure_id=uuid("P"), previous_notices=("1-2026",), modification=NoticeChange("3-2026"))
    assert names_of(read, alone=True).links == (f"procedure {uuid('P')}", f"notice {uuid('a')}")


def test_names_take_any_length_of_id_without_mixing_them_up():
    one, other = (names_of(notice("a", notice_id="x" * 9000 + end)) for end in "yz")
    assert max(map(len, one.all)) < 200
    assert not set(one.all) & set(other.all)


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", [f"{uuid('a')}-01", uuid("a"), "118186-2026"])
def test_a_correction_leaves_a_name_under_which_the_corrected_notice_finds_it(reference: str):
    first = names_of(notice("a", publication_number="118186-2026"))
    change = names_of(notice("b", change=NoticeChange(reference)))
    assert change.replaces in first.replaced
    assert change.replaces in change.left
    assert first.replaced == names_if_replaced(f"{uuid('a')}-01", "118186-2026")


def test_a_notice_that_only_takes_another_back_leaves_a_name_for_that_too():
    first = names_of(notice("a"))
    void_of_it = names_of(notice("b", is_change=True, change=NoticeChange(f"{uuid('a')}-01", reason="cancel")))
    corrected = names_of(notice("c", is_change=True, change=NoticeChange(f"{uuid('a')}-01", reason="cor-buy")))
    voids = [void(name) for name in first.replaced]
    assert void_of_it.voids
    assert set(voids) & set(void_of_it.left)
    assert not corrected.voids
    assert not set(voids) & set(corrected.left)


def test_a_new_version_replaces_the_old_and_not_itself():
    second = names_of(notice("a", version="02", change=NoticeChange(f"{uuid('a')}-01")))
    assert second.replaces == f"replaced {uuid('a')}-01"
    assert second.replaces not in second.replaced
    assert names_of(notice("a", version="02", change=NoticeChange(uuid("a")))).replaces is None
    assert names_of(notice("a", change=NoticeChange(f"{uuid('a')}-01"))).replaces is None


# --- sets ------------------------------------------------------------------------------------------------------------


def in_order(*read: Notice) -> list[list[str]]:
    return [[read[place].notice_id for place in of_set] for of_set in together([names_of(one) for one in read])]


def sets(*read: Notice) -> set[frozenset[str]]:
    return {frozenset(ids) for ids in in_order(*read)}


CHAIN = (
    notice("planning", 1),
    notice("call", 2, procedure_id=uuid("P"), previous_notices=(f"{uuid('planning')}-01",)),
    notice("change", 3, procedure_id=uuid("P"), change=NoticeChange(f"{uuid('call')}-01")),
    notice("award", 4, procedure_id=uuid("P")),
    notice("modified", 5, procedure_id=uuid("P2"), modification=NoticeChange(f"{uuid('award')}-01")),
)
OTHER = notice("other", 2, procedure_id=uuid("Q"))


def test_notices_belong_together_in_whatever_order_they_are_read():
    expected = {frozenset(one.notice_id for one in CHAIN), frozenset({OTHER.notice_id})}
    for order in permutations((*CHAIN, OTHER)):
        assert sets(*order) == expected


def test_a_notice_that_is_not_there_links_those_that_refer_to_it():
    one, two = (notice(word, procedure_id=uuid(word), previous_notices=("1-2020",)) for word in "ab")
    assert sets(one, two) == {frozenset({one.notice_id, two.notice_id})}


def test_a_new_version_belongs_to_the_notice_without_any_procedure():
    first, second = notice("a"), notice("a", version="02", publication_date=None)
    assert sets(first, second) == {frozenset({uuid("a")})}


def test_the_oldest_comes_first_within_a_set_and_among_sets():
    read = [CHAIN[3], OTHER, CHAIN[1], CHAIN[0], CHAIN[4], CHAIN[2]]
    assert in_order(*read) == [[one.notice_id for one in CHAIN], [OTHER.notice_id]]


def test_the_order_of_reading_does_not_matter_on_the_same_day():
    read = [notice(word, procedure_id=uuid("P")) for word in "abc"]
    orders = {
        tuple(order[place].notice_id for place in together([names_of(n) for n in order])[0])
        for order in permutations(read)
    }
    assert len(orders) == 1


def test_a_long_chain_is_followed_to_its_end():
    chain: list[Names] = []
    for number in range(3000):
        previous = (f"{number}-2026",) if number else ()
        chain.append(names_of(notice(str(number), publication_number=f"{number + 1}-2026", previous_notices=previous)))
    assert len(together(chain[::-1])) == 1


def test_no_notice_makes_no_set():
    assert together([]) == []
