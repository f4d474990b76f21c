"""A case as programs read it."""

import json

from states.facts import Milestone
from tests.cli.results import reported_by_a_notice


def test_a_case_as_json(in_standstill, city, run):
    reported_by_a_notice(city, in_standstill, Milestone.DOCUMENTS_PUBLISHED, "2026-04-08")

    told = json.loads(run("case", "show", in_standstill, "--json", "--on", "2026-06-20").stdout)

    assert list(told) == [
        "reference",
        "title",
        "unit",
        "kind",
        "procedure",
        "act",
        "act_source",
        "months",
        "headcount",
        "value",
        "single_tenderer",
        "officer",
        "support",
        "labour_market_unit",
        "opened_on",
        "next_check",
        "contract_start",
        "area",
        "trade",
        "cpv",
        "tasks",
        "assessment",
        "demand",
        "clauses",
        "tracks",
        "milestones",
        "standstill",
        "amounts",
        "hours",
        "lots",
        "conflicts",
        "contradictions",
        "unheeded",
        "links",
        "messages",
        "reminders",
    ]
    assert told["officer"] == {
        "name": "Ylva Påhittad",
        "email": "ylva.pahittad@example.se",
        "phone": "031-390 06 10",
        "role": "officer",
    }
    assert told["assessment"] == {
        "outcome": "required",
        "forms": ["employment"],
        "reason": "",
        "occupations": [],
        "unit": "",
        "amount": 0,
        "months_each": 0,
        "planned_start": None,
        "supply": "",
        "participants": [],
    }
    assert told["tracks"] == [
        {"process": "procurement", "subject": "", "state": "standstill", "since": "2026-06-09"},
        {"process": "target_group", "subject": "", "state": "forecast", "since": "2026-03-10"},
    ]
    assert told["standstill"]["last_day"] == "2026-06-22"
    assert told["conflicts"] == [
        {
            "milestone": "documents_published",
            "lot": "",
            "supplier": "",
            "entered": "2026-04-01",
            "reported": "2026-04-08",
            "source": "annons 12345-2026",
        },
    ]
    assert told["milestones"][-1] == {
        "milestone": "documents_published",
        "on": "2026-04-08",
        "value": "",
        "lot": "",
        "supplier": "",
        "court": "",
        "applicant": "",
        "source": "annons 12345-2026",
        "by_person": False,
        "as_of": "2026-06-20",
        "counts": False,
    }
