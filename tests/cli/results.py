"""What a command printed, and what it left."""

import json
from datetime import date

from models.actor import CLOCK
from models.casestore import save
from models.operations import find, note_observation
from models.storage.database import open_engine, writing
from states.facts import Milestone
from states.records.observations import Observation

YLVA, STEN = "ylva.pahittad@example.se", "sten.uppdiktad@example.se"
"""Who stands in the directory of these tests: the officer, and one of the support function."""


def state(run, case: str = "UH-1") -> str:
    return json.loads(run("case", "show", case, "--json").stdout)["tracks"][0]["state"]


def plain(text: str) -> str:
    return " ".join(text.split())


def lines(result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refusal(result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    return " ".join(result.stderr.split())


def record(run, milestone: str, day: str, *words: str) -> None:
    result = run("record", "UH-1", milestone, day, *words, "--on", day)
    assert result.exit_code == 0, result.output


def refused(result, code: int) -> list[str]:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    return result.stderr.splitlines()


def milestones(run, reference: str) -> list[dict]:
    return json.loads(run("case", "show", reference, "--json").stdout)["milestones"]


def reported_by_a_notice(home, reference: str, milestone: Milestone, on: str) -> None:
    engine = open_engine(f"sqlite:///{home / 'var' / 'trespann.db'}")
    told = Observation(milestone, date.fromisoformat(on), "annons 12345-2026", False, date(2026, 6, 20))
    with writing(engine) as connection:
        file = find(connection, reference)
        note_observation(file, told, by=CLOCK, today=date(2026, 6, 20))
        save(connection, [file])
    engine.dispose()


def failed(result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())
