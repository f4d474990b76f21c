import json

YLVA, STEN = "ylva.pahittad@example.se", "sten.uppdiktad@example.se"
ON = ("--on", "2026-03-02")


def listed(run, email: str) -> dict:
    lines = [json.loads(line) for line in run("people", "list", "--json").stdout.splitlines()]
    return next(line for line in lines if line["email"] == email)


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_everybody_is_listed_with_role_and_unit(city, run):
    assert told(run("people", "list")) == [
        "Nr  E-post                     Roll          Namn, enhet och frånvaro",
        "2   sten.uppdiktad@example.se  stödfunktion  Sten Uppdiktad, Skolförvaltningen",
        "1   ylva.pahittad@example.se   upphandlare   Ylva Påhittad, Parkförvaltningen",
    ]


def test_programs_read_one_object_on_each_line(city, run):
    assert listed(run, YLVA) == {
        "number": 1,
        "name": "Ylva Påhittad",
        "email": YLVA,
        "phone": "031-390 06 10",
        "role": "officer",
        "unit": "Parkförvaltningen",
        "language": "sv",
        "substitute": "",
        "away_from": None,
        "away_until": None,
        "left_on": None,
        "refused": False,
        "mailbox": False,
    }


def test_an_empty_directory_says_how_to_fill_it(installed, run):
    assert told(run("people", "list")) == [
        "Det finns ingen i katalogen. Läs in den: trespann init --city FILE",
    ]


def test_an_absence_is_entered_with_the_substitute_and_tells_how_many_cases_it_concerns(case, run):
    entered = run("people", "away", YLVA, "--from", "2026-03-09", "--until", "2026-03-13", "--substitute", STEN, *ON)

    assert " ".join(told(entered)) == (
        f"{YLVA} är borta från 2026-03-09 till 2026-03-13. Beskeden går till: {STEN}."
        " Öppna ärenden som gås igenom på nytt vid nästa körning: 1"
    )
    found = listed(run, YLVA)
    assert (found["away_from"], found["away_until"], found["substitute"]) == ("2026-03-09", "2026-03-13", STEN)
    away = " ".join(" ".join(told(run("people", "list", *ON))).split())
    assert f"borta från 2026-03-09 till 2026-03-13, beskeden går till: {STEN}" in away
    assert "borta" not in run("people", "list", "--on", "2026-03-14").stdout


def test_without_a_substitute_the_next_above_is_told(city, run):
    entered = run("people", "away", YLVA, "--from", "idag", "--until", "2026-03-13", *ON)

    assert "Beskeden går till: nästa i tur uppåt." in " ".join(told(entered))


def test_who_has_left_is_listed_as_such_and_may_come_back(case, run):
    assert told(run("people", "leave", YLVA, *ON)) == [
        f"{YLVA} arbetar inte kvar från 2026-03-02.",
        "Ärende  Som          Vem som har det sedan",
        "UH-1    upphandlare  Sten Uppdiktad",
    ]
    assert "arbetar inte kvar från 2026-03-02" in " ".join(run("people", "list").stdout.split())
    assert told(run("people", "back", YLVA, *ON))[0] == f"{YLVA} är tillbaka."
    assert listed(run, YLVA)["left_on"] is None


def test_a_substitute_gets_the_mail(case, run, monkeypatch):
    run("people", "away", YLVA, "--from", "2026-03-09", "--until", "2026-03-13", "--substitute", STEN, *ON)

    run("tick", "--on", "2026-03-09")

    (queued,) = [json.loads(line) for line in run("messages", "--json").stdout.splitlines()]
    assert (queued["recipient"], queued["day"]) == (STEN, "2026-03-09")


def test_an_address_that_is_slightly_wrong_is_answered_with_the_right_one(city, run):
    for words in (("back",), ("leave",), ("away", "--from", "today", "--until", "today")):
        refused = run("people", words[0], "ylva.pahitad@example.se", *words[1:])

        assert refused.exit_code == 2
        assert "Menade du ylva.pahittad@example.se" in " ".join(refused.stderr.split())


def test_an_unknown_substitute_stores_nothing(city, run):
    refused = run("people", "away", YLVA, "--from", "2026-03-09", "--until", "2026-03-13", "--substitute", "x", *ON)

    assert refused.exit_code == 2
    assert listed(run, YLVA)["away_from"] is None


def test_an_absence_that_ends_before_it_begins_is_refused_with_what_to_do(city, run):
    refused = run("people", "away", YLVA, "--from", "2026-03-13", "--until", "2026-03-09", *ON)

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Fel: Sista dagen borta är före den första.")


def test_a_date_that_is_none_is_refused(city, run):
    refused = run("people", "away", YLVA, "--from", "måndag", "--until", "2026-03-09")

    assert refused.exit_code == 2
    assert "--from" in refused.stderr


def test_the_list_speaks_english_too(city, run, english):
    assert told(run("people", "list"))[0].split() == ["No.", "E-mail", "Role", "Name,", "unit", "and", "absence"]


def test_the_address_of_somebodys_calendar_is_printed_and_stays_the_same(city, run, monkeypatch):
    (address,) = told(run("people", "feed", YLVA))

    assert address.startswith("http://127.0.0.1:1/calendar/")
    assert address.endswith(".ics")
    assert told(run("people", "feed", YLVA)) == [address]
    assert told(run("people", "feed", STEN)) != [address]
    monkeypatch.setenv("TRESPANN_WEB_URL", "https://stad.example")
    assert told(run("people", "feed", YLVA)) == [address.replace("http://127.0.0.1:1", "https://stad.example")]
    assert (city / "var" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_shared_mailbox_is_marked_as_no_person(city, run):
    told_of = run("people", "unit", "Jobbcenter Norr", "--email", "norr@example.se", "--phone", "031-390 06 52")
    assert told_of.exit_code == 0, told_of.output
    assert listed(run, "norr@example.se")["mailbox"] is True
    assert "Jobbcenter Norr. funktionsbrevlåda" in " ".join(" ".join(told(run("people", "list"))).split())
