"""Standstill (avtalsspärr): how long a contract may not be signed, and why.

Every hindrance is a bar with an end of its own: the standstill of each notice, the extended standstill of each
application, each interim order, each ten-day period. The contract may be signed on the day after the last of them has
ended, never on that of the first. LOU 20:1 means chapter 20, section 1; LUF has the same numbers, LUK chapter 16.

Every date is a calendar date in Europe/Stockholm and every period is counted in calendar days after day 0; only its
last day has to be an ordinary weekday (LOU 20:18 with 1930:173 s. 2). A bar that a court's decision ends does not roll.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from functools import lru_cache
from typing import Any, NamedTuple

from states.law import step_texts as say
from states.law.acts import EXTENSION_RULE, WEEKDAY_RULE, Act, Rule, Wording, wording_of
from states.law.calendar import closed_because, roll
from states.law.courts import COURT_LABELS, Court, Event, EventKind, Target
from states.law.hearings import Application, Grant, Hearings, Order, heard
from states.law.periods import Base, Period, act_assumed, depends_on_act, freed_by, periods_of, row_of
from states.law.procedures import CHAPTERS, Procedure
from states.law.step_texts import Doubt
from states.refusal import Reason, Refusal, repeat
from states.text import Text, long_date, plain_date, verbatim

# --- what is known of an award, and what follows ---------------------------------------------------------------------


class Award(NamedTuple):  # a tuple, not a dataclass: guards build and look up one each time they are asked
    """What is known of the award of a contract; the order of the events does not matter."""

    procedure: Procedure = Procedure.OPEN
    act: Act | None = None
    """None: nobody has told. Then the strictest of the acts counts that come into question."""
    single_tenderer: bool = False
    """One tenderer in the whole procurement and no other candidate affected; not one tenderer for each lot."""
    begun: date | None = None
    """The day the procurement was begun, which picks the wording of the act; by default the day of the first event."""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class ReckoningStep:
    """One step of the reasoning. `rule` cites what it rests on: "LOU 20:1", "1930:173 2"."""

    day: date
    rule: str
    text: Text


@dataclass(frozen=True, slots=True)
class Bar:
    """One hindrance to the contract. `last` is its last day; None: nobody can tell it yet.

    `rule` is the rule that it rests on. A bar with a `doubt` holds only on a stricter reading, and does not count.
    """

    last: date | None
    rule: Rule
    steps: tuple[ReckoningStep, ...]
    doubt: Doubt | None = None
    warning: Text | None = None
    court: Court | None = None
    applicant: str = ""


class SigningOutcome(Enum):
    """Whether a contract may come from the award."""

    FROM_A_DAY = auto()
    BLOCKED = auto()
    """Nobody can tell the day: a court has the case, an order stands, or the award notice is missing."""
    NOT_FROM_THIS_AWARD = auto()
    """The court ordered to redo or correct, the award was withdrawn or the procurement cancelled (LOU 20:6)."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """Until when a contract may not be signed.

    `applies` says whether anything bars the contract. `last_day` and `earliest_signing` are None while nobody can tell
    them, and `last_day` where nothing applies. The earliest day of signing is the day after the last day, be it a
    Saturday or a holiday; where nothing bars, the day of the notice. `strictest` is that day on the stricter reading of
    what the law leaves open, None while that one has no end; `warnings` say why.
    """

    applies: bool
    voluntary: bool
    last_day: date | None
    earliest_signing: date | None
    steps: tuple[ReckoningStep, ...]
    outcome: SigningOutcome = SigningOutcome.FROM_A_DAY
    bars: tuple[Bar, ...] = ()
    strictest: date | None = None
    warnings: tuple[Text, ...] = ()

    def bar_on(self, day: date) -> Bar | None:
        """Return the bar that keeps the contract from being signed on a day: of several the one that ends last."""
        standing = [bar for bar in self.bars if bar.doubt is None and (bar.last is None or bar.last >= day)]
        return max(standing, key=lambda bar: bar.last or date.max, default=None)


class NothingSent(Refusal, ValueError):
    """There is no day to count from: neither an award notice nor a notice of intent is known."""

    def __init__(self) -> None:
        super().__init__(Reason("nothing_sent", _NOTHING_SENT, remedies=(repeat(sent=""),)))


_NOTHING_SENT = Text(
    "Ingen underrättelse om tilldelning är skickad och ingen förhandsinsyn är publicerad: det finns ingen dag 0 att"
    " räkna från. Ange dagen då underrättelsen skickades.",
    "No award notice has been sent and no notice of intent published: there is no day 0 to count from. Give the day"
    " the award notice was sent.",
)


def standstill(award: Award) -> Standstill:
    """Compute the standstill of an award with its reasoning.

    Raises NothingSent without a day 0, NoRuleHeld for a procurement older than the rules, OutsideCalendar beyond 2060.
    """
    return _standstill(award)


def explain(result: Standstill, language: str) -> str:
    """Return the reasoning as running text in "sv" or "en", with what it rests on in brackets at the end."""
    rules = dict.fromkeys(step.rule for step in result.steps)
    return f"{' '.join(step.text.in_(language) for step in result.steps)} ({', '.join(rules)})"


# --- steps and bars --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reckoning:
    """The steps and bars so far, under one wording of one act."""

    wording: Wording
    procedure: Procedure
    steps: list[ReckoningStep] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    @property
    def last(self) -> date | None:
        """The last day of the bars that count and whose end is known."""
        return max((bar.last for bar in self.bars if bar.last and not bar.doubt), default=None)

    @property
    def barred(self) -> bool:
        return any(bar.last is None and bar.doubt is None for bar in self.bars)

    def cite(self, rule: Rule) -> str:
        return self.wording.cite(rule, CHAPTERS[self.procedure])

    def step(self, rule: str, text: Text, *days: date, count: int = 0, of: str = "", court: Court = Court.FR) -> None:
        """Add a step dated the first of `days`, which also fill the numbered gaps of the text."""
        self.steps.append(_step(rule, text, *days, count=count, of=of, court=court))

    def note(self, bar: Bar) -> None:
        """Add a bar; the steps of one that counts become part of the reasoning."""
        self.bars.append(bar)
        if bar.doubt is None:
            self.steps.extend(bar.steps)

    def period(
        self,
        base: date,
        days: int,
        rule: Rule,
        *opening: ReckoningStep,
        ending: Text = say.LAST_OF_TEN_DAYS,
        stated: date | None = None,
        **about: Any,
    ) -> Bar:
        """Return the bar of `days` calendar days after `base`, or up to a later day that was stated."""
        cited, due = self.cite(rule), base + timedelta(days=days)
        steps = list(opening)
        if stated is not None and stated < due:
            steps.append(_step(cited, say.STATED_SHORTER, stated))
        steps.append(_step(cited, say.DAY_COUNTED, due, count=days))
        if stated is not None and stated > roll(due):
            steps.append(_step(cited, say.STATED_LONGER, stated))
            due = stated
        return self.until(due, rule, cited, steps, ending, **about)

    def until(self, due: date, rule: Rule, cited: str, steps: list[ReckoningStep], ending: Text, **about: Any) -> Bar:
        """Return a bar that ends on a day or, if that is no ordinary weekday, on the next one."""
        last = due
        while (why := closed_because(last)) is not None:
            steps.append(ReckoningStep(last, WEEKDAY_RULE, _skipped(last, why)))
            last += timedelta(days=1)
        steps.append(_step(cited if last == due else self.cite(Rule.LAST_DAY_ROLLS), ending, last))
        return Bar(last, rule, tuple(steps), **about)

    def stopped(self, day: date, rule: Rule, text: Text, *opening: ReckoningStep, **about: Any) -> Bar:
        """Return a bar that a decision ended: nothing is signed before the day after it, and no day rolls."""
        of = _of(about.get("applicant", ""))
        return Bar(day, rule, (*opening, _step(self.cite(rule), text, day, of=of)), **about)

    def open(self, day: date, rule: Rule, text: Text, *opening: ReckoningStep, **about: Any) -> Bar:
        """Return a bar without an end: what would end it has not happened yet."""
        return Bar(None, rule, (*opening, _step(self.cite(rule), text, day)), **about)

    def opening(self, day: date, rule: Rule, text: Text, *, of: str = "", court: Court = Court.FR) -> ReckoningStep:
        return _step(self.cite(rule), text, day, of=of, court=court)


def _step(rule: str, text: Text, *days: date, count: int = 0, of: str = "", court: Court = Court.FR) -> ReckoningStep:
    # Not by `Text.fill`, which takes 2.5 times as long: guards reckon a standstill for every award they meet.
    sv, en = ([long_date(day, language) for day in days] for language in ("sv", "en"))
    label = COURT_LABELS[court]
    words = {"days": count, "of": _of(of)}
    return ReckoningStep(
        days[0],
        rule,
        Text(
            text.sv.format(*sv, **words, Court=_capital(label.sv)),
            text.en.format(*en, **words, Court=_capital(label.en)),
        ),
    )


def _of(applicant: str) -> str:
    return f" ({applicant})" if applicant and not applicant.startswith(" ") else applicant


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _skipped(day: date, why: Text) -> Text:
    return Text(
        say.SKIPPED.sv.format(plain_date(day, "sv"), why=why.sv),
        say.SKIPPED.en.format(plain_date(day, "en"), why=why.en),
    )


# --- the reckoning ---------------------------------------------------------------------------------------------------

_NOTICES = (EventKind.NOTICE, EventKind.INTENT, EventKind.CALL_OFF)


class _Run(NamedTuple):
    """A standstill that ran from the day of its notice to its last day, both included."""

    start: date
    last: date
    doubtful: bool = False


@dataclass(slots=True)
class _Awarding:
    """An award with what its events come to; notices `in force` are those that nothing has set aside since."""

    award: Award
    act: Act
    events: list[Event]
    hearings: Hearings
    reset: Event | None
    in_force: list[Event]
    runs: list[_Run] = field(default_factory=list)

    @property
    def sent(self) -> list[Event]:
        return [event for event in self.in_force if event.kind is EventKind.NOTICE]

    def periods(self, notice: Event) -> tuple[Period, ...]:
        base = Base.INTENT_NOTICE if notice.kind is EventKind.INTENT else Base.AWARD_NOTICE
        return tuple(
            period
            for period in periods_of(
                self.act,
                self.award.procedure,
                notice.channel,
                single_tenderer=self.award.single_tenderer,
                voluntary=notice.voluntary or notice.until is not None,
                intent_notice=base is Base.INTENT_NOTICE,
            )
            if period.base is base
        )


@lru_cache(maxsize=8192)
def _standstill(award: Award) -> Standstill:
    awarding = _awarding(award)
    begun = award.begun or awarding.events[0].on
    reckoning = _Reckoning(wording_of(awarding.act, begun), award.procedure)
    _count_notices(reckoning, awarding)
    late = _extend_while_running(reckoning, awarding)
    extended = _apply_applications(reckoning, awarding)
    _extend_in_court(reckoning, late, extended)
    for order in awarding.hearings.orders:
        _apply_order(reckoning, order)
    for grant in awarding.hearings.grants:
        _apply_undone(reckoning, grant, awarding)
    return _result(reckoning, awarding)


def _awarding(award: Award) -> _Awarding:
    if not award.events:
        raise NothingSent
    events = sorted(award.events, key=lambda event: event.place)
    hearings = heard(events)
    reset = _reset(events, hearings)
    notices = [event for event in events if event.kind in _NOTICES]
    in_force = [event for event in notices if reset is None or event.place > reset.place]
    found = _Awarding(award, act_assumed(award.act, award.procedure), events, hearings, reset, in_force)
    _run_notices(found, notices)
    if not in_force and reset is None and not _known_without_notice(found):
        raise NothingSent
    return found


def _reset(events: Iterable[Event], hearings: Hearings) -> Event | None:
    """Return the last event after which no contract comes from an award made before it (LOU 20:6 para 1)."""
    resets = [event for event in events if event.kind in {EventKind.AWARD_WITHDRAWN, EventKind.CANCELLED}]
    return max([*resets, *(grant.event for grant in hearings.standing)], key=lambda e: e.place, default=None)


def _known_without_notice(awarding: _Awarding) -> bool:
    return bool(awarding.hearings.applications or awarding.hearings.orders)


def _run_notices(awarding: _Awarding, notices: Iterable[Event]) -> None:
    """Note the standstill of every notice, also of an award that was set aside: up to the day of that."""
    for notice in notices:
        periods = [one for one in awarding.periods(notice) if one.rule is not Rule.PROMISED]
        if not periods:
            continue
        ends = max(_last_of(notice, period) for period in periods)
        set_aside = [one.on for one in awarding.events if one.place > notice.place and _sets_aside(one, awarding)]
        doubtful = all(period.doubtful for period in periods)
        awarding.runs.append(_Run(notice.on, min([ends, *set_aside]), doubtful))


def _sets_aside(event: Event, awarding: _Awarding) -> bool:
    if event.kind in {EventKind.AWARD_WITHDRAWN, EventKind.CANCELLED}:
        return True
    return any(grant.event is event for grant in awarding.hearings.grants)


def _last_of(notice: Event, period: Period) -> date:
    due = roll(notice.on + timedelta(days=period.days))
    return max(due, roll(notice.until)) if notice.until else due


# --- the notices -----------------------------------------------------------------------------------------------------


def _count_notices(reckoning: _Reckoning, awarding: _Awarding) -> None:
    award = awarding.award
    freed = freed_by(awarding.act, award.procedure)
    row = row_of(awarding.act, award.procedure)
    if award.act is None and depends_on_act(award.procedure):
        assumed = say.ACT_ASSUMED.fill(act=verbatim(awarding.act.upper()))
        first = awarding.in_force[0] if awarding.in_force else awarding.events[0]
        reckoning.steps.append(ReckoningStep(first.on, reckoning.cite(Rule.NOTICE), assumed))
    bound = row.free_by is None and not award.single_tenderer
    free = not bound and not any(period for one in awarding.in_force for period in awarding.periods(one))
    if free:
        first = awarding.in_force[0] if awarding.in_force else awarding.events[0]
        reckoning.step(reckoning.cite(freed), say.NOT_REQUIRED[freed], first.on)
    told = awarding.sent if bound else awarding.in_force
    owed = row.notice_owed and not award.single_tenderer
    undone = awarding.reset is not None and not awarding.in_force
    if owed and not told and not undone and not _notice_presumed(awarding):
        day = awarding.in_force[0].on if awarding.in_force else awarding.events[0].on
        reckoning.note(reckoning.open(day, Rule.NOTICE_OWED, say.NOT_SENT))
    for notice in sorted(awarding.in_force, key=lambda event: (event.kind is EventKind.INTENT, event.place)):
        for period in awarding.periods(notice):
            _count(reckoning, notice, period, freed)


def _notice_presumed(awarding: _Awarding) -> bool:
    """Tell whether only rulings are known, of applications that nobody told of: the award was made then."""
    applications = awarding.hearings.applications
    return bool(applications) and all(application.filed is None for application in applications)


def _count(reckoning: _Reckoning, notice: Event, period: Period, freed: Rule) -> None:
    cited = reckoning.cite(period.rule)
    opening = []
    if period.voluntary:
        opening.append(_step(reckoning.cite(freed), say.NOT_REQUIRED[freed], notice.on))
        opening.append(_step(cited, say.CHOSEN, notice.on))
    intent = notice.kind is EventKind.INTENT
    opening.append(_step(cited, say.PUBLISHED if intent else say.SENT[notice.channel], notice.on))
    doubt = Doubt.NO_EXCEPTION if period.doubtful else None
    reckoning.note(
        reckoning.period(
            notice.on, period.days, period.rule, *opening, ending=say.LAST_DAY, stated=notice.until, doubt=doubt
        ),
    )


def _extend_while_running(reckoning: _Reckoning, awarding: _Awarding) -> list[Event]:
    """Apply the extensions told before the standstill ran out; return those told to all that came later."""
    late = []
    for extension in awarding.events:
        if extension.kind is not EventKind.EXTENSION or extension.until is None:
            continue
        run = next((o for o in awarding.runs if not o.doubtful and o.start <= extension.on <= o.last), None)
        reset = awarding.reset
        if reset is not None and extension.place < reset.place:
            if run is not None and extension.to_all:
                awarding.runs.append(_Run(run.start, min(roll(extension.until), reset.on)))
        elif run is None and extension.to_all:
            late.append(extension)
        elif _extend(reckoning, extension, running=run is not None) and run is not None:
            awarding.runs.append(_Run(run.start, roll(extension.until)))
    return late


def _extend(reckoning: _Reckoning, extension: Event, *, running: bool) -> bool:
    """Apply an extension if it was told to all and while a standstill ran (HFD 2019 ref. 58); tell whether it was."""
    until, last = extension.until or extension.on, reckoning.last
    text = _judged(extension, running=running, gains=last is None or until > last)
    opening = _step(EXTENSION_RULE, text, extension.on, until)
    if text is say.EXTENDED:
        reckoning.note(reckoning.until(until, Rule.NOTICE, EXTENSION_RULE, [opening], say.LAST_DAY))
        return True
    reckoning.steps.append(opening)
    if text is not say.EXTENSION_TOO_SHORT:
        reckoning.note(
            reckoning.until(until, Rule.PROMISED, EXTENSION_RULE, [], say.LAST_DAY, doubt=Doubt.PROMISED),
        )
    return False


def _judged(extension: Event, *, running: bool, gains: bool) -> Text:
    if not running:
        return say.EXTENSION_NOT_RUNNING
    if not extension.to_all:
        return say.EXTENSION_NOT_TO_ALL
    return say.EXTENDED if gains else say.EXTENSION_TOO_SHORT


def _extend_in_court(reckoning: _Reckoning, late: Iterable[Event], extended: list[Application]) -> None:
    """Apply the extensions that were told after the ordinary days, while a court's extended standstill ran."""
    for extension in late:
        _extend(reckoning, extension, running=any(one.open_on(extension.on) for one in extended))


