"""The house: who may import whom, who asks the clock, who writes a state, and what stands in no file.

Every rule is a function over source text, so that each can be shown a small text that breaks it.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IN_HOUSE = frozenset({"states", "models", "matters", "exchange", "notifications", "desk", "flows", "cli", "web"})
TABLES = {"sqlalchemy", "sqlmodel", "pydantic", "pydantic_settings"}
MAY_IMPORT = {
    # beyond the standard library and the folder itself
    "states": {"transitions", "holidays"},
    "models": {"states", "alembic", "argon2", "babel", "cryptography", "psycopg", *TABLES},
    "matters": {"states", "models", *TABLES},
    "exchange": {"states", "models", "lxml", "openpyxl", "python_calamine", *TABLES},
    "notifications": {
        "states",
        "models",
        "matters",
        "aiosmtpd",
        "babel",
        "css_inline",
        "icalendar",
        "itsdangerous",
        "jinja2",
        "markupsafe",
        "openpyxl",
        *TABLES,
    },
    "desk": {"states", "models", "matters", "exchange", "notifications", "docx", "fpdf", *TABLES},
    "flows": {"states", "models", "matters", "exchange", "notifications", "desk", "httpx", "prefect", *TABLES},
    "web": {
        "states",
        "models",
        "matters",
        "notifications",
        "desk",
        "authlib",
        "fastapi",
        "h11",
        "httpx",
        "jinja2",
        "joserfc",
        "markupsafe",
        "psycopg",
        "starlette",
        "uvicorn",
        *TABLES,
    },
    "cli": {
        "states",
        "models",
        "matters",
        "exchange",
        "notifications",
        "desk",
        "web",
        "babel",
        "click",
        "dotenv",
        "rich",
        "typer",
        *TABLES,
    },
}
CLOCK = "models/clock.py"
WRITER_OF_STATES = "models/operations.py"


def sources(*folders: str) -> list[str]:
    """Return the Python files below some folders, as paths from the root."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def source(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def found_in(paths: list[str], rule: Callable[[str, str], Collection[str]]) -> dict[str, Collection[str]]:
    """Return what a rule finds in some files, by file."""
    return {path: found for path in paths if (found := rule(path, source(path)))}


CODE = sources(*MAY_IMPORT)


# --- the rules -------------------------------------------------------------------------------------------------------


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """Return all nodes of a source text; every rule goes through the whole code."""
    return tuple(ast.walk(ast.parse(text)))


def imported(text: str) -> set[str]:
    """Return the top-level packages that a module imports anywhere, lazily or for its types alone."""
    found = set()
    for node in nodes(text):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
        elif (
            isinstance(node, ast.Call)
            and dotted(node.func, {}).rpartition(".")[2] in {"import_module", "__import__"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value).partition(".")[0])
    return found


def beyond_the_allowed(home: str, text: str) -> set[str]:
    return imported(text) - MAY_IMPORT[home] - {home} - sys.stdlib_module_names


def named(text: str) -> Iterator[str]:
    """Yield every name that a module uses, in full: `from time import time as t` makes `t` a use of time.time."""
    known: dict[str, str] = {}
    for node in nodes(text):
        if isinstance(node, ast.Import):
            known |= {name.asname: name.name for name in node.names if name.asname}
        elif isinstance(node, ast.ImportFrom):
            known |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    for node in nodes(text):
        if isinstance(node, ast.Attribute | ast.Name):
            yield dotted(node, known)


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, node.id) if isinstance(node, ast.Name) else ""


ASKS_THE_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.gmtime",
    "time.localtime",
    "time.ctime",
}
WAITS = {"time.sleep", "asyncio.sleep", "signal.alarm", "signal.setitimer"}
TIMERS = {"threading.Timer", "sched.scheduler", "asyncio.call_later", "asyncio.call_at"}


def uses(text: str, forbidden: set[str]) -> set[str]:
    return forbidden & set(named(text))


