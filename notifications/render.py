"""One person's mail of one day: subject, plain text and HTML with the same facts."""

import gettext
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.catalogue import LOCALE, translations
from states.text import LANGUAGES, MONTHS, WEEKDAYS, UnknownLanguage, long_date

if TYPE_CHECKING:
    from jinja2 import Environment, Template

DOMAIN = "mail"
TEMPLATE = "daily"
TEMPLATES = Path(__file__).parent / "templates"
VERSION_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions; `phone` may be empty."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Item:
    """One matter of one case, every text in the reader's language.

    `heading` says what to do, `reasoning` why by that day. `late` tells that the reminder itself comes later than it
    should. `until` marks a deadline that is the last day of a period (a standstill) and not a day to act by: the mail
    then names the day instead of asking for the deed "senast" that day.
    """

    reference: str
    title: str
    heading: str
    deadline: date | None
    reasoning: tuple[str, ...]
    action: str
    action_url: str
    urgent: bool
    late: bool
    until: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person is told on one day, at least one item; `language` is "sv" or "en"."""

    name: str
    language: str
    city: str
    day: date
    contact: Contact
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it is stored; `version` changes with any text or layout of the template."""

    subject: str
    text: str
    html: str
    template: str
    version: str


def render(digest: Digest) -> Rendered:
    """Write the mail: urgent matters first, then by deadline and reference.

    Raises UnknownLanguage, and ValueError for a digest without items.
    """
    if not digest.items:
        raise ValueError("A digest without items says nothing")
    ready = _compiled(digest.language)
    items = sorted(digest.items, key=_urgency)
    summary = _summary(items[0], digest, ready.say)
    values = {
        "language": digest.language,
        "name": _line(digest.name),
        "city": _line(digest.city),
        "contact": _shown_contact(digest.contact),
        "items": [_shown(item, digest) for item in items],
        "summary": summary,
        "opening": summary[:1].upper() + summary[1:],
        "more": len(items) - 1,
    }
    context = ready.text.new_context(values)
    subject = "".join(ready.text.blocks["subject"](context))
    return Rendered(
        subject=subject,
        text="".join(ready.text.blocks["body"](context)),
        html="".join(ready.html.root_render_func(ready.html.new_context({**values, "subject": subject}))),
        template=TEMPLATE,
        version=ready.version,
    )


def _urgency(item: Item) -> tuple[bool, date, str]:
    return not item.urgent, item.deadline or date.max, item.reference


def _summary(first: Item, digest: Digest, _: Callable[[str], str]) -> str:
    """Say what to do and by when, short enough for a locked screen."""
    what = _lower_first(_line(first.heading))
    if first.deadline is None:
        return what
    day = _weekday_and_date(first.deadline, digest.language)
    if first.deadline < digest.day:
        return _("overdue – %(what)s (the last day was %(day)s)") % {"what": what, "day": day}
    if first.deadline == digest.day:
        day = _("today, %(day)s") % {"day": day}
    pattern = _("%(what)s (last day %(day)s)") if first.until else _("%(what)s by %(day)s")
    return pattern % {"what": what, "day": day}


@dataclass(frozen=True, slots=True)
class _ShownContact:
    name: str
    phone: str
    dial: str
    email: str


@dataclass(frozen=True, slots=True)
class _ShownItem:
    reference: str
    title: str
    heading: str
    day: str
    reasoning: list[str]
    action: str
    action_url: str
    urgent: bool
    overdue: bool
    late: bool


def _shown_contact(contact: Contact) -> _ShownContact:
    phone = _line(contact.phone)
    dial = "".join([sign for sign in phone if sign in "+0123456789"])
    return _ShownContact(_line(contact.name), phone, dial, _line(contact.email))


def _shown(item: Item, digest: Digest) -> _ShownItem:
    return _ShownItem(
        reference=_line(item.reference),
        title=_line(item.title),
        heading=_line(item.heading),
        day=long_date(item.deadline, digest.language) if item.deadline else "",
        reasoning=[_line(sentence) for sentence in item.reasoning],
        action=_line(item.action),
        action_url=_line(item.action_url),
        urgent=item.urgent,
        overdue=item.deadline is not None and item.deadline < digest.day,
        late=item.late,
    )


def _line(value: str) -> str:
    # Titles come from spreadsheets and notices: a line break there must not break a line of the mail or its subject.
    return " ".join(value.split())


def _lower_first(sentence: str) -> str:
    """Return a heading as it stands after a colon; one that begins with an abbreviation keeps its capitals."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def _weekday_and_date(day: date, language: str) -> str:
    return f"{WEEKDAYS[language][day.weekday()]} {day.day} {MONTHS[language][day.month - 1]}"


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: "Template"
    html: "Template"
    say: Callable[[str], str]
    version: str


@cache
def _compiled(language: str) -> _Compiled:
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    from jinja2 import Environment, StrictUndefined, select_autoescape

    environment = Environment(
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    say = translations(DOMAIN, language).gettext
    paths = [TEMPLATES / f"{TEMPLATE}.{kind}" for kind in ("txt", "html")]
    text, html = (_template(environment, path, say) for path in paths)
    catalogue = gettext.find(DOMAIN, LOCALE, [language])
    return _Compiled(text, html, say, _version([*paths, Path(catalogue)] if catalogue else paths))


def _template(environment: "Environment", path: Path, say: Callable[[str], str]) -> "Template":
    """Compile a template with its texts translated in it: to look them up for every mail would cost five times more."""
    from jinja2 import Template, nodes
    from jinja2.visitor import NodeTransformer

    class Translator(NodeTransformer):
        def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor finds it by this name
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                return nodes.Const(say(call.args[0].as_const()), lineno=call.lineno)
            return self.generic_visit(call)

    tree = Translator().visit(environment.parse(path.read_text("utf-8"), path.name))
    return Template.from_code(environment, environment.compile(tree, path.name, str(path)), environment.globals)


def _version(paths: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:VERSION_CHARACTERS]
