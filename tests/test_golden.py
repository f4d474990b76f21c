"""What once was right stays right: histories of earlier releases, done again on both databases."""

import pytest

from states.processes.procurement import ProcurementState
from tests.golden_writer import completed, main
from tests.replaying import FOLDER, read, replay, write

HISTORIES = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_history_goes_as_it_went(engine, path):
    lines = read(path)

    for number, (operation, now) in enumerate(zip(lines[1:], replay(engine, lines), strict=True), 2):
        assert {"line": number} | now == {"line": number} | operation["then"]


def test_the_histories_pass_through_every_state_that_a_purchase_has_before_its_placements():
    reached = {line["then"]["tracks"]["procurement"] for path in HISTORIES for line in read(path)[1:]}

    assert {
        ProcurementState.PLANNING,
        ProcurementState.ADVERTISED,
        ProcurementState.AWARD,
        ProcurementState.STANDSTILL,
        ProcurementState.REVIEW,
        ProcurementState.MATCHING,
        ProcurementState.NOT_APPLICABLE,
        ProcurementState.CANCELLED,
    } <= reached


def test_a_history_tells_of_the_case_and_by_which_program_it_was_written():
    for path in HISTORIES:
        first, *operations = read(path)
        assert set(first) == {"program", "history", "opened", "case", "tracks", "matters"}
        assert [line["on"] for line in operations] == sorted(line["on"] for line in operations)


def without_expectations(path):
    first, *operations = read(path)
    return [first, *({name: told for name, told in line.items() if name != "then"} for line in operations)]


def test_the_writer_fills_in_what_a_new_history_leaves_out():
    assert completed(without_expectations(HISTORIES[0])) == read(HISTORIES[0])


def test_the_writer_leaves_a_history_alone_that_the_program_no_longer_follows(tmp_path):
    lines = read(HISTORIES[0])
    lines[3]["then"]["tracks"]["procurement"] = "closed"
    lines[-1].pop("then")
    path = tmp_path / "history.jsonl"
    write(path, lines)

    with pytest.raises(SystemExit, match="line 4: expected"):
        main([str(path)])

    assert read(path) == lines
