"""The registers: what there is, and what is looked up where."""

from collections.abc import Sequence

from sqlalchemy import Connection

from desk.access import Deed
from web.board.frame import Answer, BoardPage, PageMade, Visit
from web.board.register.accounts import ACCOUNT, ACCOUNTS, AUDIT
from web.board.register.health import HEALTH
from web.board.register.imports import IMPORTS, QUESTION, REPORT, TAKE_IN
from web.board.register.kit import RegisterPage
from web.board.register.messages import MESSAGE, MESSAGES
from web.board.register.people import PEOPLE, PERSON
from web.board.register.reference import (
    CLAUSE,
    CLAUSES,
    HANDBOOK,
    OCCUPATIONS,
    PROCESS,
    STEPS,
    TEMPLATE,
    TEMPLATES,
)
from web.board.register.units import SUPPLIERS, UNITS

_ENTRIES: Sequence[RegisterPage] = (
    PEOPLE,
    UNITS,
    SUPPLIERS,
    MESSAGES,
    IMPORTS,
    CLAUSES,
    OCCUPATIONS,
    STEPS,
    TEMPLATES,
    HANDBOOK,
    HEALTH,
    ACCOUNTS,
    AUDIT,
)
_BELOW: Sequence[RegisterPage] = (PERSON, MESSAGE, QUESTION, REPORT, CLAUSE, TEMPLATE, PROCESS, ACCOUNT)


def _show(visit: Visit, _: Connection) -> Answer:
    seen = [
        (f"register/{one.path}", one.title.in_(visit.language), one.lead.in_(visit.language))
        for one in _ENTRIES
        if visit.may(one.see)
    ]
    return PageMade("registers.html", {"entries": seen})


PAGES = (BoardPage("register", Deed.SEE_REGISTER, _show), *(one.page for one in (*_ENTRIES, *_BELOW)), TAKE_IN)
