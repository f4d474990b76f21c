"""What may be recorded about each milestone, by whom, and what recording it too early would break."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import Any

from states.facts import Facts, Milestone, Role
from states.law.applicability import OUTCOME_LABELS
from states.law.courts import COURT_LABELS, RULING_LABELS, TARGET_LABELS, Court, Ruling, Target
from states.law.procedures import CHANNEL_LABELS, Channel
from states.processes import placement, supplier
from states.records import objections
from states.records.court_events import UNTIL_RULING, Extended
from states.records.employments import CountedIn, Employer
from states.records.lots import LOT_OUTCOME_LABELS, NO_WINNER, LotOutcome
from states.records.obligations import ENDING_LABELS, Ending, Terms
from states.refusal import Operation, Reason, Refusal, Remedy, milestones_of, record, repeat, withdraw
from states.text import Text, joined

BUYERS = (Role.OFFICER, Role.SUPPORT)
EVERYONE = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER)
LONGEST_AGO = date(2010, 7, 15)
"""No case is older than the standstill itself."""
YEARS_AHEAD = 20

Check = Callable[[Facts, date], Reason | None]


class Scope(StrEnum):
    """What a milestone is about: the whole case, a lot, a supplier as it is named, one that has won, or a position.

    CONTRACT is about the contract with one winner where one is named, else about that with every one of them.
    """

    CASE = auto()
    CONTRACT = auto()
    LOT = auto()
    WINNER = auto()
    SUPPLIER = auto()
    PLACEMENT = auto()


@dataclass(frozen=True, slots=True)
class Recording:
    """`planned` days may lie ahead; `values` are the words the date alone does not say, if it needs any.

    `check` tells why a date cannot be. `breach` tells what is wrong with a date that can have happened all the same: it
    is recorded only with a reason, and counted as a deviation; what `remark` tells is counted, and no reason is asked
    for. `after` must be recorded first, and not be later; `not_before` must not be later where it is recorded. Both
    hold in both directions. `doubt` asks about a date that is more likely a slip, see `states.records.doubts`.
    """

    label: Text
    by: tuple[Role, ...] = BUYERS
    planned: bool = False
    values: tuple[str, ...] = ()
    scope: Scope = Scope.CASE
    after: Milestone | None = None
    not_before: Milestone | None = None
    recurs: bool = False
    """It may happen anew after what has followed it; the latest that has happened counts."""
    check: Check | None = None
    breach: Check | None = None
    remark: Check | None = None
    doubt: Check | None = None
    horizon: int = 24
    """How many months ahead a planned day may lie before it is asked about."""
    fits: Callable[[Facts, str], Reason | None] | None = None
    """Tells why a word does not go with these facts."""
    weigh: Callable[[Facts, date, str], Reason | None] | None = None
    """Tells why a date cannot be with this word."""
    terms: bool = False
    """The word is how someone was hired, see `states.records.obligations.Terms`."""
    value_owed: bool = True
    """False: the milestone says enough without one of its words."""
    word: Callable[[str], object] | None = None
    """Reads a word that is written rather than chosen; raises ValueError."""
    unreadable: Text | None = None
    """What is said of a word that cannot be read."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A milestone on a day on which it should not have been; `text` says what is wrong and what the law makes of it."""

    milestone: Milestone
    on: date
    text: Text


class RecordingRefused(Refusal):
    """A milestone that cannot be recorded so, with all that there is against it."""

    key = "recording"


def check_recording(
    facts: Facts,
    milestone: Milestone,
    on: date,
    *,
    by: Role,
    value: str = "",
    reason: str = "",
) -> Reason | None:
    """Raise RecordingRefused unless this role may record this milestone with this date on `facts.today`.

    `facts` are those of what the milestone is about. Returns what is wrong with a date that is recorded all the same.
    """
    rule = RECORDINGS[milestone]
    refusals = (
        None if by in rule.by else not_yours(rule),
        _outside(rule, on, facts.today),
        _value_missing(milestone, value),
        _before_the_award(rule, facts, on),
        _out_of_order(rule, facts, on),
        rule.check(facts, on) if rule.check else None,
        rule.fits(facts, value) if rule.fits else None,
        rule.weigh(facts, on, value) if rule.weigh else None,
        _behind(milestone, facts, on),
    )
    reasons = [_with_recorders(refusal) for refusal in refusals if refusal is not None]
    if reasons:
        raise RecordingRefused(*reasons)
    wrong = rule.breach(facts, on) if rule.breach else None
    if wrong is not None and not reason.strip():
        raise RecordingRefused(replace(wrong, text=_IF_SO.fill(wrong=wrong.text), remedies=(repeat(reason=""),)))
    return wrong


