"""The example city: what it has done up to the day on which it is started, by the same operations as in reality.

People act, the plan grows, notices come, and every working day ends with a tick, on the days of a virtual clock.
Nothing is told twice: what was mailed lies in the folder of the sink as if it had gone there on its day.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from desk.example_plan import MONTHS, ExampleNotice, ExamplePlan, RowDays, notices_of, plan_of
from desk.example_stories import STORIES, steps_on, take
from desk.tick import tick
from desk.townspeople import live
from exchange.notices.notice_import import import_notices
from exchange.plans.plan_import import import_plan
from models.installation.settings import EXAMPLES, Settings
from models.queries.cases import state_counts
from models.queries.heartbeats import last_day
from models.storage.database import engine_at, reading, writing
from notifications.delivery.folders import FileSender, mail_folder
from states.law.calendar import is_working_day, working_days_before

SEED = 1
_FOLDER, _STARTED, _PLAN, _NOTICES = "example", "started", "plan.csv", "notices"
_HISTORY = timedelta(days=MONTHS * 30)
_MORNING = time(6, 30)


def with_example(settings: Settings, today: date) -> Settings:
    """Return settings whose plan and notices are those of the example city, where that is what they ask for.

    The first call remembers the day as that of the start. Files of one's own, a database that has cases already, and
    mail that leaves this machine make no example city.
    """
    asked_for = (settings.plan, settings.notices, settings.directory)
    if asked_for != (EXAMPLES / _PLAN, EXAMPLES / _NOTICES, EXAMPLES / "city.toml") or not settings.has_sink:
        return settings
    if not (settings.var / _FOLDER / _STARTED).is_file() and _has_cases(settings):
        return settings
    return begun(settings, today)


def begun(settings: Settings, start: date) -> Settings:
    """Return settings of an example city that is started on a day, or was on the day that its folder says."""
    folder = settings.var / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _STARTED).is_file():
        (folder / _STARTED).write_text(f"{start.isoformat()}\n", "ascii")
    return settings.model_copy(update={"plan": folder / _PLAN, "notices": folder / _NOTICES})


def awaits_its_life(engine: Engine, settings: Settings) -> bool:
    """Tell whether settings are those of an example city that has not lived up to the day of its start yet."""
    if settings.plan != settings.var / _FOLDER / _PLAN:
        return False
    done = _lived_until(engine)
    return done is None or done < working_days_before(_start(settings), 1)


def live_up_to_start(
    engine: Engine, settings: Settings, *, seed: int = SEED, each: Callable[[list[date]], Iterable[date]] = iter
) -> None:
    """Let the example city live from its beginning to the evening before the day of its start.

    `settings` are those of `with_example` or `begun`. A city that was cut off goes on where it was. `each` goes through
    the days, for callers that show how far it has come.
    """
    start, done = _start(settings), _lived_until(engine)
    plan = plan_of(EXAMPLES / _PLAN, start, _days(start))
    notices = list(notices_of(EXAMPLES / _NOTICES, plan))
    settings.notices.mkdir(exist_ok=True)
    for day in each(list(_working_days(start, done))):
        _grow(engine, settings, plan, day)
        _publish(engine, settings, notices, day)
        with writing(engine) as connection:
            for reference, step in steps_on(day, start):
                take(connection, reference, step, day)
        live(engine, day, seed, besides=STORIES)
        _sweep(engine, day, settings)
    settings.plan.write_text(plan.as_of(date.max), "utf-8")


def _sweep(engine: Engine, day: date, settings: Settings) -> None:
    """Tick for a day of a virtual clock; mail becomes files in the folder of the sink."""
    morning = datetime.combine(day, _MORNING, UTC)
    tick(
        engine,
        today=day,
        settings=settings,
        open_sender=lambda: FileSender(mail_folder(settings.var)),
        clock=lambda: morning,
    )


def _grow(engine: Engine, settings: Settings, plan: ExamplePlan, day: date) -> None:
    before = settings.plan.read_text("utf-8") if settings.plan.is_file() else ""
    now = plan.as_of(day)
    if now != before:
        settings.plan.write_text(now, "utf-8")
        if now.strip() != plan.headings:
            import_plan(engine, settings.plan, today=day)


def _publish(engine: Engine, settings: Settings, notices: list[ExampleNotice], day: date) -> None:
    for notice in notices:
        file = settings.notices / notice.name
        if notice.published <= day and not file.exists():
            file.write_text(notice.text, "utf-8")
            import_notices(engine, file, today=day)


def _days(start: date) -> dict[str, RowDays]:
    def on(ago: int) -> date:
        return working_days_before(start, ago) if ago >= 0 else start - timedelta(days=ago)

    return {reference: RowDays(on(story.opened), on(story.call)) for reference, story in STORIES.items()}


def _working_days(start: date, done: date | None) -> Iterator[date]:
    first = start - _HISTORY if done is None else done + timedelta(days=1)
    for number in range((start - first).days):
        day = first + timedelta(days=number)
        if is_working_day(day):
            yield day


def _start(settings: Settings) -> date:
    return date.fromisoformat((settings.var / _FOLDER / _STARTED).read_text("ascii").strip())


def _lived_until(engine: Engine) -> date | None:
    with reading(engine) as connection:
        return last_day(connection, "tick")


def _has_cases(settings: Settings) -> bool:
    with engine_at(settings.database, synchronous=settings.synchronous) as engine, reading(engine) as connection:
        return bool(state_counts(connection))
