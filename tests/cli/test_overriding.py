import json
from pathlib import Path

import pytest

STEN, STINA, CHRIS, YLVA = (
    f"{name}@example.se" for name in ("sten.uppdiktad", "stina.pahittad", "chris.uppdiktad", "ylva.pahittad")
)
MORE = """
[[person]]
name = "Stina Påhittad"
email = "stina.pahittad@example.se"
phone = "031-390 06 12"
role = "support"
unit = "Skolförvaltningen"
language = "sv"

[[person]]
name = "Chris Uppdiktad"
email = "chris.uppdiktad@example.se"
phone = "031-390 06 13"
role = "manager"
unit = "Parkförvaltningen"
language = "sv"
"""


@pytest.fixture
def city(installed, run) -> Path:
    with (installed / "city.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    assert run("init", "--city", "city.toml").exit_code == 0
    return installed


@pytest.fixture
def standstill(case, run) -> str:
    """A case whose standstill ends with Tuesday 7 April 2026."""
    for words in (
        ("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03"),
        ("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04"),
        ("record", case, "documents_published", "2026-03-05", "--on", "2026-03-05"),
        ("record", case, "award_decided", "2026-03-23", "--on", "2026-03-23"),
        ("record", case, "award_notice_sent", "2026-03-24", "--channel", "electronic", "--on", "2026-03-24"),
    ):
        assert run(*words).exit_code == 0
    return case


@pytest.fixture
def ask(run):
    """Run a command on 1 April 2026."""
    return lambda *words: run(*words, "--on", "2026-04-01")


@pytest.fixture
def answer(monkeypatch):
    """Answer the questions of the program."""

    def give(word: str) -> list[str]:
        asked: list[str] = []
        monkeypatch.setattr("cli.inputs.typer.prompt", lambda text, **_: asked.append(text) or word)
        return asked

    return give


def state(run, case: str = "UH-1") -> str:
    return json.loads(run("case", "show", case, "--json").stdout)["tracks"][0]["state"]


def plain(text: str) -> str:
    return " ".join(text.split())


# --- one case --------------------------------------------------------------------------------------------------------


def test_the_difference_is_shown_and_done_when_it_is_wanted(standstill, ask, answer, run):
    asked = answer("j")
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert asked == ["Göra det? [j/N]"]
    assert (
        told.stdout
        == """\
Vad som skulle hända i UH-1. Inget är ändrat än.

Lägen
  upphandlingsprocessen  avtalsspärr → avbruten
  målgruppsprocessen     behov aviserat → klar

Steg som följer av sig själva
  målgruppsprocessen: avsluta, behov aviserat → klar

Sista dagar
  tisdag 7 april 2026 → inget att göra  Avtalsspärren löper ut: teckna inte
                                        avtal ännu
  onsdag 8 april 2026 → inget att göra  Rapportera vinnaren till stödfunktionen

Påminnelser
  Ingen ändring.

Klart. upphandlingsprocessen: avtalsspärr → avbruten
Historiken: trespann journal UH-1 --numbers
"""
    )
    assert state(run) == "cancelled"


def test_without_a_yes_nothing_is_changed(standstill, ask, answer, run):
    before = run("journal", standstill).stdout
    for word in ("", "n", "nej"):
        answer(word)
        told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")
        assert (told.exit_code, told.stdout.splitlines()[-1]) == (0, "Inget har ändrats.")
    assert run("journal", standstill).stdout == before


def test_without_anybody_to_answer_nothing_is_changed(standstill, ask, run):
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert (told.exit_code, told.stderr) == (1, "Avbrutet.\n")
    assert state(run) == "standstill"


def test_what_was_shown_is_done_or_nothing(standstill, ask, run, monkeypatch):
    def change_meanwhile(*_: object, **__: object) -> str:
        assert ask("record", standstill, "winner_named", "2026-04-01", "--supplier", "Exempel AB").exit_code == 0
        return "j"

    monkeypatch.setattr("cli.inputs.typer.prompt", change_meanwhile)
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert told.exit_code == 1
    assert "Ärendet har ändrats sedan du såg vad som skulle hända" in plain(told.stderr)
    assert state(run) == "standstill"


def test_a_mail_that_waits_is_named_with_what_is_taken_out_of_it(standstill, ask, run):
    assert ask("tick").exit_code in {0, 1}  # no mail server answers: the mail stays in the queue
    told = plain(ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende", "--yes").stdout)

    assert "dras tillbaka Avtalsspärren löper ut: teckna inte avtal ännu: Ylva Påhittad (i köat mejl 1)" in told


def test_what_is_recorded_leads_straight_back_and_that_is_said(standstill, ask):
    told = plain(ask("override", standstill, "--to", "planning", "--reason", "Börja om", "--yes").stdout)

    assert "annonsera, planering → annonserad upphandlingsprocessen: tilldela, annonserad → tilldelning" in told
    assert "Det som är registrerat leder genast tillbaka." in told


def test_programs_get_the_difference_and_change_nothing_unless_they_say_so(standstill, ask, run):
    seen = json.loads(ask("override", standstill, "--to", "cancelled", "--reason", "Fel", "--json").stdout)

    assert (seen["applied"], seen["request"], seen["source"], seen["result"]) == (
        False,
        None,
        "standstill",
        "cancelled",
    )
    assert [(one["matter"], one["deadline"]) for one in seen["deadlines"]["before"]] == [
        ("standstill_ends", "2026-04-07"),
        ("contact_point_2", "2026-04-08"),
    ]
    assert seen["deadlines"]["after"] == []
    assert state(run) == "standstill"
    done = json.loads(ask("override", standstill, "--to", "cancelled", "--reason", "Fel", "--json", "--yes").stdout)
    assert done == seen | {"applied": True, "approvers": []}
    assert state(run) == "cancelled"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--to", "cancelled", "--reason", " "), 1, "Ange skälet. Samma sak igen med --reason"),
        (("--to", "standstill", "--reason", "x"), 1, "Det står redan i läget ”avtalsspärr”."),
        (("--to", "matchnig", "--reason", "x"), 2, "Menade du matching?"),
        (("--to", "cancelled", "--reason", "x", "--as", YLVA), 1, "Bara stödfunktionen"),
        (("--to", "cancelled", "--reason", "x", "--as", "nobody@example.se"), 2, "nobody@example.se"),
        (("--to", "cancelled", "--reason", "x", "--process", "delivery"), 2, "delivery"),
        (("--to", "awarded", "--reason", "x", "--process", "supplier"), 2, "ingen process ”supplier”"),
        (("--to", "matching", "--reason", "x"), 1, "Samma sak igen med --as E-POST"),
        (("--to", "cancelled"), 2, "--reason"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(standstill, ask, run, *, words, code, told):
    refused = ask("override", standstill, *words, "--yes")

    assert refused.exit_code == code
    assert told in plain(refused.stderr)
    assert state(run) == "standstill"


def test_a_case_or_conditions_are_needed_and_not_both(standstill, ask):
    assert "Ange vilket ärende" in plain(ask("override", "--to", "closed", "--reason", "x").stderr)
    both = ask("override", standstill, "--where", "overdue", "--to", "closed", "--reason", "x")
    assert (both.exit_code, "inte båda" in both.stderr) == (2, True)


# --- four eyes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(standstill, ask) -> str:
    """A request to end the standstill at once; its number is 1."""
    told = ask("override", standstill, "--to", "closed", "--reason", "Brådskar", "--as", STEN, "--yes")
    assert told.exit_code == 0
    return told.stdout


def test_who_may_approve_a_risky_override_is_told_with_the_command(asked, run):
    told = plain(asked)

    assert "Avtalsspärren förkortas" in told
    assert "Kontaktpunkt 2 hoppas över" in told
    assert "Begäran 1 väntar på en andra person. Inget ändras innan dess." in told
    assert "Stina Påhittad: trespann approve 1 --as stina.pahittad@example.se" in told
    assert "Chris Uppdiktad: trespann approve 1 --as chris.uppdiktad@example.se" in told
    assert state(run) == "standstill"


def test_what_waits_is_listed(asked, run):
    told = plain(run("approve").stdout)

    assert "1 2026-04-01 UH-1 upphandlingsprocessen: avtalsspärr → avslutad. Skäl: Brådskar. Avtalsspärren" in told
    (line,) = [json.loads(line) for line in run("approve", "--json").stdout.splitlines()]
    assert (line["id"], line["asked_by"], line["risks"]) == (
        1,
        "support:2",
        ["shortens_standstill", "skips_contact_point_2"],
    )


@pytest.mark.parametrize("by", [STINA, CHRIS])
def test_a_second_person_sees_it_and_approves_it(asked, ask, run, answer, by):
    questions = answer("j")
    told = ask("approve", "1", "--as", by)

    assert questions == ["Göra det? [j/N]"]
    assert told.stdout.startswith("Vad som skulle hända i UH-1.")
    assert "Klart. upphandlingsprocessen: avtalsspärr → avslutad" in told.stdout
    assert state(run) == "closed"
    assert run("approve").stdout == "Ingen begäran väntar.\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("1", "--as", STEN), 1, "kan inte själv godkänna"),
        (("1", "--as", YLVA), 1, "Bara den som i registret"),
        (("1",), 2, "Ange vem som avgör."),
        (("7", "--as", STINA), 2, "Ingen begäran har nummer 7."),
        (("ett", "--as", STINA), 2, "”ett” är inget heltal."),
        (("1", "--as", STINA, "--decline"), 1, "Ange skälet. Samma sak igen med --reason"),
    ],
)
def test_nobody_else_approves_it(asked, ask, run, *, words, code, told):
    refused = ask("approve", *words, "--yes")

    assert (refused.exit_code, told in plain(refused.stderr)) == (code, True)
    assert state(run) == "standstill"


def test_a_request_is_declined(asked, ask, run):
    told = ask("approve", "1", "--as", STINA, "--decline", "--reason", "Vänta ut spärren")

    assert told.stdout == "Begäran 1 är avslagen.\n"
    assert state(run) == "standstill"
    again = ask("approve", "1", "--as", CHRIS, "--yes")
    assert (again.exit_code, again.stderr) == (1, "Fel: Begäran 1 är redan avgjord.\n")


def test_a_request_lapses_when_the_case_has_moved(asked, ask, run):
    assert ask("move", "UH-1", "cancel", "--by", "officer", "--reason", "Behovet borta").exit_code == 0
    told = ask("approve", "1", "--as", STINA, "--yes")

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "Begäran 1 har förfallit: ärendet har flyttats sedan den gjordes.\n"
    assert state(run) == "cancelled"


def test_programs_see_what_an_approval_comes_to_before_they_give_it(asked, ask, run):
    seen = json.loads(ask("approve", "1", "--as", STINA, "--json").stdout)
    assert (seen["applied"], seen["result"]) == (False, "closed")
    assert state(run) == "standstill"
    done = json.loads(ask("approve", "1", "--as", STINA, "--json", "--yes").stdout)
    assert done == seen | {"applied": True}


# --- undoing, and the journal ----------------------------------------------------------------------------------------


def test_a_step_is_undone_by_its_number_in_the_journal(standstill, ask, run):
    assert ask("move", standstill, "cancel", "--by", "officer", "--reason", "Behovet borta").exit_code == 0
    (line,) = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if "avbryt" in one]
    told = ask("undo", standstill, line.split()[0], "--reason", "Av misstag", "--yes")

    assert told.exit_code == 0
    assert "Ärendet öppnas igen: frister och påminnelser gäller på nytt." in plain(told.stdout)
    assert state(run) == "standstill"


