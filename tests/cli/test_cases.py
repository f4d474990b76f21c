import json

import pytest

from tests.cli.results import STEN, lines, plain, refused

MODEL_APPLIES = """\
Modellen gäller: tjänst, entreprenad eller förnyad konkurrensutsättning, längre
än fyra månader och fler än en person."""


def test_opening_a_case_tells_what_the_rule_says_and_what_is_next(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "tjänst", "--months", "4,5", "--headcount", "2")

    assert lines(told) == [
        "Ärendet UH-7 är öppnat.",
        *MODEL_APPLIES.splitlines(),
        "Vad ärendet väntar på: trespann case explain UH-7",
    ]


def test_opening_a_case_of_which_little_is_known_tells_what_is_missing(city, run):
    assert "Avtalets längd är inte känd." in lines(run("case", "open", "UH-7", "Städning"))


def test_a_case_of_four_months_exactly_is_ruled_out_by_the_rule(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "service", "--months", "4", "--headcount", "2")

    assert "Uppdraget är inte längre än fyra månader." in lines(told)


def test_what_was_unknown_is_entered_later(city, run):
    run("case", "open", "UH-7", "Städning")

    told = run(
        "case",
        "change",
        "UH-7",
        "--kind",
        "works",
        "--months",
        "36",
        "--headcount",
        "10",
        "--unit",
        "parkförvaltningen",
    )

    assert lines(told) == ["Ärendet UH-7 är ändrat.", *MODEL_APPLIES.splitlines()]
    assert "Upphandlande enhet   Parkförvaltningen" in lines(run("case", "show", "UH-7"))


def test_a_change_of_nothing_asks_what_to_change(case, run):
    told = run("case", "change", case)

    assert told.exit_code == 2
    assert "Ange vad som ska ändras" in told.stderr


def test_an_empty_title_is_refused(city, run):
    told = run("case", "open", "UH-7", "  ")

    assert (told.exit_code, told.stderr.splitlines()[0]) == (2, "Fel: RUBRIK: Skriv en text.")


@pytest.fixture
def three(case, run):
    run("case", "open", "UH-2", "Snöröjning", "--unit", "Skolförvaltningen", "--on", "2026-03-03")
    run("case", "open", "UH-3", "Målning", "--on", "2026-03-04")
    run("move", "UH-3", "cancel", "--by", "officer", "--reason", "Behovet är borta", "--on", "2026-03-05")
    return case


def test_the_list_shows_open_cases_in_the_order_of_their_references(three, run):
    assert lines(run("case", "list")) == [
        "Beteckning  Läge       Sedan       Vad som upphandlas, för vem",
        "UH-1        planering  2026-03-02  Skötsel av parker (Parkförvaltningen)",
        "UH-2        planering  2026-03-03  Snöröjning (Skolförvaltningen)",
    ]


def test_the_list_of_all_shows_closed_cases_too(three, run):
    assert "UH-3        avbruten   2026-03-05  Målning" in lines(run("case", "list", "--all"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--state", "cancelled"), ["UH-3"]),
        (("--state", "planering"), ["UH-1", "UH-2"]),
        (("--unit", "Skolförvaltningen"), ["UH-2"]),
        (("--after", "UH-1"), ["UH-2"]),
        (("--all", "--after", "UH-2"), ["UH-3"]),
    ],
)
def test_the_list_may_be_narrowed(three, run, asked, found):
    listed = lines(run("case", "list", *asked, "--json"))

    assert [json.loads(line)["reference"] for line in listed] == found


def test_a_line_of_the_list_as_json(three, run):
    first = json.loads(lines(run("case", "list", "--json"))[0])

    assert first == {
        "reference": "UH-1",
        "title": "Skötsel av parker",
        "unit": "Parkförvaltningen",
        "officer": "Ylva Påhittad",
        "kind": "service",
        "outcome": "pending",
        "state": "planning",
        "since": "2026-03-02",
        "opened_on": "2026-03-02",
        "next_check": "2026-03-02",
        "contract_start": None,
        "planned_start": None,
        "trade": "",
        "cpv": "",
        "occupations": "",
        "target_group": "idle",
        "contact_by": None,
        "too_late_to_train": False,
    }