# --- the applications ------------------------------------------------------------------------------------------------


def _apply_applications(reckoning: _Reckoning, awarding: _Awarding) -> list[Application]:
    """Extend the standstill while the administrative court has a case, and by ten days after it (LOU 20:8, 20:10).

    Return the applications that extend it.
    """
    extended: list[Application] = []
    strictly: list[Application] = []
    for application in awarding.hearings.applications:
        if application.target is Target.CANCELLATION:
            continue
        in_time = _in_time(application, awarding)
        doubt = None if in_time else _stricter(application, awarding, strictly)
        if in_time:
            extended.append(application)
            reckoning.note(_extended_standstill(reckoning, application, awarding))
        else:
            _say_not_extended(reckoning, application, awarding)
        if doubt is not None:
            reckoning.note(_doubted(_extended_standstill(reckoning, application, awarding), doubt))
        if in_time or doubt is not None:
            strictly.append(application)
    return extended


def _stricter(application: Application, awarding: _Awarding, strictly: Iterable[Application]) -> Doubt | None:
    """Return why a stricter reading lets an application extend the standstill, None where no reading does.

    `strictly` are the older ones that extend it on that reading.
    """
    if any(one is application.first for one in strictly):
        return Doubt.REMITTED
    if application.filed is None or application.sent_back:
        return None
    if any(run.doubtful and run.start <= application.filed <= run.last for run in awarding.runs):
        return Doubt.NO_EXCEPTION
    return Doubt.LATE_UNDER_ANOTHERS if any(one.open_on(application.filed) for one in strictly) else None


