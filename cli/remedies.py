"""The command lines that would meet a refusal: the one place where the data of a remedy becomes words to type."""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cli.i18n import _, command_line, said
from desk.explaining import Unmet, Way
from states.facts import ROLE_LABELS, Milestone, Role
from states.processes.procurement import PROCUREMENT
from states.records.milestones import RECORDINGS, Scope, acting
from states.refusal import Operation, Reason, Remedy
from states.text import dated, verbatim

VALUE_OPTIONS = {milestone: "--outcome" for milestone, rule in RECORDINGS.items() if rule.values}
VALUE_OPTIONS[Milestone.AWARD_NOTICE_SENT] = "--channel"
"""The option that says what the date alone does not, for each milestone that needs one."""


@dataclass(frozen=True, slots=True)
class About:
    """What a command would be about, as far as it is known; empty parts are asked for where a command needs them.

    `supplier` is its name, or what its track is called: the name behind that of the lot.
    """

    reference: str = ""
    supplier: str = ""
    lot: str = ""
    position: str = ""
    milestone: str = ""

    @classmethod
    def of_way(cls, reference: str, way: Way) -> "About":
        """Return what a move is about."""
        track = way.track
        if track.parent:
            return cls(reference, track.parent, way.lot, position=track.subject)
        return cls(reference, track.subject, way.lot)

    @classmethod
    def of_command(cls, asked: Mapping[str, Any]) -> "About":
        """Return what the command was about that was refused, from its parameters."""
        known = ("reference", "supplier", "lot", "position", "milestone")
        return cls(**{name: str(asked.get(name) or "") for name in known})


def who(roles: Iterable[Role]) -> str:
    """Return some roles as they are told: "the procurement officer or the support function"."""
    return f" {_('or')} ".join(said(ROLE_LABELS[role]) for role in roles)


def commands(reason: Reason, about: About) -> list[str]:
    """Return the command lines of which any one meets a reason; none where only time or other people can."""
    found = [line for remedy in reason.remedies for line in _lines(remedy, reason, about)]
    return list(dict.fromkeys(found))


def told_reasons(reasons: Sequence[Reason], about: About) -> list[str]:
    """Return the unmet conditions of a move as lines, each with who can meet it and how."""
    lines = []
    for reason in reasons:
        lines.append(f"- {said(reason.text)}" + (f" ({who(reason.met_by)})" if reason.met_by else ""))
        lines += [f"    {line}" for line in [*commands(reason, about), *_again(reason)]]
        lines += [f"    {line}" for line in _days(reason)]
    return lines


def helping(unmet: Unmet) -> Reason:
    """Return the reason why a condition does not hold, with the remedies that meet it today."""
    return replace(unmet.reason, remedies=unmet.remedies)


def move_line(way: Way, reference: str) -> str:
    """Return the command line that makes a move; "" for one that comes by itself."""
    if not way.people:
        return ""
    track = way.track
    options = (
        f"--process {track.process}" if track.process != PROCUREMENT.name else "",
        f"--subject {shlex.quote(track.subject)}" if track.subject else "",
        f"--by {way.people[0]}",
        f"--reason {_PLACEHOLDERS['reason']()}" if way.reason_needed else "",
    )
    return _joined(command_line("move", reference, way.move.trigger), *options)


def told_refusal(reasons: Sequence[Reason], about: About) -> str:
    """Return the reasons of a refusal as they are printed, each with the command to type."""
    return "\n".join(line for reason in reasons for line in _reason_lines(reason, about))


def inline(remedies: Iterable[Remedy], about: About) -> str:
    """Return the remedies that are worded as a sentence, to follow a text: " See “trespann case list”."."""
    sentences = [_INLINE[one.operation]() for one in remedies if one.operation in _INLINE]
    lines = [_LINES[one.operation](one, _NOTHING, about)[0] for one in remedies if one.operation in _INLINE]
    return "".join(f" {told.format(command=line)}" for told, line in zip(sentences, lines, strict=True))


def _reason_lines(reason: Reason, about: About) -> list[str]:
    typed = [one for one in reason.remedies if one.operation not in _INLINE]
    lines = [line for one in typed for line in _lines(one, reason, about)]
    rest = [*dict.fromkeys(lines), *_again(reason), *_days(reason)]
    text = said(reason.text) + inline(reason.remedies, about)
    names_them = bool(reason.remedies) or reason.key in _ROLE_IS_WRONG
    by = f" ({who(reason.met_by)})" if reason.met_by and names_them else ""
    return [text + by, *(f"    {line}" for line in rest)]


_ROLE_IS_WRONG = frozenset({"not_yours", "not_your_recording"})
"""The keys of reasons that lie in the role that asks: they say which may."""