def test_a_list_without_cases_says_so(city, run):
    assert lines(run("case", "list")) == ["Det finns inget sådant ärende."]


def test_a_long_list_tells_how_to_go_on(city, run):
    for number in range(51):
        run("case", "open", f"UH-{number:02}", "Städning", "--on", "2026-03-02")

    listed = lines(run("case", "list"))

    assert len(listed) == 1 + 50 + 2
    assert listed[-1] == "Det finns fler. Lägg till --after UH-49"
    assert len(lines(run("case", "list", "--json"))) == 51


def test_an_officer_of_a_case_is_one_in_the_directory(case, run):
    told = run("case", "change", case, "--officer", STEN, "--on", "2026-03-03")
    assert told.exit_code == 1
    assert "Nummer 2 står i katalogen som stödfunktion, inte som upphandlare eller chef." in plain(told.stderr)
    again = run("case", "open", "UH-9", "Städning", "--officer", STEN, "--on", "2026-03-03")
    assert (again.exit_code, run("case", "show", "UH-9").exit_code) == (1, 2)


# --- the act, the value and special kinds ----------------------------------------------------------------------------


def shown(run, reference: str) -> dict:
    return json.loads(run("case", "show", reference, "--json").stdout)


def printed(result) -> str:
    return " ".join((result.stdout + result.stderr).split())


def test_act_and_value_are_entered_and_shown(city, run):
    run("case", "open", "UH-7", "Städning", "--kind", "tjänst", "--act", "luf", "--value", "2,5 mkr")

    case = shown(run, "UH-7")
    assert (case["act"], case["act_source"], case["value"]) == ("luf", "case", 2_500_000.0)
    told = printed(run("case", "show", "UH-7"))
    assert "Upphandlingslag LUF (upphandling inom försörjningssektorerna)" in told
    assert "Värde 2 500 000 kr" in told
    run("case", "change", "UH-7", "--act", "LOU", "--value", "850 000")
    case = shown(run, "UH-7")
    assert (case["act"], case["value"]) == ("lou", 850_000.0)
    assert "upphandlingslag: LUF" in printed(run("journal", "UH-7"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--act", "lagen"), "Upphandlingslagen ”lagen” finns inte."),
        (("--value", "mycket"), "Här ska stå ett enda tal"),
        (("--value", "0"), "Talet är inte rimligt."),
    ],
)
def test_an_act_or_value_that_is_none_is_refused(city, run, words, told):
    refused = run("case", "open", "UH-7", "Städning", *words)

    assert refused.exit_code == 2
    assert told in printed(refused)


def test_an_act_without_the_procedure_is_refused_with_what_fits(city, run):
    refused = run("case", "open", "UH-7", "Simhall", "--kind", "tjänstekoncession", "--act", "LOU")

    assert refused.exit_code == 1
    assert "finns bara i LUK, inte i LOU" in printed(refused)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("fku", ("renewed_competition", "", "", "nobody")),
        ("FKU", ("renewed_competition", "", "", "nobody")),
        ("tjänstekoncession", ("service", "concession", "luk", "case")),
        ("byggkoncession", ("works", "concession", "luk", "case")),
        ("valfrihetssystem", ("service", "freedom_of_choice", "lov", "case")),
    ],
)
def test_special_kinds_are_entered_by_their_names(city, run, kind, stored):
    assert run("case", "open", "UH-7", "Måltider", "--kind", kind).exit_code == 0

    case = shown(run, "UH-7")
    assert (case["kind"], case["procedure"], case["act"], case["act_source"]) == stored


@pytest.mark.parametrize(
    ("procedure", "stored"),
    [
        ("koncession", ("concession", "luk", "procedure")),
        ("kvalificeringssystem", ("qualification_system", "luf", "procedure")),
        ("valfrihetssystem", ("freedom_of_choice", "lov", "procedure")),
        ("projekttävling", ("design_contest", "", "nobody")),
        ("avrop", ("call_off", "", "nobody")),
    ],
)
def test_special_procedures_are_entered_and_tell_their_act(city, run, procedure, stored):
    assert run("case", "open", "UH-7", "Måltider", "--procedure", procedure).exit_code == 0

    case = shown(run, "UH-7")
    assert (case["procedure"], case["act"], case["act_source"]) == stored


