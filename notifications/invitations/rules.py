"""Which links a mail offers to whom, and who may still act on a link when it is opened."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from matters.directory import Directory
from matters.open_matters import holders_of
from matters.recipients import Recipient
from models.casefile import CaseFile, TrackFile
from models.installation.secret import secret_of
from models.installation.settings import Settings
from models.people import roles_of
from notifications.invitations.links import Bound, Purpose, invite
from states.facts import Milestone, Role
from states.law.applicability import DEMANDS, AssessmentOutcome
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP
from states.text import Text

PATH = "/l/"
_TOKEN = re.compile(rf"{PATH}[\w-]+\.[\w-]+")

_R = Recipient
_BUYING: Mapping[Recipient, Role] = {_R.OFFICER: Role.OFFICER, _R.MANAGER: Role.OFFICER, _R.SUPPORT: Role.SUPPORT}
"""In which role those act who are asked for the officer; the manager answers for the purchase as the officer does."""
_MATCHING: Mapping[Recipient, Role] = {
    _R.CONTACT: Role.LABOUR_MARKET,
    _R.LABOUR_MARKET: Role.LABOUR_MARKET,
    _R.SUPPORT: Role.SUPPORT,
}
_DELIVERING: Mapping[Recipient, Role] = {_R.SUPPLIER: Role.SUPPLIER}


@dataclass(frozen=True, slots=True)
class PageRule:
    """A page: its process, who answers on it, in which role they act, and what the mail calls it.

    `action` is the word on the button, `answer` what one opens the page for.
    """

    process: str
    asked: Recipient
    acting: Mapping[Recipient, Role]
    action: Text
    answer: Text
    lasting: bool = False
    """The link is opened again and again: it is about all that its reader owes, whatever the mail was about."""


_buying = partial(PageRule, PROCUREMENT.name, _R.OFFICER, _BUYING)
_supplying = partial(PageRule, SUPPLIER_PROCESS.name, _R.CONTACT, _MATCHING)
_placing = partial(PageRule, PLACEMENT.name, _R.CONTACT, _MATCHING)
RULES: Mapping[Purpose, PageRule] = {
    Purpose.CONTACT_POINT_1: _buying(
        Text("Jag har kontaktat stödfunktionen", "I have contacted the support function"),
        Text("bekräfta kontakten med stödfunktionen", "confirm the contact with the support function"),
    ),
    Purpose.ASSESSMENT: _buying(
        Text("Registrera relevansbedömningen", "Enter the relevance assessment"),
        Text("registrera relevansbedömningen", "enter the relevance assessment"),
    ),
    Purpose.DEMAND: PageRule(
        TARGET_GROUP.name,
        _R.LABOUR_MARKET,
        _MATCHING,
        Text("Öppna behovet", "Open the demand"),
        Text("svara på behovet", "answer the demand"),
        lasting=True,
    ),
    Purpose.PUBLICATION: _buying(
        Text("Registrera annonseringen", "Enter the call"),
        Text("registrera annonseringen", "enter the call"),
    ),
    Purpose.AWARD: _buying(
        Text("Registrera tilldelningen", "Enter the award"),
        Text("registrera tilldelningen", "enter the award"),
    ),
    Purpose.CONTACT_POINT_2: _buying(
        Text("Rapportera vinnaren", "Report the winner"),
        Text("rapportera vinnaren", "report the winner"),
    ),
    Purpose.CONTRACT: _buying(
        Text("Registrera avtalets dagar", "Enter the days of the contract"),
        Text("registrera avtalets dagar", "enter the days of the contract"),
    ),
    Purpose.COURT: _buying(
        Text("Registrera vad som hänt i domstolen", "Record what has happened in court"),
        Text("registrera vad som hänt i domstolen", "record what has happened in court"),
    ),
    Purpose.CONTACT_PERSON: PageRule(
        SUPPLIER_PROCESS.name,
        _R.SUPPORT,
        {_R.SUPPORT: Role.SUPPORT},
        Text("Utse kontaktperson", "Appoint a contact person"),
        Text("utse en kontaktperson", "appoint a contact person"),
    ),
    Purpose.PROMISE: PageRule(
        SUPPLIER_PROCESS.name,
        _R.SUPPORT,
        {_R.SUPPORT: Role.SUPPORT},
        Text("Registrera åtagandet", "Enter the promise"),
        Text("registrera åtagandet", "enter the promise"),
    ),
    Purpose.START_UP_MEETING: _supplying(
        Text("Startmötet är hållet", "The start-up meeting was held"),
        Text("registrera startmötet", "record the start-up meeting"),
    ),
    Purpose.COMPETENCE_PROFILE: _supplying(
        Text("Kompetensprofilen är klar", "The profile is agreed"),
        Text("registrera kompetensprofilen", "record the competence profile"),
    ),
    Purpose.CANDIDATE: _supplying(
        Text("En kandidat är föreslagen", "A candidate is proposed"),
        Text("föreslå en kandidat", "propose a candidate"),
    ),
    Purpose.SUBSIDY: _placing(
        Text("Anställningsstödet är klart", "The wage subsidy is settled"),
        Text("svara om anställningsstödet", "answer about the wage subsidy"),
    ),
    Purpose.INTERNSHIP_END: _placing(
        Text("Meddela utfallet", "Tell the outcome"),
        Text("meddela utfallet av praktiken", "tell the outcome of the internship"),
    ),
    Purpose.HIRE_CONFIRMATION: _placing(
        Text("Bekräfta anställningen", "Confirm the hire"),
        Text("bekräfta anställningen", "confirm the hire"),
    ),
    Purpose.ATTESTATION: _placing(
        Text("Svara om intyget", "Answer about the attestation"),
        Text("svara om intyget", "answer about the attestation"),
    ),
    Purpose.FOLLOW_UP: _placing(
        Text("Registrera uppföljningen", "Record the follow-up"),
        Text("registrera uppföljningen", "record the follow-up"),
    ),
    Purpose.ADDITIONALITY: _supplying(
        Text("Registrera leverantörens svar", "Enter the supplier's answer"),
        Text("registrera leverantörens svar", "enter the supplier's answer"),
    ),
    Purpose.RESULTS: PageRule(
        SUPPLIER_PROCESS.name,
        _R.OFFICER,
        _BUYING,
        Text("Registrera resultatet", "Enter the result"),
        Text("registrera resultatet", "enter the result"),
    ),
    Purpose.CLOSING: _buying(
        Text("Avsluta ärendet", "Close the case"),
        Text("avsluta ärendet", "close the case"),
    ),
    Purpose.TAKE: PageRule(
        PROCUREMENT.name,
        _R.SUPPORT,
        {_R.SUPPORT: Role.SUPPORT},
        Text("Ta ärendet", "Take the case"),
        Text("ta ärendet", "take the case"),
    ),
    Purpose.SUPPLIER: PageRule(
        SUPPLIER_PROCESS.name,
        _R.SUPPLIER,
        _DELIVERING,
        Text("Öppna er sida", "Open your page"),
        Text("öppna er sida", "open your page"),
        lasting=True,
    ),
}
_P = Purpose
OFFERED: Mapping[str, tuple[Purpose, ...]] = {
    "contact_point_1": (_P.CONTACT_POINT_1,),
    "contact_point_1_missed": (_P.CONTACT_POINT_1,),
    "contact_point_1_still_missed": (_P.CONTACT_POINT_1,),
    "relevance_assessment": (_P.ASSESSMENT,),
    "forecast": (_P.DEMAND,),
    "demand_order": (_P.DEMAND,),
    "demand_before_call": (_P.DEMAND,),
    "publication": (_P.PUBLICATION,),
    "award": (_P.AWARD,),
    "award_notice": (_P.AWARD,),
    "contact_point_2": (_P.CONTACT_POINT_2,),
    "standstill_ends": (_P.COURT,),
    "contract_date": (_P.CONTRACT,),
    "award_announced": (_P.CONTRACT,),
    "documentation": (_P.CONTRACT,),
    "contract_end": (_P.CONTRACT,),
    "contract_end_near": (_P.CONTRACT,),
    "contact_person": (_P.CONTACT_PERSON,),
    "obligation": (_P.PROMISE,),
    "contact_appointed": (_P.START_UP_MEETING,),
    "first_dialogue": (_P.START_UP_MEETING,),
    "suppliers_start": (_P.SUPPLIER,),
    "competence_profile": (_P.COMPETENCE_PROFILE,),
    "first_candidate": (_P.CANDIDATE,),
    "next_candidate": (_P.CANDIDATE,),
    "supplier_decision": (_P.SUPPLIER,),
    "subsidy": (_P.SUBSIDY,),
    "subsidy_renewal": (_P.SUBSIDY,),
    "internship_end": (_P.SUPPLIER, _P.INTERNSHIP_END),
    "promised_hire": (_P.SUPPLIER,),
    "hire_confirmation": (_P.HIRE_CONFIRMATION,),
    "attestation": (_P.ATTESTATION,),
    "follow_up": (_P.FOLLOW_UP,),
    "first_start": (_P.SUPPLIER,),
    "additionality": (_P.SUPPLIER, _P.ADDITIONALITY),
    "half_yearly_report": (_P.SUPPLIER,),
    "monthly_hours": (_P.SUPPLIER,),
    "final_report": (_P.SUPPLIER,),
    "follow_up_result": (_P.RESULTS,),
    "shortfall": (_P.RESULTS,),
    "cure_date": (_P.RESULTS,),
    "cure": (_P.SUPPLIER, _P.RESULTS),
    "not_performed": (_P.SUPPLIER, _P.COURT),
    "close_case": (_P.CLOSING,),
}
"""By matter, the pages on which it is met; a reader is offered the first on which they may act."""
NEXT: Mapping[Milestone, tuple[Purpose, ...]] = {
    Milestone.CONTACT_POINT_1: (_P.TAKE, _P.ASSESSMENT),
    Milestone.RELEVANCE_ASSESSED: (_P.PUBLICATION,),
}
"""By milestone, the pages on which its readers go on; for a supplier it is always its own page."""
CLAUSES = "klausul"
"""The path of the clauses behind the link of a buyer."""
BESIDE: Mapping[Purpose, tuple[Text, str]] = {
    Purpose.PUBLICATION: (Text("Hämta kravets text", "Fetch the text of the requirement"), CLAUSES),
}
"""By page, what lies behind its link as well and is named before it: its words, and its path."""


def has_ended(case: CaseFile) -> bool:
    """Tell whether the procurement has ended, so that nothing can be reported any more."""
    purchase = case.track(PROCUREMENT.name)
    return purchase is None or purchase.state in PROCUREMENT.ends


def acting_role(
    purpose: Purpose,
    person_id: int,
    case: CaseFile,
    track: TrackFile,
    *,
    today: date,
    directory: Directory,
) -> Role | None:
    """Return the role in which a person may act on a page today, or None if they may not."""
    rule, held = RULES[purpose], roles_of(person_id, directory.people.values(), today)
    asked = directory.asked(rule.asked, case, today, holders=holders_of(case, track))
    roles = (rule.acting[step] for step, one in asked if one.id == person_id and step in rule.acting)
    return next((role for role in roles if role in held), None)


def offered(
    matter: str,
    person_id: int,
    case: CaseFile,
    track: TrackFile | None,
    *,
    today: date,
    directory: Directory,
) -> Bound | None:
    """Return the page that a mail about a matter offers its reader; None if it is not for them to answer on a page."""
    if track is None:
        return None
    for purpose in OFFERED.get(matter, ()):
        rule = RULES[purpose]
        of = track if track.process == rule.process else case.track(rule.process, track.parent)
        if of is not None and acting_role(purpose, person_id, case, of, today=today, directory=directory) is not None:
            return Bound(purpose, person_id, case.id, "" if rule.lasting else matter, of.subject)
    return None


def offered_next(
    milestone: Milestone,
    person_id: int,
    case: CaseFile,
    track: TrackFile | None,
    *,
    today: date,
    directory: Directory,
) -> tuple[Bound, ...]:
    """Return the pages on which the reader of what was recorded goes on, as far as something is left to do there."""
    if track is None:
        return ()
    found = []
    for purpose in (*NEXT.get(milestone, ()), _P.SUPPLIER):
        rule = RULES[purpose]
        of = track if track.process == rule.process else case.track(rule.process, track.parent)
        if of is None or not _left_to_do(purpose, case):
            continue
        if acting_role(purpose, person_id, case, of, today=today, directory=directory) is not None:
            found.append(Bound(purpose, person_id, case.id, "" if rule.lasting else met_on(purpose), of.subject))
    return tuple(found)


def _left_to_do(purpose: Purpose, case: CaseFile) -> bool:
    return purpose not in _LEFT or (_LEFT[purpose](case) and not has_ended(case))


_LEFT: Mapping[Purpose, Callable[[CaseFile], bool]] = {
    _P.TAKE: lambda case: case.support_id is None,
    _P.ASSESSMENT: lambda case: case.outcome == AssessmentOutcome.PENDING,
    _P.PUBLICATION: lambda case: case.outcome in DEMANDS and Milestone.DOCUMENTS_PUBLISHED not in case.known().dates,
}
"""By page, whether something is left to do on it; on the others always."""


def met_on(purpose: Purpose) -> str:
    """Return the first matter that is met on a page, "" for a page that nobody is asked to."""
    return next((name for name, purposes in OFFERED.items() if purpose in purposes), "")


def links_begin_with(settings: Settings) -> str:
    """Return the base address of links in mails; "" if readers cannot reach the pages."""
    if settings.web_url:
        return settings.web_url.rstrip("/")
    return settings.web_address if settings.has_sink else ""


def addresses(
    connection: Connection,
    bounds: Iterable[Bound],
    *,
    today: date,
    settings: Settings,
) -> dict[Bound, str]:
    """Return the address of each offered page; none if pages cannot be reached or there is no secret to sign with."""
    begin, secret, wanted = links_begin_with(settings), secret_of(settings), list(bounds)
    if not (begin and secret and wanted):
        return {}
    tokens = invite(connection, wanted, secret=secret, today=today, until=partial(open_for, settings=settings))
    return {bound: f"{begin}{PATH}{token}" for bound, token in tokens.items()}


def cut_short(text: str) -> str:
    """Return a text without the tokens of its links, because the reader of a copy may not act for its addressee."""
    return _TOKEN.sub(f"{PATH}…", text)


def open_for(purpose: Purpose, today: date, settings: Settings) -> date:
    """Return the last day on which a link made today is valid."""
    days = settings.supplier_link_days if RULES[purpose].lasting else settings.link_days
    return today + timedelta(days=days)
