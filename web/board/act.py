"""An act on a case as a page: a form, then what it would do in words, then exactly that is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import Deed, check
from desk.acting import Outdated
from desk.foreseeing import CaseGone, Entering, Foreseen, do_as_foreseen, foresee
from desk.recording import Report, Told, tell_in
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from states.records.doubts import CONFIRMED, Unconfirmed
from states.text import Text
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, PageMade, Visit
from web.board.steps import DO, DONE, FORESEEN
from web.links import forms
from web.links.acting import REFUSED
from web.links.forms import Form, Wrong
from web.links.page import Typed
from web.links.view import SentForm, form_view

SAVE = "spara"
"""What the button of a form asks for that saves what was shown."""


@dataclass(frozen=True, slots=True)
class CaseAct:
    """One act: its title, what stands before its form, the form, and by what word the next page says that it is done.

    `danger` marks what is not done every day.
    """

    title: Text
    form: Form
    done: str
    lead: tuple[Text, ...] = ()
    danger: bool = False


Making = Callable[[Visit, Connection, CaseFile], CaseAct]
"""Returns the act of a page for a case; raises NotFound where there is none."""


def act_page(path: str, make: Making, deed: Deed = Deed.ACT_ON_CASE) -> BoardPage:
    """Return the page of an act below a case: it is shown, and what it would do, and then it is saved."""
    return BoardPage(f"arenden/{{case_id}}/{path}", deed, partial(_show, make, deed), partial(_act, make, deed))


def case_to_act_on(visit: Visit, connection: Connection, deed: Deed = Deed.ACT_ON_CASE) -> CaseFile:
    """Return the case of the path; raise NotFound, also for an account that acts in no case, and NotAllowed."""
    case = visit.case(connection, deed)
    if visit.who.person_id is None:
        raise NotFound
    return case


def _show(make: Making, deed: Deed, visit: Visit, connection: Connection) -> Answer:
    return _asked(make, deed, visit, connection).shown()


def _act(make: Making, deed: Deed, visit: Visit) -> Answer:
    return visit.read(lambda connection: _asked(make, deed, visit, connection).answered())


def _asked(make: Making, deed: Deed, visit: Visit, connection: Connection) -> "_ActAsked":
    case = case_to_act_on(visit, connection, deed)
    return _ActAsked(visit, deed, case, make(visit, connection, case))


@dataclass(frozen=True, slots=True)
class _ActAsked:
    """An act that somebody asks for: shown first, then carried out."""

    visit: Visit
    deed: Deed
    case: CaseFile
    act: CaseAct

    @property
    def ladder(self) -> Ladder:
        return ladder_in_force(self.visit.settings)

    def shown(self) -> Answer:
        if self.act.form.fields:
            return self._page()
        return self._foreseen({})  # nothing is to be filled in

    def answered(self) -> Answer:
        sent = self.visit.sent
        if sent.get(DO) != SAVE or not sent.get(FORESEEN):
            return self._foreseen(sent)
        try:
            do_as_foreseen(
                self.visit.engine,
                self.case.id,
                self._entering(sent),
                seen=sent[FORESEEN],
                today=self.visit.today,
                ladder=self.ladder,
            )
        except Outdated as changed:
            return self._foreseen(sent, changed=changed.reasons[0].text)
        except (Wrong, *REFUSED):
            return self._foreseen(sent)  # which says why
        except CaseGone:
            raise NotFound from None
        return LeadsOn(f"arenden/{self.case.id}", {DONE: self.act.done})

    def _foreseen(self, sent: Typed, *, changed: Text | None = None) -> Answer:
        """Return the page with what the act would do, or with why it cannot be done."""
        typed = SentForm(self.act.form.name, sent, {}, asks=bool(sent.get(CONFIRMED)))
        engine, today = self.visit.engine, self.visit.today
        try:
            found = foresee(engine, self.case.id, self._entering(sent), today=today, ladder=self.ladder)
        except Wrong as wrong:
            problems = {field: (text,) for field, text in wrong.problems.items()}
            return self._page(replace(typed, problems=problems))
        except Unconfirmed as asked:
            told = tuple(reason.text for reason in asked.reasons)
            return self._page(replace(typed, problems={"": told}, asks=True))
        except REFUSED as refused:
            return self._page(replace(typed, problems={"": tuple(one.text for one in refused.reasons)}))
        except CaseGone:
            raise NotFound from None
        return self._page(typed, found=found, changed=changed)

    def _entering(self, sent: Typed) -> Entering:
        """Return what enters the form in a case; raise Wrong where a field is missing or not understood."""
        given = forms.read(self.act.form, sent, self.visit.today)
        reason, confirmed = given.get(self.act.form.reason) or "", bool(sent.get(CONFIRMED))
        every = [_with_reason(one, reason) for one in self.act.form.told(given)]

        def enter(connection: Connection, case: CaseFile) -> None:
            check(self.visit.who, self.deed, case)
            by, today, days = self.visit.who.actor, self.visit.today, self.ladder.days
            for told in every:
                tell_in(connection, case, told, by=by, today=today, confirmed=confirmed, days=days)

        return enter

    def _page(
        self, answer: SentForm | None = None, *, found: Foreseen | None = None, changed: Text | None = None
    ) -> PageMade:
        visit, act = self.visit, self.act
        refused = answer is not None and any(answer.problems.values())
        values: Mapping[str, Any] = {
            "title": act.title.in_(visit.language),
            "lead": [line.in_(visit.language) for line in act.lead],
            "danger": act.danger,
            "form": form_view(act.form, visit.language, visit.today, answer),
            "case": self.case,
            "found": found,
            "changed": changed.in_(visit.language) if changed else "",
            "refused": refused,
            "action": f"{visit.root}{visit.path}" + (f"?{urlencode(visit.query)}" if visit.query else ""),
            "names": {"do": DO, "save": SAVE, "seen": FORESEEN},
        }
        status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        return PageMade("act.html", values, status)


def _with_reason(told: Told, reason: str) -> Told:
    return replace(told, reason=reason) if isinstance(told, Report) and reason else told
