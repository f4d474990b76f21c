from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange import directory_file
from exchange.directory_file import City, CityPerson, CityRole, CityUnit, CityUnreadable, read_city

EXAMPLE = Path(__file__).parents[2] / "examples" / "city.toml"

SMALL = """
[[unit]]
name = "Grundskoleförvaltningen"
organisation_number = "0000000000"

[[person]]
name = "Alva Exempelsson"
email = "Alva@Exempelstad.Example"
phone = "031-390 06 00"
role = "officer"
unit = "Grundskoleförvaltningen"
language = "sv"
"""


@pytest.fixture
def read(tmp_path):
    def read(content):
        path = tmp_path / "city.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_city(path)

    return read


@pytest.fixture
def refusal(read):
    def refusal(content):
        with pytest.raises(CityUnreadable) as refused:
            read(content)
        assert str(refused.value) == refused.value.text.en
        assert len(refused.value.text.sv.splitlines()) == len(refused.value.text.en.splitlines())
        return refused.value.text

    return refusal


class TestExample:
    def test_every_unit_has_a_manager(self):
        found = read_city(EXAMPLE)

        assert {person.unit for person in found.people if person.role is CityRole.MANAGER} == {
            unit.name for unit in found.units
        }

    def test_the_people_of_each_role_are_there(self):
        people = read_city(EXAMPLE).people
        count = {role: sum(person.role is role for person in people) for role in CityRole}

        assert count == {
            CityRole.OFFICER: 13,
            CityRole.MANAGER: 15,
            CityRole.SUPPORT: 3,
            CityRole.LABOUR_MARKET: 2,
            CityRole.SUPPLIER: 8,
        }

    def test_the_support_function_comes_from_two_units(self):
        people = read_city(EXAMPLE).people

        assert {person.unit for person in people if person.role is CityRole.SUPPORT} == {
            "Inköp och upphandling",
            "Arbetsmarknad",
        }

    def test_the_buyer_of_the_example_notices_numbers_its_cases(self):
        assert [unit for unit in read_city(EXAMPLE).units if unit.numbers_cases] == [
            CityUnit("Inköp och upphandling", "212099-0003", act="lou", numbers_cases=True),
        ]

    def test_one_is_away_with_a_substitute_and_one_has_left(self):
        people = read_city(EXAMPLE).people

        assert [(one.away_from, one.away_until, one.substitute) for one in people if one.away_from] == [
            (date(2026, 7, 6), date(2026, 7, 31), "bjorn.pahittad@exempelstad.example"),
        ]
        assert [one.left_on for one in people if one.left_on] == [date(2026, 9, 1)]

    def test_nobody_can_be_reached_by_mistake(self):
        people = read_city(EXAMPLE).people

        assert all(person.email.endswith(".example") for person in people)
        assert {person.role for person in people if not person.email.endswith("@exempelstad.example")} == {
            CityRole.SUPPLIER,
        }
        assert len({person.phone for person in people}) == len(people)
        assert all(person.phone.startswith("031-390 06 ") for person in people)


def test_a_directory_is_read_whole(read):
    assert read(SMALL) == City(
        units=(CityUnit("Grundskoleförvaltningen", "000000-0000"),),
        people=(
            CityPerson(
                name="Alva Exempelsson",
                email="alva@exempelstad.example",
                phone="031-390 06 00",
                role=CityRole.OFFICER,
                unit="Grundskoleförvaltningen",
                language="sv",
            ),
        ),
    )


ABSENCE = """
away_from = 2026-07-06
away_until = 2026-07-31
substitute = "Bo@Exempelstad.Example"
left_on = 2026-09-01
"""
BO = """
[[person]]
name = "Bo Exempelsson"
email = "bo@exempelstad.example"
phone = "031-390 06 01"
role = "officer"
unit = "Grundskoleförvaltningen"
language = "sv"
"""


