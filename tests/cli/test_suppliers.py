import json

import pytest


def lines(result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refusal(result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    return " ".join(result.stderr.split())


def record(run, milestone: str, day: str, *words: str) -> None:
    result = run("record", "UH-1", milestone, day, *words, "--on", day)
    assert result.exit_code == 0, result.output


@pytest.fixture
def won(case, run) -> str:
    """A case in matching with one winner, handed over on 24 June 2026."""
    record(run, "contact_point_1", "2026-03-03")
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04")
    record(run, "documents_published", "2026-04-01")
    record(run, "award_decided", "2026-06-08")
    record(run, "award_notice_sent", "2026-06-09", "--channel", "electronic")
    record(run, "winner_named", "2026-06-24", "--supplier", "Exempel  Park AB")
    record(run, "court_checked", "2026-06-24")
    record(run, "contact_point_2", "2026-06-24")
    return case


def test_a_promise_opens_its_positions(won, run):
    told = lines(run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25"))
    assert told == [
        "Exempel Park AB har åtagit sig 2 personer; platser: 2",
        "plats 1 (Exempel Park AB): – → ledig",
        "plats 2 (Exempel Park AB): – → ledig",
    ]


def test_a_smaller_promise_withdraws_the_position_that_is_not_owed_any_longer(won, run):
    run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    told = lines(run("obligation", won, "--amount", "1", "--on", "2026-06-26"))
    assert told[1:] == ["plats 2 (Exempel Park AB): ledig → behövs inte längre"]


def test_the_same_promise_again_changes_nothing(won, run):
    promise = ("obligation", won, "--unit", "months", "--amount", "12,5", "--positions", "2", "--on", "2026-06-25")
    lines(run(*promise))
    assert lines(run(*promise)) == ["Det här är redan infört; inget har ändrats."]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--amount", "2"), "Ange vad åtagandet räknas i"),
        (("--unit", "persons"), "ett tal över noll"),
        (("--unit", "persons", "--amount", "1,5"), "Personer och platser anges i hela tal"),
        (("--unit", "seat", "--amount", "900"), "högst 500"),
        (("--unit", "months", "--amount", "12", "--internship-counts"), "bara anges för åtaganden i personer"),
        (("--unit", "persons", "--amount", "1", "--supplier", "Annat AB"), "Annat AB har inte vunnit i ärendet"),
        (("--unit", "persons", "--amount", "1", "--by", "supplier"), "kan inte göras av den rollen"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_is_stored(won, run, words, says):
    before = run("journal", won, "--json").stdout
    assert says in refusal(run("obligation", won, *words, "--on", "2026-06-25"))
    assert run("journal", won, "--json").stdout == before


def test_a_contact_person_must_be_in_the_directory_with_that_role(won, run):
    told = refusal(run("assign", won, "--contact", "sten.uppdiktad@example.se", "--on", "2026-06-25"), code=2)
    assert "Ingen i katalogen har adressen sten.uppdiktad@example.se" in told
    assert "Ange minst en av dem." in refusal(run("assign", won, "--on", "2026-06-25"), code=2)


def test_the_ledger_tells_promised_and_short_and_adds_units_up_apart(won, run):
    assert [" ".join(line.split()) for line in lines(run("ledger", won))[:2]] == [
        "Ärende Enhet Utlovat Påbörjat Uppfyllt Saknas Leverantör",
        "UH-1 inte infört 0 0 0 0 Exempel Park AB",
    ]
    run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    *balances, total = [json.loads(line) for line in run("ledger", won, "--json").stdout.splitlines()]
    assert [(a["supplier"], a["unit"], a["promised"], a["short"]) for a in balances] == [
        ("Exempel Park AB", "persons", 2, 2)
    ]
    assert total == {"total": {"unit": "persons", "promised": 2, "started": 0, "fulfilled": 0, "short": 2, "over": 0}}


def test_without_suppliers_the_ledger_says_so(case, run):
    assert lines(run("ledger")) == ["Ingen leverantör har något åtagande här."]


def test_a_hire_is_told_with_its_terms_and_nothing_in_free_text(won, run):
    run("obligation", won, "--unit", "persons", "--amount", "1", "--on", "2026-06-25")
    record(run, "profile_agreed", "2026-06-25", "--by", "labour_market")
    record(run, "candidate_proposed", "2026-06-26", "--by", "labour_market")
    hire = ("record", won, "employment_started", "2026-06-29", "--by", "supplier", "--on", "2026-06-29")
    refused = refusal(run(*hire, "--source", "hen ringde"), code=2)
    assert "ingen fri text" in refused
    assert "Högst 100 procent" in refusal(run(*hire, "--share", "120"), code=2)
    lines(run(*hire, "--months", "12", "--share", "75"))
    told = " ".join(run("journal", won).stdout.split())
    assert "anställning började, genom vår matchning, 12 månader, 75%, plats 1, kandidat 1" in told


def test_who_waits_is_told_with_the_one_to_ask(won, run):
    assert lines(run("waiting", "--on", "2026-06-25")) == ["Ingen väntar på någon."]
    run("record", won, "review_filed", "2026-06-26", "--on", "2026-06-26")
    told = " ".join(run("waiting", "--on", "2026-06-29").stdout.split())
    assert "UH-1 S3 1 upphandlingsprocessen: Domstolen har avgjort målet" in told
    assert "[upphandlaren: Ylva Påhittad, 031-390 06 10]" in told
    assert "Det finns bara S1, S2" in refusal(run("waiting", "--point", "S9"), code=2)
    assert lines(run("waiting", "--point", "s4", "--on", "2026-06-29")) == ["Ingen väntar på någon."]


def test_a_late_contact_and_a_contract_too_early_are_recorded_with_a_reason_and_counted(case, run):
    record(run, "documents_published", "2026-03-09")
    late = ("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-16")
    assert "Har det ändå hänt: registrera det med ett skäl" in refusal(run(*late))
    assert "Samma sak igen med --reason" in refusal(run(*late))
    lines(run(*late, "--reason", "upphandlaren var ny"))
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-17")
    record(run, "award_notice_sent", "2026-06-09", "--channel", "electronic")
    signed = ("record", case, "contract_signed", "2026-06-22", "--on", "2026-06-22")
    assert "upphandlingsskadeavgift" in refusal(run(*signed))
    lines(run(*signed, "--reason", "signerades av misstag"))

    found = [json.loads(line) for line in run("deviations", "--json", "--on", "2026-06-23").stdout.splitlines()]
    assert [(one["milestone"], one["on"]) for one in found] == [
        ("contact_point_1", "2026-03-16"),
        ("contract_signed", "2026-06-22"),
    ]
    assert "AVVIKELSE: avtal tecknat. Skäl: signerades av misstag" in " ".join(run("journal", case).stdout.split())
    assert "Avvikelser" in run("case", "show", case).stdout


def test_a_corrected_date_takes_the_deviation_away(case, run):
    record(run, "documents_published", "2026-03-09")
    run("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-16", "--reason", "sent")
    lines(run("record", case, "contact_point_1", "2026-03-06", "--on", "2026-03-17"))
    assert lines(run("deviations")) == ["Inga avvikelser."]


def test_the_ladder_is_shown_and_a_wrong_file_is_told(home, run, installed):
    assert "Rapportera vinnaren till stödfunktionen (contact_point_2)" in run("ladder").stdout
    steps = [json.loads(line) for line in run("ladder", "--json").stdout.splitlines()]
    assert {"matter": "contact_point_1", "process": "procurement", "step": "+15", "to": "manager"} in steps
    (home / "ladder.toml").write_text("[rungs]\ncontact_point_3 = []\n", encoding="utf-8")
    assert "rungs.contact_point_3" in refusal(run("ladder", "--check", "ladder.toml"))