def test_a_step_that_is_not_the_latest_is_not_undone(standstill, ask, run):
    (line,) = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if "tilldela:" in one]
    told = ask("undo", standstill, line.split()[0], "--reason", "Av misstag", "--yes")

    assert (told.exit_code, "Bara det senaste steget kan ångras." in told.stderr) == (1, True)


def test_the_journal_tells_overrides_in_plain_words(asked, ask, run):
    for words in (
        ("approve", "1", "--as", CHRIS, "--decline", "--reason", "Vänta ut spärren"),
        ("override", "UH-1", "--to", "closed", "--reason", "Brådskar", "--as", STEN, "--yes"),
        ("override", "UH-1", "--to", "no_requirement", "--reason", "Fel bedömt", "--as", STEN, "--yes"),
    ):
        assert ask(*words).exit_code == 0
    assert ask("approve", "2", "--as", CHRIS, "--yes").exit_code == 1
    number = json.loads(run("journal", "UH-1", "--json").stdout.splitlines()[-2])["number"]
    assert ask("undo", "UH-1", str(number), "--reason", "Av misstag", "--yes").exit_code == 0

    story = plain(run("journal", "UH-1").stdout)

    for told in (
        "(Sten Uppdiktad) · begärt en flytt utanför reglerna (begäran 1): avtalsspärr → avslutad. Skäl: Brådskar",
        "chefen (Chris Uppdiktad) · begäran 1 avslagen. Skäl: Vänta ut spärren",
        "stödfunktionen (Sten Uppdiktad) · flyttat utanför reglerna: avtalsspärr → inget krav. Skäl: Fel bedömt",
        "chefen (Chris Uppdiktad) · begäran 2 förfallen: ärendet hade flyttats sedan dess",
        f"stödfunktionen · ångrat (post {number}): inget krav → avtalsspärr. Skäl: Av misstag",
    ):
        assert told in story
    assert run("journal", "UH-1", "--verify").exit_code == 0