def test_an_absence_is_read_with_the_substitute(read):
    alva, bo = read(SMALL + ABSENCE + BO).people

    assert (alva.away_from, alva.away_until, alva.left_on) == (date(2026, 7, 6), date(2026, 7, 31), date(2026, 9, 1))
    assert alva.substitute == bo.email
    assert (bo.away_from, bo.away_until, bo.left_on, bo.substitute) == (None, None, None, "")


def test_one_day_away_is_an_absence(read):
    assert read(SMALL + ABSENCE.replace("07-31", "07-06") + BO).people[0].away_until == date(2026, 7, 6)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("away_until = 2026-07-31\n", "", "”away_until” saknas. Lägg till det."),
        ("away_from = 2026-07-06\n", "", "”away_from” saknas. Lägg till det."),
        ("2026-07-31", "2026-07-05", "”away_until”: ska vara samma dag som ”away_from” eller senare."),
        ("2026-07-06", '"2026-07-06"', "”away_from”: ska vara ett datum utan citattecken"),
        ("2026-09-01", "2026-09-01T08:00:00", "”left_on”: ska vara ett datum utan citattecken"),
        ("Bo@Exempelstad.Example", "bo", "”substitute”: ska vara en e-postadress."),
        ("Bo@Exempelstad.Example", "alva@exempelstad.example", "”substitute”: ska vara någon annan än personen själv."),
    ],
)
def test_a_wrong_absence_is_named_with_its_place_and_key(refusal, old, new, said):
    assert old in ABSENCE

    text = refusal(SMALL + ABSENCE.replace(old, new) + BO)

    assert text.sv.startswith(f"[[person]] nummer 1: {said}")
    assert text.en.startswith("[[person]] number 1: ”")
    assert len(text.sv.splitlines()) == 1


def test_a_substitute_without_days_stands_in_for_nobody(refusal):
    text = refusal(SMALL + 'substitute = "bo@exempelstad.example"\n' + BO)

    assert [line.rpartition(": ")[2] for line in text.sv.splitlines()] == [
        "”away_from” saknas. Lägg till det.",
        "”away_until” saknas. Lägg till det.",
    ]


def test_a_substitute_who_is_not_in_the_file_is_refused(refusal):
    text = refusal(SMALL + ABSENCE)

    assert text.sv.startswith(
        "Katalogen: ersättaren ”bo@exempelstad.example” för ”alva@exempelstad.example” finns inte"
    )


def test_a_substitute_who_has_left_when_the_absence_begins_is_refused(refusal):
    assert "har slutat när ”alva@" in refusal(SMALL + ABSENCE + BO + "left_on = 2026-07-06\n").sv


def test_a_substitute_who_leaves_later_is_taken(read):
    assert read(SMALL + ABSENCE + BO + "left_on = 2026-07-07\n").people[1].left_on == date(2026, 7, 7)


def test_a_supplier_does_not_stand_in_for_the_city_nor_the_city_for_a_supplier(refusal):
    supplier = BO.replace('"officer"', '"supplier"')

    assert "hör den ena till staden" in refusal(SMALL + ABSENCE + supplier).sv
    assert "hör den ena till staden" in refusal(SMALL.replace('"officer"', '"supplier"') + ABSENCE + BO).sv


def test_only_a_supplier_may_be_without_a_unit(read, refusal):
    without = SMALL.replace('unit = "Grundskoleförvaltningen"', "")

    assert refusal(without).sv == "[[person]] nummer 1: ”unit” saknas. Lägg till det."
    assert read(without.replace('"officer"', '"supplier"')).people[0].unit == ""


def test_the_organisation_number_may_be_left_out(read):
    assert read(SMALL.replace('organisation_number = "0000000000"', "")).units[0].organisation_number == ""


@pytest.mark.parametrize(
    ("written", "meant"), [("", False), ("numbers_cases = true", True), ("numbers_cases = false", False)]
)
def test_a_unit_may_say_that_its_notices_carry_our_references(read, written, meant):
    assert read(SMALL.replace('organisation_number = "0000000000"', written)).units[0].numbers_cases is meant


