"""What tells the rules of one release, and one city's ladder, from any others."""

from matters import rules_in_force
from matters.city_days import Days
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT, matters_with
from matters.quiet_times import NEVER
from matters.rules_in_force import rules_with


def test_the_same_ladder_gives_the_same_and_other_days_or_rungs_another():
    same, later = Ladder(matters_with(Days())), Ladder(matters_with(Days(contract=11)))
    fewer = Ladder(list(DEFAULT.matters.values())[1:])
    assert rules_with(same) == rules_with(DEFAULT) == rules_with(Ladder(DEFAULT.matters.values(), quiet=NEVER))
    assert len({rules_with(one) for one in (DEFAULT, later, fewer)}) == 3


def test_another_release_or_schema_gives_another(monkeypatch):
    before = rules_with(Ladder(matters_with(Days())))
    for name in ("_program", "_schema"):
        with monkeypatch.context() as other:
            other.setattr(rules_in_force, name, lambda: "other")
            assert rules_with(Ladder(matters_with(Days()))) != before
