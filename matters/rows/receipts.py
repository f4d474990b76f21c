"""Who hears of what others have recorded: a row for each milestone, or why nobody needs to hear of it.

Nobody is told in an act of their own side, see `OWN_SIDE`, nor of what they did themselves in another role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matters.recipients import Recipient
from models.casefile import CaseFile
from states.facts import Milestone, Role
from states.law.applicability import DEMANDS
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.text import Text

OWN_SIDE: Mapping[Recipient, Role] = {
    Recipient.OFFICER: Role.OFFICER,
    Recipient.SUPPORT: Role.SUPPORT,
    Recipient.LABOUR_MARKET: Role.LABOUR_MARKET,
    Recipient.CONTACT: Role.LABOUR_MARKET,
    Recipient.SUPPLIER: Role.SUPPLIER,
}
"""In whose acts each is not told: those of their own role."""


def always(_: CaseFile) -> bool:
    return True


def _goes_on(case: CaseFile) -> bool:
    """Tell whether the model still concerns the procurement."""
    purchase = case.track(PROCUREMENT.name)
    return purchase is not None and purchase.state not in {
        ProcurementState.NO_REQUIREMENT,
        ProcurementState.NOT_APPLICABLE,
    }


def _demands(case: CaseFile) -> bool:
    return _goes_on(case) and case.outcome in DEMANDS


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is said when a milestone was recorded, and to whom, as far as the case `concerns` them.

    Of a whole case, CONTACT and SUPPLIER are those of every winner. Those of
    `at_once` are told without waiting for the next mail.
    """

    heading: Text
    to: tuple[Recipient, ...]
    concerns: Callable[[CaseFile], bool] = _goes_on
    at_once: tuple[Recipient, ...] = ()


_O, _S, _U, _C, _L = (
    Recipient.OFFICER,
    Recipient.SUPPORT,
    Recipient.LABOUR_MARKET,
    Recipient.CONTACT,
    Recipient.SUPPLIER,
)
_M = Milestone
_BUYING, _CITY, _DELIVERY, _EVERYBODY = (_O, _S), (_O, _S, _C), (_S, _C, _L), (_O, _S, _C, _L)


def _of_court(sv: str, en: str) -> Receipt:
    return Receipt(Text(sv, en), _BUYING)


