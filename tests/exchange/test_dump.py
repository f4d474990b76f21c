import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, delete, event, insert, select, text, update
from sqlalchemy.exc import OperationalError

from exchange.dump import TABLES, DumpRefused, dump, load
from models.journal import Entry, digest
from models.mails.contents import MailContents, digest_of, packed
from models.storage.database import reading, writing
from models.storage.schema import SchemaMismatch, newest_version
from models.tables import Case, Heartbeat, Message, Person, SkippedNotice, Track
from states.facts import Milestone
from states.records.names import reference_key
from tests.conftest import opened as opened_at
from tests.models.building import TODAY, add_person, add_unit, enter, opened, seen
from tests.notifications.city import said

PERSON, TRACK, CASE, MESSAGE = Person.__table__, Track.__table__, Case.__table__, Message.__table__


def dumped(engine: Engine) -> bytes:
    out = BytesIO()
    dump(engine, out.write)
    return out.getvalue()


def restored(engine: Engine, content: bytes) -> int:
    return load(engine, BytesIO(content))


def fill(engine: Engine) -> None:
    unit = add_unit(engine, "Parkförvaltningen")
    add_person(engine, "ylva@example.se", unit_id=unit)
    opened(engine, "UH-1", unit_id=unit)
    opened(engine, "UH-2", title='Både "citat",\u2028radbrytning\r\noch \\ streck')
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    usual = {"key": "k", "recipient": "ylva@example.se", "day": TODAY, "language": "sv", "subject": "UH-1: svara"}
    usual |= {"template": "daily", "template_version": "1", "state": "sent", "attempts": 1, "problem": ""}
    with writing(engine) as connection:
        connection.execute(insert(MESSAGE).values(said(**usual, text="Hej Ylva!", html="<p>Hej Ylva!</p>")))


def beat(engine: Engine, job: str, at: datetime = datetime(2026, 6, 23, 4, 30, 0, 5, tzinfo=UTC)) -> None:
    with writing(engine) as connection:
        connection.execute(insert(Heartbeat).values(job=job, acted_on=TODAY, finished_at=at))


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in TABLES
        }


def is_empty(engine: Engine) -> bool:
    return not any(rows(engine).values())


