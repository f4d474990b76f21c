"""What a reader is told who gets a mail in the place of somebody else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from matters.directory import Directory, Reader
from matters.ladder_file import DEFAULT
from matters.open_matters import holders_of
from matters.recipients import INSTEAD, Recipient
from matters.standing_in import in_whose_place
from models.casefile import CaseFile, ObligationFile, TrackFile
from tests.matters.cases import a_case

TODAY = date(2026, 6, 24)
R = Recipient


def person(number: int, role: str, name: str) -> Reader:
    return Reader(number, name, f"{number}@exempel.example", "", role, 1, "sv")


OFFICER, MANAGER = person(1, "officer", "Ulla Upphandlare"), person(2, "manager", "Chris Chef")
SUPPORT, CONTACT = person(3, "support", "Stig Stöd"), person(4, "labour_market", "Örjan Arbetsmarknad")
FIRM, DEPUTY = person(5, "supplier", "Vera Vd"), person(6, "labour_market", "Disa Deputerad")
TRACK = TrackFile(2, "supplier", "Exempel AB", None, "contact_assigned", TODAY, "contact_assigned")


def case(*, contact: int | None = 4, firm: int | None = None, officer: int | None = 1) -> CaseFile:
    owed = ObligationFile(1, "", "Exempel AB", contact_id=contact, supplier_person_id=firm)
    return a_case(officer_id=officer, tracks=[TRACK], obligations=[owed])


def directory(*people: Reader) -> Directory:
    pools = {role: [one for one in people if one.role == role] for role in (R.SUPPORT, R.LABOUR_MARKET)}
    managers: Mapping[int | None, list[Reader]] = {1: [one for one in people if one.role == "manager"]}
    return Directory({one.id: one for one in people}, managers, pools)


ALL = (OFFICER, MANAGER, SUPPORT, CONTACT)


def told(asked: Recipient | frozenset[Recipient], reader: Reader, about: CaseFile, *people: Reader) -> list[str]:
    roles = asked if isinstance(asked, frozenset) else frozenset({asked})
    texts = in_whose_place(roles, reader, about, TRACK, directory=directory(*people), today=TODAY)
    return [text.sv for text in texts]


def test_who_is_asked_as_themselves_is_told_nothing():
    assert told(R.CONTACT, CONTACT, case(), *ALL) == []
    assert told(R.OFFICER, OFFICER, case(), *ALL) == []
    assert told(R.SUPPLIER, FIRM, case(firm=5), *ALL, FIRM) == []


def test_in_the_place_of_a_supplier_without_an_address_the_reader_is_told_so_and_what_to_do():
    for reader in (CONTACT, SUPPORT):
        first, then = told(R.SUPPLIER, reader, case(), *ALL)
        assert first == "Du får det här i stället för leverantören Exempel AB, som vi inte har någon adress till."
        assert then.startswith("Se till att leverantören får veta det")


def test_in_the_place_of_a_suppliers_person_whose_mail_is_refused_the_person_is_named():
    first, _ = told(R.SUPPLIER, CONTACT, case(firm=5), *ALL, replace(FIRM, refused=True))
    assert first == "Du får det här i stället för Vera Vd hos leverantören Exempel AB, som inte går att nå just nu."


def test_the_manager_is_told_whether_the_officer_is_missing_or_cannot_be_reached():
    gone = replace(OFFICER, left_on=TODAY)
    assert told(R.OFFICER, MANAGER, case(), gone, MANAGER) == [
        "Du får det här i stället för Ulla Upphandlare (upphandlare), som inte går att nå just nu."
    ]
    assert told(R.OFFICER, MANAGER, case(officer=None), MANAGER) == [
        "Du får det här eftersom ärendet inte har någon upphandlare."
    ]


def test_a_substitute_is_told_for_whom_and_how_long():
    away = replace(CONTACT, substitute_id=6, away_from=TODAY, away_until=date(2026, 7, 3))
    assert told(R.CONTACT, DEPUTY, case(), *ALL[:3], away, DEPUTY) == [
        "Du får det här som ersättare för Örjan Arbetsmarknad, som är borta till och med fredag 3 juli 2026."
    ]


def test_who_is_asked_in_two_roles_of_which_one_is_theirs_is_told_nothing():
    assert told(frozenset({R.SUPPLIER, R.CONTACT}), CONTACT, case(), *ALL) == []


@pytest.mark.parametrize(("role", "step"), [(role, step) for role in Recipient for step in INSTEAD[role][1:]])
def test_everybody_who_may_stand_in_for_a_role_is_told_so_in_both_languages(role, step):
    reader = {R.MANAGER: MANAGER, R.SUPPORT: SUPPORT, R.CONTACT: CONTACT, R.LABOUR_MARKET: CONTACT}[step]
    about = case(contact=4 if step is R.CONTACT else None, officer=None)
    asked = frozenset({role})
    texts = in_whose_place(asked, reader, about, TRACK, directory=directory(reader), today=TODAY)
    assert texts
    assert all(text.sv.startswith("Du får det här") or role is R.SUPPLIER for text in texts)
    assert all(text.sv != text.en for text in texts)
    assert holders_of(about, TRACK)


def test_a_heading_that_speaks_to_the_supplier_has_another_for_the_city_wherever_the_city_reads_it():
    additionality = DEFAULT.matters["additionality"]
    assert additionality.heading_for("supplier").sv == "Hade ni anställt även utan kravet?"
    assert additionality.heading_for("labour_market").sv.startswith("Fråga leverantören")
    for matter in DEFAULT.matters.values():
        to_supplier = matter.rungs[0].to is R.SUPPLIER
        words = set(matter.heading_for("support").sv.lower().replace("?", "").split())
        assert not words & {"ni", "er", "era", "ert"}
        assert not to_supplier or matter.to_city is not None or matter.name in NEUTRAL


NEUTRAL = {"first_start", "not_performed", "internship_end", "promised_hire"}
"""What is said of both sides, or to both."""


def test_whom_a_reminder_was_for_is_read_from_its_rung_whichever_turn_it_is():
    matter = DEFAULT.matters["first_start"]
    assert matter.asked_by("-60d") == {R.SUPPLIER, R.CONTACT}
    assert matter.asked_by("0") == {R.SUPPLIER}
    assert DEFAULT.matters["contact_person"].asked_by("+10x3") == {R.OFFICER}
    assert matter.asked_by("+99") == frozenset()