def deviations(facts: Facts, *, scope: Scope | None = None) -> Iterator[Deviation]:
    """Yield what has happened although it should not have, read from the dates: a correction takes it away again.

    With a scope, of the milestones of that scope alone.
    """
    for milestone, of_scope, tellers in _TELLING:
        on = facts.on(milestone)
        if on is None or (scope is not None and of_scope is not scope):
            continue
        for tells in tellers:
            wrong = tells(facts, on)
            if wrong is not None:
                yield Deviation(milestone, on, wrong.text)


def not_yours(rule: Recording) -> Reason:
    """Return what a role is told that may not record a milestone."""
    return Reason("not_your_recording", _NOT_YOURS.fill(label=rule.label), rule.by)


def recorders(remedies: Iterable[Remedy]) -> tuple[Role, ...]:
    """Return the roles that may record what some remedies ask for, each once."""
    milestones = milestones_of(tuple(remedies))
    return tuple(dict.fromkeys(role for milestone in milestones for role in RECORDINGS[milestone].by))


def acting(remedy: Remedy, met_by: Iterable[Role]) -> Role:
    """Return the role in which a remedy is carried out: of those who can meet the condition the first that may."""
    if remedy.operation is not Operation.RECORD or remedy.milestone is None:
        return Role.SUPPORT
    may = RECORDINGS[remedy.milestone].by
    return next((role for role in met_by if role in may), may[0])


def _with_recorders(reason: Reason) -> Reason:
    return reason if reason.met_by else replace(reason, met_by=recorders(reason.remedies))


def _outside(rule: Recording, on: date, today: date) -> Reason | None:
    if on < LONGEST_AGO:
        return _because(_BEFORE_THE_RULES.fill(on=str(on), first=str(LONGEST_AGO)))
    if on.year > today.year + YEARS_AHEAD:
        return _because(_YEARS_AHEAD.fill(on=str(on), years=YEARS_AHEAD))
    if on > today and not rule.planned:
        return _because(_AHEAD.fill(on=str(on), today=str(today), label=rule.label))
    return None


def _before_the_award(rule: Recording, facts: Facts, on: date) -> Reason | None:
    """Nothing that a supplier does for the contract lies before the award."""
    return objections.before_the_award(facts, on) if rule.scope in {Scope.SUPPLIER, Scope.PLACEMENT} else None


def _out_of_order(rule: Recording, facts: Facts, on: date) -> Reason | None:
    if rule.after is None:
        base = facts.on(rule.not_before) if rule.not_before else None
        if rule.not_before is None or base is None or on >= base:
            return None
        other = RECORDINGS[rule.not_before].label
        return _because(_OUT_OF_ORDER.fill(label=rule.label, other=other, first=base), withdraw(rule.not_before))
    first, label = facts.on(rule.after), RECORDINGS[rule.after].label
    if first is None:
        return _because(_PRESUPPOSES.fill(label=rule.label, other=label), record(rule.after))
    return None if on >= first else _because(_OUT_OF_ORDER.fill(label=rule.label, other=label, first=first))


def _behind(milestone: Milestone, facts: Facts, on: date) -> Reason | None:
    """Tell what was recorded that would then lie before what it follows; what recurs has happened once more."""
    rule = RECORDINGS[milestone]
    followed = {other: day for other in FOLLOWED_BY[milestone] if (day := facts.on(other)) is not None and day < on}
    if rule.recurs or not followed or _of_the_next_candidate(milestone, facts):
        return None
    first = min(followed, key=followed.__getitem__)
    text = _BEHIND.fill(label=rule.label, other=RECORDINGS[first].label, first=followed[first])
    return _because(text, *map(withdraw, followed))