def empty(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in reversed(TABLES):
            connection.execute(delete(table))


def lines_of(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.split(b"\n")[:-1]]


def sealed(lines: list[dict[str, Any]]) -> bytes:
    """Return a dump of these lines whose seal fits, as someone would write who knows how."""
    content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
    return content + f"{json.dumps({'sha256': hashlib.sha256(content).hexdigest()})}\n".encode()


def changed(content: bytes, table: str, **columns: Any) -> bytes:
    """Return a dump with columns of the first row of a table changed, and the seal made anew."""
    lines = lines_of(content)[:-1]
    row = next(line for line in lines if line.get("table") == table)
    row.update(columns)
    return sealed(lines)


def refusal(engine: Engine, content: bytes) -> str:
    """Return why a dump is refused; nothing of it may be left."""
    with pytest.raises(DumpRefused) as refused:
        restored(engine, content)
    assert is_empty(engine)
    assert refused.value.text.sv != refused.value.text.en
    assert str(refused.value) == refused.value.text.en
    return str(refused.value)


# --- there and back --------------------------------------------------------------------------------------------------


def test_a_dump_that_is_loaded_is_dumped_byte_for_byte_the_same(engine):
    fill(engine)
    before, content = rows(engine), dumped(engine)
    empty(engine)

    assert restored(engine, content) == sum(map(len, before.values()))
    assert rows(engine) == before
    assert dumped(engine) == content


@pytest.mark.parametrize(("source", "target"), [("sqlite", "pg"), ("pg", "sqlite")])
def test_a_case_base_moves_to_the_other_database(request, source, target):
    one, other = (request.getfixturevalue(f"{name}_engine") for name in (source, target))
    fill(one)
    content = dumped(one)

    restored(other, content)

    assert dumped(other) == content


def test_the_first_line_tells_the_version_and_how_many_rows_follow(engine):
    fill(engine)
    header, *told, seal = lines_of(dumped(engine))

    assert (header["format"], header["schema"]) == (1, newest_version())
    assert list(header["counts"]) == [table.name for table in TABLES]
    assert [line["table"] for line in told] == [name for name, count in header["counts"].items() for _ in range(count)]
    assert header["counts"]["case"] == 2
    assert list(seal) == ["sha256"]


def test_a_row_is_told_with_every_column_in_its_order(engine):
    fill(engine)
    case = next(line for line in lines_of(dumped(engine)) if line.get("table") == "case")

    assert list(case) == ["table", *(column.name for column in CASE.columns)]
    assert (case["opened_on"], case["months"], case["single_tenderer"]) == ("2026-03-02", 24.0, False)
    assert json.dumps(case["months"]) == "24.0"


def test_an_instant_is_told_in_universal_time(engine):
    beat(engine, "tick")

    assert b'"finished_at": "2026-06-23T04:30:00.000005+00:00"' in dumped(engine)


def test_an_instant_is_told_in_universal_time_whatever_zone_the_server_keeps(pg_engine):
    beat(pg_engine, "tick")
    beat(pg_engine, "never", datetime.max.replace(tzinfo=UTC))
    far_away = pg_engine.url.update_query_dict({"options": "-c timezone=Pacific/Kiritimati"})

    with opened_at(far_away.render_as_string(hide_password=False)) as engine:
        assert dumped(engine) == dumped(pg_engine)


def test_texts_are_ordered_byte_by_byte_on_both_databases(engine):
    jobs = ["tick", "Tick", "åska", "import-plan", "import_plan", "ärende", "z"]
    for job in jobs:
        beat(engine, job)

    told = [line["job"] for line in lines_of(dumped(engine)) if line.get("table") == "heartbeat"]

    assert told == sorted(jobs, key=str.encode)


def test_who_stands_in_for_someone_later_in_the_directory_is_loaded_too(engine):
    first, second, third = (add_person(engine, f"{name}@example.se") for name in ("a", "b", "c"))
    case = opened(engine)
    with writing(engine) as connection:
        for one, other in ((first, third), (second, first), (third, third)):
            connection.execute(update(PERSON).where(PERSON.c.id == one).values(substitute_id=other))
        track = connection.execute(select(TRACK.c.id).where(TRACK.c.process == "procurement")).scalar_one()
        for number, parent in ((90, 91), (91, track)):
            values = {
                "id": number,
                "case_id": case,
                "process": "placement",
                "subject": str(number),
                "parent_id": parent,
            }
            if number == 90:
                values["parent_id"] = track
            connection.execute(insert(Track).values(**values, state="open", since=TODAY))
        connection.execute(update(TRACK).where(TRACK.c.id == 90).values(parent_id=91))
    content = dumped(engine)
    empty(engine)

    restored(engine, content)

    assert dumped(engine) == content
    with reading(engine) as connection:
        assert connection.execute(select(PERSON.c.substitute_id).order_by(PERSON.c.id)).scalars().all() == [
            third,
            first,
            third,
        ]


def test_new_rows_are_numbered_behind_the_loaded_ones(engine):
    fill(engine)
    with writing(engine) as connection:
        connection.execute(insert(SkippedNotice).values(id=4711, name="a", cause="", cause_sv="", skipped_on=TODAY))
    content = dumped(engine)
    empty(engine)
    restored(engine, content)

    case_id = opened(engine, "UH-3")
    with writing(engine) as connection:
        skipped = insert(SkippedNotice).values(name="b", cause="", cause_sv="", skipped_on=TODAY)
        assert connection.execute(skipped).inserted_primary_key == (4712,)
    assert case_id == 3
    assert add_unit(engine, "Skolförvaltningen") == 2


def test_an_empty_case_base_is_dumped_and_loaded_too(engine):
    content = dumped(engine)

    assert len(lines_of(content)) == 2
    assert restored(engine, content) == 0
    assert add_unit(engine, "Parkförvaltningen") == 1


def test_a_dump_is_of_one_moment(engine):
    fill(engine)
    content = dumped(engine)
    written: list[bytes] = []

    def write(line: bytes) -> None:
        if not written:  # the counts are out; someone opens a case meanwhile
            opened(engine, "UH-9")
        written.append(line)

    dump(engine, write)

    assert b"".join(written) == content


def test_rows_are_read_and_stored_in_batches(engine, monkeypatch):
    for number in range(7):
        add_unit(engine, f"Enhet {number}")
    content = dumped(engine)
    empty(engine)
    monkeypatch.setattr("exchange.dump.BATCH", 3)
    stored: list[int] = []

    @event.listens_for(engine, "before_cursor_execute")
    def count(_connection, _cursor, statement, parameters, _context, many):
        if statement.startswith("INSERT INTO unit"):
            stored.append(len(parameters) if many else 1)

    restored(engine, content)

    event.remove(engine, "before_cursor_execute", count)
    assert stored == [3, 3, 1]
    assert dumped(engine) == content


# --- any rows --------------------------------------------------------------------------------------------------------

SPECIAL = st.sampled_from(
    ["\u2028", "\u2029", "\x85", "\r\n", '"', "'", "\\", "\\u0000", "\x1f", "\x7f", "😀", "null", ""]
)
TEXTS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | SPECIAL, max_size=4).map(
    "".join
)
EXTREMES = st.sampled_from(
    [0.1, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e16, 123456789.0]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "BOOLEAN": st.booleans(),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "FLOAT": EXTREMES | st.floats(allow_nan=False, allow_infinity=False),
    "DATE": st.dates(),
    "BLOB": st.binary(max_size=8),
    "DATETIME": st.datetimes(timezones=st.just(UTC)),
    "VARCHAR": TEXTS,
}
Rows = dict[str, list[dict[str, Any]]]