def test_the_numbers_of_the_journal_are_those_of_its_entries(standstill, run):
    lines = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if not one.startswith("  ")]
    entries = [json.loads(line)["number"] for line in run("journal", standstill, "--json").stdout.splitlines()]

    assert [int(line.partition(" · ")[0]) for line in lines] == entries


def test_it_is_said_in_english_too(standstill, ask, english):
    told = plain(ask("override", standstill, "--to", "cancelled", "--reason", "Wrong case", "--yes").stdout)

    assert "What would happen in UH-1. Nothing is changed yet." in told
    assert "Tuesday 7 April 2026 → nothing owed" in told


# --- many cases ------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(case, run) -> list[str]:
    """Four cases in planning: UH-1 of one unit, UH-2 with contact made, UH-3 of works, UH-4 without anything."""
    for reference, *told in (
        ("UH-2", "--kind", "service"),
        ("UH-3", "--kind", "works", "--unit", "Skolförvaltningen"),
        ("UH-4",),
    ):
        opened = run("case", "open", reference, "Skötsel", "--months", "24", "--headcount", "6", *told, "--on", ON)
        assert opened.exit_code == 0
    assert run("record", "UH-2", "contact_point_1", "2026-03-30", "--on", "2026-03-30").exit_code == 0
    return ["UH-1", "UH-2", "UH-3", "UH-4"]