RECEIPTS: Mapping[Milestone, Receipt] = {
    _M.CANCELLED: Receipt(
        Text("Upphandlingen är avbruten", "The procurement was cancelled"), (_O, _S, _U, _C, _L), _demands
    ),
    _M.CONTACT_POINT_1: Receipt(
        Text("Upphandlaren har tagit kontakt (kontaktpunkt 1)", "The officer has made contact (contact point 1)"),
        _BUYING,
        always,
        at_once=(_S,),
    ),
    _M.RELEVANCE_ASSESSED: Receipt(
        Text("Relevansbedömningen är gjord", "The relevance assessment was made"), _BUYING, always
    ),
    _M.DOCUMENTS_PUBLISHED: Receipt(
        Text("Upphandlingsdokumenten är publicerade", "The procurement documents were published"),
        (_O, _S, _U),
        _demands,
    ),
    _M.AWARD_DECIDED: Receipt(Text("Tilldelningsbeslut är fattat", "The award was decided"), _BUYING),
    _M.AWARD_NOTICE_SENT: Receipt(
        Text("Underrättelsen om tilldelning är skickad", "The award notice was sent"), _BUYING
    ),
    _M.STANDSTILL_STATED_END: _of_court(
        "Avtalsspärrens sista dag är angiven", "The last day of the standstill was stated"
    ),
    _M.STANDSTILL_EXTENDED: _of_court("Avtalsspärren är förlängd", "The standstill was extended"),
    _M.AWARD_WITHDRAWN: Receipt(Text("Tilldelningen är återkallad", "The award was withdrawn"), _EVERYBODY),
    _M.REVIEW_FILED: _of_court("Ansökan om överprövning har kommit in", "An application for review has come in"),
    _M.EXTENSION_REFUSED: _of_court(
        "Domstolen har beslutat att avtalsspärren inte förlängs", "The court has refused to extend the standstill"
    ),
    _M.INTERIM_ORDER: _of_court(
        "Domstolen har fattat ett interimistiskt beslut", "The court has made an interim order"
    ),
    _M.INTERIM_ORDER_REFUSED: _of_court(
        "Domstolen har avslagit begäran om interimistiskt beslut", "The court has refused an interim order"
    ),
    _M.INTERIM_ORDER_LIFTED: _of_court(
        "Domstolen har hävt det interimistiska beslutet", "The court has lifted the interim order"
    ),
    _M.REVIEW_DECIDED: _of_court("Domstolen har avgjort överprövningen", "The court has decided the review"),
    _M.TEN_DAYS_WAIVED: _of_court(
        "Domstolen har beslutat att ingen tiodagarsfrist gäller", "The court has waived the ten-day period"
    ),
    _M.REVIEW_APPEALED: _of_court("Avgörandet är överklagat", "The ruling was appealed"),
    _M.LEAVE_GRANTED: _of_court("Prövningstillstånd är meddelat", "Leave to appeal was granted"),
    _M.REVIEW_REMITTED: _of_court("Målet är återförvisat", "The case was sent back"),
    _M.PERFORMANCE_BARRED: Receipt(
        Text("Avtalet får inte fullgöras tills vidare", "The contract may not be performed for now"), _EVERYBODY
    ),
    _M.PERFORMANCE_FREED: Receipt(
        Text("Avtalet får fullgöras igen", "The contract may be performed again"), _EVERYBODY
    ),
    _M.LOT_CANCELLED: Receipt(Text("En del av upphandlingen är avbruten", "A lot was cancelled"), _BUYING),
    _M.CONTACT_POINT_2: Receipt(
        Text("Kontaktpunkt 2: vinnaren är rapporterad", "Contact point 2: the winner was reported"), _BUYING
    ),
    _M.WINNER_WITHDREW: Receipt(Text("Vinnaren har dragit sig ur", "The winner has withdrawn"), _CITY),
    _M.CONTRACT_SIGNED: Receipt(Text("Avtalet är tecknat", "The contract was signed"), _CITY),
    _M.CONTRACT_ENDED: Receipt(
        Text("Avtalets sista dag är registrerad", "The contract’s last day was entered"), _EVERYBODY
    ),
    _M.OBLIGATION_ENTERED: Receipt(
        Text("Leverantörens åtagande är registrerat", "The supplier’s obligation was entered"), _EVERYBODY
    ),
    _M.CONTACT_ASSIGNED: Receipt(Text("Kontaktpersonen är utsedd", "The contact person was appointed"), (_O, _L)),
    _M.MEETING_PLANNED: Receipt(Text("Startmötet är bokat", "The start-up meeting is booked"), _DELIVERY),
    _M.DIALOGUE_HELD: Receipt(Text("Startmötet är hållet", "The start-up meeting was held"), _EVERYBODY),
    _M.PROFILE_AGREED: Receipt(
        Text("Kompetensprofilen är överenskommen", "The competence profile was agreed"), _DELIVERY
    ),
    _M.SANCTION_DECIDED: Receipt(Text("Påföljd är beslutad", "A sanction was decided"), _EVERYBODY),
    _M.DEFICIENCY_NOTED: Receipt(Text("En brist är konstaterad", "A deficiency was noted"), _EVERYBODY),
    _M.CURE_BY: Receipt(Text("Sista dag för rättelse är satt", "The last day to correct was set"), _EVERYBODY),
    _M.DEFICIENCY_CURED: Receipt(Text("Bristen är rättad", "The deficiency was corrected"), _EVERYBODY),
    _M.OBLIGATION_FULFILLED: Receipt(Text("Åtagandet är uppfyllt", "The obligation is fulfilled"), _EVERYBODY),
    _M.FINAL_REPORT: Receipt(Text("Slutdokumentationen är lämnad", "The final report was given"), _EVERYBODY),
    _M.HALF_YEAR_REPORT: Receipt(Text("Halvårsrapporten är lämnad", "The half-yearly report was given"), _EVERYBODY),
    _M.HOURS_REPORTED: Receipt(
        Text("Månadens timmar är rapporterade", "The hours of the month were reported"), _DELIVERY
    ),
    _M.PREPARATION_STARTED: Receipt(Text("Förberedelserna har börjat", "Preparation has started"), _BUYING),
    _M.TARGET_GROUP_READY: Receipt(Text("Deltagarna är förberedda", "The participants are ready"), _BUYING),
    _M.EMPLOYMENT_STARTED: Receipt(Text("En anställning har börjat", "An employment has started"), _EVERYBODY),
    _M.HIRE_CONFIRMED: Receipt(Text("En anställning är bekräftad", "A hire was confirmed"), (_O, _S, _L)),
    _M.EMPLOYER_NAMED: Receipt(
        Text("En annan arbetsgivare än leverantören är angiven", "Another employer than the supplier was named"),
        _DELIVERY,
    ),
    _M.COUNTED_ELSEWHERE: Receipt(
        Text("En anställning räknas i ett annat avtal", "An employment counts in another contract"), _EVERYBODY
    ),
    _M.EMPLOYMENT_ENDED: Receipt(Text("En anställning har slutat", "An employment has ended"), _EVERYBODY),
    _M.INTERNSHIP_STARTED: Receipt(Text("En praktik har börjat", "An internship has started"), _DELIVERY),
    _M.INTERNSHIP_ENDS: Receipt(Text("Praktikens sista dag är bestämd", "The internship’s last day was set"), (_C, _L)),
    _M.INTERNSHIP_ENDED: Receipt(Text("En praktik har slutat", "An internship has ended"), _DELIVERY),
    _M.HIRE_PLANNED: Receipt(Text("En anställning är planerad", "A hire was planned"), (_C, _L)),
    _M.CANDIDATE_DECLINED: Receipt(
        Text("Den föreslagna kandidaten är inte aktuell", "The proposed candidate was turned down"), (_C, _L)
    ),
    _M.INTERVIEW_HELD: Receipt(Text("En intervju är hållen", "An interview was held"), (_C, _L)),
    _M.SUBSIDY_DECIDED: Receipt(Text("Beslut finns om anställningsstöd", "The wage subsidy is decided"), (_C, _L)),
    _M.OUTSIDE_ATTESTED: Receipt(
        Text("Intyget om rekrytering utanför matchningen är besvarat", "The attestation of a recruitment was answered"),
        (_S, _L),
    ),
    **dict.fromkeys(
        (_M.FOLLOWED_UP_1, _M.FOLLOWED_UP_3, _M.FOLLOWED_UP_6, _M.FOLLOW_UPS_DONE),
        Receipt(Text("En uppföljning är gjord", "A follow-up was made"), _CITY),
    ),
}
"""By milestone, from what weighs most to what weighs least: the first of a case heads what a mail tells of it."""