def _in_time(application: Application, awarding: _Awarding) -> bool:
    """Tell whether the standstill goes on for an application (LOU 20:8 para 1, 20:11).

    It was filed while one ran, or was before the court when a notice was sent. When only the ruling is known it is
    taken to have come in time: the safe reading.
    """
    filed, runs = application.filed, [run for run in awarding.runs if not run.doubtful]
    if filed is None:
        ruled = application.ruling.on if application.ruling else date.min
        return (not awarding.in_force and _notice_presumed(awarding)) or any(run.start <= ruled for run in runs)
    # Of one day a case is sent back before a notice goes out, and an application comes in after it.
    latest = filed - timedelta(days=1) if application.sent_back else filed
    if any(latest < run.start and application.open_on(run.start) for run in runs):
        return True
    return not application.sent_back and any(run.start <= filed <= run.last for run in runs)


def _extended_standstill(reckoning: _Reckoning, application: Application, awarding: _Awarding) -> Bar:
    about: dict[str, Any] = {"court": Court.FR, "applicant": application.applicant}
    opening = []
    if application.filed is not None:
        before = all(application.filed < run.start for run in awarding.runs)
        text = say.REVIEW_OPEN_AT_NOTICE if before else say.REVIEW_FILED
        text = say.SENT_BACK if application.sent_back else text
        opening.append(reckoning.opening(application.filed, Rule.REVIEW, text, of=application.applicant))
    if application.not_extended is not None and application.not_extended == application.ended:
        return reckoning.stopped(application.not_extended, Rule.REVIEW, say.NOT_EXTENDED, *opening, **about)
    if application.ruling is not None:
        return _ten_days(reckoning, application.ruling, say.DECIDED, *opening, **about)
    pending_since = application.filed or awarding.events[0].on
    return reckoning.open(pending_since, Rule.REVIEW, say.REVIEW_PENDING, *opening, **about)


