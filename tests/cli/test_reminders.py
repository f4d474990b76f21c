import json
from datetime import date

from sqlalchemy import insert, select

from models.storage.database import open_engine, writing
from models.tables import Case, Message, Person, Reminder


def sent(home, count: int) -> None:
    """Let reminders have been sent on 2 March of which none was met."""
    engine = open_engine(f"sqlite:///{home / 'var' / 'trespann.db'}")
    with writing(engine) as connection:
        case_id = connection.execute(select(Case.id)).scalar_one()
        person = connection.execute(select(Person.id)).scalars().first()
        day = date(2026, 3, 2)
        message = {"person_id": person, "recipient": "x@example.se", "language": "sv", "subject": "", "digest": ""}
        message |= {"contents": b"", "template": "daily", "template_version": "", "state": "sent", "attempts": 1}
        for number in range(count):
            connection.execute(insert(Message).values(**message, id=number + 1, key=str(number), day=day, problem=""))
            told = {"case_id": case_id, "matter": "contact_point_1", "subject": str(number), "step": "+5"}
            told |= {"person_id": person, "base": day, "due_on": day, "planned_on": day, "state": "planned"}
            connection.execute(insert(Reminder).values(**told, message_id=number + 1, case_version=1))
    engine.dispose()


def test_before_the_first_reminder_there_is_nothing_to_tell(city, run):
    assert run("reminders", "effect").stdout == "Ingen påminnelse har skickats än.\n"


def test_a_step_without_effect_is_named(case, run, home):
    sent(home, 20)

    lines = run("reminders", "effect", "--on", "2026-03-20").stdout.splitlines()

    assert lines[1].split() == ["20", "20", "0%", "–", "contact_point_1", "+5"]
    assert "Steg utan verkan: contact_point_1 +5." in " ".join(lines)


def test_with_fewer_reminders_no_step_is_called_one_without_effect(case, run, home):
    sent(home, 19)

    assert "Inget steg är utan verkan." in run("reminders", "effect", "--on", "2026-03-20").stdout


def test_programs_read_one_object_for_each_step(case, run, home):
    sent(home, 2)

    (line,) = run("reminders", "effect", "--on", "2026-03-20", "--json").stdout.splitlines()

    assert json.loads(line) == {
        "matter": "contact_point_1",
        "step": "+5",
        "sent": 2,
        "judged": 2,
        "met": 0,
        "days": None,
        "share": 0.0,
        "without_effect": False,
    }