NOTICED = frozenset(
    {_M.DOCUMENTS_PUBLISHED, _M.AWARD_DECIDED, _M.CONTRACT_SIGNED, _M.CONTRACT_ENDED, _M.CANCELLED},
)
"""Of these others hear also where a notice says so; it is the buyer's own word, so that the officer does not."""
_ASKED_FOR = Text(
    "Den som ska göra något av det får en egen uppmaning samma dag.",
    "Whoever has to do something about it is asked to on the same day.",
)
_OWN_DUTY = Text(
    "Det är upphandlarens egen skyldighet eller uppgift, och ingen annan gör något annorlunda.",
    "It is the officer’s own duty or knowledge, and nobody else does anything differently.",
)
_TOLD_WITH = Text("Det berättas tillsammans med kontaktpunkt 2.", "It is told together with contact point 2.")
_BY_ITSELF = Text("Ingen registrerar det.", "Nobody records it.")
UNTOLD: Mapping[Milestone, Text] = {
    **dict.fromkeys((_M.CASE_OPENED, _M.LOT_ADVERTISED, _M.LOT_AWARDED), _BY_ITSELF),
    **dict.fromkeys((_M.WINNER_NAMED, _M.COURT_CHECKED), _TOLD_WITH),
    **dict.fromkeys(
        (
            _M.PLANNED_CALL,
            _M.PROCUREMENT_BEGUN,
            _M.TENDERS_DUE,
            _M.INTENT_NOTICE_PUBLISHED,
            _M.STANDSTILL_CHOSEN,
            _M.AWARD_ANNOUNCED,
            _M.DOCUMENTATION_DONE,
        ),
        _OWN_DUTY,
    ),
    _M.CANDIDATE_PROPOSED: _ASKED_FOR,
    _M.ADDITIONALITY_ASKED: Text(
        "Svaret räknas i uppföljningen av modellen.", "The answer is counted in the outcomes."
    ),
}
"""The milestones of which nobody is told, and why."""
