"""Who waits for whom: every sync point that is closed, since when, what is missing, and who can release it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from models import queries
from models.casefile import CaseFile, TrackFile
from notifications.directory import Directory, read_directory
from notifications.plan import ASKED, holders_of, live_tracks
from states.calendar import working_days_between
from states.facts import Facts, Role
from states.machine import Guard
from states.sync import SyncPoint, waiting_at


@dataclass(frozen=True, slots=True)
class Waiting:
    """One process of one case that waits at a sync point.

    `missing` is what keeps it closed, the first being what is asked for now. `role` and `person` can release it; the
    person is None where only time can, or nobody is left to ask. `days` are working days.
    """

    file: CaseFile
    track: TrackFile
    point: SyncPoint
    since: date
    days: int
    missing: tuple[Guard, ...]
    role: Role
    person: str | None
    phone: str


def waiting(connection: Connection, *, today: date, reference: str = "") -> list[Waiting]:
    """Return what waits in one case, or in all that go on, longest first; raise UnknownCase. Nothing is written."""
    directory = read_directory(connection)
    files = [queries.read_case(connection, reference)] if reference else queries.live_cases(connection)
    found = [one for file in files for one in _of_case(file, today, directory)]
    return sorted(found, key=lambda one: (one.since, one.file.reference, one.track.id))


def _of_case(file: CaseFile, today: date, directory: Directory) -> Iterator[Waiting]:
    for track, facts in live_tracks(file, today):
        for point, missing in waiting_at(track.process, track.state, facts):
            since = _since(point, facts, track)
            yield Waiting(
                file,
                track,
                point,
                since,
                working_days_between(since, today) if since < today else 0,
                missing,
                *_who_can(missing[0], file, track, directory, today),
            )


def _since(point: SyncPoint, facts: Facts, track: TrackFile) -> date:
    return point.since(facts) or track.since


def _who_can(
    guard: Guard,
    file: CaseFile,
    track: TrackFile,
    directory: Directory,
    today: date,
) -> tuple[Role, str | None, str]:
    role = guard.met_by[0]
    if role not in ASKED:
        return role, None, ""
    reader = directory.recipient(ASKED[role], file, today, holders=holders_of(file, track))
    return (role, reader.name, reader.phone) if reader else (role, None, "")
