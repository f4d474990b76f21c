"""What may be recorded about each milestone, by whom, and what recording it too early would break."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from states import placement, supplier
from states.facts import Facts, Milestone, Role, Ruling
from states.obligations import Ending, Origin, Terms
from states.procurement import clear_from, standstill_of
from states.standstill import Channel
from states.text import Text, long_date

BUYERS = (Role.OFFICER, Role.SUPPORT)
EVERYONE = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER)
LONGEST_AGO = date(2010, 7, 15)
"""No case is older than the standstill itself."""
YEARS_AHEAD = 20

Check = Callable[[Facts, date], Text | None]


class Scope(StrEnum):
    """What a milestone is about: the whole case, a lot, a supplier as it is named, one that has won, or a position."""

    CASE = auto()
    LOT = auto()
    WINNER = auto()
    SUPPLIER = auto()
    PLACEMENT = auto()


@dataclass(frozen=True, slots=True)
class Recording:
    """`planned` days may lie ahead; `values` are the words the date alone does not say, if it needs any.

    `check` tells why a date cannot be. `breach` tells what is wrong with a date that can have happened all the same: it
    is recorded only with a reason, and counted as a deviation. `after` must be recorded first, and not be later.
    """

    label: Text
    by: tuple[Role, ...] = BUYERS
    planned: bool = False
    values: tuple[str, ...] = ()
    scope: Scope = Scope.CASE
    after: Milestone | None = None
    check: Check | None = None
    breach: Check | None = None
    fits: Callable[[Facts, str], Text | None] | None = None
    """Tells why a word does not go with these facts."""
    terms: bool = False
    """The word is how someone was hired, see `states.obligations.Terms`."""


class RecordingRefused(Exception):
    """A milestone that cannot be recorded so; `text` says why and what to do, `reasons` all there is against it."""

    def __init__(self, text: Text, *more: Text) -> None:
        super().__init__(text.en)
        self.text, self.reasons = text, (text, *more)


def check_recording(
    facts: Facts,
    milestone: Milestone,
    on: date,
    *,
    by: Role,
    value: str = "",
    reason: str = "",
) -> Text | None:
    """Raise RecordingRefused unless this role may record this milestone with this date on `facts.today`.

    `facts` are those of what the milestone is about. Returns what is wrong with a date that is recorded all the same.
    """
    rule = RECORDINGS[milestone]
    refusals = (
        None if by in rule.by else not_yours(rule),
        _outside(rule, on, facts.today),
        _value_missing(rule, value),
        _before_the_award(rule, facts, on),
        _out_of_order(rule, facts, on),
        rule.check(facts, on) if rule.check else None,
        rule.fits(facts, value) if rule.fits else None,
    )
    reasons = [refusal for refusal in refusals if refusal is not None]
    if reasons:
        raise RecordingRefused(*reasons)
    wrong = rule.breach(facts, on) if rule.breach else None
    if wrong is not None and not reason.strip():
        raise RecordingRefused(Text(f"{wrong.sv} {_IF_SO.sv}", f"{wrong.en} {_IF_SO.en}"))
    return wrong


def too_early_to_sign(facts: Facts, on: date) -> Text | None:
    """Tell why no contract may be signed on a day: the standstill runs, or the court has the case (LOU 20:1, 20:8)."""
    period = standstill_of(facts)
    if period is None or not period.applies:
        return None
    if period.earliest_signing is None:
        return Text(
            "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd (LOU 20:8).",
            "The contract may not be signed: the procurement is under review and the standstill extended (LOU 20:8).",
        )
    if on >= period.earliest_signing:
        return None
    earliest = period.earliest_signing
    return Text(
        f"Avtalet får tecknas tidigast {long_date(earliest, 'sv')}: avtalsspärren gäller till och med"
        f" {long_date(period.last_day or earliest, 'sv')} (LOU 20:1).",
        f"The contract may be signed on {long_date(earliest, 'en')} at the earliest: the standstill lasts to the end of"
        f" {long_date(period.last_day or earliest, 'en')} (LOU 20:1).",
    )


def _not_clear_yet(facts: Facts, on: date) -> Text | None:
    clear = clear_from(facts)
    if clear is None:
        return Text(
            "Kontaktpunkt 2 väntar: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
            "Contact point 2 has to wait: no award notice is recorded, or the procurement is under review.",
        )
    if on >= clear:
        return None
    return Text(
        f"Vinnaren rapporteras när avtalsspärren har löpt ut, tidigast {long_date(clear, 'sv')}.",
        f"The winner is reported once the standstill has expired, {long_date(clear, 'en')} at the earliest.",
    )


def _standstill_not_over(facts: Facts, on: date) -> Text | None:
    clear = clear_from(facts)
    if clear is None:
        return Text(
            "Vänta med kontrollen: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
            "The check has to wait: no award notice is recorded, or the procurement is under review.",
        )
    if on >= clear:
        return None
    return Text(
        f"Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast {long_date(clear, 'sv')}.",
        f"The court is asked once the standstill has expired, {long_date(clear, 'en')} at the earliest.",
    )


def _before_the_notice(facts: Facts, on: date) -> Text | None:
    decided = facts.on(Milestone.AWARD_DECIDED)
    if decided is None or on >= decided:
        return None
    return Text(
        f"Underrättelsen kan inte ha skickats före tilldelningsbeslutet {long_date(decided, 'sv')}.",
        f"The notice cannot have been sent before the award decision of {long_date(decided, 'en')}.",
    )


def _no_review(facts: Facts, on: date) -> Text | None:
    filed = facts.on(Milestone.REVIEW_FILED) or facts.on(Milestone.INTERIM_ORDER)
    if filed is None:
        return Text(
            "Ingen ansökan om överprövning är registrerad för ärendet. Registrera review_filed först.",
            "No application for review is recorded for the case. Record review_filed first.",
        )
    if on >= filed:
        return None
    return Text(
        f"Avgörandet kan inte vara äldre än ansökan {long_date(filed, 'sv')}.",
        f"The ruling cannot be older than the application of {long_date(filed, 'en')}.",
    )


def _ends_too_early(facts: Facts, on: date) -> Text | None:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    if sent is None or on > sent:
        return None
    return Text(
        f"En avtalsspärr kan inte sluta före dagen efter underrättelsen {long_date(sent, 'sv')}.",
        f"A standstill cannot end before the day after the notice of {long_date(sent, 'en')}.",
    )


def _already_signed(facts: Facts, on: date) -> Text | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return Text(
        f"Avtalet tecknades {long_date(signed, 'sv')}; därefter kan upphandlingen inte överprövas (LOU 20:6)."
        " Ogiltighetstalan hanteras utanför ärendet.",
        f"The contract was signed on {long_date(signed, 'en')}; after that the procurement cannot be reviewed"
        " (LOU 20:6). An action for ineffectiveness is handled outside the case.",
    )


def _contact_point_1_late(facts: Facts, on: date) -> Text | None:
    known = (Milestone.DOCUMENTS_PUBLISHED, *_AWARD, Milestone.CONTRACT_SIGNED)
    public = min((day for milestone in known if (day := facts.on(milestone)) is not None), default=None)
    if public is None or on <= public:
        return None
    return Text(
        f"Kontaktpunkt 1 är sen: upphandlingen var ute redan {long_date(public, 'sv')}, och kravet måste stå i"
        " upphandlingsdokumenten (LOU 17:1). Den räknas som en avvikelse.",
        f"Contact point 1 is late: the procurement was out on {long_date(public, 'en')} already, and the condition must"
        " stand in the procurement documents (LOU 17:1). It counts as a deviation.",
    )


def _signed_too_early(facts: Facts, on: date) -> Text | None:
    early = too_early_to_sign(facts, on)
    if early is None:
        return None
    return Text(f"{early.sv} {_SIGNED_EARLY.sv}", f"{early.en} {_SIGNED_EARLY.en}")


_SIGNED_EARLY = Text(
    "Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13), och består det ska den upphandlande myndigheten"
    " betala upphandlingsskadeavgift, 10 000 till 20 miljoner kronor och högst tio procent av värdet (LOU 21:1, 21:6).",
    "A contract in breach of the standstill can be declared ineffective (LOU 20:13), and if it stands the authority has"
    " to pay a fine of SEK 10 000 to 20 million, at most ten per cent of the value (LOU 21:1, 21:6).",
)
_IF_SO = Text(
    "Har det ändå hänt: registrera det med --reason. Det visas som en avvikelse.",
    "If it has happened all the same, record it with --reason. It is shown as a deviation.",
)


def _after_signing(facts: Facts, on: date) -> Text | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return Text(
        f"Avtalet tecknades {long_date(signed, 'sv')}. En leverantör som inte levererar därefter hanteras som brist"
        " (deficiency_noted).",
        f"The contract was signed on {long_date(signed, 'en')}. A supplier that does not deliver after that is handled"
        " as a deficiency (deficiency_noted).",
    )


def _not_handed_over(facts: Facts, _: date) -> Text | None:
    if supplier.handed_over.holds(facts):
        return None
    return Text(
        "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning.",
        "A contact person is assigned once contact point 2 is made and the procurement is handed over to matching.",
    )


def _short_of_promise(facts: Facts, _: date) -> Text | None:
    account = facts.account
    if account is None or account.obligation.unit is None:
        return Text(
            "Åtagandet är inte infört. Inför det med ”trespann obligation”.",
            "The obligation is not entered. Enter it with “trespann obligation”.",
        )
    if account.met:
        return None
    return Text(
        f"Åtagandet är inte uppfyllt: {account.fulfilled:.4g} av {account.promised:.4g} är levererat,"
        f" {account.short:.4g} saknas. Konstatera i stället en brist (deficiency_noted).",
        f"The obligation is not fulfilled: {account.fulfilled:.4g} of {account.promised:.4g} have been delivered,"
        f" {account.short:.4g} are missing. Note a deficiency (deficiency_noted) instead.",
    )


def _cure_date_running(facts: Facts, on: date) -> Text | None:
    last = supplier.cure_by(facts)
    if not supplier.deficiency_pending(facts):
        return Text(
            "Ingen brist är konstaterad. Registrera deficiency_noted och cure_by först.",
            "No deficiency has been noted. Record deficiency_noted and cure_by first.",
        )
    if last is None or on > last:
        return None
    return Text(
        f"Leverantören har till och med {long_date(last, 'sv')} på sig att rätta bristen.",
        f"The supplier has until {long_date(last, 'en')} to correct the deficiency.",
    )


def _not_in_contract(facts: Facts, sanction: str) -> Text | None:
    """Tell why a penalty cannot be decided: the contract has none (UHM on deficiencies)."""
    owed = facts.account.obligation if facts.account else None
    if sanction == supplier.Sanction.PENALTY and not (owed and owed.penalty):
        return Text(
            "Åtagandet har inget vite. Finns det i avtalet, inför det med ”trespann obligation --penalty”.",
            "The obligation has no penalty. If the contract has one, enter it with “trespann obligation --penalty”.",
        )
    return None


def _internship_is_not_all(facts: Facts, outcome: str) -> Text | None:
    owed = facts.account.obligation if facts.account else None
    if outcome != placement.InternshipOutcome.OBLIGATION_DONE or (owed and owed.internship_counts):
        return None
    return Text(
        "Åtagandet uppfylls inte med praktik. Gör det det, inför det med ”trespann obligation --internship-counts”.",
        "An internship does not meet the obligation. If it does, enter “trespann obligation --internship-counts”.",
    )


def _nobody_was_proposed(facts: Facts, terms: str) -> Text | None:
    """Tell why nobody can have come through our matching; the proposal would later be taken for another candidate."""
    try:
        origin = Terms.parse(terms).origin
    except ValueError:
        return None  # refused for its words
    if origin is not Origin.MATCHED or facts.on(Milestone.CANDIDATE_PROPOSED) is not None:
        return None
    return Text(
        "Ingen kandidat är föreslagen. Registrera candidate_proposed först, eller att anställningen inte kom"
        " till genom matchningen (outside eller own_employee).",
        "No candidate is proposed. Record candidate_proposed first, or that the hire did not come"
        " about through the matching (outside or own_employee).",
    )


def _nobody_there(facts: Facts, _: date) -> Text | None:
    if placement.candidate_present.holds(facts):
        return None
    return Text(
        "Platsen har ingen kandidat. Registrera candidate_proposed först.",
        "The position has no candidate. Record candidate_proposed first.",
    )


def _is_hired(facts: Facts, _: date) -> Text | None:
    if facts.on(Milestone.EMPLOYMENT_STARTED) is None:
        return None
    return Text(
        "Kandidaten är anställd. Registrera i stället när anställningen slutade (employment_ended).",
        "The candidate is hired. Record when the employment ended (employment_ended) instead.",
    )


def _end_not_recorded(facts: Facts, found: str) -> Text | None:
    if found != placement.StillThere.ENDED or facts.on(Milestone.EMPLOYMENT_ENDED) is not None:
        return None
    return Text(
        "Registrera först när anställningen slutade (employment_ended): fram till dess räknas månaderna.",
        "Record first when the employment ended (employment_ended): until then its months are counted.",
    )


def _someone_there(facts: Facts, _: date) -> Text | None:
    if not placement.candidate_present.holds(facts):
        return None
    return Text(
        "Platsen har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell (candidate_declined,"
        " internship_ended eller employment_ended).",
        "The position already has a candidate. Record first that this candidate is no longer in question"
        " (candidate_declined, internship_ended or employment_ended).",
    )


def _turned_down(facts: Facts, _: date) -> Text | None:
    if facts.on(Milestone.CANDIDATE_DECLINED) is None or facts.on(Milestone.EMPLOYMENT_STARTED) is not None:
        return None
    return Text(
        "Kandidaten är inte längre aktuell. Registrera nästa kandidat (candidate_proposed), eller ta tillbaka"
        " candidate_declined med --withdraw.",
        "The candidate is no longer in question. Record the next candidate (candidate_proposed), or take back"
        " candidate_declined with --withdraw.",
    )


def _not_before_profile(facts: Facts, on: date) -> Text | None:
    agreed = facts.on(Milestone.PROFILE_AGREED)
    if agreed is not None and on >= agreed:
        return _someone_there(facts, on)
    return Text(
        "Kandidater föreslås när leverantörens kompetensprofil är överenskommen (profile_agreed).",
        "Candidates are proposed once the supplier's competence profile is agreed (profile_agreed).",
    )


def not_yours(rule: Recording) -> Text:
    """Return what a role is told that may not record a milestone."""
    return Text(
        f"”{rule.label.sv}” kan inte registreras av den rollen.",
        f"“{rule.label.en}” cannot be recorded by that role.",
    )


def _outside(rule: Recording, on: date, today: date) -> Text | None:
    if on < LONGEST_AGO:
        return Text(
            f"Datumet {on} ligger före avtalsspärrens införande 2010-07-15. Kontrollera årtalet.",
            f"The date {on} lies before the standstill was introduced on 2010-07-15. Check the year.",
        )
    if on.year > today.year + YEARS_AHEAD:
        return Text(
            f"Datumet {on} ligger mer än {YEARS_AHEAD} år fram. Kontrollera årtalet.",
            f"The date {on} lies more than {YEARS_AHEAD} years ahead. Check the year.",
        )
    if on > today and not rule.planned:
        return Text(
            f"Datumet {on} ligger i framtiden (i dag är {today}). ”{rule.label.sv}” registreras när det har hänt.",
            f"The date {on} lies in the future (today is {today}). “{rule.label.en}” is recorded once it has happened.",
        )
    return None


def _before_the_award(rule: Recording, facts: Facts, on: date) -> Text | None:
    """Nothing that a supplier does for the contract lies before the award."""
    if rule.scope not in {Scope.SUPPLIER, Scope.PLACEMENT}:
        return None
    began = min((day for milestone in _AWARD if (day := facts.on(milestone)) is not None), default=None)
    if began is None or on >= began:
        return None
    return Text(
        f"Datumet {on} ligger före tilldelningen {long_date(began, 'sv')}. Kontrollera datumet.",
        f"The date {on} lies before the award of {long_date(began, 'en')}. Check the date.",
    )


def _out_of_order(rule: Recording, facts: Facts, on: date) -> Text | None:
    if rule.after is None:
        return None
    first, label = facts.on(rule.after), RECORDINGS[rule.after].label
    if first is None:
        return Text(
            f"”{rule.label.sv}” förutsätter ”{label.sv}”, som inte är registrerat. Registrera {rule.after} först.",
            f"“{rule.label.en}” presupposes “{label.en}”, which is not recorded. Record {rule.after} first.",
        )
    if on >= first:
        return None
    return Text(
        f"”{rule.label.sv}” kan inte vara före ”{label.sv}” {long_date(first, 'sv')}.",
        f"“{rule.label.en}” cannot be before “{label.en}” of {long_date(first, 'en')}.",
    )


def _value_missing(rule: Recording, value: str) -> Text | None:
    if rule.terms:
        try:
            Terms.parse(value)
        except ValueError:
            return _NO_TERMS
        return None
    if not rule.values or value in rule.values:
        return None
    allowed = ", ".join(rule.values)
    return Text(
        f"Ange ett av värdena {allowed} för ”{rule.label.sv}”.",
        f"Give one of the values {allowed} for “{rule.label.en}”.",
    )


_NO_TERMS = Text(
    "Ange hur anställningen är avtalad: --origin, --months och --share.",
    "Say how the hire was agreed: --origin, --months and --share.",
)
_M, _AWARD = Milestone, (Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT, Milestone.INTENT_NOTICE_PUBLISHED)
_UNIT, _BOTH = (Role.LABOUR_MARKET, Role.SUPPORT), (Role.LABOUR_MARKET, Role.SUPPLIER, Role.SUPPORT)
_STAYING: Mapping[str, Any] = {
    "values": tuple(placement.StillThere),
    "after": _M.EMPLOYMENT_STARTED,
    "fits": _end_not_recorded,
}


def _of_supplier(sv: str, en: str, by: tuple[Role, ...] = BUYERS, **rule: Any) -> Recording:
    return Recording(Text(sv, en), by=by, scope=Scope.SUPPLIER, **rule)


def _of_placement(sv: str, en: str, by: tuple[Role, ...] = _BOTH, **rule: Any) -> Recording:
    return Recording(Text(sv, en), by=by, scope=Scope.PLACEMENT, **rule)


RECORDINGS: Mapping[Milestone, Recording] = {
    _M.CASE_OPENED: Recording(Text("ärendet öppnat", "case opened"), by=(Role.CLOCK,)),
    _M.PLANNED_CALL: Recording(Text("planerad annonsering", "planned call"), planned=True),
    _M.CONTACT_POINT_1: Recording(Text("kontaktpunkt 1", "contact point 1"), breach=_contact_point_1_late),
    _M.RELEVANCE_ASSESSED: Recording(Text("relevansbedömning", "relevance assessment"), by=(Role.CLOCK,)),
    _M.DOCUMENTS_PUBLISHED: Recording(Text("upphandlingsdokument publicerade", "documents published")),
    _M.TENDERS_DUE: Recording(Text("sista anbudsdag", "tenders due"), planned=True),
    _M.INTENT_NOTICE_PUBLISHED: Recording(Text("förhandsinsyn publicerad", "intent notice published")),
    _M.AWARD_DECIDED: Recording(Text("tilldelningsbeslut", "award decision")),
    _M.AWARD_NOTICE_SENT: Recording(
        Text("underrättelse om tilldelning skickad", "award notice sent"),
        values=tuple(Channel),
        check=_before_the_notice,
    ),
    _M.STANDSTILL_STATED_END: Recording(
        Text("avtalsspärrens angivna sista dag", "stated last day of the standstill"),
        planned=True,
        check=_ends_too_early,
    ),
    _M.REVIEW_FILED: Recording(
        Text("ansökan om överprövning", "application for review"),
        check=_already_signed,
    ),
    _M.INTERIM_ORDER: Recording(Text("interimistiskt beslut", "interim order"), check=_already_signed),
    _M.INTERIM_ORDER_LIFTED: Recording(Text("interimistiskt beslut hävt", "interim order lifted"), check=_no_review),
    _M.REVIEW_DECIDED: Recording(
        Text("överprövningen avgjord", "review decided"),
        values=tuple(Ruling),
        check=_no_review,
    ),
    _M.COURT_CHECKED: Recording(
        Text("kontroll hos domstolen", "court checked"),
        check=_standstill_not_over,
    ),
    _M.WINNER_NAMED: Recording(Text("vinnare namngiven", "winner named"), scope=Scope.WINNER),
    _M.CONTACT_POINT_2: Recording(Text("kontaktpunkt 2", "contact point 2"), check=_not_clear_yet),
    _M.CONTRACT_SIGNED: Recording(Text("avtal tecknat", "contract signed"), breach=_signed_too_early),
    _M.CONTRACT_ENDED: Recording(Text("avtalet upphör", "contract ended"), planned=True),
    _M.LOT_CANCELLED: Recording(Text("del avbruten", "lot cancelled"), scope=Scope.LOT),
    _M.WINNER_WITHDREW: _of_supplier("vinnaren har dragit sig ur", "winner withdrew", check=_after_signing),
    _M.CONTACT_ASSIGNED: _of_supplier(
        "kontaktperson utsedd", "contact person assigned", by=(Role.SUPPORT,), check=_not_handed_over
    ),
    _M.DIALOGUE_HELD: _of_supplier("uppstartsmöte hållet", "start-up meeting held", by=EVERYONE),
    _M.PROFILE_AGREED: _of_supplier("kompetensprofil överenskommen", "competence profile agreed", by=_BOTH),
    _M.ADDITIONALITY_ASKED: _of_supplier(
        "svar på om anställning ändå hade skett",
        "answer on whether the hire had been made anyway",
        by=_BOTH,
        values=(placement.YES, placement.NO, "unknown"),
    ),
    _M.HALF_YEAR_REPORT: _of_supplier("halvårsrapport", "half-yearly report", by=_BOTH),
    _M.FINAL_REPORT: _of_supplier("slutdokumentation", "final report", by=EVERYONE),
    _M.OBLIGATION_FULFILLED: _of_supplier("åtagandet funnet uppfyllt", "found fulfilled", check=_short_of_promise),
    _M.DEFICIENCY_NOTED: _of_supplier("brist konstaterad", "deficiency noted"),
    _M.CURE_BY: _of_supplier("sista dag för rättelse", "last day to correct", planned=True, after=_M.DEFICIENCY_NOTED),
    _M.DEFICIENCY_CURED: _of_supplier("brist rättad", "deficiency corrected", after=_M.DEFICIENCY_NOTED),
    _M.SANCTION_DECIDED: _of_supplier(
        "påföljd beslutad",
        "sanction decided",
        values=tuple(supplier.Sanction),
        after=_M.DEFICIENCY_NOTED,
        check=_cure_date_running,
        fits=_not_in_contract,
    ),
    _M.PREPARATION_STARTED: Recording(Text("förberedelser inledda", "preparation started"), by=_UNIT),
    _M.TARGET_GROUP_READY: Recording(Text("deltagare redo", "participants ready"), by=_UNIT),
    _M.CANDIDATE_PROPOSED: _of_placement(
        "kandidat föreslagen", "candidate proposed", by=_UNIT, check=_not_before_profile
    ),
    _M.CANDIDATE_DECLINED: _of_placement(
        "kandidaten inte aktuell",
        "candidate turned down",
        values=tuple(Ending),
        after=_M.CANDIDATE_PROPOSED,
        check=_is_hired,
    ),
    _M.INTERVIEW_HELD: _of_placement("intervju hållen", "interview held", after=_M.CANDIDATE_PROPOSED),
    _M.INTERNSHIP_STARTED: _of_placement("praktik började", "internship started", after=_M.CANDIDATE_PROPOSED),
    _M.INTERNSHIP_ENDS: _of_placement(
        "praktik planeras sluta", "internship to end", planned=True, after=_M.INTERNSHIP_STARTED
    ),
    _M.INTERNSHIP_ENDED: _of_placement(
        "praktik slutade",
        "internship ended",
        values=tuple(placement.InternshipOutcome),
        after=_M.INTERNSHIP_STARTED,
        fits=_internship_is_not_all,
    ),
    _M.HIRE_PLANNED: _of_placement("anställning planeras", "hire planned", planned=True, check=_nobody_there),
    _M.SUBSIDY_DECIDED: _of_placement(
        "anställningsstöd",
        "wage subsidy",
        by=_UNIT,
        values=(placement.YES, placement.NOT_APPLICABLE),
        check=_nobody_there,
    ),
    _M.EMPLOYMENT_STARTED: _of_placement(
        "anställning började",
        "employment started",
        terms=True,
        check=_turned_down,
        fits=_nobody_was_proposed,
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
    _M.CANCELLED: Recording(Text("upphandlingen avbruten", "procurement cancelled")),
}
