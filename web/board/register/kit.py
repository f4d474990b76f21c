"""What every page of the registers is made of: a table, what can be entered beside it, and what is said afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from desk.access import Deed
from states.refusal import Refusal
from states.text import Text
from web.board.frame import Answer, BoardPage, LeadsOn, PageMade, Visit
from web.links import forms
from web.links.forms import Field, Form, Given, Wrong
from web.links.view import FormView, SentForm, form_view

FORM, DONE = "form", "klart"
"""The hidden field that says which form was sent, and what the address says once it was done."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a table: its text, the page it leads to, and how its status is marked ("" for none)."""

    text: str
    to: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A form of a register: what it asks, what is done with the answers, and what is said once it is done.

    `act` raises a Refusal with what the reader is told beside the form. What it returns is shown once, in place of the
    page itself.
    """

    name: str
    heading: Text
    button: Text
    fields: tuple[Field, ...]
    act: Callable[[Visit, Given], "Content | None"]
    done: Text
    lead: tuple[Text, ...] = ()

    def form(self) -> Form:
        """Return it as the forms of other pages are, for showing and reading."""
        return Form(self.name, self.heading, self.button, self.fields, lambda _: (), lead=self.lead)


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """Rows under their heads; `heading` stands above where a page has several."""

    heads: tuple[Text, ...]
    rows: Sequence[Sequence[Slot]]
    heading: Text | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a page of a register shows; `lines` are facts above the tables, `text` is to be read as it stands.

    `empty` is said where no table has a row, `notes` above all.
    """

    tables: Sequence[RegisterTable] = ()
    forms: Sequence[Entered] = ()
    notes: Sequence[Text] = ()
    lines: Sequence[tuple[Text, Slot]] = ()
    text: str = ""
    empty: Text | None = None
    file_to: str = ""
    """Where a file may be sent to be imported; "" for nowhere."""
    more: str = ""
    """Where the rows go on; "" at their end."""
    sought: tuple[str, str] | None = None
    """Where the rows can be narrowed by words: how the address calls them, and what was typed."""
    title: Text | None = None
    """Where it is another than that of the page."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the registers: its path below `register/`, its name, why one comes here, and what it shows."""

    path: str
    title: Text
    lead: Text
    content: Callable[[Visit, Connection], Content]
    see: Deed = Deed.SEE_REGISTER
    change: Deed = Deed.CHANGE_REGISTER
    above: str = "register"
    """The page that it is reached from."""

    @property
    def page(self) -> BoardPage:
        """Return it as a page of the board."""
        return BoardPage(f"register/{self.path}", self.see, self._show, self._act, self.change)

    def _show(self, visit: Visit, connection: Connection) -> Answer:
        return self._shown(visit, connection, None)

    def _act(self, visit: Visit) -> Answer:
        sent, name = visit.sent, visit.sent.get(FORM, "")
        entered = visit.read(lambda connection: self._entered(visit, connection, name))
        if entered is None:
            return LeadsOn(visit.path)
        problems: Mapping[str, tuple[Text, ...]]
        try:
            once = entered.act(visit, forms.read(entered.form(), sent, visit.today))
        except Wrong as wrong:
            problems = {field: (text,) for field, text in wrong.problems.items()}
        except Refusal as refused:
            problems = {"": tuple(reason.text for reason in refused.reasons)}
        else:
            return LeadsOn(visit.path, {DONE: name}) if once is None else self.shown(visit, once)
        answer = SentForm(name, sent, problems)
        return visit.read(lambda connection: self._shown(visit, connection, answer))

    def _entered(self, visit: Visit, connection: Connection, name: str) -> Entered | None:
        return next((one for one in self.content(visit, connection).forms if one.name == name), None)

    def _shown(self, visit: Visit, connection: Connection, answer: SentForm | None) -> PageMade:
        return self.shown(visit, self.content(visit, connection), answer)

    def shown(self, visit: Visit, found: Content, answer: SentForm | None = None) -> PageMade:
        """Return the page with some content, as after an act that has more to tell than that it was done."""
        offered = found.forms if visit.may(self.change) else ()
        values: dict[str, Any] = {
            "title": (found.title or self.title).in_(visit.language),
            "lead": self.lead.in_(visit.language),
            "above": self.above,
            "content": found,
            "forms": [_view(one, visit, answer) for one in offered],
            "refused": answer.form if answer else "",
            "done": next((one.done for one in found.forms if one.name == visit.query.get(DONE)), None),
            "action": visit.root + visit.path,
        }
        return PageMade("register.html", values, HTTPStatus.UNPROCESSABLE_ENTITY if answer else HTTPStatus.OK)


def _view(entered: Entered, visit: Visit, answer: SentForm | None) -> FormView:
    return form_view(entered.form(), visit.language, visit.today, answer)
