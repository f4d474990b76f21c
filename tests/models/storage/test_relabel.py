from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from models.operations import find
from models.storage.database import reading, writing
from models.storage.relabel import (
    RelabelLine,
    Relabelling,
    RelabelRefused,
    carry_out,
    read_relabelling,
    strangers,
    survey,
)
from models.tables import Case, JournalEntry, ObservationRow, Track
from states.facts import Milestone
from tests.models.building import SUPPORT, TODAY, broken, enter, events, opened, read, seen

CASE, TRACK, OBSERVATION, JOURNAL = (t.__table__ for t in (Case, Track, ObservationRow, JournalEntry))
LATER = date(2026, 9, 1)
OLD = Relabelling("names.toml", {"procurement": {"preparation": "planning", "tender": "advertised"}})


def stored_as(engine: Engine, references: Sequence[str], state: str) -> None:
    """Bring the purchases of cases into a state as an earlier release named it, due at no time."""
    with writing(engine) as connection:
        ids = select(CASE.c.id).where(CASE.c.reference.in_(references))
        purchases = TRACK.c.case_id.in_(ids) & (TRACK.c.process == "procurement")
        connection.execute(update(TRACK).where(purchases).values(state=state))
        connection.execute(update(CASE).values(next_check=None))


def renamed(engine: Engine, wanted: Relabelling) -> int:
    with writing(engine) as connection:
        return carry_out(connection, wanted, by=SUPPORT, today=LATER)


def surveyed(engine: Engine, wanted: Relabelling) -> list[RelabelLine]:
    with reading(engine) as connection:
        return survey(connection, wanted)


def unknown(engine: Engine, wanted: Relabelling | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    with reading(engine) as connection:
        return [(line.kind, line.old, line.references) for line in strangers(connection, wanted)]


def last_entry(engine: Engine, case_id: int):
    with reading(engine) as connection:
        found = connection.execute(
            select(JOURNAL).where(JOURNAL.c.case_id == case_id).order_by(JOURNAL.c.number.desc())
        )
        return found.first()


def test_a_state_is_renamed_with_an_entry_in_the_journal_and_the_case_is_due(engine):
    case_id = opened(engine)
    stored_as(engine, ["UH-1"], "preparation")

    assert renamed(engine, OLD) == 1

    file, entry = read(engine), last_entry(engine, case_id)
    assert (file.tracks[0].state, file.tracks[0].since, file.next_check) == ("planning", TODAY, LATER)
    assert (entry.event, entry.process, entry.source, entry.target) == (
        "migrated",
        "procurement",
        "preparation",
        "planning",
    )
    assert (entry.on, entry.actor, entry.detail) == (LATER, "support:2", "names.toml")
    assert broken(engine, case_id) is None


def test_cases_in_other_states_stay_as_they_are(engine):
    opened(engine, "UH-1")
    other = opened(engine, "UH-2")
    stored_as(engine, ["UH-1"], "preparation")
    before = read(engine, "UH-2")

    renamed(engine, OLD)

    assert read(engine, "UH-2") == before
    assert events(engine, other) == ["opened"]


def test_a_second_time_changes_nothing(engine):
    opened(engine)
    stored_as(engine, ["UH-1"], "preparation")
    renamed(engine, OLD)
    before = read(engine)

    assert renamed(engine, OLD) == 0
    assert read(engine) == before


def test_two_names_are_exchanged_at_once(engine):
    opened(engine, "UH-1")
    opened(engine, "UH-2")
    stored_as(engine, ["UH-1"], "award")
    swap = Relabelling("swap.toml", {"procurement": {"award": "planning", "planning": "award"}})

    assert renamed(engine, swap) == 2

    assert [read(engine, reference).tracks[0].state for reference in ("UH-1", "UH-2")] == ["planning", "award"]


def test_a_survey_tells_how_many_and_in_which_cases_and_changes_nothing(engine):
    for reference in ("UH-2", "UH-1", "UH-3"):
        opened(engine, reference)
    stored_as(engine, ["UH-1", "UH-2"], "preparation")
    before = read(engine, "UH-1")

    assert surveyed(engine, OLD) == [RelabelLine("procurement", "preparation", "planning", 2, ("UH-1", "UH-2"))]
    assert read(engine, "UH-1") == before


def test_a_milestone_is_renamed_wherever_it_was_recorded(engine):
    case_id = opened(engine)
    opened(engine, "UH-2")
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 2, 27)))
    with writing(engine) as connection:
        first = OBSERVATION.c.milestone == "contact_point_1"
        connection.execute(update(OBSERVATION).where(first).values(milestone="first_contact"))
    wanted = Relabelling("m.toml", {"milestones": {"first_contact": "contact_point_1"}})
    assert unknown(engine) == [("milestones", "first_contact", ("UH-1",))]
    assert surveyed(engine, wanted) == [RelabelLine("milestones", "first_contact", "contact_point_1", 2, ("UH-1",))]

    assert renamed(engine, wanted) == 1

    assert read(engine).facts(LATER).on(Milestone.CONTACT_POINT_1) == date(2026, 2, 27)
    entry = last_entry(engine, case_id)
    assert (entry.event, entry.process, entry.source, entry.target) == (
        "migrated",
        "",
        "first_contact",
        "contact_point_1",
    )
    assert broken(engine, case_id) is None
    assert unknown(engine) == []


