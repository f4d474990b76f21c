"""What may be recorded about each milestone, by whom, and what recording it too early would break."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from states.facts import Facts, Milestone, Role, Ruling
from states.procurement import clear_from, standstill_of
from states.standstill import Channel
from states.text import Text, long_date

BUYERS = (Role.OFFICER, Role.SUPPORT)
EVERYONE = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER)
LONGEST_AGO = date(2010, 7, 15)
"""No case is older than the standstill itself."""
YEARS_AHEAD = 20

Check = Callable[[Facts, date], Text | None]


@dataclass(frozen=True, slots=True)
class Recording:
    """`planned` days may lie ahead; `values` are the words the date alone does not say, if it needs any."""

    label: Text
    by: tuple[Role, ...] = BUYERS
    planned: bool = False
    values: tuple[str, ...] = ()
    needs_supplier: bool = False
    check: Check | None = None


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
    supplier: str = "",
) -> None:
    """Raise RecordingRefused unless this role may record this milestone with this date on `facts.today`."""
    rule = RECORDINGS[milestone]
    refusals = (
        None if by in rule.by else _not_yours(rule),
        _outside(rule, on, facts.today),
        _value_missing(rule, value),
        _SUPPLIER_MISSING if rule.needs_supplier and not supplier else None,
        rule.check(facts, on) if rule.check else None,
    )
    reasons = [refusal for refusal in refusals if refusal is not None]
    if reasons:
        raise RecordingRefused(*reasons)


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


def _not_yours(rule: Recording) -> Text:
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


def _value_missing(rule: Recording, value: str) -> Text | None:
    if not rule.values or value in rule.values:
        return None
    allowed = ", ".join(rule.values)
    return Text(
        f"Ange ett av värdena {allowed} för ”{rule.label.sv}”.",
        f"Give one of the values {allowed} for “{rule.label.en}”.",
    )


_SUPPLIER_MISSING = Text(
    "Ange leverantören med --supplier.",
    "Name the supplier with --supplier.",
)

_M = Milestone
RECORDINGS: Mapping[Milestone, Recording] = {
    _M.CASE_OPENED: Recording(Text("ärendet öppnat", "case opened"), by=(Role.CLOCK,)),
    _M.PLANNED_CALL: Recording(Text("planerad annonsering", "planned call"), planned=True),
    _M.CONTACT_POINT_1: Recording(Text("kontaktpunkt 1", "contact point 1")),
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
    _M.WINNER_NAMED: Recording(Text("vinnare namngiven", "winner named"), needs_supplier=True),
    _M.CONTACT_POINT_2: Recording(Text("kontaktpunkt 2", "contact point 2"), check=_not_clear_yet),
    _M.CONTRACT_SIGNED: Recording(Text("avtal tecknat", "contract signed"), check=too_early_to_sign),
    _M.CONTRACT_ENDED: Recording(Text("avtalet upphör", "contract ended"), planned=True),
    _M.DIALOGUE_HELD: Recording(Text("dialog hållen", "dialogue held"), by=EVERYONE),
    _M.FOLLOW_UPS_DONE: Recording(Text("uppföljningar klara", "follow-ups done"), by=EVERYONE),
    _M.FINAL_REPORT: Recording(Text("slutdokumentation", "final report"), by=EVERYONE),
    _M.OBLIGATION_FULFILLED: Recording(Text("åtagandet uppfyllt", "obligation fulfilled")),
    _M.CANCELLED: Recording(Text("upphandlingen avbruten", "procurement cancelled")),
}
