"""The names in use in a case: the first spelling, and the present name behind a former one."""

from models.casefile import ObligationFile
from models.spellings import Spellings
from states.facts import Milestone
from tests.models.building import TODAY, seen


def owed(supplier: str, lot: str = "", *formerly: str) -> ObligationFile:
    return ObligationFile(1, lot, supplier, formerly="\n".join(formerly))


def test_the_first_spelling_counts_for_all_that_is_told_later():
    spellings = Spellings([], [seen(Milestone.WINNER_NAMED, TODAY, lot="Del 1", supplier="Städ AB")])
    told = spellings.told(seen(Milestone.DIALOGUE_HELD, TODAY, lot="DEL 1 ", supplier="STÄD  A.B."))
    assert (told.lot, told.supplier) == ("Del 1", "Städ AB")
    assert spellings.of("del 2", "städ ab") == ("del 2", "Städ AB")


def test_what_is_told_for_the_first_time_stays_as_it_is_told_but_for_its_blanks():
    spellings = Spellings([owed("Städ AB")])
    assert spellings.of(" Del 1", "Rent  AB") == ("Del 1", "Rent AB")
    assert spellings.supplier("", "Rent AB") == ""


def test_a_former_name_is_the_present_one_on_its_lot_alone():
    spellings = Spellings([owed("Nya AB", "Del 1", "Gamla AB")])
    assert spellings.of("del 1", "GAMLA AB") == ("Del 1", "Nya AB")
    assert spellings.of("Del 2", "Gamla AB") == ("Del 2", "Gamla AB")
    assert spellings.has_gone_on("Del 1", "gamla ab") == "Nya AB"
    assert spellings.has_gone_on("Del 2", "gamla ab") == ""


def test_a_former_name_that_another_supplier_bears_now_is_that_of_the_other():
    spellings = Spellings([owed("Nya AB", "", "Gamla AB"), owed("Gamla AB")])
    assert spellings.of("", "gamla ab") == ("", "Gamla AB")
    assert spellings.has_gone_on("", "Gamla AB") == ""


def test_two_suppliers_that_were_stored_under_two_spellings_are_each_found_by_their_own():
    spellings = Spellings([owed("Städ AB"), owed("STÄD AB")])
    assert [spellings.of("", name)[1] for name in ("STÄD AB", "Städ AB", "städ ab")] == [
        "STÄD AB",
        "Städ AB",
        "Städ AB",
    ]