def days_of_moments(text: str) -> list[str]:
    """Return the places where a day is made of a moment by leaving out its hour, or by a database or the machine."""
    found = []
    for node in nodes(text):
        match node:
            case ast.Call(func=ast.Attribute(attr="date"), args=[], keywords=[]):
                found.append(ast.unparse(node))
            case (
                ast.Attribute(attr="fromtimestamp" | "utcfromtimestamp")
                | ast.Attribute(value=ast.Name(id="func"), attr="date" | "current_date" | "date_trunc")
            ):
                found.append(ast.unparse(node))
            case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.Constant(value=10))):
                found.append(ast.unparse(node))
    return found


def states_written(text: str) -> list[str]:
    """Return the assignments to somebody's `state`; an object may set its own when it is made."""
    written = []
    for node in nodes(text):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for part in (part for target in targets if isinstance(target, ast.AST) for part in ast.walk(target)):
            if isinstance(part, ast.Attribute) and part.attr == "state" and isinstance(part.ctx, ast.Store):
                owner = ast.unparse(part.value)
                written += [f"{owner}.state"] if owner != "self" else []
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "__setattr__")):
            written += [ast.unparse(node)] if [a for a in node.args if ast.unparse(a) == "'state'"] else []
    return written


# --- imports ---------------------------------------------------------------------------------------------------------


def test_every_installed_package_has_its_row():
    project = tomllib.loads(source("pyproject.toml"))
    installed = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert installed == set(MAY_IMPORT)
    assert {path.partition("/")[0] for path in CODE} == installed


def without_lower_bound(pyproject: str) -> list[str]:
    """Return the direct dependencies, those of the extras too, that do not say from which version on they serve."""
    project = tomllib.loads(pyproject)["project"]
    extras = project.get("optional-dependencies", {}).values()
    direct = [*project["dependencies"], *(one for extra in extras for one in extra)]
    return [one for one in direct if not re.search("(>=|==|~=) *[0-9]", one)]


def test_every_dependency_has_a_lower_bound():
    assert without_lower_bound(source("pyproject.toml")) == []


def test_a_dependency_without_a_lower_bound_is_found():
    wrong = (
        '[project]\ndependencies = ["a>=1,<2", "b[c]==1.0", "d<2"]\noptional-dependencies.dev = ["e", "f>=0.1", "g!=2"]'
    )
    assert without_lower_bound(wrong) == ["d<2", "e", "g!=2"]


def test_imports_point_inward():
    assert found_in(CODE, lambda path, text: beyond_the_allowed(path.partition("/")[0], text)) == {}


def test_the_arrows_are_those_of_the_design():
    arrows = {home: allowed & IN_HOUSE for home, allowed in MAY_IMPORT.items()}
    inner = {"states", "models", "matters"}
    outer = inner | {"exchange", "notifications", "desk"}
    assert arrows == {
        "states": set(),
        "models": {"states"},
        "matters": {"states", "models"},
        "exchange": {"states", "models"},
        "notifications": inner,
        "desk": outer - {"desk"},
        "flows": outer,
        "web": outer - {"exchange"},
        "cli": outer | {"web"},
    }


@pytest.mark.parametrize(
    "library", ["prefect", "typer", "lxml", "fastapi", "css_inline", "holidays", "icalendar", "transitions"]
)
def test_a_library_is_known_to_one_folder_alone(library):
    assert [home for home, allowed in MAY_IMPORT.items() if library in allowed] == [
        {
            "prefect": "flows",
            "typer": "cli",
            "fastapi": "web",
            "css_inline": "notifications",
            "holidays": "states",
            "icalendar": "notifications",
            "transitions": "states",
        }.get(library, "exchange")
    ]


def test_workbooks_are_read_at_one_edge_and_written_at_the_other():
    assert {path for path in CODE if "openpyxl" in imported(source(path))} == {
        "exchange/plans/sheets.py",
        "notifications/workbook.py",
    }


@pytest.mark.parametrize(
    ("library", "module"),
    [
        ("holidays", "states/law/calendar.py"),
        ("icalendar", "notifications/calendar/ical.py"),
        ("transitions", "states/machine.py"),
    ],
)
def test_one_module_alone_imports_the_library(library, module):
    assert [path for path in CODE if library in imported(source(path))] == [module]


