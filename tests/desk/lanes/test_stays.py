"""Where tracks have stood, and from when."""

from datetime import date

from desk.lanes.stays import Histories, Stay
from models.casefile import ObligationFile, TrackFile
from models.journal import Entry
from states.facts import Milestone
from tests.builders import observation
from tests.desk.lanes.stories import REFERENCE, Telling, city, told
from tests.matters.cases import OPENED, a_case

TODAY = date(2026, 3, 30)


def track(process: str = "procurement", subject: str = "", state: str = "advertised") -> TrackFile:
    return TrackFile(1, process, subject, None, state, date(2026, 3, 2), state)


def moved(on: str, source: str, target: str, trigger: str, **more: str) -> Entry:
    told = {"actor": "clock", "process": "procurement"} | more
    return Entry(1, date.fromisoformat(on), event=trigger, source=source, target=target, **told)


def test_a_state_begins_on_the_day_of_what_happened_though_it_was_told_later():
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        telling.tell(Milestone.CONTACT_POINT_1, "2026-02-17")
        telling.assessed("2026-03-10")
        telling.tell(Milestone.DOCUMENTS_PUBLISHED, "2026-04-14", told_on="2026-04-20")
        case, entries = telling.case(date(2026, 5, 4))

    assert case.reference == REFERENCE
    assert [entry.on for entry in entries if entry.event == "advertise"] == [date(2026, 4, 20)]
    assert Histories(case, entries, date(2026, 5, 4)).stays(case.tracks[0]) == (
        Stay("planning", date(2026, 2, 2), date(2026, 4, 14)),
        Stay("advertised", date(2026, 4, 14), None),
    )


def test_what_people_decide_has_the_day_on_which_they_did():
    case, entries, today = told("cancelled")

    last = Histories(case, entries, today).stays(case.tracks[0])[-1]

    assert last == Stay("cancelled", date(2026, 7, 3), None)


def test_what_waits_for_the_clock_begins_no_earlier_than_the_clock_allows():
    case, entries, today = told("two suppliers")

    stays = Histories(case, entries, today).stays(case.tracks[0])

    # Contact point 2 was made on the 24th, the court was asked on the 20th, and the standstill was over on the 3rd.
    assert stays[-1] == Stay("matching", date(2026, 11, 24), None)
    assert Stay("review", date(2026, 6, 18), date(2026, 10, 21)) in stays


def test_each_round_of_a_court_has_its_own_day():
    case, entries, today = told("court twice")

    reviews = [stay for stay in Histories(case, entries, today).stays(case.tracks[0]) if stay.state == "review"]

    assert reviews == [
        Stay("review", date(2026, 6, 18), date(2026, 8, 21)),
        Stay("review", date(2026, 9, 24), None),
    ]


def test_a_supplier_that_goes_on_under_another_name_keeps_its_history():
    mine = track("supplier", "Nya AB", "contact_assigned")
    case = a_case(tracks=[mine], obligations=[ObligationFile(1, "", "Nya AB", formerly="Gamla AB")])
    began = Entry(1, date(2026, 3, 2), "clock", "began", "supplier", "Gamla AB")
    assigned = moved(
        "2026-03-09", "awarded", "contact_assigned", "assign", process="supplier", subject="Gamla AB", actor="support"
    )

    assert Histories(case, [began, assigned], TODAY).stays(mine) == (
        Stay("awarded", date(2026, 3, 2), date(2026, 3, 9)),
        Stay("contact_assigned", date(2026, 3, 9), None),
    )


def test_a_track_of_which_the_journal_says_nothing_has_stood_where_it_stands():
    case = a_case(tracks=[track()])

    assert Histories(case, [], TODAY).stays(case.tracks[0]) == (Stay("advertised", OPENED, None),)


def test_a_track_that_stands_elsewhere_than_the_journal_says_stands_there_since_it_says_so_itself():
    case = a_case(tracks=[track(state="award")])
    entries = [moved("2026-02-16", "planning", "advertised", "advertise", actor="officer")]

    assert Histories(case, entries, TODAY).stays(case.tracks[0]) == (
        Stay("planning", OPENED, date(2026, 2, 16)),
        Stay("advertised", date(2026, 2, 16), date(2026, 3, 2)),
        Stay("award", date(2026, 3, 2), None),
    )


def test_a_state_that_got_another_name_is_no_move():
    case = a_case(tracks=[track(state="planning")])
    renamed = Entry(1, date(2026, 2, 16), "clock", "migrated", "procurement", "", "drafting", "planning")

    assert Histories(case, [renamed], TODAY).stays(case.tracks[0]) == (Stay("planning", OPENED, None),)


def test_no_state_begins_before_the_one_before_it():
    case = a_case(
        tracks=[track()],
        recorded=[observation(milestone=Milestone.DOCUMENTS_PUBLISHED, on="2026-01-02")],
    )
    entries = [moved("2026-02-16", "planning", "advertised", "advertise")]

    assert [stay.since for stay in Histories(case, entries, TODAY).stays(case.tracks[0])] == sorted(
        stay.since for stay in Histories(case, entries, TODAY).stays(case.tracks[0])
    )


def test_what_was_moved_outside_the_rules_is_known():
    case, entries, today = told("overridden")

    found = [(key, entry.target) for key, entry in Histories(case, entries, today).overrides]

    assert found == [
        (("supplier", "Påhittade Fastighetstjänster AB"), "dialogue"),
        (("target_group", ""), "ready"),
    ]