ON = "2026-03-02"


def states(run) -> dict[str, str]:
    lines = run("case", "list", "--all", "--json").stdout.splitlines()
    return {one["reference"]: one["state"] for one in map(json.loads, lines)}


def test_what_fits_is_listed_asked_for_once_and_done_case_by_case(many, ask, run, answer):
    questions = answer("ja")
    told = ask("override", "--where", "state=planning", "--to", "no_requirement", "--reason", "Lagda ned")

    assert questions == ["Göra det för alla? [j/N]"]
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "Vad som skulle hända. Inget är ändrat än. Ärenden: 4."
    assert told.stdout.splitlines()[-4:] == [f"{one}: klart" for one in many]
    assert set(states(run).values()) == {"no_requirement"}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (("state=planering",), ["UH-1", "UH-2", "UH-3", "UH-4"]),
        (("unit=Skolförvaltningen",), ["UH-3"]),
        (("unit=Skolförvaltningen", "unit=parkförvaltningen"), ["UH-1", "UH-3"]),
        ((f"officer={YLVA}",), ["UH-1"]),
        (("kind=works",), ["UH-3"]),
        (("kind=service", "overdue"), ["UH-1"]),
        (("state=advertised",), []),
    ],
)
def test_the_conditions_choose(many, ask, run, where, found):
    words = [word for one in where for word in ("--where", one)]
    told = ask("override", *words, "--to", "no_requirement", "--reason", "Lagda ned", "--json")

    assert [json.loads(line)["reference"] for line in told.stdout.splitlines()] == found
    assert set(states(run).values()) == {"planning"}
    done = ask("override", *words, "--to", "no_requirement", "--reason", "Lagda ned", "--yes")
    assert [one for one, state in states(run).items() if state == "no_requirement"] == found
    assert done.exit_code == 0


