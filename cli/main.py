"""The program `trespann`. Each command's module is imported when the command is asked for, so that help is quick."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer.main

from cli.i18n import _
from cli.typer_base import Commands, Root, write_rows

COMMANDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Cases": {
        "case": ("cli.cases", "Open a case, list cases, show one, explain what one waits for, link and merge cases."),
        "take": ("cli.take", "Take a case, as one of the support function."),
        "record": ("cli.record", "Record that something has happened in a case."),
        "assess": ("cli.assess", "Enter the relevance assessment of a case."),
        "demand": ("cli.demand", "Show what people procurements ask for, and enter what the units answer."),
        "clause": ("cli.clauses", "Give the clauses of a case as text or document, filled in."),
        "obligation": ("cli.obligation", "Enter what a supplier has promised."),
        "report": ("cli.reporting", "Report the hours that were worked for a supplier."),
        "assign": ("cli.assign", "Assign the contact person of a supplier."),
        "profile": ("cli.profile", "Describe the jobs with a supplier, or show how they are described."),
        "supplier": (
            "cli.supplier",
            "Say that a supplier goes on under another name or in another firm, list the firms that are known.",
        ),
        "ledger": ("cli.ledger", "Show what suppliers have promised, fulfilled and lack."),
        "attest": ("cli.attest", "Attest that a supplier has fulfilled its obligation, and check such an attestation."),
        "today": ("cli.today", "Show what is late, what is due today and this week, and what waits for others."),
        "waiting": ("cli.waiting", "Show who waits for whom, since when, and who can release it."),
        "deviations": ("cli.deviations", "Show what has happened although it should not have."),
        "move": ("cli.move", "Move a case on by hand."),
        "override": ("cli.override", "Move a case outside the rules, as the support function may."),
        "approve": ("cli.override", "Decide as second person on a move outside the rules."),
        "undo": ("cli.override", "Undo the latest step of a case."),
        "invite": ("cli.invite", "Mail a link to a page on which somebody answers."),
        "rehearse": ("cli.rehearse", "See what would come of a case, without changing anything."),
        "journal": ("cli.journal", "Read all that has happened in a case, and check that nothing was altered."),
    },
    "Law and notices": {
        "standstill": ("cli.law", "Work out the last day of a standstill, with the reasons."),
        "notice": ("cli.law", "Read notices in the eForms format."),
        "import": ("cli.importing", "Take in notices and procurement plans."),
        "plan": ("cli.plans", "See how a procurement plan is read."),
    },
    "Running": {
        "init": ("cli.init", "Create the database, or bring it up to date."),
        "up": ("cli.up", "Start everything on this machine."),
        "web": ("cli.serving", "Serve the pages behind the links in mails."),
        "demo": ("cli.demo", "Show a made-up city's year."),
        "tick": ("cli.tick", "Do what the day calls for: steps in the cases, and mail."),
        "synchronise": ("cli.synchronise", "Bring the processes of every case in step."),
        "people": (
            "cli.people",
            "List people, add and change them, enter who is away or leaves and who answers for what.",
        ),
        "account": ("cli.accounts", "Say who can sign in on the pages, invite them, see who has signed in."),
        "unit": ("cli.units", "List units, enter the procurement act that a unit buys under."),
        "ladder": ("cli.ladder", "Show who is reminded of what, and when."),
        "reminders": ("cli.reminders", "Show what reminders achieve."),
        "overview": ("cli.overview", "Show the week, and mail it to the support function."),
        "templates": ("cli.templates", "List, check and preview the templates of mail."),
        "clauses": ("cli.clauses", "List, check and read the clauses that texts are made from."),
        "bounces": ("cli.bounces", "Read the mail that came back, and tell whoever is next."),
        "site": ("cli.site", "Show whether this installation sends mail, or let it."),
        "messages": ("cli.messages", "List mail, read one message, decide about one that may be lost."),
        "doctor": ("cli.doctor", "Check that everything works."),
        "dump": ("cli.dump", "Write everything into one file."),
        "load": ("cli.dump", "Fill an empty database from such a file."),
        "migrate-states": ("cli.migrate_states", "Rename states and milestones that a new release calls otherwise."),
    },
}
"""The commands by subject: the module that holds each, and what it is for."""

_MODULES = {name: module for of_subject in COMMANDS.values() for name, (module, _summary) in of_subject.items()}


class Program(Root):
    """The commands of COMMANDS, each built when it is asked for."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(_MODULES)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _MODULES:
            return None
        module = import_module(_MODULES[cmd_name])
        return typer.main.get_group(module.app).commands[cmd_name]

    def write_commands(self, _ctx: Any, formatter: Any) -> None:
        for subject, commands in COMMANDS.items():
            write_rows(formatter, _(subject), [(name, _(summary)) for name, (_module, summary) in commands.items()])


app = Commands(cls=Program)


@app.callback()
def trespann() -> None:
    """Trespann keeps purchase, supplier and target group in step when a city buys with social clauses.

    Each command explains itself, with an example:

      trespann case open --help
    """
