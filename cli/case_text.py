"""A case as people read it: its states, dates and standstill, and what it waits for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import typer

from cli.i18n import _, command_line, language, said
from cli.output import fields, heading, say, table
from cli.period import has_run_out, long_day, tell_standstill
from cli.remedies import About, helping, move_line, told_reasons, who
from desk.acting import Outcome
from desk.clauses.library import CLAUSE_LABELS
from desk.contradictions import contradictions_of
from desk.explaining import HeldUp, Unmet, Way
from desk.labels import candidate_label, source_label, state_label, track_label, value_label
from matters.city_days import Days
from matters.preparing import lead_time_in_list, lead_time_of
from models.casefile import CaseFile
from models.deviations import deviations_of
from models.links import LinkedCase, LinkKind
from models.occupations.words import answer_told, need_lines, order_told
from models.queries.cases import CaseLine
from models.queries.details import CaseDetails
from models.queries.directory import PersonCard
from models.queries.messages import MessageLine
from models.reminders.history import ReminderHistory
from models.sent_clauses import in_force
from models.tables import SentClause
from notifications.delivery.problems import explain
from states.law.applicability import (
    FORM_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    AssessmentOutcome,
    applicability,
    reserved_by,
)
from states.law.clearance import procedure_of, standstill_of
from states.law.courts import COURT_LABELS
from states.law.governed import ASK_FOR_ACT, act_wanted, governed_label
from states.law.procedures import PROCEDURE_LABELS
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.processes.supplier import amounts_due
from states.records.clauses import PARAMETERS, from_json, spoken
from states.records.contract import contract_end
from states.records.demand import DemandOrder
from states.records.hours import hours_told, month_told, person_told
from states.records.lead_times import LeadTime
from states.records.lots import LOT_OUTCOME_LABELS, SHOWN_AS_LOTS, LotRecord
from states.records.milestones import RECORDINGS, Deviation
from states.records.names import reference_key
from states.records.obligations import in_sek
from states.records.observations import Observation, current, lots_of
from states.refusal import Unreadable
from states.text import Text

LATEST = 20
"""How many reminders of a case are shown."""


def word_label(labels: Mapping[Any, Text], word: str) -> str:
    """Return what a stored word is called; as it stands where nobody knows it."""
    return said(labels[word]) if word in labels else word


def tell_list(lines: Sequence[CaseLine], day: date) -> None:
    days = city_days()
    head = (_("Reference"), _("State"), _("Since"), _("What is bought, for whom"))
    table([_row(line, lead_time_in_list(line, days, day), day) for line in lines], head=head)


def tell_lead_time(case: CaseFile, day: date, *, indent: int = 0) -> None:
    """Print by when the support function must be contacted so that people can be prepared, or that it is too late."""
    found = lead_time_of(case.facts(day), city_days())
    if found is not None:
        say(said(found.reasoning(day)), indent=indent)


def city_days() -> Days:
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    return ladder_in_force(Settings()).days


def _row(line: CaseLine, found: LeadTime | None, day: date) -> tuple[str, str, str, str]:
    what = f"{line.title} ({line.unit})" if line.unit else line.title
    if found is not None:
        what = f"{what} – {said(found.in_short(day))}"
    return (line.reference, said(state_label(PROCUREMENT.name, line.state)), line.since.isoformat(), what)


def _tell_amounts(case: CaseFile, day: date) -> None:
    """Print what bonus and penalty come to, for each supplier whose contract provides for one."""
    found = [one for one in case.facts(day).balances if one.obligation.bonus or one.obligation.penalty_amount]
    if not found:
        return
    heading(_("Bonus and penalty by the contracts, as things stand"))
    rows = [(one.obligation.supplier, amounts_due(one)) for one in found]
    told = [(said(in_sek(due.bonus)), said(in_sek(due.penalty)), supplier) for supplier, due in rows]
    table(told, head=(_("Bonus"), _("Penalty"), _("Supplier")), indent=2)


def _tell_hours(case: CaseFile) -> None:
    """Print the hours that were reported, by month and position, and in which contract they count."""
    found = [part for part in case.hours if part.position]
    if not found:
        return
    heading(_("Hours, by the contract in which they count"))
    rows = [
        (
            said(month_told(part.month)),
            said(person_told(part.person)) if part.case_id == case.id else part.reference,
            said(hours_told(part.quarters)),
            part.counts_in,
        )
        for part in found
    ]
    table(rows, head=(_("Month"), _("Position"), _("Hours"), _("Counts in")), indent=2)


def tell_rule(case: CaseFile, day: date, *, indent: int = 0) -> None:
    """Print what the rule says of a procurement, or which facts it lacks."""
    facts = case.facts(day)
    for reason in applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).reasons:
        say(said(reason), indent=indent)


# --- one case --------------------------------------------------------------------------------------------------------


def tell_renumbered(asked: str, reference: str) -> None:
    """Print that a case was asked for by what it was called before it had its number."""
    if reference_key(asked) != reference_key(reference):
        say(_("{former} has got the number {reference}.").format(former=asked.strip(), reference=reference))
        say()


def tell_case(details: CaseDetails, day: date) -> None:
    case = details.case
    table([(case.reference, case.title)])
    fields(_known_of(details))
    _ask_for_act(case, day)
    heading(_("States"))
    table([_track_row(case, index) for index in range(len(case.tracks))], indent=2)
    heading(_("Assessment"))
    _tell_assessment(details, day)
    _tell_orders(details.orders)
    _tell_clauses(details.sent)
    heading(_("Dates"))
    tell_dates([one for one in current(case.recorded) if one.milestone not in SHOWN_AS_LOTS], indent=2)
    _tell_lots(lots_of(case.recorded))
    cause = unreadable_because(case, day)
    if not cause:
        _tell_computed_end(case, day)
        _tell_amounts(case, day)
        _tell_hours(case)
    if cause:
        heading(_("What no rule can read"))
        for unknown in cause:
            say(f"- {said(unknown)}", indent=2, hanging=2)
    else:
        _tell_standstill_of(case, day)
    _tell_contradictions(contradictions_in(details))
    if not cause:
        _tell_deviations(list(deviations_of(case, day)))
    if details.links:
        heading(_("Linked cases"))
        tell_links(details.links, indent=2)
    if details.reminder_histories:
        heading(_("Reminders"))
        _tell_tellings(details.reminder_histories)
    if details.troubled:
        heading(_("Mail that somebody has to look at"))
        tell_messages(details.troubled, indent=2)


def _tell_orders(orders: Sequence[tuple[str, DemandOrder]]) -> None:
    if orders:
        heading(_("Demand, and what the labour-market units answer"))
    for unit, order in orders:
        say(f"- {unit}: {said(order_told(order))} – {said(answer_told(order))}", indent=2, hanging=2)


def contradictions_in(details: CaseDetails) -> list[Text]:
    """Return what is contradictory in a case; one that was merged into another has nothing more to decide."""
    merged = any(one.outward and one.kind == LinkKind.MERGED_INTO for one in details.links)
    return [] if merged else list(contradictions_of(details.case))


def unreadable_because(case: CaseFile, day: date) -> list[Text]:
    """Return why no rule can read a case; nothing for one that can be read."""
    try:
        standstill_of(case.facts(day))
        list(deviations_of(case, day))
    except Unreadable as unreadable:
        return [unknown.text for unknown in case.unknown_words()] or [unreadable.text]
    return []


def _tell_computed_end(case: CaseFile, day: date) -> None:
    """Print the end of the contract where it is only computed; one that was told stands among the dates."""
    end = contract_end(case.facts(day))
    if end is not None and end.computed:
        table([(long_day(end.day), said(end.label))], indent=2)


def _tell_standstill_of(case: CaseFile, day: date) -> None:
    period = standstill_of(case.facts(day))
    if period is not None:
        heading(_("Standstill"))
        tell_standstill(period, day, indent=2)


def _known_of(details: CaseDetails) -> list[tuple[str, str]]:
    case = details.case
    return [
        (_("Contracting unit"), details.unit),
        (_("Kind"), word_label(KIND_LABELS, case.kind)),
        (_("Procedure"), word_label(PROCEDURE_LABELS, case.procedure)),
        (_("Procurement act"), _act_of(case)),
        (_("Months"), f"{case.months:g}" if case.months else ""),
        (_("People needed"), f"{case.headcount:g}" if case.headcount else ""),
        (_("Value"), kronor(case.value)),
        (_("CPV code"), case.cpv),
        (_("Occupation"), case.trade),
        (_("Tasks"), case.tasks),
        (_("Area"), case.area),
        (_("Contract starts"), long_day(case.contract_start) if case.contract_start else ""),
        (_("Officer"), _card(details.officer)),
        (_("Support function"), _card(details.support)),
        (_("Labour-market unit"), details.labour_unit or _("nobody named")),
        (_("Opened"), long_day(case.opened_on)),
    ]


def _act_of(case: CaseFile) -> str:
    """Return the act that governs a case and who says so; as it is stored where nobody knows it."""
    try:
        return said(governed_label(case.governed()))
    except Unreadable:
        return case.act or case.unit_act


def kronor(value: float | None) -> str:
    """Return an amount of money in words; nothing for none."""
    return "" if value is None else _("{amount} SEK").format(amount=f"{value:,.0f}".replace(",", "\u00a0"))


def _ask_for_act(case: CaseFile, day: date) -> None:
    if unreadable_because(case, day):
        return
    facts = case.facts(day)
    if act_wanted(facts.act, procedure_of(facts)):
        say(said(ASK_FOR_ACT))
        typer.echo(f"    {command_line('case', 'change', case.reference, '--act', _('ACT'))}")


def _card(person: PersonCard | None) -> str:
    if person is None:
        return _("nobody named")
    return ", ".join(filter(None, (person.name, person.email, person.phone)))


def _track_row(case: CaseFile, index: int) -> tuple[str, str, str]:
    track = case.tracks[index]
    name = said(track_label(track.process, track.subject, track.parent))
    return (name, said(state_label(track.process, track.state)), _("since {day}").format(day=long_day(track.since)))


def _tell_assessment(details: CaseDetails, day: date) -> None:
    case = details.case
    forms = ", ".join(word_label(FORM_LABELS, form) for form in case.forms.split())
    outcome = word_label(OUTCOME_LABELS, case.outcome)
    say(f"{outcome}: {forms}" if forms else outcome, indent=2)
    if case.outcome == AssessmentOutcome.RESERVED and not unreadable_because(case, day):
        facts = case.facts(day)
        sections = ", ".join(reserved_by(facts.act, facts.procedure))
        say(_("Reserved under: {sections}").format(sections=sections or _("no section is held here")), indent=2)
    if case.outcome_reason:
        say(_("Reason: {reason}").format(reason=case.outcome_reason), indent=2)
    if not unreadable_because(case, day):
        for label, value in need_lines(case.need()):
            say(f"{said(label).capitalize()}: {said(value)}", indent=2, hanging=2)
    if details.participants:
        say(_("Made by: {people}").format(people=", ".join(details.participants)), indent=2)
    if case.outcome == AssessmentOutcome.PENDING and not unreadable_because(case, day):
        tell_rule(case, day, indent=2)
    if not unreadable_because(case, day):
        tell_lead_time(case, day, indent=2)


def _tell_clauses(sent: Sequence[SentClause]) -> None:
    """Print each clause that went out, with its figures; of each form the latest counts."""
    if not sent:
        return
    heading(_("Clauses in the procurement"))
    counts = in_force(sent).values()
    rows = [
        (
            one.sent_on.isoformat(),
            word_label(CLAUSE_LABELS, one.form),
            f"{one.clause} {one.version}",
            ", ".join(_figures(one)) if one in counts else _("replaced"),
        )
        for one in sent
    ]
    table(rows, indent=2)


def _figures(one: SentClause) -> Iterator[str]:
    values = from_json(one.parameters)
    for name, value in values.items():
        if name != "unit":
            yield f"{said(PARAMETERS[name].label)}: {spoken(name, value, values, language())}"


def tell_dates(counting: Iterable[Observation], *, indent: int = 0) -> None:
    table([_dated(one) for one in _by_date(counting)], indent=indent)


def tell_links(links: Iterable[LinkedCase], *, indent: int = 0) -> None:
    table([(said(link.label), link.reference, link.title) for link in links], indent=indent)


def _by_date(counting: Iterable[Observation]) -> list[Observation]:
    return sorted(counting, key=lambda record: (record.on or date.min, record.milestone, record.lot, record.supplier))


def _dated(observation: Observation) -> tuple[str, str]:
    label = said(RECORDINGS[observation.milestone].label)
    about = ", ".join(_about(observation))
    what = f"{label}: {about}" if about else label
    return (long_day(observation.on or date.min), f"{what} ({said(source_label(observation.source))})")


def _about(observation: Observation) -> Iterator[str]:
    if observation.value:
        yield said(value_label(observation.milestone, observation.value))
    if observation.court:
        yield word_label(COURT_LABELS, observation.court)
    if observation.applicant:
        yield observation.applicant
    if observation.lot:
        yield _("lot {lot}").format(lot=observation.lot)
    if observation.supplier:
        yield observation.supplier
    if observation.placement:
        yield said(candidate_label(observation.placement))


def _tell_lots(lots: Sequence[LotRecord]) -> None:
    if lots:
        heading(_("Lots"))
        table([(one.lot, said(LOT_OUTCOME_LABELS[one.outcome]), one.on.isoformat()) for one in lots], indent=2)


def _tell_contradictions(listed: Sequence[Text]) -> None:
    if listed:
        heading(_("Contradictions"))
    for one in listed:
        say(f"- {said(one)}", indent=2, hanging=2)


def _tell_deviations(listed: Sequence[Deviation]) -> None:
    if listed:
        heading(_("Deviations"))
    for deviation in listed:
        say(f"- {said(deviation.text)}", indent=2, hanging=2)


def _tell_tellings(histories: Sequence[ReminderHistory]) -> None:
    if len(histories) > LATEST:
        say(_("Of {count} the latest {shown}; --json shows all.").format(count=len(histories), shown=LATEST), indent=2)
    headings = _headings()
    rows = [
        (
            history.told.day.isoformat(),
            str(history.told.message),
            history.told.person,
            _what_became_of(history, headings),
        )
        for history in histories[-LATEST:]
    ]
    table(rows, head=(_("Day"), _("No."), _("Told"), _("What, and what became of the mail")), indent=2)


def _headings() -> Mapping[str, str]:
    from matters.ladder_file import ladder_in_force
    from matters.rows.receipts import RECEIPTS
    from models.installation.settings import Settings
    from models.reminders.receipts import receipt_of

    asked = {name: matter.heading for name, matter in ladder_in_force(Settings()).matters.items()}
    told = {receipt_of(milestone): row.heading for milestone, row in RECEIPTS.items()}
    return {name: said(heading) for name, heading in (asked | told).items()}


def _what_became_of(history: ReminderHistory, headings: Mapping[str, str]) -> str:
    mailed = history.told
    what = headings.get(mailed.matter, mailed.matter) + (f" ({mailed.subject})" if mailed.subject else "")
    became = f"{what} – {said(state_label('delivery', mailed.message_state))}"
    if mailed.reached:
        return became
    others = [
        f"{other.person} {other.day.isoformat()} ({said(state_label('delivery', other.message_state))})"
        for other in history.instead
    ]
    told_instead = _("told instead: {people}").format(people=", ".join(others)) if others else _("nobody else was told")
    return f"{became}; {told_instead}"


def tell_messages(lines: Sequence[MessageLine], *, indent: int = 0) -> None:
    head = (_("No."), _("Day"), _("State"), _("To and about"))
    rows = [
        (str(line.id), line.day.isoformat(), said(state_label("delivery", line.state)), _to_and_about(line))
        for line in lines
    ]
    table(rows, head=head, indent=indent)


def _to_and_about(line: MessageLine) -> str:
    about = f"{line.recipient}: {line.subject}"
    return f"{about} – {problem_label(line.problem)}" if line.problem else about


def problem_label(problem: str) -> str:
    return said(explain(problem))


# --- what a case waits for -------------------------------------------------------------------------------------------


def tell_ways(case: CaseFile, ways: Sequence[Way], day: date) -> None:
    """Print every step out of the present states, what it waits for, and the command lines that do it."""
    table([(case.reference, case.title)])
    period = standstill_of(case.facts(day))
    if period is not None and period.last_day is not None:
        over = has_run_out(period, day)
        told = _("The standstill ended with {day}.") if over else _("The standstill lasts to the end of {day}.")
        say(told.format(day=long_day(period.last_day)))
    for track in case.tracks:
        process = PROCESSES[track.process]
        name = said(track_label(track.process, track.subject, track.parent))
        heading(f"{name}: {said(process.duties[process.states(track.state)].label)}")
        steps: dict[tuple[str, str], list[Way]] = {}
        for way in ways:
            if way.track is track:
                steps.setdefault((way.move.trigger, way.move.target), []).append(way)
        if not steps:
            say(_("Nothing more happens here."), indent=2)
        for same in steps.values():
            _tell_step(same, case.reference)


def _tell_step(same: Sequence[Way], reference: str) -> None:
    """Print one step, which people and the clock may take under conditions of their own.

    What the clock does by itself nobody is told to do: a command is shown only where a person can be quicker.
    """
    process, move = PROCESSES[same[0].track.process], same[0].move
    say()
    say(f"{said(process.triggers[move.trigger])} → {said(process.duties[move.target].label)}", indent=2)
    by_clock = [way for way in same if way.by_clock]
    by_hand = [way for way in same if not way.by_clock and not any(_asks(one) <= _asks(way) for one in by_clock)]
    for way in by_hand:
        _tell_by_hand(way, reference)
    for way in by_clock:
        _tell_by_itself(way, reference, besides=by_hand)


def _asks(way: Way) -> set[str]:
    return {condition.reason.key for condition in way.unmet}


def _tell_by_hand(way: Way, reference: str) -> None:
    if not way.allowed:
        say(_("Not possible yet. What is missing:"), indent=4)
    for condition in way.unmet:
        _tell_unmet(condition, About.of_way(reference, way))
    if way.people:
        sentence = _("Possible now for {who}:") if way.allowed else _("Then for {who}:")
        say(sentence.format(who=who(way.people)), indent=4)
        _tell_line(f"    {move_line(way, reference)}", indent=4)


def _tell_by_itself(way: Way, reference: str, *, besides: Sequence[Way]) -> None:
    if way.allowed:
        say(_("Happens by itself at the next tick."), indent=4)
        return
    known = {key for other in besides for key in _asks(other)}
    if known:
        waits = _("It happens by itself once this is so too:")
    else:
        waits = _("It happens by itself once this is so:") if besides else _("Not possible yet. What is missing:")
    say(waits, indent=4)
    for condition in way.unmet:
        if condition.reason.key not in known:
            _tell_unmet(condition, About.of_way(reference, way))
    if not besides:
        say(_("Then it happens by itself."), indent=4)


def _tell_unmet(unmet: Unmet, about: About) -> None:
    for line in told_reasons([helping(unmet)], about):
        _tell_line(line, indent=4)
    for reason in unmet.first:
        say(_("Not yet: {reason}").format(reason=said(reason.text)), indent=6, hanging=2)


def _tell_line(line: str, *, indent: int) -> None:
    if line.startswith(" "):
        typer.echo(f"{' ' * indent}{line}")  # a command line is to be copied as it stands
    else:
        say(line, indent=indent, hanging=2)


# --- what came of a change -------------------------------------------------------------------------------------------


def tell_moves(outcome: Outcome, held: HeldUp | None = None) -> None:
    """Print where the case went, or that it stands where it stood and what holds it up."""
    case = outcome.case
    for move in outcome.moves:
        of = said(track_label(move.process, move.subject, move.parent))
        stood = said(state_label(move.process, move.before)) if move.before else "–"
        say(f"{of}: {stood} → {said(state_label(move.process, move.after))}")
    if not outcome.moves:
        states = ", ".join(said(state_label(track.process, track.state)) for track in case.tracks if not track.subject)
        say(_("The case stays in: {states}").format(states=states))
        if held is not None:
            say(_("What is missing:"))
            _tell_unmet(held.condition, About.of_way(case.reference, held.way))
        say(_("What it waits for: {command}").format(command=command_line("case", "explain", case.reference)))