def modules(*folders: str) -> list[str]:
    found = (path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in sources(*folders))
    return [module for module in found if not module.startswith("models.migrations.")]  # those run inside alembic only


HEAVY = {
    "argon2",
    "babel",
    "fastapi",
    "holidays",
    "icalendar",
    "jinja2",
    "lxml",
    "openpyxl",
    "prefect",
    "psycopg",
    "typer",
}


@pytest.mark.parametrize(
    ("folder", "heavy"), [("states", HEAVY | {"pydantic", "sqlalchemy", "sqlmodel"}), ("models", HEAVY)]
)
def test_importing_the_inner_folders_starts_no_heavy_library(folder, heavy):
    names = modules(folder)
    code = f"import sys, importlib; [importlib.import_module(name) for name in {names}]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert set(names) <= set(loaded.stdout.split())
    assert heavy & set(loaded.stdout.split()) == set()


def test_a_notice_is_mapped_without_what_reads_plans_and_tables_are_described_without_any_database():
    code = "import sys, models.tables, exchange.notices.mapping; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    unwanted = {"exchange.plans.plan_row", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite"}
    assert unwanted & set(loaded.stdout.split()) == set()


# --- time and state --------------------------------------------------------------------------------------------------


def test_one_module_asks_what_time_it_is():
    assert found_in(CODE, lambda _, text: uses(text, ASKS_THE_CLOCK)) == {CLOCK: {"datetime.datetime.now"}}


def test_a_moment_becomes_a_day_in_one_module():
    assert found_in(CODE, lambda _, text: days_of_moments(text)) == {
        CLOCK: ["local_time(instant).date()"],
        # What has no zone: cells and texts, where the day stands as it was written.
        "exchange/notices/eforms.py": ["day[:10]"],
        "exchange/notices/ubl.py": ["text[:10]", "moment.date()"],
        "exchange/plans/celldates.py": ["cell.date()"],
        "exchange/plans/cells.py": ["cell.date()"],
        "exchange/plans/sheets.py": ["book.epoch.date()"],
        "notifications/delivery/sink_mailbox.py": ["file.name[:10]"],
        "models/numbering.py": ["hashlib.sha256(identity.encode()).hexdigest()[:10]"],
    }


def test_no_timer_carries_a_deadline():
    assert found_in(CODE, lambda _, text: uses(text, TIMERS)) == {}


def test_rules_and_rows_wait_for_nothing():
    assert found_in(sources("states", "models"), lambda _, text: uses(text, WAITS)) == {}


def people_in_roles(text: str) -> list[str]:
    """Return the calls that pair a role with a person."""
    calls = (node for node in nodes(text) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Actor")
    return [ast.unparse(call) for call in calls if len(call.args) + len(call.keywords) > 1]


def test_a_person_gets_a_role_from_the_directory_alone():
    assert found_in(CODE, lambda _, text: people_in_roles(text)) == {
        # The role of an account, which holds while the directory gives it: that is asked with every page.
        "desk/access.py": ["Actor(ACTS_AS[self.role], self.person_id)"],
        "models/people.py": ["Actor(role, person_id)"],
        "web/links/acting.py": ["Actor(scene.role, scene.reader.id)"],  # the role that a link gives its reader that day
    }


def test_one_module_writes_the_state_of_a_track():
    assert found_in(CODE, lambda _, text: states_written(text)) == {WRITER_OF_STATES: ["track.state"]}


# --- words -----------------------------------------------------------------------------------------------------------

NO_NAMES = re.compile(r"^_?(Told|Asked|Shown|Said)(?![a-z])")
"""Words that say nothing of what a thing holds."""


def classes(text: str) -> list[str]:
    """Return the classes that a module defines for others."""
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]


def homes_of_classes(texts_by_path: dict[str, str]) -> dict[str, list[str]]:
    """Return the modules that define a class, by the names that more than one defines."""
    homes: dict[str, list[str]] = {}
    for path, text in texts_by_path.items():
        for name in classes(text):
            homes.setdefault(name, []).append(path)
    return {name: paths for name, paths in homes.items() if len(paths) > 1}