def _ten_days(reckoning: _Reckoning, ended: Event, text: Text, *opening: ReckoningStep, **about: Any) -> Bar:
    """Return the ten-day period after a decision of a court, unless that court said that there is none (LOU 20:10)."""
    if not ended.ten_days:
        return reckoning.stopped(ended.on, Rule.TEN_DAYS, say.TEN_DAYS_WAIVED, *opening, **about)
    begun = reckoning.opening(ended.on, Rule.TEN_DAYS, text, of=ended.applicant)
    return reckoning.period(ended.on, 10, Rule.TEN_DAYS, *opening, begun, **about)


def _say_not_extended(reckoning: _Reckoning, application: Application, awarding: _Awarding) -> None:
    filed, of = application.filed, application.applicant
    if application.sent_back and filed is not None:
        reckoning.step(reckoning.cite(Rule.REVIEW), say.SENT_BACK, filed, of=of)
    elif filed is not None:
        if not awarding.runs:
            rule, text = Rule.REVIEW, say.REVIEW_WITHOUT_STANDSTILL
        elif any(filed < run.start for run in awarding.runs):
            rule, text = Rule.REVIEW, say.REVIEW_OVER_BEFORE
        else:
            rule, text = Rule.IN_TIME, say.REVIEW_LATE
        reckoning.step(reckoning.cite(rule), text, filed, of=of)
    ruling = application.ruling
    if filed is None and ruling is not None and any(ruling.on < one.on for one in awarding.in_force):
        return  # it concerns an earlier award
    if ruling is not None and not any(order.ended is ruling for order in awarding.hearings.orders):
        reckoning.step(reckoning.cite(Rule.TEN_DAYS), say.NO_TEN_DAYS, ruling.on, of=of)