def _again(reason: Reason) -> list[str]:
    """Return how to ask the same once more."""
    added = [_given(one) for one in reason.remedies if one.operation is Operation.REPEAT]
    left_out = [_options(one) for one in reason.remedies if one.operation is Operation.REPEAT_WITHOUT]
    between = f" {_('or')} "
    return [
        *([_("The same once more with {options}").format(options=between.join(added))] if added else []),
        *([_("The same once more without {options}").format(options=between.join(left_out))] if left_out else []),
    ]


def _days(reason: Reason) -> list[str]:
    """Return the last days that count, where a placeholder stands for a day."""
    lasts = (one.latest for one in reason.remedies if one.latest is not None)
    told = _("{date}: no later than {day}")
    return [told.format(date=_("DATE"), day=said(dated(day))) for day in dict.fromkeys(lasts)]


def _lines(remedy: Remedy, reason: Reason, about: About) -> list[str]:
    build = _LINES.get(remedy.operation)
    return build(remedy, reason, about) if build else []


# --- the commands ----------------------------------------------------------------------------------------------------


def _record(remedy: Remedy, reason: Reason, about: About) -> list[str]:
    if remedy.milestone is None:
        return []
    rule = RECORDINGS[remedy.milestone]
    words: Iterable[str] = remedy.values or (rule.values if rule.value_owed else ())
    by = acting(remedy, reason.met_by)
    day = _("DATE") if rule.planned or remedy.latest is not None else _("today")
    ends = [*_subject(rule.scope, about), _given(remedy), "" if by is Role.OFFICER else f"--by {by}"]
    head = [command_line("record", about.reference, remedy.milestone), day]
    if not words:
        return [_joined(*head, *ends)]
    return [_joined(*head, f"{VALUE_OPTIONS[remedy.milestone]} {word}", *ends) for word in words]


def _withdraw(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    milestone = remedy.milestone or (about.milestone if about.milestone in set(Milestone) else "")
    subject = _subject(RECORDINGS[Milestone(milestone)].scope, about) if milestone else []
    head = command_line("record", about.reference)
    return [_joined(head, milestone or _("MILESTONE"), *subject, "--withdraw")]


def _subject(scope: Scope, about: About) -> list[str]:
    """Return the options that say what a record is about; what is not known is to be filled in."""
    match scope:
        case Scope.WINNER:
            return _winner(about)
        case Scope.LOT:
            return [f"--lot {shlex.quote(about.lot) if about.lot else _('LOT')}"]
        case Scope.SUPPLIER:
            return _supplier(about)
        case Scope.CONTRACT if about.supplier:
            return _supplier(about)
        case Scope.PLACEMENT if about.position:
            return [f"--position {shlex.quote(about.position)}"]
        case _:
            return []


def _winner(about: About) -> list[str]:
    """Return the options that name a winner, which has no track yet: its own name, and the lot beside it."""
    name = about.supplier.removeprefix(_before_name(about))
    named = [f"--supplier {shlex.quote(name) if name else _('SUPPLIER')}"]
    return [*named, f"--lot {shlex.quote(about.lot)}"] if about.lot else named


def _supplier(about: About) -> list[str]:
    beside = "" if about.lot and about.supplier.startswith(_before_name(about)) else about.lot
    named = (("--supplier", about.supplier), ("--lot", beside))
    return [f"{option} {shlex.quote(name)}" for option, name in named if name]


def _before_name(about: About) -> str:
    return f"{about.lot}: " if about.lot else ""


def _assess(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("assess", about.reference), _given(remedy))]


def _oblige(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("obligation", about.reference), _given(remedy), *_supplier(about))]


def _assign(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("assign", about.reference), _given(remedy), *_supplier(about))]


def _rename(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(*_going_on("rename", remedy, about))]


def _succeed(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(*_going_on("succeed", remedy, about), f"--reason {_PLACEHOLDERS['reason']()}")]


def _going_on(command: str, remedy: Remedy, about: About) -> list[str]:
    """Return a command that says under what a supplier goes on; a remedy may name either side itself."""
    given = dict(remedy.given)
    old, new = given.get("supplier") or about.supplier.removeprefix(_before_name(about)), given.get("new_name", "")
    lot = given.get("lot") or about.lot
    return [
        command_line("supplier", command, about.reference),
        shlex.quote(old) if old else _("SUPPLIER"),
        shlex.quote(new) if new else _("NEW_NAME"),
        f"--lot {shlex.quote(lot)}" if lot else "",
    ]


def _amend(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("case", "change", about.reference), _given(remedy))]