def test_a_public_class_name_has_one_meaning():
    assert homes_of_classes({path: source(path) for path in CODE}) == {}


def names_that_say_nothing(text: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef))
    return [node.name for node in nodes if NO_NAMES.match(node.name)]


def test_no_class_is_called_by_a_word_that_says_nothing():
    assert found_in(CODE, lambda _, text: names_that_say_nothing(text)) == {}


# --- tests -----------------------------------------------------------------------------------------------------------

TESTED_ELSEWHERE = {
    "models/migrations/": "alembic runs them: tests/models/storage/test_schema.py brings databases of each version up",
}
"""Where modules need no tests of their own name, and why; by what their paths begin with."""
OF_NO_MODULE = {
    "tests/exchange/test_merged.py": "notices and plans that meet a merged case: an import and merging together",
    "tests/exchange/test_notice_corpus.py": "published notices, read by two readers",
    "tests/notifications/test_faults.py": "what is killed or fails on the way from composing to the server",
    "tests/notifications/test_handing_over.py": "ticks of a city whose people go and come: from directory to mail",
    "tests/notifications/test_reopened.py": "ticks of a city whose matters are met and open again",
    "tests/notifications/test_in_chromium.py": "mails as a browser shows them",
    "tests/states/test_grid.py": "every move of every process in every state",
    "tests/states/test_model_linter.py": "what holds for all processes and all guards",
    "tests/cli/test_catalogue.py": "the words of every command",
    "tests/cli/test_explaining.py": "every command that is advised, in every state",
    "tests/cli/test_story.py": "a procurement from plan to follow-up, by command",
    "tests/cli/test_unreadable.py": "every command on cases that no rule can read",
    "tests/flows/test_prefect_yaml.py": "the deployments beside the flows",
    "tests/web/board/test_case_in_chromium.py": "the pages of a case as a browser shows them",
    "tests/web/test_fuzz.py": "whatever is sent to any page",
    "tests/web/test_in_chromium.py": "pages as a browser shows them",
    "tests/web/test_played_in_chromium.py": "a procurement from plan to close, by mails and pages alone",
    "tests/web/test_rows_read.py": "what any page reads among many people",
    "tests/web/board/test_today_in_chromium.py": "the page of the day in a real browser",
    "tests/web/board/test_played_in_chromium.py": "a procurement from plan to close, on the board",
    "tests/web/test_story.py": "from the mail to the page and back",
}
"""Tests that look at more than one module, and at what; by what their paths begin with. Those of the whole house stand
directly in `tests/`."""


