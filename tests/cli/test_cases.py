import json
from datetime import date

import pytest

from models.actor import CLOCK
from models.casestore import save
from models.operations import find, note_observation
from models.storage.database import open_engine, writing
from states.facts import Milestone
from states.records.observations import Observation

MODEL_APPLIES = """\
Modellen gäller: tjänst, entreprenad eller förnyad konkurrensutsättning, längre
än fyra månader och fler än en person."""


def shown(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_opening_a_case_tells_what_the_rule_says_and_what_is_next(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "tjänst", "--months", "4,5", "--headcount", "2")

    assert shown(told) == [
        "Ärendet UH-7 är öppnat.",
        *MODEL_APPLIES.splitlines(),
        "Vad ärendet väntar på: trespann case explain UH-7",
    ]


def test_opening_a_case_of_which_little_is_known_tells_what_is_missing(city, run):
    assert "Avtalets längd är inte känd." in shown(run("case", "open", "UH-7", "Städning"))


def test_a_case_of_four_months_exactly_is_ruled_out_by_the_rule(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "service", "--months", "4", "--headcount", "2")

    assert "Uppdraget är inte längre än fyra månader." in shown(told)


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

    assert shown(told) == ["Ärendet UH-7 är ändrat.", *MODEL_APPLIES.splitlines()]
    assert "Enhet                Parkförvaltningen" in shown(run("case", "show", "UH-7"))


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
    assert shown(run("case", "list")) == [
        "Beteckning  Läge       Sedan       Vad som upphandlas, för vem",
        "UH-1        planering  2026-03-02  Skötsel av parker (Parkförvaltningen)",
        "UH-2        planering  2026-03-03  Snöröjning (Skolförvaltningen)",
    ]


def test_the_list_of_all_shows_closed_cases_too(three, run):
    assert "UH-3        avbruten   2026-03-05  Målning" in shown(run("case", "list", "--all"))


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
    lines = shown(run("case", "list", *asked, "--json"))

    assert [json.loads(line)["reference"] for line in lines] == found


def test_a_line_of_the_list_as_json(three, run):
    first = json.loads(shown(run("case", "list", "--json"))[0])

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
    }


def test_a_list_without_cases_says_so(city, run):
    assert shown(run("case", "list")) == ["Det finns inget sådant ärende."]


def test_a_long_list_tells_how_to_go_on(city, run):
    for number in range(51):
        run("case", "open", f"UH-{number:02}", "Städning", "--on", "2026-03-02")

    lines = shown(run("case", "list"))

    assert len(lines) == 1 + 50 + 2
    assert lines[-1] == "Det finns fler. Lägg till --after UH-49"
    assert len(shown(run("case", "list", "--json"))) == 51


def test_a_title_cannot_steer_the_terminal(city, run):
    run("case", "open", "UH-7", "Röd\x1b[31m text\x07")

    assert "\x1b" not in run("case", "list").stdout
    assert "\x07" not in run("case", "show", "UH-7").stdout


@pytest.fixture
def in_standstill(case, run):
    for words in (
        ("record", case, "contact_point_1", "2026-03-03"),
        ("record", case, "documents_published", "2026-04-01"),
        ("record", case, "award_notice_sent", "2026-06-09", "--channel", "electronic"),
    ):
        assert run(*words, "--on", words[3]).exit_code == 0
        if words[2] == "contact_point_1":
            assert (
                run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-10").exit_code
                == 0
            )
    return case


def reported_by_a_notice(home, reference: str, milestone: Milestone, on: str) -> None:
    engine = open_engine(f"sqlite:///{home / 'var' / 'trespann.db'}")
    told = Observation(milestone, date.fromisoformat(on), "annons 12345-2026", False, date(2026, 6, 20))
    with writing(engine) as connection:
        file = find(connection, reference)
        note_observation(file, told, by=CLOCK, today=date(2026, 6, 20))
        save(connection, [file])
    engine.dispose()