@pytest.mark.parametrize("where", ["sate=planning", "planning", "state=", "overdue=yes", "unit"])
def test_a_condition_that_is_none_is_refused(many, ask, where):
    told = ask("override", "--where", where, "--to", "closed", "--reason", "x", "--yes")

    assert (told.exit_code, "är inget villkor" in told.stderr) == (2, True)


def test_each_case_has_its_own_result_and_running_it_again_touches_only_what_is_left(many, ask, run):
    assert ask("move", "UH-4", "cancel", "--by", "officer", "--reason", "Borta").exit_code == 0
    words = ("override", "--where", "state=planning", "--to", "advertised", "--reason", "Rättat", "--yes")
    alone = ask(*words)

    assert alone.exit_code == 1
    assert "UH-1: nekas: Det här måste godkännas av en andra person." in plain(alone.stdout)
    assert "UH-2: klart" in alone.stdout
    for _again in range(2):
        together = ask(*words, "--as", STEN)
        assert together.exit_code == 0
        assert together.stdout.splitlines()[-2:] == [
            "UH-1: väntar på en andra person, begäran 1",
            "UH-3: väntar på en andra person, begäran 2",
        ]
    assert states(run) == {"UH-1": "planning", "UH-2": "advertised", "UH-3": "planning", "UH-4": "cancelled"}
    assert len(run("approve", "--json").stdout.splitlines()) == 2
    assert [plain(run("journal", one).stdout).count("utanför reglerna") for one in many] == [1, 1, 1, 0]


def test_what_would_be_led_straight_back_is_refused(many, ask, run):
    for words in (
        ("assess", "UH-2", "--outcome", "required", "--form", "employment"),
        ("record", "UH-2", "documents_published", "2026-04-01"),
    ):
        assert ask(*words).exit_code == 0
    before = run("journal", "UH-2").stdout
    told = ask("override", "--where", "state=advertised", "--to", "planning", "--reason", "Om", "--yes")

    assert told.exit_code == 1
    assert "UH-2: nekas: Det som är registrerat leder genast tillbaka." in plain(told.stdout)
    assert run("journal", "UH-2").stdout == before


def test_what_stands_there_already_is_told(many, ask):
    told = ask("override", "--where", "state=planning", "--to", "planning", "--reason", "Om", "--yes")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[-1] == "UH-4: står redan där"


def test_programs_get_a_line_for_each_result(many, ask):
    words = ("override", "--where", "kind=service", "--to", "advertised", "--reason", "Om", "--json", "--yes")
    told = ask(*words, "--as", STEN)

    assert [json.loads(line) for line in told.stdout.splitlines()] == [
        {
            "reference": reference,
            "process": "procurement",
            "subject": "",
            "status": status,
            "request": request,
            "why": None,
        }
        for reference, status, request in (("UH-1", "waiting", 1), ("UH-2", "done", None))
    ]
