"""Text → parameters → obligation → text is the identity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.clauses import (
    PARAMETERS,
    ClauseRefused,
    Kind,
    checked,
    faults,
    from_json,
    plain,
    promise_of,
    spoken,
    to_json,
    values_of,
    wording,
)
from states.records.obligations import Measure, Obligation
from states.written import in_one_line

COUNTED = (Measure.PERSONS, Measure.MONTHS, Measure.SEAT)
SOURCE = """
# Anställning

?unit=persons: Leverantören ska anställa {amount}.

?unit=months: Leverantören ska ge {amount}.

?unit=seat: Leverantören ska ha {amount}.

?positions: Fördelat på {positions}.

?months_each: Var och en i {months_each}.

- börjar senast {starts_within} efter avtalet

?planned_start: Den första börjar {planned_start}.

?occupations: Yrken: {occupations}.

?area: Område: {area}.

?enough: Hela tiden är {enough}.

?internship_counts: Praktik räknas.

?!internship_counts: Praktik räknas inte.

?penalty: Vitet är {penalty_amount}.

?bonus: Bonusen är {bonus}, högst {bonus_cap}.
"""
SWEDISH, ENGLISH = (wording(SOURCE, language) for language in ("sv", "en"))


def _words():
    return st.text(min_size=1, max_size=60).map(in_one_line).filter(bool)


VALUES = {
    Kind.MEASURE: lambda _: st.sampled_from(COUNTED),
    Kind.AMOUNT: lambda one: st.floats(0, one.most, exclude_min=True, allow_subnormal=False),
    Kind.NUMBER: lambda one: st.floats(0, one.most, exclude_min=True, allow_subnormal=False),
    Kind.COUNT: lambda one: st.integers(int(one.least), int(one.most)),
    Kind.PERCENT: lambda one: st.integers(int(one.least), int(one.most)),
    Kind.MONEY: lambda one: st.integers(int(one.least), int(one.most)),
    Kind.DAY: lambda _: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    Kind.FLAG: lambda _: st.booleans(),
    Kind.WORDS: lambda _: _words(),
}


@st.composite
def parameters(draw, told=SWEDISH):
    given_ = {name: draw(VALUES[PARAMETERS[name].kind](PARAMETERS[name])) for name in sorted(told.names)}
    optional = ["positions", "months_each", "planned_start", "occupations", "area", "enough"]
    left = draw(st.sets(st.sampled_from(optional)))
    if draw(st.booleans()):
        left |= {"bonus", "bonus_cap"}
    if not given_["penalty"]:
        left |= {"penalty_amount"}
    return checked({name: value for name, value in given_.items() if name not in left})


@pytest.mark.parametrize("told", [SWEDISH, ENGLISH], ids=["sv", "en"])
@given(data=st.data())
def test_what_a_text_carries_is_read_back_from_it(told, data):
    values = data.draw(parameters())

    assert told.read(plain(told.write(values))) == values


@given(values=parameters())
def test_text_parameters_obligation_and_text_again_are_the_same(values):
    text = plain(SWEDISH.write(values))

    read = SWEDISH.read(text)
    owed = Obligation("Del 1", "Exempel AB", **promise_of(read, COUNTED))

    assert plain(SWEDISH.write({**read, **values_of(owed)})) == text


@given(
    owed=st.builds(
        Obligation,
        unit=st.sampled_from(COUNTED),
        amount=st.floats(0.01, 500),
        positions=st.integers(0, 500),
        months_each=st.floats(0, 600, allow_subnormal=False),
        starts_within=st.integers(1, 120),
        internship_counts=st.booleans(),
        penalty=st.booleans(),
    )
)
def test_an_obligation_comes_back_from_its_parameters(owed):
    assert Obligation(**promise_of(values_of(owed), COUNTED)) == owed


@given(values=parameters())
def test_what_is_stored_is_read_as_it_was(values):
    assert from_json(to_json(values)) == values


def test_a_dialogue_obliges_to_the_dialogue_alone():
    promise = promise_of({"starts_within": 3}, (Measure.DIALOGUE,))

    assert (promise["unit"], promise["amount"], promise["starts_within"]) == (Measure.DIALOGUE, 1, 3)
    assert values_of(Obligation(**promise)) == {"starts_within": 3, "internship_counts": False, "penalty": False}


def test_a_clause_that_is_counted_in_nothing_obliges_to_nothing():
    assert promise_of({"starts_within": 3}, ()) == {}


@pytest.mark.parametrize(
    ("name", "values", "sv", "en"),
    [
        ("amount", {"amount": 1.0, "unit": "persons"}, "1 person", "1 person"),
        ("amount", {"amount": 2.0, "unit": "persons"}, "2 personer", "2 persons"),
        ("amount", {"amount": 12.5, "unit": "months"}, "12,5 heltidsmånader", "12.5 full-time months"),
        ("amount", {"amount": 1.0, "unit": "seat"}, "1 plats som hålls tillsatt", "1 place kept filled"),
        ("months_each", {"months_each": 1.0}, "1 månad", "1 month"),
        ("planned_start", {"planned_start": date(2027, 3, 1)}, "1 mars 2027", "1 March 2027"),
        ("penalty_amount", {"penalty_amount": 50000}, "50\u00a0000\u00a0kr", "SEK\u00a050,000"),
        ("enough", {"enough": 75}, "75 procent", "75 per cent"),
        ("penalty", {"penalty": True}, "ja", "yes"),
    ],
)
def test_values_stand_as_people_write_them(name, values, sv, en):
    assert (spoken(name, values[name], values, "sv"), spoken(name, values[name], values, "en")) == (sv, en)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 0),
        ("amount", 500_001),
        ("amount", float("nan")),
        ("amount", float("inf")),
        ("amount", "två"),
        ("amount", True),
        ("positions", 1.5),
        ("starts_within", 0),
        ("enough", 101),
        ("unit", "lärlingar"),
        ("penalty", "ja"),
        ("planned_start", "2027-03-01"),
        ("area", " \n "),
        ("area", "x" * 301),
    ],
)
def test_a_value_that_cannot_be_is_refused(name, value):
    with pytest.raises(ClauseRefused, match="cannot be"):
        checked({name: value})


def test_what_is_missing_is_named_in_the_order_of_the_text():
    assert SWEDISH.missing({}) == ("unit", "amount", "starts_within", "internship_counts", "penalty")
    assert SWEDISH.missing({"unit": "persons", "penalty": True}) == (
        "amount",
        "starts_within",
        "internship_counts",
        "penalty_amount",
    )
    with pytest.raises(ClauseRefused, match="what the obligation is counted in"):
        SWEDISH.write({})


def test_a_draft_shows_a_gap_that_nobody_takes_for_a_figure():
    told = plain(SWEDISH.draft({"unit": "persons"}))

    assert "Leverantören ska anställa [hur mycket som ska utföras]." in told
    assert told.count("[om vite tas ut]") == told.count("[om praktik räknas]") == 1
    assert "Praktik räknas inte" not in told
    assert "– börjar senast [månader från avtalsstart till första start] efter avtalet" in told


@pytest.mark.parametrize(
    "change",
    [("2 personer", "3 personer och en till"), ("räknas inte.", "räknas kanske."), ("1 mars", "31 juni")],
)
def test_a_text_that_somebody_changed_is_not_read(change):
    values = checked(
        {
            "unit": "persons",
            "amount": 2,
            "starts_within": 6,
            "internship_counts": False,
            "penalty": False,
            "planned_start": date(2027, 3, 1),
        }
    )
    text = plain(SWEDISH.write(values))

    with pytest.raises(ClauseRefused, match="not that of the clause"):
        SWEDISH.read(text.replace(*change))


def test_a_parameter_that_stands_twice_has_one_value():
    twice = wording("# A {starts_within}\n\nB {starts_within}", "sv")

    assert twice.read("A 6 månader\n\nB 6 månader") == {"starts_within": 6}
    with pytest.raises(ClauseRefused):
        twice.read("A 6 månader\n\nB 7 månader")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("Ingen rubrik", "börjar inte med en rubrik"),
        ("", "börjar inte med en rubrik"),
        ("# A\n\n{antal} personer", "parametern antal finns inte"),
        ("# A\n\n?vite: Vite.", "parametern vite finns inte"),
        ("# A\n\n{amount personer", "klammer som inte hör ihop"),
        ("# A\n\n?penalty Vite.", "villkoret går inte att läsa"),
        ("# A\n\n{penalty}", "kan bara stå i ett villkor"),
        ("# A\n\n{area} och {amount}", "ensamma i sitt stycke"),
        ("# A\n\n{area} och {area}", "ensamma i sitt stycke"),
        ("# A\n\n?unit=styck: B.", "unit kan inte vara styck"),
        ("# A\n\nMinst 2 personer.", "en siffra står i texten"),
    ],
)
def test_what_is_wrong_with_a_wording_is_named(source, says):
    assert any(says in fault.sv for fault in faults(wording(source, "sv")))


def test_a_wording_in_order_has_no_faults():
    assert list(faults(SWEDISH)) == []