def test_a_case_is_shown_with_states_dates_weekdays_and_the_reasoning_of_its_standstill(in_standstill, run):
    assert (
        shown(run("case", "show", in_standstill, "--on", "2026-06-10"))
        == """\
UH-1  Skötsel av parker
Enhet                Parkförvaltningen
Slag                 tjänst
Månader              24
Personer som behövs  6
Upphandlare          Ylva Påhittad, ylva.pahittad@example.se, 031-390 06 10
Stödfunktionen       ingen angiven
Öppnat               måndag 2 mars 2026

Lägen
  upphandlingsprocessen  avtalsspärr     sedan tisdag 9 juni 2026
  målgruppsprocessen     behov aviserat  sedan tisdag 10 mars 2026

Bedömning
  krav ställs: anställningskrav

Datum
  måndag 2 mars 2026   ärendet öppnat (upphandlaren)
  tisdag 3 mars 2026   kontaktpunkt 1 (upphandlaren)
  tisdag 10 mars 2026  relevansbedömning: krav ställs (stödfunktionen)
  onsdag 1 april 2026  upphandlingsdokument publicerade (upphandlaren)
  tisdag 9 juni 2026   underrättelse om tilldelning skickad: elektroniskt till
                       alla (upphandlaren)

Avtalsspärr
  Avtalsspärr gäller  ja
  Sista dag           måndag 22 juni 2026
  Tidigast avtal      tisdag 23 juni 2026
  - Underrättelsen om tilldelning skickades elektroniskt tisdag 9 juni 2026. Det
    är dag 0. (LOU 20:1)
  - Avtal får inte ingås förrän 10 dagar har gått. Dag 10 är fredag 19 juni
    2026. (LOU 20:1)
  - Den 19 juni 2026 är midsommarafton och kan inte vara sista dag. (1930:173 2)
  - Den 20 juni 2026 är midsommardagen och kan inte vara sista dag. (1930:173 2)
  - Den 21 juni 2026 är söndag och kan inte vara sista dag. (1930:173 2)
  - Avtalsspärrens sista dag är måndag 22 juni 2026. (LOU 20:18)
  - Avtal får ingås tidigast tisdag 23 juni 2026. (LOU 20:1)
""".splitlines()
    )


def test_a_notice_that_contradicts_a_person_is_shown(in_standstill, city, run):
    reported_by_a_notice(city, in_standstill, Milestone.DOCUMENTS_PUBLISHED, "2026-04-08")

    told = run("case", "show", in_standstill, "--on", "2026-06-20").stdout

    assert "Motstridiga uppgifter" in told
    assert (
        "upphandlingsdokument publicerade: infört onsdag 1 april 2026, men annons 12345-2026 säger onsdag 8 april 2026."
        " Det som är infört gäller." in " ".join(told.split())
    )


def test_a_case_as_json(in_standstill, city, run):
    reported_by_a_notice(city, in_standstill, Milestone.DOCUMENTS_PUBLISHED, "2026-04-08")

    told = json.loads(run("case", "show", in_standstill, "--json", "--on", "2026-06-20").stdout)

    assert list(told) == [
        "reference",
        "title",
        "unit",
        "kind",
        "procedure",
        "months",
        "headcount",
        "single_tenderer",
        "officer",
        "support",
        "opened_on",
        "next_check",
        "assessment",
        "tracks",
        "milestones",
        "standstill",
        "conflicts",
        "links",
        "messages",
        "reminders",
    ]
    assert told["officer"] == {
        "name": "Ylva Påhittad",
        "email": "ylva.pahittad@example.se",
        "phone": "031-390 06 10",
        "role": "officer",
    }
    assert told["assessment"] == {"outcome": "required", "forms": ["employment"], "reason": ""}
    assert told["tracks"] == [
        {"process": "procurement", "subject": "", "state": "standstill", "since": "2026-06-09"},
        {"process": "target_group", "subject": "", "state": "forecast", "since": "2026-03-10"},
    ]
    assert told["standstill"]["last_day"] == "2026-06-22"
    assert told["conflicts"] == [
        {
            "milestone": "documents_published",
            "lot": "",
            "supplier": "",
            "entered": "2026-04-01",
            "reported": "2026-04-08",
            "source": "annons 12345-2026",
        },
    ]
    assert told["milestones"][-1] == {
        "milestone": "documents_published",
        "on": "2026-04-08",
        "value": "",
        "lot": "",
        "supplier": "",
        "source": "annons 12345-2026",
        "by_person": False,
        "as_of": "2026-06-20",
        "counts": False,
    }


def test_a_case_speaks_english_too(in_standstill, run, english):
    told = run("case", "show", in_standstill, "--on", "2026-06-10").stdout

    assert "Last day            Monday 22 June 2026" in told
    assert "contact point 1 (the procurement officer)" in told
