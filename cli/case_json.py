"""A case as programs read it."""

import json
from dataclasses import asdict
from datetime import date

from cli.case_text import contradictions_in, unreadable_because
from cli.period import Object, standstill_object
from cli.remedies import About, commands, helping, move_line
from desk.explaining import Unmet, Way
from models.casefile import CaseFile
from models.queries.details import CaseDetails
from models.reminders.history import ReminderHistory
from models.tables import SentClause
from states.law.clearance import standstill_of
from states.processes.supplier import amounts_due
from states.records.demand import DemandOrder
from states.records.hours import HoursPart, in_hours, month_written
from states.records.lots import Unheeded
from states.records.needs import read_occupations
from states.records.obligations import Balance
from states.records.observations import Conflict, Observation, conflicts, current, lots_of, unheeded
from states.refusal import Unreadable


def case_object(found: CaseDetails, day: date) -> Object:
    case = found.case
    cause = unreadable_because(case, day)
    period = None if cause else standstill_of(case.facts(day))
    counting = current(case.recorded)
    return {
        "reference": case.reference,
        "title": case.title,
        "unit": found.unit,
        "kind": case.kind,
        "procedure": case.procedure,
        **_act(case),
        "months": case.months,
        "headcount": case.headcount,
        "value": case.value,
        "single_tenderer": bool(case.single_tenderer),
        "officer": asdict(found.officer) if found.officer else None,
        "support": asdict(found.support) if found.support else None,
        "labour_market_unit": found.labour_unit,
        "opened_on": case.opened_on,
        "next_check": case.next_check,
        "contract_start": case.contract_start,
        "area": case.area,
        "trade": case.trade,
        "cpv": case.cpv,
        "tasks": case.tasks,
        "assessment": {
            "outcome": case.outcome,
            "forms": case.forms.split(),
            "reason": case.outcome_reason,
            "occupations": _occupations(case),
            "unit": case.need_unit,
            "amount": case.need_amount,
            "months_each": case.need_months,
            "planned_start": case.planned_start,
            "supply": case.supply,
            "participants": list(found.participants),
        },
        "demand": [_order(unit, one) for unit, one in found.orders],
        "clauses": [_clause(one) for one in found.sent],
        "tracks": [
            {"process": t.process, "subject": t.subject, "state": t.state, "since": t.since} for t in case.tracks
        ],
        "milestones": [_milestone(one, counts=one in counting) for one in case.recorded],
        "standstill": standstill_object(period) if period else None,
        "amounts": [] if cause else [_amounts(one) for one in case.facts(day).balances],
        "hours": [_hours(part) for part in case.hours if part.position],
        "lots": [asdict(one) for one in lots_of(case.recorded)],
        "conflicts": [_conflict(one) for one in conflicts(case.recorded)],
        "contradictions": [{"sv": one.sv, "en": one.en} for one in contradictions_in(found)],
        "unheeded": [_unheeded(one) for one in unheeded(case.recorded)],
        "links": [asdict(one) for one in found.links],
        "messages": [asdict(line) for line in found.troubled],
        "reminders": [_telling(one) for one in found.reminder_histories],
    } | ({"unreadable": [asdict(one) for one in cause]} if cause else {})


def _occupations(case: CaseFile) -> list[Object]:
    try:
        read = read_occupations(case.occupations)
    except ValueError:
        return [{"code": case.occupations, "number": 0}]
    return [{"code": code, "number": number} for code, number in read]


def _act(case: CaseFile) -> Object:
    """Return the act that governs the case and who says so; where it cannot be told, what is stored."""
    try:
        governed = case.governed()
    except Unreadable:
        return {"act": case.act, "act_source": None}
    return {"act": governed.act or "", "act_source": governed.source}


def _amounts(balance: Balance) -> Object:
    owed, due = balance.obligation, amounts_due(balance)
    told = {"lot": owed.lot, "supplier": owed.supplier, "bonus": owed.bonus, "bonus_cap": owed.bonus_cap}
    told |= {"penalty_amount": owed.penalty_amount, "by_month": owed.by_month}
    return {**told, "bonus_due": due.bonus, "penalty_due": due.penalty}


def _order(unit: str, one: DemandOrder) -> Object:
    return {
        "unit": unit,
        "occupation": one.occupation,
        "number": one.number,
        "months": one.months,
        "planned_start": one.planned_start,
        "area": one.area,
        "forms": one.forms.split(),
        "asked_on": one.asked_on,
        "asked": one.asked,
        "answer": one.answer,
        "ready_by": one.ready_by,
        "people": one.people,
        "comment": one.comment,
        "answered_by": one.answered_by,
        "answered_on": one.answered_on,
    }


def _hours(part: HoursPart) -> Object:
    """Return the hours of one person's month that count in one contract, by numbers alone."""
    return {
        "month": month_written(part.month),
        "worked_in": part.reference,
        "position": part.position,
        "candidate": part.candidate,
        "counts_in": part.counts_in,
        "hours": in_hours(part.quarters),
    }


def _clause(one: SentClause) -> Object:
    return {
        "form": one.form,
        "clause": one.clause,
        "version": one.version,
        "trade": one.trade,
        "language": one.language,
        "approved_by": one.approved_by,
        "parameters": json.loads(one.parameters),
        "text": one.text,
        "digest": one.text_digest,
        "sent_by": one.sent_by,
        "sent_on": one.sent_on,
    }


def _telling(one: ReminderHistory) -> Object:
    return asdict(one.told) | {"instead": [asdict(other) for other in one.instead]}


def _milestone(one: Observation, *, counts: bool) -> Object:
    return {
        "milestone": one.milestone,
        "on": one.on,
        "value": one.value,
        "lot": one.lot,
        "supplier": one.supplier,
        "court": one.court,
        "applicant": one.applicant,
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


def _unheeded(one: Unheeded) -> Object:
    return {"lot": one.told.lot, "on": one.told.on, "source": one.told.source, "sv": one.text.sv, "en": one.text.en}


def way_object(case: CaseFile, way: Way) -> Object:
    """Return one move; `command` is null for a move that comes by itself."""
    about = About.of_way(case.reference, way)
    return {
        "process": way.track.process,
        "subject": way.track.subject,
        "state": way.track.state,
        "trigger": way.move.trigger,
        "target": way.move.target,
        "by": list(way.move.by),
        "allowed": way.allowed,
        "command": move_line(way, case.reference) or None,
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
