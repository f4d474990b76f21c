"""The templates of mails, the city's own before ours; compiled once, with texts translated and styles inlined.

A template is a pair of files: `name.txt` with the blocks `subject` and `body`, and `name.html`. The look of all of them
is in `letter.css`, and what they share in `parts/`, put in where they name it before anything else is done with them.
"""

import gettext
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.catalogue import LOCALE, translations
from states.refusal import Refusal
from states.text import LANGUAGES, Text, UnknownLanguage

if TYPE_CHECKING:
    from jinja2 import Environment, Template

DOMAIN = "mail"
FOLDER = Path(__file__).parents[1] / "templates"
STYLES = "letter.css"
VERSION_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it is stored; `version` changes with any text or layout of the template."""

    subject: str
    text: str
    html: str
    template: str
    version: str


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A template in one language; `say` translates texts that are built outside it."""

    name: str
    text: "Template"
    html: "Template"
    say: Callable[[str], str]
    version: str

    def write(self, values: Mapping[str, Any]) -> Rendered:
        """Return the mail; raise TemplateBroken for a value that is missing."""
        try:
            context = self.text.new_context(dict(values))
            subject = "".join(self.text.blocks["subject"](context))
            text = "".join(self.text.blocks["body"](context))
            html = "".join(self.html.root_render_func(self.html.new_context({**values, "subject": subject})))
        except Exception as error:
            raise _template_fault(self.name, error) from error
        return Rendered(subject, text, html, self.name, self.version)


class TemplateBroken(Refusal):
    """A template that cannot be read or compiled; `text` says which and why."""

    def __init__(self, file: str, cause: str) -> None:
        super().__init__(_BROKEN.fill(file=file, cause=cause))


_BROKEN = Text("Mallen {file} går inte att använda: {cause}", "The template {file} cannot be used: {cause}")


def _template_fault(name: str, error: Exception) -> Exception:
    from jinja2 import TemplateError

    return TemplateBroken(name, str(error)) if isinstance(error, TemplateError) else error


def letter(name: str, language: str, folder: Path | None = None) -> LetterTemplate:
    """Return a template, its files in a city's folder before ours; raise UnknownLanguage, or TemplateBroken."""
    if folder is None:
        return _ours(name, language)
    paths = tuple(_files(name, folder))
    # A city's files may change while the program runs; ours come with it.
    return _compiled(name, language, paths, tuple(path.stat().st_mtime_ns for path in paths))


@cache
def _ours(name: str, language: str) -> LetterTemplate:
    return _compiled(name, language, tuple(_files(name, None)), ())


def _files(name: str, folder: Path | None) -> Iterator[Path]:
    for file in (f"{name}.txt", f"{name}.html", STYLES):
        own = folder / file if folder else None
        yield own if own is not None and own.is_file() else FOLDER / file


@cache
def _compiled(name: str, language: str, paths: Sequence[Path], _changed: Sequence[int]) -> LetterTemplate:
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    from jinja2 import Environment, StrictUndefined, TemplateError, select_autoescape

    environment = Environment(
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    say = translations(DOMAIN, language).gettext
    sources = [_read(path) for path in paths]
    plain, page, styles = sources
    try:
        text, html = (
            _template(environment, path, source, say)
            for path, source in zip(paths, (plain, inlined(page, styles)), strict=False)
        )
    except TemplateError as error:
        raise TemplateBroken(f"{name}.*", str(error)) from error
    if not {"subject", "body"} <= text.blocks.keys():
        raise TemplateBroken(paths[0].name, "block subject, block body")
    catalogue = gettext.find(DOMAIN, LOCALE, [language])
    translated = [Path(catalogue).read_bytes()] if catalogue else []
    return LetterTemplate(name, text, html, say, _version([*(source.encode() for source in sources), *translated]))


def _read(path: Path) -> str:
    """Return a file with our parts in the places where it names them."""
    try:
        return _PART_NAMED.sub(lambda found: (FOLDER / found[1]).read_text("utf-8"), path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise TemplateBroken(path.name, type(error).__name__) from error


_PART_NAMED = re.compile(r'^{% include "(parts/\w+\.\w+)" %}\n', re.MULTILINE)


def _template(environment: "Environment", path: Path, source: str, say: Callable[[str], str]) -> "Template":
    """Compile a template with its texts translated in it: to look them up for every mail would cost five times more."""
    from jinja2 import Template, nodes
    from jinja2.visitor import NodeTransformer

    class Translator(NodeTransformer):
        def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor finds it by this name
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                return nodes.Const(say(call.args[0].as_const()), lineno=call.lineno)
            return self.generic_visit(call)

    tree = Translator().visit(environment.parse(source, path.name))
    return Template.from_code(environment, environment.compile(tree, path.name, str(path)), environment.globals)


def _version(contents: Sequence[bytes]) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:VERSION_CHARACTERS]


def sources(name: str, folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield the files of a template with their parts in place, ours or the city's; raise TemplateBroken."""
    for path in _files(name, folder):
        if path.name != STYLES:
            yield path.name, _read(path)


def own_files(name: str, folder: Path | None) -> list[str]:
    """Return which files of a template are the city's own."""
    return [path.name for path in _files(name, folder) if path.parent != FOLDER]


def unknown_names(source: str, *, known: Iterable[str]) -> set[str]:
    """Return the variables that a template reads and that are not supplied."""
    from jinja2 import Environment, meta

    return meta.find_undeclared_variables(Environment(autoescape=True).parse(source)) - {*known, "subject", "_"}


# --- styles ----------------------------------------------------------------------------------------------------------

_OF_JINJA = r"{%.*?%}|{{.*?}}|{#.*?#}"
_PART = re.compile(rf"<(?:{_OF_JINJA}|[^>])*>|{_OF_JINJA}", re.DOTALL)
_TAG = re.compile(_OF_JINJA, re.DOTALL)
_HELD = re.compile(r"(?:<!--)?held(\d+)held(?:-->)?")


def inlined(page: str, styles: str) -> str:
    """Return a page with its static styles in its elements, as mail programs want them, and the others in its head.

    What Jinja is to read is hidden meanwhile: outside of elements as comments, which may stand even in tables.
    """
    from css_inline import CSSInliner

    held: list[str] = []

    def hide(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"held{len(held) - 1}held"

    def hide_part(found: re.Match[str]) -> str:
        part = found[0]
        if part.startswith("<"):
            return _TAG.sub(hide, part)
        return hide(found) if part.startswith("{{") else f"<!--{hide(found)}-->"

    inliner = CSSInliner(extra_css=styles, keep_at_rules=True, load_remote_stylesheets=False)
    made = inliner.inline(_PART.sub(hide_part, page))
    return _HELD.sub(lambda found: held[int(found[1])], made)