def unique_columns(table: Table) -> set[str]:
    """Return the texts that keep rows apart: single columns, or the parts of a key over several."""
    keys = [constraint.columns for constraint in table.constraints if type(constraint).__name__ == "UniqueConstraint"]
    named = {column.name for key in keys for column in key} | {c.name for c in table.columns if c.unique}
    named |= {column.name for column in table.primary_key}
    return {name for name in named if str(table.c[name].type) == "VARCHAR"}


@st.composite
def case_bases(draw: st.DrawFn) -> Rows:
    drawn: Rows = {}
    for table in TABLES:
        numbers = sorted(draw(st.sets(st.integers(1, 2**31 - 1), max_size=4)))
        rows = [row for number in numbers if (row := drawn_row(draw, table, number, numbers, drawn)) is not None]
        drawn[table.name] = one_for_each(table, rows)
    return with_journals(drawn)


def one_for_each(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out rows that point where another does and must not."""
    for column in table.columns:
        if column.unique and column.foreign_keys:
            rows = list({row[column.name]: row for row in rows}.values())
    return rows


def drawn_row(draw: st.DrawFn, table: Table, number: int, own: list[int], drawn: Rows) -> dict[str, Any] | None:
    row: dict[str, Any] = {}
    apart = unique_columns(table)
    for column in table.columns:
        if column.name == "id":
            row["id"] = number
            continue
        if column.foreign_keys:
            (key,) = column.foreign_keys
            ids = [] if key.column.table is table else [one["id"] for one in drawn[key.column.table.name]]
            choices = [None, *ids] if column.nullable else ids
            if not choices:
                return None
            row[column.name] = draw(st.sampled_from(choices))
            continue
        value = draw(VALUES[str(column.type)])
        if column.nullable and draw(st.booleans()):
            value = None
        row[column.name] = f"{value}{number}" if column.name in apart else value
    if table is MESSAGE:
        contents = MailContents(*(draw(TEXTS) for _ in MailContents._fields))
        row |= {"contents": packed(contents), "digest": digest_of(row["subject"], contents)}
    return row


def with_journals(drawn: Rows) -> Rows:
    """Number and chain the journal of each case, as the program does."""
    for case in drawn["case"]:
        head, entries = "", [entry for entry in drawn["journal"] if entry["case_id"] == case["id"]]
        for number, entry in enumerate(entries, 1):
            entry["number"] = number
            head = digest(head, Entry(*(entry[field] for field in Entry._fields)))
            entry["digest"] = head
        case |= {"journal_length": len(entries), "journal_head": head}
        case["reference"] += f" {case['id']}"
        case["reference_key"] = reference_key(case["reference"])
    return drawn


def store(engine: Engine, drawn: Rows, own: dict[str, dict[int, int]]) -> None:
    with writing(engine) as connection:
        for table in TABLES:
            for row in drawn[table.name]:
                connection.execute(insert(table).values(row))
        for table, column in ((PERSON, "substitute_id"), (TRACK, "parent_id")):
            for number, other in own[table.name].items():
                connection.execute(update(table).where(table.c.id == number).values({column: other}))


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller example is not worth minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drawn=case_bases(), data=st.data())
def test_any_rows_go_there_and_back_unchanged(sqlite_engine, pg_engine, drawn, data):
    own = {
        name: {number: data.draw(st.sampled_from(ids)) for number in ids}
        for name in ("person", "track")
        if (ids := [row["id"] for row in drawn[name]]) or True
    }
    for engine in (sqlite_engine, pg_engine):
        empty(engine)
    store(sqlite_engine, drawn, own)
    content, before = dumped(sqlite_engine), rows(sqlite_engine)

    restored(pg_engine, content)
    assert dumped(pg_engine) == content

    empty(sqlite_engine)
    restored(sqlite_engine, content)
    assert dumped(sqlite_engine) == content
    assert rows(sqlite_engine) == before


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def content(engine) -> bytes:
    """The dump of a small case base; the database is empty again."""
    fill(engine)
    told = dumped(engine)
    empty(engine)
    return told


def test_a_database_that_holds_anything_is_left_as_it_is(engine, content):
    add_unit(engine, "Skolförvaltningen")
    before = rows(engine)

    with pytest.raises(DumpRefused, match="not empty"):
        restored(engine, content)

    assert rows(engine) == before


def test_a_database_without_tables_or_of_another_version_is_refused(sqlite_engine):
    content = dumped(sqlite_engine)
    with writing(sqlite_engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    with pytest.raises(SchemaMismatch):
        restored(sqlite_engine, content)
    with pytest.raises(SchemaMismatch):
        dumped(sqlite_engine)


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.5, 0.9])
def test_a_file_that_was_cut_short_is_refused(engine, content, kept):
    assert "cut short" in refusal(engine, content[: int(len(content) * kept)])


def test_a_file_that_lost_its_last_lines_is_refused(engine, content):
    lines = content.splitlines(keepends=True)

    assert "cut short" in refusal(engine, b"".join(lines[:-1]))
    assert "cut short" in refusal(engine, content[:-1])
    assert "expected here" in refusal(engine, b"".join([*lines[:-2], lines[-1]]))


def test_an_empty_file_and_one_that_is_no_dump_are_refused(engine):
    assert "cut short" in refusal(engine, b"")
    for other in (b"\n", b"[1]\n", b"hej\n", b'{"format": 2}\n', b"\xff\xfe\n", b"[" * 100_000 + b"\n"):
        assert "no dump in format 1" in refusal(engine, other)


def test_a_dump_of_another_version_of_the_tables_is_refused(engine, content):
    header, *rest = lines_of(content)[:-1]

    told = refusal(engine, sealed([header | {"schema": "0001"}, *rest]))

    assert "database version 0001" in told
    assert newest_version() in told


@pytest.mark.parametrize("counts", [None, [], {}, {"unit": 1}, "unit"])
def test_a_header_that_does_not_name_the_tables_is_refused(engine, content, counts):
    header, *rest = lines_of(content)[:-1]

    assert "not those of the program" in refusal(engine, sealed([header | {"counts": counts}, *rest]))


@pytest.mark.parametrize("count", [-1, 1.0, True, "1", None])
def test_a_header_with_a_number_that_is_none_is_refused(engine, content, count):
    header, *rest = lines_of(content)[:-1]
    counts = header["counts"] | {"unit": count}

    assert "not those of the program" in refusal(engine, sealed([header | {"counts": counts}, *rest]))


@pytest.mark.parametrize("more", [-1, 1])
def test_a_header_that_counts_wrongly_is_refused(engine, content, more):
    header, *rest = lines_of(content)[:-1]
    counts = header["counts"] | {"case": header["counts"]["case"] + more}

    assert "expected here" in refusal(engine, sealed([header | {"counts": counts}, *rest]))


def test_a_row_that_was_edited_breaks_the_seal(engine, content):
    edited = content.replace(b"Parkf\xc3\xb6rvaltningen", b"Skolf\xc3\xb6rvaltning")

    assert edited != content
    assert "seal does not fit" in refusal(engine, edited)


def test_what_stands_behind_the_seal_is_refused(engine, content):
    assert "seal does not fit" in refusal(engine, content + b"\n")
    assert "seal does not fit" in refusal(engine, content + content)


def test_a_journal_that_was_edited_is_refused_though_the_seal_fits(engine, content):
    told = refusal(engine, changed(content, "journal", actor="support:2"))

    assert "journal of UH-1 does not verify" in told


def test_a_case_that_lost_its_journal_is_refused_though_the_seal_fits(engine, content):
    header, *rest = lines_of(content)[:-1]
    kept = [row for row in rest if row["table"] != "journal"]
    header["counts"]["journal"] = 0

    assert "does not verify" in refusal(engine, sealed([header, *kept]))


def test_a_table_that_nobody_knows_is_refused(engine, content):
    header, *rest = lines_of(content)[:-1]
    counts = header["counts"] | {"candidate": 1}
    unknown = {"table": "candidate", "id": 1}

    assert "not those of the program" in refusal(engine, sealed([header | {"counts": counts}, *rest, unknown]))
    assert "expected here" in refusal(engine, sealed([header, unknown, *rest[1:]]))


def test_a_column_too_many_or_too_few_is_refused(engine, content):
    header, unit, *rest = lines_of(content)[:-1]
    fewer = {name: value for name, value in unit.items() if name != "name"}
    turned = dict(reversed(unit.items()))

    for row in (unit | {"password": "x"}, fewer, turned):
        assert "columns are not those of unit" in refusal(engine, sealed([header, row, *rest]))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("unit", "id", "1"),
        ("unit", "id", None),
        ("unit", "id", 2**31),
        ("unit", "name", None),
        ("unit", "name", 7),
        ("unit", "numbers_cases", 1),
        ("case", "months", 24),
        ("case", "months", "24.0"),
        ("case", "version", True),
        ("case", "version", 1.0),
        ("case", "version", 10**30),
        ("case", "opened_on", "2026-02-30"),
        ("case", "opened_on", 20260302),
        ("case", "title", ["a"]),
        ("person", "left_on", ""),
        ("journal", "recorded_at", "i går"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(engine, content, table, column, value):
    assert f"{column} has the wrong type" in refusal(engine, changed(content, table, **{column: value}))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("case", "opened_on", "20260302"),
        ("case", "months", -0.0),
        ("journal", "recorded_at", "2026-03-02T06:30:00"),
        ("journal", "recorded_at", "2026-03-02T07:30:00+01:00"),
    ],
)
def test_a_value_that_would_be_dumped_otherwise_is_refused(engine, content, table, column, value):
    assert "not written as a dump is" in refusal(engine, changed(content, table, **{column: value}))


@pytest.mark.parametrize("column", ["reference", "reference_key"])
def test_a_case_that_would_not_be_found_by_its_reference_is_refused(engine, content, column):
    assert "not be found by its reference" in refusal(engine, changed(content, "case", **{column: "UH-7"}))


@pytest.mark.parametrize("column", ["subject", "contents", "digest"])
def test_a_mail_that_is_not_as_it_was_sent_is_refused(engine, content, column):
    mail = next(line for line in lines_of(content)[:-1] if line.get("table") == "message")
    other = {"subject": f"{mail['subject']}.", "contents": mail["contents"][:-8], "digest": "0" * 64}[column]
    assert "not those that were sent" in refusal(engine, changed(content, "message", **{column: other}))


def test_a_line_that_is_spaced_otherwise_or_names_a_column_twice_is_refused(engine, content):
    for old, new in (
        (b'"table": "unit", ', b'"table":"unit", '),
        (b'"organisation_number": ""', b'"organisation_number": "x", "organisation_number": ""'),
        (b"Parkf\xc3\xb6rvaltningen", b"Parkf\\u00f6rvaltningen"),
    ):
        assert old in content
        assert "not written as a dump is" in refusal(engine, content.replace(old, new, 1))


def test_half_a_character_and_an_endless_number_are_refused(engine, content):
    for old, new in ((b"Parkf\xc3\xb6rvaltningen", b"\\ud83d"), (b'"months": 24.0', b'"months": Infinity')):
        assert old in content
        assert "not written as a dump is" in refusal(engine, content.replace(old, new, 1))


def test_the_same_key_twice_is_refused(engine, content):
    header, unit, *rest = lines_of(content)[:-1]
    header["counts"]["unit"] = 2

    assert "not in order" in refusal(engine, sealed([header, unit, unit, *rest]))
    assert "twice" in refusal(engine, sealed([header, unit, unit | {"id": 2}, *rest]))


def test_a_reference_to_nothing_is_refused(engine, content):
    assert "is missing" in refusal(engine, changed(content, "case", officer_id=99))
    assert "is missing" in refusal(engine, changed(content, "person", substitute_id=99))


def test_a_refusal_quotes_no_row(engine, content):
    header, *rest = lines_of(content)[:-1]
    again = next(row for row in rest if row["table"] == "person") | {"id": 2}
    header["counts"]["person"] = 2
    at = next(index for index, row in enumerate(rest) if row["table"] == "person") + 1

    with pytest.raises(DumpRefused) as refused:
        restored(engine, sealed([header, *rest[:at], again, *rest[at:]]))

    assert refused.value.__suppress_context__
    assert "ylva" not in f"{refused.value.text.sv}{refused.value}"


def test_a_text_that_postgresql_cannot_hold_is_refused_there_with_its_table(sqlite_engine, pg_engine):
    add_unit(sqlite_engine, "Park\0förvaltningen")
    content = dumped(sqlite_engine)

    assert "row of unit" in refusal(pg_engine, content)
    empty(sqlite_engine)
    assert restored(sqlite_engine, content) == 1


def test_a_number_that_json_does_not_have_is_refused_when_dumping(engine):
    opened(engine, months=float("inf"))

    with pytest.raises(DumpRefused, match="Row 1 of the table case"):
        dumped(engine)


def test_a_database_that_fails_in_the_middle_keeps_nothing(engine, content):
    @event.listens_for(engine, "before_cursor_execute")
    def full(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO journal"):
            raise OperationalError(statement, None, Exception("database or disk is full"))

    with pytest.raises(OperationalError):
        restored(engine, content)

    event.remove(engine, "before_cursor_execute", full)
    assert is_empty(engine)
    assert restored(engine, content) > 0


def test_a_reader_that_fails_in_the_middle_leaves_nothing(engine, content):
    def lines() -> Iterator[bytes]:
        yield from content.splitlines(keepends=True)[:4]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        load(engine, lines())

    assert is_empty(engine)