def _of_the_next_candidate(milestone: Milestone, facts: Facts) -> bool:
    """Tell whether a proposal is another candidate's: the last has gone, and the facts are those of no one alone."""
    return milestone is _M.CANDIDATE_PROPOSED and not facts.placement and placement.candidate_over(facts)


def _value_missing(milestone: Milestone, value: str) -> Reason | None:
    rule = RECORDINGS[milestone]
    if rule.terms:
        try:
            Terms.parse(value)
        except ValueError:
            return _because(_NO_TERMS, repeat(origin="", months="", share=""))
        return None
    if rule.word is not None:
        return _word_unreadable(rule, rule.word, value)
    if not rule.values or value in rule.values or (not value and not rule.value_owed):
        return None
    labels = joined(VALUE_LABELS[milestone][word] for word in rule.values)
    return _because(_NO_VALUE.fill(words=labels, label=rule.label), *(repeat(value=word) for word in rule.values))


def _word_unreadable(rule: Recording, read: Callable[[str], object], value: str) -> Reason | None:
    try:
        read(value)
    except ValueError:
        if rule.unreadable is not None:
            return _because(rule.unreadable)
        return _because(_NO_WORD.fill(label=rule.label), repeat(told="", until=""))
    return None


def _because(text: Text, *remedies: Remedy) -> Reason:
    return Reason(RecordingRefused.key, text, remedies=remedies)


# --- what is wrong ---------------------------------------------------------------------------------------------------

_NOT_YOURS = Text("”{label}” kan inte registreras av den rollen.", "“{label}” cannot be recorded by that role.")
_BEFORE_THE_RULES = Text(
    "Datumet {on} ligger före avtalsspärrens införande {first}. Kontrollera årtalet.",
    "The date {on} lies before the standstill was introduced on {first}. Check the year.",
)
_YEARS_AHEAD = Text(
    "Datumet {on} ligger mer än {years} år fram. Kontrollera årtalet.",
    "The date {on} lies more than {years} years ahead. Check the year.",
)
_AHEAD = Text(
    "Datumet {on} ligger i framtiden (i dag är {today}). ”{label}” registreras när det har hänt.",
    "The date {on} lies in the future (today is {today}). “{label}” is recorded once it has happened.",
)
_PRESUPPOSES = Text(
    "”{label}” förutsätter ”{other}”, som inte är registrerat. Registrera det först.",
    "“{label}” presupposes “{other}”, which is not recorded. Record that first.",
)
_OUT_OF_ORDER = Text(
    "”{label}” kan inte vara före ”{other}” {first}.",
    "“{label}” cannot be before “{other}” of {first}.",
)
_BEHIND = Text(
    "”{label}” kan inte vara efter ”{other}” {first}. Ange en tidigare dag, eller ta tillbaka det som följde.",
    "“{label}” cannot be after “{other}” of {first}. Give an earlier day, or take back what followed.",
)
_NO_VALUE = Text("Ange ett av värdena för ”{label}”: {words}.", "Give one of the values for “{label}”: {words}.")
_IF_SO = Text(
    "{wrong} Har det ändå hänt: registrera det med ett skäl. Det visas som en avvikelse.",
    "{wrong} If it has happened all the same, record it with a reason. It is shown as a deviation.",
)
_NO_WORD = Text(
    "Ange till vilken dag avtalsspärren förlängs och om alla anbudsgivare fick beskedet: ”{label}”.",
    "Say up to which day the standstill is extended, and whether all tenderers were told: “{label}”.",
)
_NO_EMPLOYER = Text(
    "Ange arbetsgivarens namn och organisationsnummer, till exempel 556000-4615.",
    "Give the name and the organisation number of the employer, such as 556000-4615.",
)
_NO_CONTRACT = Text(
    "Ange det ärende och den plats där anställningen räknas.",
    "Give the case and the position in which the employment counts.",
)
_NO_TERMS = Text(
    "Ange hur anställningen är avtalad: hur personen rekryterades, antal månader och andel av heltid.",
    "Say how the hire was agreed: how the person was recruited, the number of months and the share of full time.",
)
_M = Milestone
_UNIT, _BOTH = (Role.LABOUR_MARKET, Role.SUPPORT), (Role.LABOUR_MARKET, Role.SUPPLIER, Role.SUPPORT)
_STAYING: Mapping[str, Any] = {
    "values": tuple(placement.StillThere),
    "after": _M.EMPLOYMENT_STARTED,
    "fits": objections.end_not_recorded,
}