@pytest.mark.parametrize("written", ['"true"', "1", "[]"])
def test_anything_but_true_or_false_is_no_answer(refusal, written):
    text = refusal(SMALL.replace('organisation_number = "0000000000"', f"numbers_cases = {written}"))

    assert text.sv == "[[unit]] nummer 1: ”numbers_cases”: ska vara true eller false, utan citattecken."


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(read):
    assert read(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == read(SMALL)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'role = "officer"',
            'role = "chef"',
            "”role”: ska vara något av officer, manager, support, labour_market, supplier.",
        ),
        (
            'role = "officer"',
            "role = []",
            "”role”: ska vara något av officer, manager, support, labour_market, supplier.",
        ),
        ('role = "officer"', "", "”role” saknas. Lägg till det."),
        ('language = "sv"', 'language = "fi"', "”language”: ska vara något av sv, en."),
        ('language = "sv"', "language = {}", "”language”: ska vara något av sv, en."),
        ('email = "Alva@Exempelstad.Example"', 'email = "alva"', "”email”: ska vara en e-postadress."),
        ('phone = "031-390 06 00"', 'phone = "växeln"', "”phone”: ska vara ett telefonnummer"),
        ('phone = "031-390 06 00"', "phone = 31", "”phone”: ska vara text på en rad"),
        ('name = "Alva Exempelsson"', 'name = " "', "”name”: ska vara text på en rad"),
        ('name = "Alva Exempelsson"', 'name = "Alva\\nExempelsson"', "”name”: ska vara text på en rad"),
        ('name = "Alva Exempelsson"', f'name = "{"a" * 201}"', "”name”: ska vara text på en rad"),
        ("phone =", 'telefon = "1"\nphone =', "”telefon” känns inte igen."),
    ],
)
def test_a_wrong_entry_is_named_with_its_place_and_key(refusal, old, new, said):
    assert old in SMALL

    text = refusal(SMALL.replace(old, new))

    assert text.sv.startswith(f"[[person]] nummer 1: {said}")
    assert text.en.startswith("[[person]] number 1: ”")


def test_a_wrong_organisation_number_is_named(refusal):
    assert refusal(SMALL.replace("0000000000", "12-3")).sv.startswith("[[unit]] nummer 1: ”organisation_number”")


def test_all_errors_are_told_at_once(refusal):
    text = refusal(SMALL.replace('"sv"', '"fi"').replace('"officer"', '"chef"') + "[[unit]]\nnamn = 'Skolan'\n")

    assert [line.split(":")[0] for line in text.sv.splitlines()] == [
        "[[unit]] nummer 2",
        "[[unit]] nummer 2",
        "[[person]] nummer 1",
        "[[person]] nummer 1",
    ]


def test_a_person_of_an_unknown_unit_is_refused(refusal):
    text = refusal(SMALL.replace('unit = "Grundskoleförvaltningen"', 'unit = "Skolan"'))

    assert "enheten ”Skolan”, som inte finns" in text.sv


def test_an_address_used_twice_is_refused_whatever_its_case(refusal):
    person = SMALL[SMALL.index("[[person]]") :].replace("Alva@", "ALVA@")

    assert "”alva@exempelstad.example” förekommer flera gånger" in refusal(SMALL + person).sv


def test_a_unit_listed_twice_is_refused(refusal):
    assert "”Grundskoleförvaltningen” förekommer" in refusal(SMALL + '[[unit]]\nname = "Grundskoleförvaltningen"\n').sv


@pytest.mark.parametrize("content", ["", "unit = 3\nperson = [1]", "[unit]\nname = 'a'\n[[person]]", "unit = []"])
def test_a_file_without_units_and_people_is_refused(refusal, content):
    assert "minst en [[unit]]" in refusal(content).sv


def test_an_unknown_table_is_refused(refusal):
    assert refusal(f"{SMALL}\n[[personer]]\n").sv == "Katalogen: ”personer” känns inte igen. Rätta eller ta bort det."


@pytest.mark.parametrize("content", ["[[unit", b"\xff\xfe", "a = " + "[" * 50_000, "a = 1" + "0" * 10_000])
def test_what_is_not_toml_is_refused(refusal, content):
    assert refusal(content).sv.startswith("Filen är inte giltig TOML i UTF-8")