def _override(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("override", about.reference), _given(remedy))]


def _merge(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [_joined(command_line("case", "merge", about.reference), _given(remedy))]


def _import(remedy: Remedy, _reason: Reason, _about: About) -> list[str]:
    path = dict(remedy.given)["path"]
    rest = tuple(pair for pair in remedy.given if pair[0] != "path")
    return [_joined(command_line("import", "notices", path), _given(Remedy(remedy.operation, given=rest)))]


def _look_up(remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    what = dict(remedy.given)["what"]
    return [command_line(*_LISTS[what], *([about.reference] if what == "case" else []))]


def _verify(remedy: Remedy, _reason: Reason, _about: About) -> list[str]:
    return [command_line("journal", dict(remedy.given)["reference"], "--verify")]


def _initialise(remedy: Remedy, _reason: Reason, _about: About) -> list[str]:
    return [_joined(command_line("init"), _given(remedy))]


def _claim(_remedy: Remedy, _reason: Reason, _about: About) -> list[str]:
    return [command_line("site", "claim")]


def _rehearse(_remedy: Remedy, _reason: Reason, about: About) -> list[str]:
    return [command_line("rehearse", *filter(None, [about.reference]))]


def _tick(_remedy: Remedy, _reason: Reason, _about: About) -> list[str]:
    return [command_line("tick", "--on", _("today"))]


_LISTS = {
    "cases": ("case", "list"),
    "case": ("case", "show"),
    "messages": ("messages",),
    "requests": ("approve",),
    "people": ("people", "list"),
}
_LINES: Mapping[Operation, Callable[[Remedy, Reason, About], list[str]]] = {
    Operation.RECORD: _record,
    Operation.WITHDRAW: _withdraw,
    Operation.ASSESS: _assess,
    Operation.OBLIGE: _oblige,
    Operation.ASSIGN: _assign,
    Operation.RENAME: _rename,
    Operation.SUCCEED: _succeed,
    Operation.AMEND: _amend,
    Operation.OVERRIDE: _override,
    Operation.MERGE: _merge,
    Operation.IMPORT: _import,
    Operation.LOOK_UP: _look_up,
    Operation.VERIFY: _verify,
    Operation.INITIALISE: _initialise,
    Operation.CLAIM: _claim,
    Operation.REHEARSE: _rehearse,
    Operation.TICK: _tick,
}
_INLINE: Mapping[Operation, Callable[[], str]] = {
    Operation.LOOK_UP: lambda: _("See “{command}”."),
    Operation.VERIFY: lambda: _("See “{command}”."),
    Operation.INITIALISE: lambda: _("Run “{command}”."),
    Operation.CLAIM: lambda: _("Run “{command}”."),
    Operation.REHEARSE: lambda: _("Try it on a copy: “{command}”."),
    Operation.TICK: lambda: _("If it is, run “{command}”."),
}
_NOTHING = Reason("", verbatim(""))

# --- the options -----------------------------------------------------------------------------------------------------

_OPTIONS = {"value": "--outcome", "state": "--to", "person": "--as"}
"""The options that are not called as the thing that they say."""
_SWITCHES = frozenset({"penalty", "internship_counts", "separate", "empty", "confirmed"})
_PLACEHOLDERS: Mapping[str, Callable[[], str]] = {
    "reason": lambda: f'"{_("why")}"',
    "form": lambda: _("FORM"),
    "amount": lambda: _("NUMBER"),
    "contact": lambda: _("EMAIL"),
    "person": lambda: _("EMAIL"),
    "supplier": lambda: _("SUPPLIER"),
    "lot": lambda: _("LOT"),
    "position": lambda: _("NO"),
    "into": lambda: _("REF"),
    "state": lambda: _("STATE"),
    "sent": lambda: _("DATE"),
    "origin": lambda: _("ORIGIN"),
    "months": lambda: _("MONTHS"),
    "share": lambda: _("PERCENT"),
    "unit": lambda: _("UNIT"),
    "organisation_number": lambda: _("ORGANISATION_NUMBER"),
}


def _given(remedy: Remedy) -> str:
    """Return what a remedy is told as options; what the acting person must say stands as a word in capitals."""
    return _joined(*(_option(name, value) for name, value in remedy.given if value or name in _PLACEHOLDERS))


def _option(name: str, value: str) -> str:
    option = _name(name)
    if name in _SWITCHES:
        return option
    return f"{option} {shlex.quote(value) if value else _PLACEHOLDERS[name]()}"


def _options(remedy: Remedy) -> str:
    return _joined(*(_name(name) for name, _value in remedy.given))


def _name(name: str) -> str:
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}")


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