def _of_supplier(sv: str, en: str, by: tuple[Role, ...] = BUYERS, **rule: Any) -> Recording:
    return Recording(Text(sv, en), by=by, scope=Scope.SUPPLIER, **rule)


def _of_placement(sv: str, en: str, by: tuple[Role, ...] = _BOTH, **rule: Any) -> Recording:
    return Recording(Text(sv, en), by=by, scope=Scope.PLACEMENT, **rule)


RECORDINGS: Mapping[Milestone, Recording] = {
    _M.CASE_OPENED: Recording(Text("ärendet öppnat", "case opened"), by=(Role.CLOCK,)),
    _M.PLANNED_CALL: Recording(Text("planerad annonsering", "planned call"), planned=True),
    _M.CONTACT_POINT_1: Recording(Text("kontaktpunkt 1", "contact point 1"), breach=objections.contact_point_1_late),
    _M.RELEVANCE_ASSESSED: Recording(Text("relevansbedömning", "relevance assessment"), by=(Role.CLOCK,)),
    _M.PROCUREMENT_BEGUN: Recording(
        Text("upphandlingen påbörjad (första kontakten utåt)", "procurement begun (first contact outside)")
    ),
    _M.DOCUMENTS_PUBLISHED: Recording(Text("upphandlingsdokument publicerade", "documents published")),
    _M.TENDERS_DUE: Recording(Text("sista anbudsdag", "tenders due"), planned=True),
    _M.INTENT_NOTICE_PUBLISHED: Recording(Text("förhandsinsyn publicerad", "intent notice published")),
    _M.AWARD_DECIDED: Recording(Text("tilldelningsbeslut", "award decision")),
    _M.AWARD_NOTICE_SENT: Recording(
        Text("underrättelse om tilldelning skickad", "award notice sent"),
        values=tuple(Channel),
        check=objections.before_the_notice,
    ),
    _M.STANDSTILL_STATED_END: Recording(
        Text("avtalsspärrens angivna sista dag", "stated last day of the standstill"),
        planned=True,
        check=objections.ends_too_early,
        doubt=objections.stated_too_late,
    ),
    _M.STANDSTILL_CHOSEN: Recording(Text("frivillig avtalsspärr vald", "standstill chosen")),
    _M.STANDSTILL_EXTENDED: Recording(
        Text("besked om förlängd avtalsspärr", "extension of the standstill told"), word=Extended.parse
    ),
    _M.AWARD_WITHDRAWN: Recording(
        Text("tilldelningen återkallad", "award withdrawn"), check=objections.withdrawn_after_signing
    ),
    _M.REVIEW_FILED: Recording(
        Text("ansökan om överprövning", "application for review"),
        values=tuple(Target),
        value_owed=False,
        weigh=objections.already_signed,
        fits=objections.attacks_what_is_not,
    ),
    _M.EXTENSION_REFUSED: Recording(
        Text("ingen förlängd avtalsspärr (domstolens beslut)", "no extended standstill (decided by the court)"),
        doubt=objections.no_review,
    ),
    _M.INTERIM_ORDER: Recording(
        Text("interimistiskt beslut", "interim order"),
        values=(UNTIL_RULING,),
        value_owed=False,
        check=objections.ordered_after_signing,
    ),
    _M.INTERIM_ORDER_REFUSED: Recording(
        Text("interimistiskt beslut avslaget", "interim order refused"), doubt=objections.no_review
    ),
    _M.INTERIM_ORDER_LIFTED: Recording(
        Text("interimistiskt beslut hävt", "interim order lifted"), doubt=objections.no_review
    ),
    _M.REVIEW_DECIDED: Recording(
        Text("överprövningen avgjord", "review decided"),
        values=tuple(Ruling),
        doubt=objections.no_review,
    ),
    _M.TEN_DAYS_WAIVED: Recording(
        Text("ingen tiodagarsfrist (domstolens beslut)", "no ten-day period (decided by the court)"),
        doubt=objections.no_review,
    ),
    _M.REVIEW_APPEALED: Recording(Text("avgörandet överklagat", "ruling appealed"), doubt=objections.no_review),
    _M.LEAVE_GRANTED: Recording(Text("prövningstillstånd", "leave to appeal granted"), doubt=objections.no_review),
    _M.REVIEW_REMITTED: Recording(
        Text("målet återförvisat", "case sent back"),
        values=(Court.FR, Court.KR),
        doubt=objections.no_review,
    ),
    _M.PERFORMANCE_BARRED: Recording(
        Text("avtalet får inte fullgöras (domstolens beslut)", "contract may not be performed (decided by the court)"),
        check=objections.not_signed,
    ),
    _M.PERFORMANCE_FREED: Recording(
        Text("avtalet får fullgöras igen", "contract may be performed again"), check=objections.not_barred
    ),
    _M.COURT_CHECKED: Recording(
        Text("kontroll hos domstolen", "court checked"),
        check=objections.standstill_not_over,
    ),
    _M.WINNER_NAMED: Recording(Text("vinnare", "winner"), scope=Scope.WINNER),
    _M.CONTACT_POINT_2: Recording(Text("kontaktpunkt 2", "contact point 2"), check=objections.not_clear_yet),
    _M.CONTRACT_SIGNED: Recording(
        Text("avtal tecknat", "contract signed"), scope=Scope.CONTRACT, breach=objections.signed_too_early
    ),
    _M.AWARD_ANNOUNCED: Recording(
        Text("efterannons publicerad", "award notice published afterwards"), check=objections.before_the_award
    ),
    _M.DOCUMENTATION_DONE: Recording(
        Text("upphandlingen dokumenterad", "procurement documented"), check=objections.before_the_award
    ),
    _M.CONTRACT_ENDED: Recording(
        Text("avtalet upphör", "contract ended"),
        planned=True,
        not_before=_M.CONTRACT_SIGNED,
        doubt=objections.starts_after_the_end,
        horizon=120,
    ),
    _M.LOT_ADVERTISED: Recording(Text("del annonserad", "lot advertised"), by=(Role.CLOCK,), scope=Scope.LOT),
    _M.LOT_AWARDED: Recording(Text("del tilldelad", "lot awarded"), by=(Role.CLOCK,), scope=Scope.LOT),
    _M.LOT_CANCELLED: Recording(
        Text("del avbruten", "lot cancelled"), scope=Scope.LOT, values=(NO_WINNER,), value_owed=False
    ),
    _M.WINNER_WITHDREW: _of_supplier("vinnaren har dragit sig ur", "winner withdrew", check=objections.after_signing),
    _M.OBLIGATION_ENTERED: _of_supplier("åtagandet registrerat", "obligation entered", by=(Role.CLOCK,)),
    _M.CONTACT_ASSIGNED: _of_supplier(
        "kontaktperson utsedd", "contact person assigned", by=(Role.SUPPORT,), check=objections.not_handed_over
    ),
    _M.MEETING_PLANNED: _of_supplier(
        "startmöte bokat", "start-up meeting booked", by=EVERYONE, planned=True, horizon=6
    ),
    _M.DIALOGUE_HELD: _of_supplier("startmöte hållet", "start-up meeting held", by=EVERYONE),
    _M.PROFILE_AGREED: _of_supplier("kompetensprofil överenskommen", "competence profile agreed", by=_BOTH),
    _M.ADDITIONALITY_ASKED: _of_supplier(
        "svar på frågan om anställning utan kravet",
        "answer on whether the hire had been made anyway",
        by=_BOTH,
        values=(placement.YES, placement.NO, "unknown"),
    ),
    _M.HALF_YEAR_REPORT: _of_supplier("halvårsrapport", "half-yearly report", by=_BOTH, recurs=True),
    _M.HOURS_REPORTED: _of_supplier(
        "månadsrapport om timmar", "monthly report of hours", by=(Role.CLOCK,), recurs=True
    ),
    _M.FINAL_REPORT: _of_supplier("slutdokumentation", "final report", by=EVERYONE),
    _M.OBLIGATION_FULFILLED: _of_supplier(
        "åtagandet funnet uppfyllt", "found fulfilled", check=objections.short_of_promise
    ),
    _M.DEFICIENCY_NOTED: _of_supplier("brist konstaterad", "deficiency noted", recurs=True),
    _M.CURE_BY: _of_supplier(
        "sista dag för rättelse", "last day to correct", planned=True, after=_M.DEFICIENCY_NOTED, horizon=12
    ),
    _M.DEFICIENCY_CURED: _of_supplier("brist rättad", "deficiency corrected", after=_M.DEFICIENCY_NOTED),
    _M.SANCTION_DECIDED: _of_supplier(
        "påföljd beslutad",
        "sanction decided",
        values=tuple(supplier.Sanction),
        after=_M.DEFICIENCY_NOTED,
        check=objections.cure_date_running,
        fits=objections.not_in_contract,
    ),
    _M.PREPARATION_STARTED: Recording(Text("förberedelser inledda", "preparation started"), by=_UNIT),
    _M.TARGET_GROUP_READY: Recording(Text("deltagare förberedda", "participants ready"), by=_UNIT),
    _M.CANDIDATE_PROPOSED: _of_placement(
        "kandidat föreslagen", "candidate proposed", by=_UNIT, check=objections.not_before_profile
    ),
    _M.CANDIDATE_DECLINED: _of_placement(
        "kandidaten inte aktuell",
        "candidate turned down",
        values=tuple(Ending),
        after=_M.CANDIDATE_PROPOSED,
        check=objections.is_hired,
    ),
    _M.INTERVIEW_HELD: _of_placement("intervju hållen", "interview held", after=_M.CANDIDATE_PROPOSED),
    _M.INTERNSHIP_STARTED: _of_placement(
        "praktik började",
        "internship started",
        after=_M.CANDIDATE_PROPOSED,
        breach=objections.may_not_start,
        doubt=objections.before_the_contract,
    ),
    _M.INTERNSHIP_ENDS: _of_placement(
        "praktik planeras sluta", "internship to end", planned=True, after=_M.INTERNSHIP_STARTED, horizon=12
    ),
    _M.INTERNSHIP_ENDED: _of_placement(
        "praktik slutade",
        "internship ended",
        values=tuple(placement.InternshipOutcome),
        after=_M.INTERNSHIP_STARTED,
        fits=objections.internship_is_not_all,
    ),
    _M.HIRE_PLANNED: _of_placement(
        "anställning planeras", "hire planned", planned=True, check=objections.nobody_there, horizon=12
    ),
    _M.SUBSIDY_DECIDED: _of_placement(
        "beslut om anställningsstöd",
        "wage subsidy",
        by=_UNIT,
        values=(placement.YES, placement.NOT_APPLICABLE),
        check=objections.subsidy_for_nobody,
        remark=objections.subsidy_late,
    ),
    _M.EMPLOYMENT_STARTED: _of_placement(
        "anställning började",
        "employment started",
        terms=True,
        check=objections.turned_down,
        fits=objections.nobody_was_proposed,
        breach=objections.may_not_start,
        remark=objections.subsidy_unanswered,
        doubt=objections.before_the_contract,
    ),
    _M.EMPLOYER_NAMED: _of_placement(
        "anställd hos annan arbetsgivare än leverantören",
        "employed by another than the supplier",
        check=objections.nobody_was_hired,
        word=Employer.parse,
        unreadable=_NO_EMPLOYER,
    ),
    _M.COUNTED_ELSEWHERE: _of_placement(
        "anställningen räknas i ett annat avtal",
        "the employment counts in another contract",
        check=objections.nobody_was_hired,
        word=CountedIn.parse,
        unreadable=_NO_CONTRACT,
    ),
    _M.OUTSIDE_ATTESTED: _of_placement(
        "intyg om rekrytering utanför matchningen",
        "attestation of a recruitment outside the matching",
        by=_UNIT,
        values=(placement.YES, placement.NO),
        after=_M.EMPLOYMENT_STARTED,
    ),
    _M.HIRE_CONFIRMED: _of_placement("anställning bekräftad", "hire confirmed", by=_UNIT, after=_M.EMPLOYMENT_STARTED),
    _M.FOLLOWED_UP_1: _of_placement("uppföljd efter 1 månad", "followed up after 1 month", by=_UNIT, **_STAYING),
    _M.FOLLOWED_UP_3: _of_placement("uppföljd efter 3 månader", "followed up after 3 months", by=_UNIT, **_STAYING),
    _M.FOLLOWED_UP_6: _of_placement("uppföljd efter 6 månader", "followed up after 6 months", by=_UNIT, **_STAYING),
    _M.FOLLOW_UPS_DONE: _of_placement("sista uppföljningen", "last follow-up", by=_UNIT, **_STAYING),
    _M.EMPLOYMENT_ENDED: _of_placement(
        "anställning slutade", "employment ended", values=tuple(Ending), after=_M.EMPLOYMENT_STARTED
    ),
    _M.CANCELLED: Recording(
        Text("upphandlingen avbruten", "procurement cancelled"), check=objections.contract_to_be_ended
    ),
}
_TELLING = tuple(
    (milestone, rule.scope, tuple(tells for tells in (rule.breach, rule.remark) if tells is not None))
    for milestone, rule in RECORDINGS.items()
    if rule.breach or rule.remark
)
"""The few milestones that may have happened although they should not have, and what tells that they have."""
FOLLOWED_BY: Mapping[Milestone, tuple[Milestone, ...]] = {
    milestone: tuple(other for other, rule in RECORDINGS.items() if milestone in {rule.after, rule.not_before})
    for milestone in RECORDINGS
}
"""What is recorded after each milestone, and so cannot lie before it."""

