"""A case as programs read it."""

from dataclasses import asdict
from datetime import date

from cli.case_text import unreadable_because
from cli.period import Object, standstill_object
from cli.remedies import About, commands, helping, move_line
from desk.explaining import Unmet, Way
from models.casefile import CaseFile
from models.queries.details import CaseDetails
from models.reminders.history import Telling
from states.law.clearance import standstill_of
from states.records.observations import Conflict, Observation, conflicts, current


def case_object(found: CaseDetails, day: date) -> Object:
    file = found.file
    cause = unreadable_because(file, day)
    period = None if cause else standstill_of(file.facts(day))
    counting = current(file.recorded)
    return {
        "reference": file.reference,
        "title": file.title,
        "unit": found.unit,
        "kind": file.kind,
        "procedure": file.procedure,
        "months": file.months,
        "headcount": file.headcount,
        "single_tenderer": bool(file.single_tenderer),
        "officer": asdict(found.officer) if found.officer else None,
        "support": asdict(found.support) if found.support else None,
        "opened_on": file.opened_on,
        "next_check": file.next_check,
        "assessment": {"outcome": file.outcome, "forms": file.forms.split(), "reason": file.outcome_reason},
        "tracks": [
            {"process": t.process, "subject": t.subject, "state": t.state, "since": t.since} for t in file.tracks
        ],
        "milestones": [_milestone(one, counts=one in counting) for one in file.recorded],
        "standstill": standstill_object(period) if period else None,
        "conflicts": [_conflict(one) for one in conflicts(file.recorded)],
        "links": [asdict(one) for one in found.links],
        "messages": [asdict(line) for line in found.troubled],
        "reminders": [_telling(one) for one in found.tellings],
    } | ({"unreadable": [asdict(one) for one in cause]} if cause else {})


def _telling(one: Telling) -> Object:
    return asdict(one.told) | {"instead": [asdict(other) for other in one.instead]}


def _milestone(one: Observation, *, counts: bool) -> Object:
    return {
        "milestone": one.milestone,
        "on": one.on,
        "value": one.value,
        "lot": one.lot,
        "supplier": one.supplier,
        "source": one.source,
        "by_person": bool(one.by_person),
        "as_of": one.as_of,
        "counts": counts,
    }


def _conflict(one: Conflict) -> Object:
    return {
        "milestone": one.entered.milestone,
        "lot": one.entered.lot,
        "supplier": one.entered.supplier,
        "entered": one.entered.on,
        "reported": one.reported.on,
        "source": one.reported.source,
    }


def way_object(file: CaseFile, way: Way) -> Object:
    """Return one move; `command` is null for a move that comes by itself."""
    about = About.of_way(file.reference, way)
    return {
        "process": way.track.process,
        "subject": way.track.subject,
        "state": way.track.state,
        "trigger": way.move.trigger,
        "target": way.move.target,
        "by": list(way.move.by),
        "allowed": way.allowed,
        "command": move_line(way, file.reference) or None,
        "unmet": [_unmet(one, about) for one in way.unmet],
    }


def _unmet(unmet: Unmet, about: About) -> Object:
    reason = unmet.reason
    return {
        "key": reason.key,
        "sv": reason.text.sv,
        "en": reason.text.en,
        "met_by": list(reason.met_by),
        "records": list(reason.records),
        "commands": commands(helping(unmet), about),
    }
