"""The reminder steps in force, by command."""

import json

from tests.cli.results import refusal


def test_the_ladder_is_shown_and_a_wrong_file_is_told(home, run, installed):
    shown = " ".join(run("ladder").stdout.split())
    assert "Rapportera vinnaren till stödfunktionen (contact_point_2)" in shown
    assert "sedan var 20:e" in shown
    steps = [json.loads(line) for line in run("ladder", "--json").stdout.splitlines()]
    last = {"matter": "contact_point_1", "process": "procurement", "step": "+15", "to": "manager"}
    assert last in steps
    assert last | {"step": "+15x2", "every": 20} in steps
    (home / "ladder.toml").write_text("[rungs]\ncontact_point_3 = []\n", encoding="utf-8")
    assert "rungs.contact_point_3" in refusal(run("ladder", "--check", "ladder.toml"))
