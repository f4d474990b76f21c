"""What is to do today, by command."""

import json

from tests.cli.results import lines, refusal


def test_what_is_to_do_is_told_with_its_day_and_who_has_it(case, run):
    assert lines(run("today", "--on", "2026-03-01")) != []
    told = " ".join(run("today", "--on", "2026-03-16").stdout.split())
    assert "Utan sista dag" not in told
    assert "Väntar på andra" in told
    assert "[" in told


def test_rows_can_be_read_by_a_program(case, run):
    rows = [json.loads(line) for line in run("today", "--on", "2026-03-30", "--json").stdout.splitlines()]
    assert {row["part"] for row in rows} == {"overdue", "waiting"}


def test_somebody_unknown_is_refused(case, run):
    assert "nobody@example.se" in refusal(run("today", "--for", "nobody@example.se"), code=2)