def test_a_concession_whose_procedure_is_named_too_stays_under_luk(city, run):
    run("case", "open", "UH-7", "Simhall", "--kind", "tjänstekoncession", "--procedure", "öppet")

    case = shown(run, "UH-7")
    assert (case["procedure"], case["act"]) == ("open", "luk")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "projekttävling"), "är ett förfarande. Ange det med --procedure"),
        (("--kind", "kvalificeringssystem"), "är ett förfarande. Ange det med --procedure"),
        (("--kind", "reserverad"), "”trespann assess REF --outcome reserved”"),
        (("--kind", "reserverad upphandling"), "”trespann assess REF --outcome reserved”"),
        (("--procedure", "reserverad"), "”trespann assess REF --outcome reserved”"),
    ],
)
def test_what_is_entered_in_the_wrong_place_is_refused_with_the_right_one(city, run, words, told):
    refused = run("case", "open", "UH-7", "Måltider", *words)

    assert refused.exit_code == 2
    assert told in printed(refused)


def test_a_renewed_competition_under_no_known_act_asks_for_it(city, run):
    run("case", "open", "UH-7", "Måleri", "--procedure", "fku", "--unit", "Parkförvaltningen")

    told = printed(run("case", "show", "UH-7"))
    assert "Upphandlingslag okänd – den strängaste tolkningen gäller" in told
    assert "Ange vilken upphandlingslag som gäller" in told
    assert "trespann case change UH-7 --act LAG" in told
    run("unit", "act", "Parkförvaltningen", "LOU")
    told = printed(run("case", "show", "UH-7"))
    assert "Upphandlingslag LOU (lagen om offentlig upphandling), enhetens lag" in told
    assert "Ange vilken upphandlingslag" not in told


def test_a_case_is_named_in_whatever_letters_and_shown_as_first_written(case, run):
    assert lines(run("case", "show", "uh-1")) == lines(run("case", "show", case))
    assert lines(run("case", "explain", " Uh-1")) == lines(run("case", "explain", case))
    assert lines(run("journal", "uh-1", "--verify")) == lines(run("journal", case, "--verify"))
    assert "Ärendet UH-1 är ändrat." in lines(run("case", "change", "uh-1", "--months", "12"))
    refused = run("case", "open", "uh-1", "Städning")
    assert refused.exit_code == 1
    assert "Ärendet uh-1 finns redan." in refused.stderr


def test_cases_are_listed_as_swedes_sort_them_from_wherever_the_list_is_to_begin(city, run):
    for reference in ("Ö-1", "ä-1", "Å-1", "UH-10", "uh-9", "Z-1"):
        run("case", "open", reference, "Städning")

    def listed(*words: str) -> list[str]:
        return [json.loads(line)["reference"] for line in lines(run("case", "list", "--json", *words))]

    assert listed() == ["uh-9", "UH-10", "Z-1", "Å-1", "ä-1", "Ö-1"]
    assert listed("--after", "z-1") == ["Å-1", "ä-1", "Ö-1"]


def test_what_is_too_late_to_train_for_is_said_when_a_case_is_opened_and_in_the_list(city, run):
    told = ("--cpv", "90910000-9", "--start", "2026-05-04", "--kind", "service", "--months", "24", "--headcount", "6")

    opened = lines(run("case", "open", "UH-77", "Städning", *told, "--on", "2026-03-02"))

    assert any("För sent att utbilda" in line for line in opened)
    shown = " ".join(lines(run("case", "show", "UH-77", "--on", "2026-03-02")))
    assert "90910000" in shown
    assert "För sent att utbilda" in shown


def test_a_code_that_is_no_cpv_is_refused(city, run):
    assert (
        "åtta siffror" in refused(run("case", "open", "UH-78", "Städning", "--cpv", "9091", "--on", "2026-03-02"), 2)[0]
    )
