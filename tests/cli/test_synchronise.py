import json

from sqlalchemy import text

from models.installation.settings import Settings
from models.storage.database import open_engine, writing


def test_synchronising_tells_what_it_did_and_sends_nothing(case, run):
    told = run("synchronise", "--on", "2026-03-09").stdout.splitlines()

    assert told == [
        "Klart för måndag 9 mars 2026.",
        "  Ärenden som gåtts igenom   1",
        "  Påminnelser som planerats  1",
    ]
    assert json.loads(run("tick", "--on", "2026-03-09", "--json").stdout)["composed"] == 1


def test_synchronising_again_looks_at_nothing_unless_everything_is_asked_for(case, run):
    run("synchronise", "--on", "2026-03-09")

    assert json.loads(run("synchronise", "--on", "2026-03-09", "--json").stdout)["checked"] == 0
    assert json.loads(run("synchronise", "--all", "--on", "2026-03-09", "--json").stdout) == {
        "on": "2026-03-09",
        "checked": 1,
        "moves": 0,
        "planned": 0,
        "withdrawn": 0,
        "unreachable": 0,
        "problems": [],
        "starving": [],
        "opened": 0,
        "busy": [],
    }


def test_a_case_that_cannot_be_handled_is_named(case, run):
    engine = open_engine(Settings().database)
    with writing(engine) as connection:
        connection.execute(text("UPDATE \"case\" SET kind = 'melted'"))
    engine.dispose()

    refused = run("synchronise", "--on", "2026-03-09")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("De här ärendena gick inte att behandla: UH-1.")