def test_two_milestones_are_exchanged_at_once(engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    names = {"contact_point_1": "planned_call", "case_opened": "contact_point_1"}

    renamed(engine, Relabelling("m.toml", {"milestones": names}))

    assert [one.milestone for one in read(engine).recorded] == [Milestone.CONTACT_POINT_1, Milestone.PLANNED_CALL]


def test_more_cases_than_a_batch_are_renamed_all(engine, monkeypatch):
    monkeypatch.setattr("models.storage.relabel.BATCH", 2)
    references = [f"UH-{number}" for number in range(1, 6)]
    for reference in references:
        opened(engine, reference)
    stored_as(engine, references, "tender")

    assert renamed(engine, OLD) == 5
    assert {read(engine, reference).tracks[0].state for reference in references} == {"advertised"}


def test_a_failure_in_a_later_batch_renames_none(engine, monkeypatch):
    monkeypatch.setattr("models.storage.relabel.BATCH", 1)
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    stored_as(engine, ["UH-1", "UH-2"], "preparation")
    stored = []

    def fail_later(connection, files):
        stored.extend(files)
        if len(stored) == 2:
            raise OSError("disk")
        save(connection, files)

    from models.storage.relabel import save

    monkeypatch.setattr("models.storage.relabel.save", fail_later)
    with pytest.raises(OSError, match="disk"):
        renamed(engine, OLD)

    assert [read(engine, reference).tracks[0].state for reference in ("UH-1", "UH-2")] == ["preparation"] * 2


def test_a_case_of_an_unknown_state_is_told_unless_it_is_to_be_renamed(engine):
    for number in range(1, 4):
        opened(engine, f"UH-{number}")
    stored_as(engine, ["UH-1"], "preparation")
    stored_as(engine, ["UH-2"], "limbo")
    with writing(engine) as connection:
        third = find(connection, "UH-3").id
        purchase = (TRACK.c.case_id == third) & (TRACK.c.process == "procurement")
        connection.execute(update(TRACK).where(purchase).values(process="purchase"))

    assert unknown(engine) == [
        ("procurement", "limbo", ("UH-2",)),
        ("procurement", "preparation", ("UH-1",)),
        ("purchase", "planning", ("UH-3",)),
    ]
    assert [name for _, name, _ in unknown(engine, OLD)] == ["limbo", "planning"]


# --- the file --------------------------------------------------------------------------------------------------------


def written(folder: Path, content: str) -> Path:
    file = folder / "names.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_file_names_states_by_process_and_milestones(tmp_path):
    content = '[procurement]\n"tender" = "advertised"\n[milestones]\nkp1 = "contact_point_1"\n'

    assert read_relabelling(written(tmp_path, content)) == Relabelling(
        "names.toml", {"procurement": {"tender": "advertised"}, "milestones": {"kp1": "contact_point_1"}}
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[procurement", "cannot be read as TOML"),
        ('[procurement]\ntender = "advertized"\n', "[procurement] tender: there is no advertized"),
        ("[procurement]\ntender = 3\n", "there is no 3"),
        ("[procurement]\ntender = ['advertised']\n", "there is no"),
        ('[procurement]\naward = "award"\n', "the new name is the old"),
        ('[purchase]\na = "b"\n', "[purchase] does not exist. There are: procurement"),
        ('[delivery]\nqueued = "sent"\n', "[delivery] does not exist"),
        ('milestones = "x"\n', "[milestones] does not exist"),
        ('[milestones]\nkp1 = "contact"\n', "[milestones] kp1: there is no contact"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused(tmp_path, content, told):
    with pytest.raises(RelabelRefused) as refused:
        read_relabelling(written(tmp_path, content))

    assert told in str(refused.value)
    assert refused.value.text.sv != refused.value.text.en


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(RelabelRefused) as refused:
        read_relabelling(written(tmp_path, '[procurement]\na = "x"\nb = "y"\n[else]\n'))

    assert str(refused.value).count("\n  ") == 3


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "names.toml"
    file.write_bytes("[procurement]\n# å\n".encode("latin-1"))

    with pytest.raises(RelabelRefused, match="cannot be read"):
        read_relabelling(file)
