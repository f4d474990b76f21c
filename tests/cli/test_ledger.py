"""What suppliers have promised and delivered, by command."""

import json

from tests.cli.results import lines


def test_the_ledger_tells_promised_and_short_and_adds_units_up_apart(won, run):
    assert [" ".join(line.split()) for line in lines(run("ledger", won))[:2]] == [
        "Ärende Räknas i Åtagande Påbörjat Uppfyllt Återstår att uppfylla Leverantör",
        "UH-1 ej registrerat 0 0 0 0 Exempel Park AB",
    ]
    run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    *balances, total = [json.loads(line) for line in run("ledger", won, "--json").stdout.splitlines()]
    assert [(a["supplier"], a["unit"], a["promised"], a["short"]) for a in balances] == [
        ("Exempel Park AB", "persons", 2, 2)
    ]
    assert total == {"total": {"unit": "persons", "promised": 2, "started": 0, "fulfilled": 0, "short": 2, "over": 0}}


def test_without_suppliers_the_ledger_says_so(case, run):
    assert lines(run("ledger")) == ["Ingen leverantör har något åtagande här."]
