"""The preview of an override, as people read it and as programs do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from cli.i18n import _, said
from cli.output import heading, say, table
from cli.period import long_day
from desk.labels import track_label, way_label
from matters.consequences import Consequences, OpenedPoint, Owed, ReminderChange
from matters.ladder import Ladder
from models.overrides.forcing import Change, TrackChange
from states.processes.registry import PROCESSES
from states.processes.sync import SYNC_POINTS


def tell(seen: Consequences, names: Mapping[int, str], ladder: Ladder) -> None:
    """Print the difference that an override makes; nothing has changed yet."""
    change = seen.change
    told = _("What would happen in {reference}. Nothing is changed yet.")
    say(told.format(reference=change.reference))
    heading(_("States"))
    table(_state_rows(change.tracks), indent=2)
    heading(_("Steps that follow by themselves"))
    _tell_moves(change)
    heading(_("Deadlines"))
    table(deadline_rows(seen, ladder) or [(_("No change."),)], indent=2)
    heading(_("Reminders"))
    table(_reminder_rows(seen, names, ladder) or [(_("No change."),)], indent=2)
    if seen.opened:
        heading(_("Sync points that open"))
    table([(one.point, _point_label(one)) for one in seen.opened], indent=2)
    if change.risks:
        heading(_("Risks"))
    for risk in change.risks:
        say(f"- {said(risk.text)}", indent=2, hanging=2)
    say()


def _state_rows(tracks: Sequence[TrackChange]) -> list[tuple[str, str]]:
    rows = [
        (
            said(track_label(one.process, one.subject, one.parent)),
            way(one.process, one.before, one.after) if one.before else _("opens"),
        )
        for one in tracks
        if one.before != one.after
    ]
    rest = len(tracks) - len(rows)
    return [*rows, (_("the others"), _("unchanged ({count})").format(count=rest))] if rest else rows


def way(process: str, source: str, target: str) -> str:
    return said(way_label(process, source, target))


def _tell_moves(change: Change) -> None:
    for move in change.moves:
        of = PROCESSES[move.process]
        told = f"{said(track_label(move.process, move.subject))}: {said(of.triggers[move.trigger])}"
        say(f"{told}, {way(move.process, move.source, move.target)}", indent=2, hanging=2)
    if not change.moves:
        say(_("None."), indent=2)
    if change.taken_back:
        say(
            _("What is recorded leads straight back. Correct what is recorded instead, with “trespann record”."),
            indent=2,
        )


def deadline_rows(seen: Consequences, ladder: Ladder) -> list[tuple[str, str]]:
    """Return what is owed from now on, no longer, or by another day."""
    before, after = _by_matter(seen.before), _by_matter(seen.after)
    return [
        (f"{_day(before, key)} → {_day(after, key)}", said(ladder.matters[key[2]].heading) + _about(key[1]))
        for key in dict.fromkeys([*before, *after])
        if before.get(key, _NOT_OWED) != after.get(key, _NOT_OWED)
    ]


_Matter = tuple[str, str, str]
_NOT_OWED = date.min


def _by_matter(owed: Iterable[Owed]) -> dict[_Matter, date | None]:
    return {(one.process, one.subject, one.matter): one.deadline for one in owed}


def _day(owed: Mapping[_Matter, date | None], key: _Matter) -> str:
    if key not in owed:
        return _("nothing owed")
    last = owed[key]
    return long_day(last) if last else _("owed, without a last day")


def _reminder_rows(seen: Consequences, names: Mapping[int, str], ladder: Ladder) -> list[tuple[str, str]]:
    planned = [(_("planned"), _change_line(one, names, ladder)) for one in seen.planned]
    return planned + [(_("called off"), _change_line(one, names, ladder)) for one in seen.withdrawn]


def _change_line(one: ReminderChange, names: Mapping[int, str], ladder: Ladder) -> str:
    told = f"{said(ladder.matters[one.matter].heading)}{_about(one.subject)}: {names.get(one.person_id, '–')}"
    return f"{told} ({_('in queued mail {number}').format(number=one.message)})" if one.message else told


def _about(subject: str) -> str:
    return f" ({subject})" if subject else ""


def _point_label(one: OpenedPoint) -> str:
    labels = {point.name: said(point.label) for point in SYNC_POINTS}
    return f"{labels[one.point]}: {said(track_label(one.process, one.subject))}"


def people_in(seen: Consequences) -> set[int]:
    """Return the numbers of the people whose reminders change."""
    return {one.person_id for one in (*seen.planned, *seen.withdrawn)}


def as_object(seen: Consequences) -> dict[str, Any]:
    change = seen.change
    return {
        "reference": change.reference,
        "process": change.process,
        "subject": change.subject,
        "source": change.source,
        "target": change.target,
        "result": change.result,
        "taken_back": change.taken_back,
        "tracks": [asdict(one) for one in change.tracks],
        "moves": [asdict(one) for one in change.moves],
        "deadlines": {"before": [asdict(one) for one in seen.before], "after": [asdict(one) for one in seen.after]},
        "reminders": {
            "planned": [asdict(one) for one in seen.planned],
            "withdrawn": [asdict(one) for one in seen.withdrawn],
        },
        "opened": [asdict(one) for one in seen.opened],
        "risks": [
            {"name": risk.name, "sv": risk.text.sv, "en": risk.text.en, "needs_second": risk.needs_second}
            for risk in change.risks
        ],
    }
