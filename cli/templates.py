"""The templates of mail: which there are, what is wrong with them, and how they look."""

from pathlib import Path
from typing import Annotated

import typer

from cli.i18n import _, language, said
from cli.inputs import choose
from cli.output import REFUSED, say, shown, table
from cli.typer_base import Commands
from states.text import LANGUAGES, verbatim

app = Commands()
templates = Commands(
    help="""
    List, check and preview the templates of mail.

    A city puts its own into a folder named by TRESPANN_TEMPLATES, each in place of ours of the same name.

    For example:

      trespann templates list
    """,
)
app.add_typer(templates, name="templates")


@templates.command("list")
def list_() -> None:
    """List the templates, with their versions and the files that are the city's own.

    For example:

      trespann templates list
    """
    from models.installation.settings import Settings
    from notifications.letters.letter_templates import letter, own_files
    from notifications.letters.samples import SAMPLE_LABELS

    folder = Settings().templates
    rows = [
        (name, letter(name, language(), folder).version, _whose(own_files(name, folder)), said(label))
        for name, label in SAMPLE_LABELS.items()
    ]
    table(rows, head=(_("Template"), _("Version"), _("The city's own"), _("For")))


def _whose(own: list[str]) -> str:
    return ", ".join(own) or "–"


@templates.command("lint")
def lint() -> None:
    """Try every template in both languages and name what is wrong.

    Each has to name case, contact, deadline with weekday and one action; text and HTML have to say the same.

    For example:

      trespann templates lint
    """
    from models.installation.settings import Settings
    from notifications.letters.lint import all_problems
    from notifications.letters.samples import SAMPLE_LABELS

    found = list(all_problems(Settings().templates))
    for name, problem in found:
        say(f"{name}: {said(problem)}", hanging=2)
    if found:
        raise typer.Exit(REFUSED)
    say(_("All templates are in order: {names}").format(names=", ".join(SAMPLE_LABELS)))


@templates.command("preview")
def preview(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the template.")],
    in_language: Annotated[str, typer.Option("--lang", metavar="LANG", help="sv or en.")] = "",
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Put the HTML into this file, to open in a browser."),
    ] = None,
) -> None:
    """Show a template with a made-up case: the subject and the text.

    For example:

      trespann templates preview daily --lang en --html daily.html
    """
    from models.installation.settings import Settings
    from notifications.letters.letter_templates import letter
    from notifications.letters.samples import SAMPLE_LABELS, SAMPLES

    chosen = choose(name, SAMPLE_LABELS, _("The template"))
    words = choose(in_language or language(), {one: verbatim(one) for one in LANGUAGES}, _("The language"))
    ready = letter(chosen, words, Settings().templates)
    mail = ready.write(SAMPLES[chosen](words, ready.say)[0].values)
    if html is not None:
        html.write_text(mail.html, encoding="utf-8")
    say(_("Subject: {subject}").format(subject=mail.subject))
    say()
    for one in mail.text.splitlines():
        typer.echo(shown(one))