def _doubted(bar: Bar, doubt: Doubt) -> Bar:
    return Bar(bar.last, bar.rule, bar.steps, doubt, court=bar.court, applicant=bar.applicant)


# --- orders, and what a higher court undoes --------------------------------------------------------------------------


def _apply_order(reckoning: _Reckoning, order: Order) -> None:
    """Bar the contract while an interim order stands, and for ten days after it (LOU 20:9, 20:10 para 2)."""
    about: dict[str, Any] = {"court": order.court, "applicant": order.applicant}
    text = say.ORDERED_UNTIL_RULING if order.until_ruling else say.ORDERED_BY
    if order.court is Court.FR and not order.applicant and not order.until_ruling:
        text = say.ORDERED
    given = reckoning.opening(order.on, Rule.INTERIM_ORDER, text, of=order.applicant, court=order.court)
    ended = order.ended
    if ended is None:
        reckoning.note(reckoning.open(order.on, Rule.INTERIM_ORDER, say.ORDER_PENDING, given, **about))
    elif order.court is Court.HFD and ended.kind is not EventKind.REMITTED:
        reckoning.note(reckoning.stopped(ended.on, Rule.INTERIM_ORDER, say.ORDER_ENDED_FREE, given, **about))
        reckoning.note(_doubted(_ten_days(reckoning, ended, say.ORDER_ENDED, **about), Doubt.SUPREME_COURT))
    else:
        reckoning.note(_ten_days(reckoning, ended, say.ORDER_ENDED, given, **about))
    if order.ruling is not None and order.court is not Court.HFD:
        reckoning.note(_doubted(_ten_days(reckoning, order.ruling, say.DECIDED, **about), Doubt.LIFTED_THEN_RULED))


