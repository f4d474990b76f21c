"""Recording anything that a role may record: one form for each milestone, made of the rule of the milestone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from desk.access import Deed
from desk.acting import digest_of
from desk.labels import candidate_label, value_label
from desk.recordable import GROUP_LABELS, RecordGroup, of_milestone, recordable
from desk.recording import Report, Told
from matters.open_matters import about
from models.casefile import CaseFile
from states.facts import Milestone
from states.law.courts import COURT_LABELS
from states.records.court_events import BY_DAY, ENDS_BY_TEN_DAYS, OF_COURT, Extended
from states.records.employments import Employer
from states.records.milestones import RECORDINGS, VALUE_LABELS, Scope
from states.records.obligations import ORIGIN_LABELS, Origin, Terms
from states.records.observations import Observation, current
from states.text import Text, capital, dated, joined, verbatim
from states.written import swedish_order
from web.board.act import CaseAct, act_page, case_to_act_on
from web.board.frame import Answer, BoardPage, NotFound, PageMade, Visit
from web.board.steps import ABOUT
from web.links.court import OUTCOMES
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given, Wrong

COURT, APPLICANT, NO_TEN_DAYS, REASON = "court", "applicant", "no_ten_days", "reason"
SUPPLIER, LOT, NUMBER, UNTIL, TO_ALL = "supplier", "lot", "number", "until", "to_all"
ORIGIN, MONTHS, SHARE = "origin", "months", "share"
_M = Milestone

# --- what may be recorded --------------------------------------------------------------------------------------------


def _list(visit: Visit, connection: Connection) -> Answer:
    case = case_to_act_on(visit, connection)
    found = recordable(case, visit.who.actor.role, visit.today)
    groups = [(label, [one for one in found if one.group is group]) for group, label in GROUP_LABELS.items()]
    return PageMade("case_record.html", {"case": case, "groups": [(label, some) for label, some in groups if some]})


def _court(visit: Visit, connection: Connection) -> Answer:
    case = case_to_act_on(visit, connection)
    found = recordable(case, visit.who.actor.role, visit.today)
    known = [one for one in current(case.recorded) if one.milestone in OF_COURT]
    events = [(capital(RECORDINGS[one.milestone].label), told_record(one)) for one in sorted(known, key=_day_of)]
    some = [one for one in found if one.group is RecordGroup.COURT]
    return PageMade("case_court.html", {"case": case, "events": events, "events_possible": some})


def _day_of(one: Observation) -> str:
    return str(one.on or "")


def told_record(one: Observation) -> Text:
    """Return what a record says: its day, its word, and what it is about."""
    parts = [dated(one.on)] if one.on else []
    parts += [value_label(one.milestone, one.value)] if one.value else []
    parts += [COURT_LABELS[court] for court in COURT_LABELS if court == one.court]
    parts += [verbatim(name) for name in (one.applicant, one.lot, one.supplier) if name]
    parts += [candidate_label(one.placement)] if one.placement else []
    return joined(parts)


# --- one milestone ---------------------------------------------------------------------------------------------------


def _record(visit: Visit, _: Connection, case: CaseFile) -> CaseAct:
    name = visit.place.get("milestone", "")
    found = None
    if name in set(Milestone):
        found = of_milestone(case, Milestone(name), visit.who.actor.role, visit.today)
    if found is None or visit.who.actor.role not in RECORDINGS[found.milestone].by:
        raise NotFound
    asked = visit.query.get(ABOUT, "")
    subjects = (asked,) if asked in found.about else found.about
    lead = found.refused
    return CaseAct(capital(found.label), record_form(case, found.milestone, subjects), "registrerat", lead)


def record_form(case: CaseFile, milestone: Milestone, subjects: Sequence[str]) -> Form:
    """Return the form of a milestone, which asks what it is about where that can be several things."""
    rule = RECORDINGS[milestone]
    fields = (
        *_about_what(case, rule.scope, subjects),
        Field(ON, _WHICH_DAY, planned=rule.planned),
        *_word(milestone),
        *_of_court(case, milestone),
        *_of_winner(milestone),
        *([_WHY] if rule.breach is not None else []),
    )
    return Form(
        "record",
        capital(rule.label),
        _SAVE,
        fields,
        lambda given: list(_told(case, milestone, subjects, given)),
        reason=REASON,
    )


def _about_what(case: CaseFile, scope: Scope, subjects: Sequence[str]) -> Iterator[Field]:
    if len(subjects) > 1:
        yield Field(ABOUT, _ABOUT_WHAT, FieldKind.CHOICE, {one: subject_label(case, scope, one) for one in subjects})


def subject_label(case: CaseFile, scope: Scope, subject: str) -> Text:
    """Return what a record may be about, in words."""
    track = next((one for one in case.tracks if one.subject == subject), None)
    if scope is not Scope.PLACEMENT or track is None:
        return verbatim(subject)
    return Text(*(about(case, track, language).strip(" ()") for language in ("sv", "en")))


def _word(milestone: Milestone) -> Iterator[Field]:
    """Yield the questions for the word that goes with the day."""
    rule, labels = RECORDINGS[milestone], VALUE_LABELS.get(milestone, {})
    if rule.values:
        choices = {word: labels.get(word, verbatim(word)) for word in rule.values}
        yield Field(VALUE, OUTCOMES.get(milestone, _WHAT), FieldKind.CHOICE, choices, required=rule.value_owed)
    elif rule.terms:
        origins = {str(one): label for one, label in ORIGIN_LABELS.items()}
        yield Field(
            ORIGIN, Text("Hur rekryterades personen?", "How was the person recruited?"), FieldKind.CHOICE, origins
        )
        yield Field(MONTHS, _MONTHS, FieldKind.NUMBER, required=False, hint=_UNTIL_FURTHER_NOTICE)
        yield Field(SHARE, Text("Procent av heltid", "Per cent of full time"), FieldKind.NUMBER, suggested="100")
    elif rule.word == Extended.parse:
        yield Field(UNTIL, Text("Till och med vilken dag?", "Up to and including which day?"), planned=True, ahead=True)
        yield Field(TO_ALL, Text("Vilka fick beskedet?", "Who was told?"), FieldKind.CHOICE, _TOLD_WHOM)
    elif rule.word is not None:
        yield Field(SUPPLIER, Text("Arbetsgivarens namn", "Name of the employer"), FieldKind.TEXT)
        yield Field(NUMBER, _NUMBER, FieldKind.TEXT)


def _of_court(case: CaseFile, milestone: Milestone) -> Iterator[Field]:
    if milestone not in OF_COURT:
        return
    courts = {str(court): label for court, label in COURT_LABELS.items()}
    yield Field(COURT, Text("Vilken domstol?", "Which court?"), FieldKind.CHOICE, courts)
    filed = [one.applicant for one in current(case.recorded) if one.milestone is _M.REVIEW_FILED]
    known = sorted(set(filed), key=swedish_order)
    if milestone is _M.REVIEW_FILED:
        yield Field(APPLICANT, Text("Vem ansöker?", "Who applies?"), FieldKind.TEXT, required=False)
    elif len(known) > 1:
        choices = {name: verbatim(name) if name else _NOT_NAMED for name in known}
        yield Field(APPLICANT, Text("Vems ansökan?", "Whose application?"), FieldKind.CHOICE, choices)
    if milestone in ENDS_BY_TEN_DAYS:
        yield Field(NO_TEN_DAYS, _NO_TEN_DAYS_FOLLOW, FieldKind.TICK, required=False)


def _of_winner(milestone: Milestone) -> Iterator[Field]:
    if RECORDINGS[milestone].scope is not Scope.WINNER:
        return
    yield Field(SUPPLIER, Text("Leverantörens namn", "Name of the supplier"), FieldKind.TEXT)
    yield Field(NUMBER, _NUMBER, FieldKind.TEXT, required=False)
    yield Field(LOT, Text("Del av upphandlingen", "Lot of the procurement"), FieldKind.TEXT, required=False)


def _told(case: CaseFile, milestone: Milestone, subjects: Sequence[str], given: Given) -> Iterator[Told]:
    subject = given.get(ABOUT) or next(iter(subjects), "")
    meant = _meant(case, milestone, subject) | {
        "court": given.get(COURT) or "",
        "applicant": given.get(APPLICANT) or "",
    }
    if RECORDINGS[milestone].scope is Scope.WINNER:
        meant |= {"supplier": given[SUPPLIER], "lot": given.get(LOT) or ""}
    if given.get(NO_TEN_DAYS):
        yield Report(_M.TEN_DAYS_WAIVED, given[ON], **meant)
    yield Report(milestone, given[ON], _written(milestone, given), **meant)


def _meant(case: CaseFile, milestone: Milestone, subject: str) -> dict[str, str]:
    """Return what a record is about, by the fields of a report."""
    scope = RECORDINGS[milestone].scope
    if scope is Scope.PLACEMENT:
        return {"placement": case.known().candidate(subject) or subject}
    owed = case.obligation(subject)
    if owed is not None:
        return {"lot": owed.lot, "supplier": owed.supplier}
    return {"lot": subject} if scope is Scope.LOT else {}


def _written(milestone: Milestone, given: Given) -> str:
    """Return the word that goes with the day as it is stored; raise Wrong for one that cannot be."""
    rule = RECORDINGS[milestone]
    if rule.terms:
        if given[SHARE] > 100:
            raise Wrong({SHARE: Text("Ange högst 100 procent.", "Give 100 per cent at most.")})
        return str(Terms(Origin(given[ORIGIN]), given[MONTHS] or 0, given[SHARE] / 100))
    if rule.word == Extended.parse:
        return f"{given[TO_ALL]} {given[UNTIL]}"
    if rule.scope is Scope.WINNER:
        return given.get(NUMBER) or ""
    if rule.word is not None:
        try:
            return str(Employer.of(given[SUPPLIER], given[NUMBER]))
        except ValueError:
            raise Wrong({NUMBER: rule.unreadable or _NUMBER}) from None
    return given.get(VALUE) or ""


_SAVE = Text("Spara", "Save")
_WHICH_DAY = Text("Vilken dag?", "On which day?")
_ABOUT_WHAT = Text("Vad gäller det?", "What is it about?")
_WHAT = Text("Vad blev det?", "What was it?")
_HOW_RECRUITED = Text("Hur rekryterades personen?", "How was the person recruited?")
_MONTHS = Text("Antal månader", "Number of months")
_UNTIL_FURTHER_NOTICE = Text("Lämna tomt om den gäller tills vidare.", "Leave it empty if it is until further notice.")
_NUMBER = Text("Organisationsnummer", "Organisation number")
_TOLD_WHOM = {"all": Text("Alla anbudsgivare", "All tenderers"), "some": Text("Inte alla", "Not all")}
_NOT_NAMED = Text("den utan namn", "the one without a name")
_NO_TEN_DAYS_FOLLOW = Text(
    "Domstolen beslutade att ingen tiodagarsfrist gäller", "The court decided that no ten-day period applies"
)
_WHY = Field(
    REASON,
    Text("Varför hände det den dagen, om det inte fick det?", "Why did it happen that day, if it was not to?"),
    FieldKind.LONG_TEXT,
    required=False,
)


# --- what is recorded: another day, or taken back --------------------------------------------------------------------


def key_of(one: Observation) -> str:
    """Return what a record is called in an address."""
    return digest_of(one.subject)[:12]


def _found(visit: Visit, case: CaseFile) -> Observation:
    """Return the record that the address names, if the visitor may record its milestone; raise NotFound."""
    role = visit.who.actor.role
    for one in current(case.recorded):
        if key_of(one) == visit.place.get("key") and role in RECORDINGS[one.milestone].by:
            return one
    raise NotFound


def _change(visit: Visit, _: Connection, case: CaseFile) -> CaseAct:
    one = _found(visit, case)
    asked = record_form(case, one.milestone, ())
    fields = tuple(_with_word(field, one) for field in asked.fields if field.name not in {SUPPLIER, LOT, NUMBER})
    known = {SUPPLIER: one.supplier, LOT: one.lot, NUMBER: one.value}

    def told(given: Given) -> Sequence[Told]:
        return list(_said_anew(one, _written(one.milestone, known | dict(given)), given))

    given_of = replace(asked, fields=fields, told=told)
    title = _CHANGE.fill(what=RECORDINGS[one.milestone].label)
    return CaseAct(title, given_of, "rattat", (_NOW.fill(what=told_record(one)),))


def _with_word(field: Field, one: Observation) -> Field:
    known = {VALUE: one.value, COURT: one.court, APPLICANT: one.applicant}
    return replace(field, suggested=known[field.name]) if field.name in known else field


def _said_anew(one: Observation, word: str, given: Given) -> Iterator[Told]:
    """Yield what replaces a record: where another day is another event, the old one is taken back first."""
    if one.milestone in BY_DAY and given[ON] != one.on:
        yield _withdrawal(one)
    about = {"lot": one.lot, "supplier": one.supplier, "placement": one.placement}
    in_court = {"court": given.get(COURT) or one.court, "applicant": given.get(APPLICANT) or one.applicant}
    yield Report(one.milestone, given[ON], word, **about, **in_court)


def _withdrawal(one: Observation) -> Report:
    value = str(one.on) if one.milestone in BY_DAY else ""
    about = {"lot": one.lot, "supplier": one.supplier, "placement": one.placement}
    return Report(one.milestone, None, value, **about, court=one.court, applicant=one.applicant)


def _take_back(visit: Visit, _: Connection, case: CaseFile) -> CaseAct:
    one = _found(visit, case)
    form = Form("withdraw", _TAKE_BACK, _TAKE_BACK, (), lambda _: [_withdrawal(one)])
    title = _TAKING_BACK.fill(what=RECORDINGS[one.milestone].label)
    return CaseAct(title, form, "taget-tillbaka", (_NOW.fill(what=told_record(one)),), danger=True)


_CHANGE = Text("Rätta: {what}", "Correct: {what}")
_NOW = Text("Nu står det: {what}", "It says now: {what}")
_TAKE_BACK = Text("Ta tillbaka", "Take back")
_TAKING_BACK = Text("Ta tillbaka: {what}", "Take back: {what}")

PAGES: tuple[BoardPage, ...] = (
    BoardPage("arenden/{case_id}/registrera", Deed.ACT_ON_CASE, _list),
    BoardPage("arenden/{case_id}/domstol", Deed.ACT_ON_CASE, _court),
    act_page("registrera/{milestone}", _record),
    act_page("ratta/post/{key}", _change),
    act_page("ta-tillbaka/{key}", _take_back),
)