def test_the_line_of_a_slip_is_told(refusal):
    assert "line 3" in refusal('[[unit]]\nname = "a"\nb c\n').sv


def test_a_file_above_a_megabyte_is_refused(refusal):
    assert refusal(SMALL + "#" * 1_000_000) == directory_file._TOO_LARGE


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "saknas.toml", tmp_path, Path("a\0b")):
        with pytest.raises(CityUnreadable) as refused:
            read_city(path)
        assert refused.value.text == directory_file._CANNOT_OPEN


@settings(deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", SMALL.encode(), b"[[unit]]\n"]))
def test_no_bytes_raise_anything_but_a_refusal(tmp_path_factory, data, start):
    path = tmp_path_factory.getbasetemp() / "city"
    path.write_bytes(start + data)
    try:
        found = read_city(path)
    except CityUnreadable:
        found = None

    assert found is None or found.units


def test_a_unit_says_which_procurement_act_it_buys_under(read):
    for written in ("LUF", "luf", " Luf "):
        (unit,) = read(SMALL.replace("\n[[person]]", f'act = "{written}"\n\n[[person]]', 1)).units
        assert unit.act == "luf"


def test_a_unit_without_an_act_of_its_own_buys_under_that_of_the_city(read):
    whole = 'act = "LOU"\n' + SMALL + '\n[[unit]]\nname = "Energibolaget"\nact = "LUF"\n'
    assert [(unit.name, unit.act) for unit in read(whole).units] == [
        ("Grundskoleförvaltningen", "lou"),
        ("Energibolaget", "luf"),
    ]


@pytest.mark.parametrize("act", ['"LAG"', "1145", '""', "true"])
def test_an_unknown_act_is_refused_with_the_acts_there_are(refusal, act: str):
    in_unit = refusal(SMALL.replace("\n[[person]]", f"act = {act}\n\n[[person]]", 1))
    assert in_unit.sv == "[[unit]] nummer 1: ”act”: ska vara något av LOU, LUF, LUK, LUFS."
    at_the_top = refusal(f"act = {act}\n{SMALL}")
    assert at_the_top.sv == "Katalogen: ”act”: ska vara något av LOU, LUF, LUK, LUFS."


def test_no_unit_buys_under_the_act_on_systems_of_choice_as_a_whole(refusal):
    assert "LOV gäller inte allt som en enhet köper" in refusal(f'act = "LOV"\n{SMALL}').sv


def test_the_companies_of_the_example_that_supply_energy_water_and_transport_buy_under_luf():
    acts = {unit.name: unit.act for unit in read_city(EXAMPLE).units}
    companies = {"Exempelstads Energi AB", "Exempelstads Vatten AB", "Exempelstads Spårvägar AB"}
    assert {name for name, act in acts.items() if act == "luf"} == companies
    assert set(acts.values()) == {"lou", "luf"}


def test_two_units_whose_names_only_letters_tell_apart_are_told(refusal):
    twice = SMALL.replace("[[person]]", '[[unit]]\nname = "GRUNDSKOLEFÖRVALTNINGEN"\n\n[[person]]')

    assert "”name” = ”Grundskoleförvaltningen” förekommer flera gånger" in refusal(twice).sv


def test_text_that_was_decoded_twice_is_mended_and_told_where_it_stands(read):
    city = read(SMALL.replace("förvaltningen", "fÃ¶rvaltningen").replace('"officer"', '" officer"'))

    assert [unit.name for unit in city.units] == ["Grundskoleförvaltningen"]
    assert [(person.unit, person.role) for person in city.people] == [("Grundskoleförvaltningen", CityRole.OFFICER)]
    assert [remark.sv.partition(": Texten har sparats med fel teckenkodning")[0] for remark in city.remarks] == [
        "[[unit]] nummer 1: ”name”",
        "[[person]] nummer 1: ”unit”",
    ]
    assert read(SMALL).remarks == ()