_ENDINGS = {str(key): text for key, text in ENDING_LABELS.items()}
_STILL_THERE = {str(key): text for key, text in placement.STILL_THERE_LABELS.items()}
VALUE_LABELS: Mapping[Milestone, Mapping[str, Text]] = {
    _M.REVIEW_FILED: {str(key): text for key, text in TARGET_LABELS.items()},
    _M.LOT_CANCELLED: {NO_WINNER: LOT_OUTCOME_LABELS[LotOutcome.NO_WINNER]},
    _M.INTERIM_ORDER: {
        UNTIL_RULING: Text("tills förvaltningsrätten har avgjort målet", "until the administrative court has ruled")
    },
    _M.REVIEW_REMITTED: {str(key): COURT_LABELS[key] for key in (Court.FR, Court.KR)},
    _M.AWARD_NOTICE_SENT: {str(key): text for key, text in CHANNEL_LABELS.items()},
    _M.REVIEW_DECIDED: {str(key): text for key, text in RULING_LABELS.items()},
    _M.RELEVANCE_ASSESSED: {str(key): text for key, text in OUTCOME_LABELS.items()},
    _M.SANCTION_DECIDED: {str(key): text for key, text in supplier.SANCTION_LABELS.items()},
    _M.INTERNSHIP_ENDED: {str(key): text for key, text in placement.INTERNSHIP_LABELS.items()},
    _M.CANDIDATE_DECLINED: _ENDINGS,
    _M.EMPLOYMENT_ENDED: _ENDINGS,
    _M.SUBSIDY_DECIDED: placement.ANSWER_LABELS,
    _M.OUTSIDE_ATTESTED: placement.ANSWER_LABELS,
    _M.ADDITIONALITY_ASKED: placement.ANSWER_LABELS,
    _M.FOLLOWED_UP_1: _STILL_THERE,
    _M.FOLLOWED_UP_3: _STILL_THERE,
    _M.FOLLOWED_UP_6: _STILL_THERE,
    _M.FOLLOW_UPS_DONE: _STILL_THERE,
}
"""What the words of a milestone are called, where it has any."""