def expected_tests(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"tests/{folder}/test_{name}"


def without_tests(modules: Collection[str], tests: Collection[str]) -> list[str]:
    """Return the modules that have no tests of their own name, packages aside."""
    named = (module for module in modules if not module.endswith("__init__.py"))
    return [
        module
        for module in named
        if not module.startswith(tuple(TESTED_ELSEWHERE)) and expected_tests(module) not in tests
    ]


def of_no_module(tests: Collection[str], modules: Collection[str]) -> list[str]:
    """Return the files of tests below a folder of the house that bear the name of no module."""
    files = (path for path in tests if "/test_" in path and path.count("/") > 1)
    known = set(map(expected_tests, modules))
    return [path for path in files if not path.startswith(tuple(OF_NO_MODULE)) and path not in known]


def test_every_module_has_tests_of_its_own_name():
    assert without_tests(CODE, sources("tests")) == []


def test_every_file_of_tests_bears_the_name_of_a_module():
    assert of_no_module(sources("tests"), CODE) == []


@pytest.mark.parametrize("start", [*TESTED_ELSEWHERE, *OF_NO_MODULE])
def test_what_is_excepted_is_there(start):
    tests = {path for path in sources("tests") if "/test_" in path}
    left_out = {
        *(module for module in CODE if expected_tests(module) not in tests),
        *tests.difference(map(expected_tests, CODE)),
    }
    assert any(path.startswith(start) for path in left_out)


# --- what stands in no file ------------------------------------------------------------------------------------------

PASSED_OVER = {".env", ".git", "__pycache__", "build", "dist", "node_modules", "results", "var"}
TEXTS = {"", ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".mako", ".md", ".po", ".pot", ".py", ".sh"}
TEXTS |= {".svg", ".toml", ".txt", ".xml", ".yaml", ".yml"}


def texts() -> list[str]:
    """Return the text files of the tree, without what is installed, built or written at run time."""
    found, waiting = [], [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in PASSED_OVER or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                waiting += [path] if not path.name.startswith(".") or path.name in {".ci", ".github"} else []
            elif path.suffix in TEXTS:
                found.append(path.relative_to(ROOT).as_posix())
    return sorted(found)


# The words are put together here, so that this file does not hold what it forbids.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("golang", "org"),
        ("anaconda", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("debian", "org"),
    )
)
HOMES = "home|root|Users|work|tmp|private|mnt"
MACHINE_PATH = re.compile(rf"(?<![\w.~:/$}}%)\]*-])/(?:{HOMES})/[\w.]")
UNFINISHED = tuple("".join(parts) for parts in (("TO", "DO"), ("FIX", "ME"), ("NotImplemented", "Error")))


def hosts_named(text: str) -> list[str]:
    return [host for host in HOSTS if host in text.lower()]


def machine_paths(text: str) -> list[str]:
    return MACHINE_PATH.findall(text)


def unfinished(text: str) -> list[str]:
    return [note for note in UNFINISHED if re.search(rf"\b{note}\b", text)]


@pytest.mark.parametrize("what", [hosts_named, machine_paths, unfinished], ids=lambda what: what.__name__)
def test_no_file_holds(what):
    assert found_in(texts(), lambda _, text: what(text)) == {}


def test_the_files_that_are_read_are_all_that_matter():
    assert {"README.md", "pyproject.toml", "prefect.yaml", "Makefile", "tests/test_architecture.py", *CODE} <= set(
        texts()
    )


# --- each rule finds what it is there for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "text", "found"),
    [
        ("states", "import sqlalchemy.orm", {"sqlalchemy"}),
        ("states", "from models.tables import Case", {"models"}),
        ("models", "def f():\n    from lxml import etree", {"lxml"}),
        ("models", "if TYPE_CHECKING:\n    from prefect import flow", {"prefect"}),
        ("exchange", "from notifications import tick", {"notifications"}),
        ("notifications", "import exchange", {"exchange"}),
        ("cli", "import importlib\nimportlib.import_module('flows.tick')", {"flows"}),
        ("flows", "__import__('web')", {"web"}),
        ("states", "from transitions import Machine\nimport datetime\nfrom . import text\nimport states.text", set()),
        ("cli", "from desk.tick import tick\nfrom exchange import import_plan", set()),
    ],
)
def test_an_import_outward_is_found(home, text, found):
    assert beyond_the_allowed(home, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from datetime import datetime\ndatetime.now()", {"datetime.datetime.now"}),
        ("from datetime import datetime as dt\nField(default_factory=dt.utcnow)", {"datetime.datetime.utcnow"}),
        ("import datetime\nprint(datetime.date.today())", {"datetime.date.today"}),
        ("import datetime as d\nd.datetime.today()", {"datetime.datetime.today"}),
        ("from datetime import date\nlambda: date.today()", {"datetime.date.today"}),
        ("import time\ntime.time()", {"time.time"}),
        ("from time import time as stamp\nstamp()", {"time.time"}),
        ("from datetime import date, time\ntoday = date(2026, 3, 2)\nnow = time(6, 30)\nfile.facts(today)", set()),
        ("import time\ntime.monotonic()", set()),
    ],
)
def test_a_question_to_the_clock_is_found(text, found):
    assert uses(text, ASKS_THE_CLOCK) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acted_on = at.astimezone(UTC).date()", ["at.astimezone(UTC).date()"]),
        ("day = self.now().date()", ["self.now().date()"]),
        ("date.fromtimestamp(path.stat().st_mtime)", ["date.fromtimestamp"]),
        ("select(func.date(_message.c.sent_at))", ["func.date"]),
        ("day = at.isoformat()[:10]", ["at.isoformat()[:10]"]),
        ("day = day_of(at)\ntoday = date(2026, 3, 2)\nlocal.date\ntext[:100]", []),
    ],
)
def test_a_day_that_is_cut_off_a_moment_is_found(text, found):
    assert days_of_moments(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import threading\nthreading.Timer(3, f).start()", {"threading.Timer"}),
        ("from threading import Timer as T\nT(3, f)", {"threading.Timer"}),
        ("from time import sleep\nsleep(1)", {"time.sleep"}),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(1)", {"asyncio.sleep"}),
        ("from threading import Thread\nThread(target=f)", set()),
    ],
)
def test_a_timer_and_a_wait_are_found(text, found):
    assert uses(text, TIMERS | WAITS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("track.state = 'matching'", ["track.state"]),
        ("track.since, file.tracks[0].state = today, target", ["file.tracks[0].state"]),
        ("track.state: str = target", ["track.state"]),
        ("track.state += 'x'", ["track.state"]),
        ("for track.state in names: pass", ["track.state"]),
        ("setattr(track, 'state', target)", ["setattr(track, 'state', target)"]),
        ("object.__setattr__(track, 'state', target)", ["object.__setattr__(track, 'state', target)"]),
        ("class E(Exception):\n    def __init__(self, state):\n        self.state = state", []),
        ("before = track.state\nif track.state == before: fire(state=track.state)", []),
    ],
)
def test_a_state_that_is_written_is_found(text, found):
    assert states_written(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by = Actor(Role.SUPPORT, number)", ["Actor(Role.SUPPORT, number)"]),
        ("by = Actor(role, person_id=3)", ["Actor(role, person_id=3)"]),
        ("by = Actor(Role.SUPPORT)", []),
    ],
)
def test_a_person_who_is_given_a_role_is_found(text, found):
    assert people_in_roles(text) == found