def _apply_undone(reckoning: _Reckoning, grant: Grant, awarding: _Awarding) -> None:
    """Keep the contract from being signed until the day after a higher court set aside an order to correct or redo."""
    undone = grant.undone
    if undone is None or any(grant.event.place < one.place < undone.place for one in awarding.in_force):
        return
    about: dict[str, Any] = {"court": undone.court, "applicant": undone.applicant}
    reckoning.note(reckoning.stopped(undone.on, Rule.OUTCOME, say.GRANT_UNDONE, **about))
    if undone.kind is EventKind.RULING:
        reckoning.note(_doubted(_ten_days(reckoning, undone, say.DECIDED, **about), Doubt.GRANT_UNDONE))


# --- the result ------------------------------------------------------------------------------------------------------


def _result(reckoning: _Reckoning, awarding: _Awarding) -> Standstill:
    voluntary = _chosen(awarding)
    applies = any(bar.doubt is None for bar in reckoning.bars)
    if awarding.reset is not None and not awarding.in_force:
        _say_reset(reckoning, awarding.reset)
        outcome = SigningOutcome.NOT_FROM_THIS_AWARD
    elif reckoning.barred:
        outcome = SigningOutcome.BLOCKED
    else:
        return _from_a_day(reckoning, awarding, applies=applies, voluntary=voluntary)
    return Standstill(
        applies=True,
        voluntary=voluntary,
        last_day=None,
        earliest_signing=None,
        steps=tuple(reckoning.steps),
        outcome=outcome,
        bars=tuple(reckoning.bars),
    )


