"""What may be a password, and what is stored of one."""

from time import process_time

import pytest

from models.passwords import check_password, hashed, is_outdated, is_right
from models.refusals import Refused

GOOD = "tre gula cyklar"


def test_only_the_right_password_fits_what_is_stored():
    stored = hashed(GOOD)

    assert GOOD not in stored
    assert stored.startswith("$argon2id$")
    assert is_right(stored, GOOD)
    assert not is_right(stored, GOOD + " ")
    assert hashed(GOOD) != stored


@pytest.mark.parametrize("stored", ["", "nonsense", "$argon2id$v=19$m=8"])
def test_nothing_fits_where_nothing_usable_is_stored(stored):
    assert not is_right(stored, "")
    assert not is_right(stored, "the password of nobody")


def test_it_takes_as_long_where_no_password_is_stored():
    def taken(stored: str) -> float:
        start = process_time()
        is_right(stored, "fel fel fel fel")
        return process_time() - start

    stored = hashed(GOOD)
    is_right("", "once, so that what is compared is there")
    pairs = [(taken(stored), taken("")) for _ in range(5)]
    assert 0.3 < min(one for one, _ in pairs) / min(other for _, other in pairs) < 3


def test_what_was_stored_with_less_work_is_stored_anew():
    from argon2 import PasswordHasher

    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD))
    assert not is_outdated(hashed(GOOD))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kort", "minst 12"),
        ("x" * 257, "högst 256"),
        ("aaaabbbbaaaabbbb", "lätt att gissa"),
        ("Uppdiktad2026!", "lätt att gissa"),
        ("min-EXEMPEL-stad-1", "lätt att gissa"),
    ],
)
def test_a_password_that_is_guessed_is_refused(password, said):
    with pytest.raises(Refused) as refused:
        check_password(password, "Sten Uppdiktad", "sten@exempel")
    assert said in refused.value.text.sv


def test_three_words_are_a_password():
    check_password(GOOD, "Sten Uppdiktad", "sten@exempel")