def test_a_class_name_with_two_meanings_is_found():
    texts_by_path = {"a.py": "class Line: ...\nclass _Own: ...", "b.py": "class Line: ...\nclass _Own: ..."}
    assert homes_of_classes(texts_by_path) == {"Line": ["a.py", "b.py"]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class Told: ...", ["Told"]),
        ("def f():\n    class _Asked: ...", ["_Asked"]),
        ("class ShownField: ...", ["ShownField"]),
        ("class Saiddle: ...\nclass Retold: ...", []),
    ],
)
def test_a_class_name_that_says_nothing_is_found(text, found):
    assert names_that_say_nothing(text) == found


def test_a_module_without_tests_is_found():
    modules = ["states/facts.py", "states/law/periods.py", "states/law/__init__.py", "models/migrations/env.py"]
    assert without_tests(modules, ["tests/states/test_facts.py", "tests/states/test_periods.py"]) == [
        "states/law/periods.py"
    ]


def test_tests_of_no_module_are_found():
    tests = ["tests/states/test_facts.py", "tests/states/test_fact.py", "tests/states/rows.py", "tests/test_walk.py"]
    assert of_no_module(tests, ["states/facts.py"]) == ["tests/states/test_fact.py"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_package_host_is_found(host):
    assert hosts_named(f"see https://{host.upper()}/project") == [host]


@pytest.mark.parametrize("folder", HOMES.split("|"))
def test_a_place_of_one_machine_is_found(folder):
    assert machine_paths(f"DATABASE=/{folder}/city.db")
    assert machine_paths(f"open('/{folder}/x')")
    assert not machine_paths(f"https://example.se/{folder}/page and ~/{folder}/x and var/{folder}/x and /{folder}")


@pytest.mark.parametrize("note", UNFINISHED)
def test_a_note_of_unfinished_work_is_found(note):
    assert unfinished(f"# {note}: later") == [note]
    assert unfinished(f"x{note}x {note.lower()}") == []