def _chosen(awarding: _Awarding) -> bool:
    periods = [period for notice in awarding.in_force for period in awarding.periods(notice) if not period.doubtful]
    return bool(periods) and all(period.voluntary for period in periods)


def _say_reset(reckoning: _Reckoning, reset: Event) -> None:
    if reset.kind is EventKind.RULING and reset.ruling is not None:
        text = say.GRANTED_RULING[reset.ruling]
        reckoning.step(reckoning.cite(Rule.OUTCOME), text, reset.on, of=reset.applicant, court=reset.court)
        return
    text = say.CANCELLED if reset.kind is EventKind.CANCELLED else say.WITHDRAWN_AWARD
    reckoning.step(reckoning.cite(Rule.NOTICE_OWED), text, reset.on)


def _from_a_day(reckoning: _Reckoning, awarding: _Awarding, *, applies: bool, voluntary: bool) -> Standstill:
    told = max((notice.on for notice in awarding.in_force), default=awarding.events[0].on)
    last = reckoning.last
    earliest = told if last is None else max(told, last + timedelta(days=1))
    if last is not None:
        counted = [bar for bar in reckoning.bars if bar.doubt is None]
        latest = max(counted, key=lambda bar: (bar.last or date.min, -counted.index(bar)))
        rule = _rests_on(reckoning, latest)
        if counted[-1].last != last:
            reckoning.step(rule, say.LATER_DAY, last)
        reckoning.step(rule, say.EARLIEST, earliest)
    strictest, warnings = _strictly(reckoning, earliest)
    return Standstill(
        applies=applies,
        voluntary=voluntary,
        last_day=last,
        earliest_signing=earliest,
        steps=tuple(reckoning.steps),
        bars=tuple(reckoning.bars),
        strictest=strictest,
        warnings=warnings,
    )


def _rests_on(reckoning: _Reckoning, bar: Bar) -> str:
    """Return what a bar rests on: its own first step where that cites no section of the act."""
    return EXTENSION_RULE if any(step.rule == EXTENSION_RULE for step in bar.steps) else reckoning.cite(bar.rule)


def _strictly(reckoning: _Reckoning, earliest: date) -> tuple[date | None, tuple[Text, ...]]:
    """Return the day that no reading can beat, None while it has no end, and why it is later than what counts."""
    later = [
        bar for bar in reckoning.bars if bar.doubt and (bar.last is None or bar.last + timedelta(days=1) > earliest)
    ]
    warnings = tuple(dict.fromkeys(_warning(bar) for bar in later))
    if any(bar.last is None for bar in later):
        return None, warnings
    return max([earliest, *(bar.last + timedelta(days=1) for bar in later if bar.last)]), warnings


def _warning(bar: Bar) -> Text:
    if bar.doubt is None:
        raise ValueError("A bar that counts is no warning")
    why = Text(
        say.DOUBTS[bar.doubt].sv.format(of=_of(bar.applicant)),
        say.DOUBTS[bar.doubt].en.format(of=_of(bar.applicant)),
    )
    if bar.last is None:
        return say.STRICTER_BLOCKED.fill(why=why)
    return say.STRICTER.fill(why=why, until=bar.last + timedelta(days=1))
