"""What a competence profile may say: what a job is and asks for, never who does it."""

from dataclasses import replace

import pytest

from states.records.competence import (
    LONGEST,
    PROFILE_TEXTS,
    REQUIREMENT_LABELS,
    Profile,
    ProfileRefused,
    Requirement,
    check_profile,
    tells_of_somebody,
)

JOB = Profile("Städare", "Golvvård och fönsterputs", 75, "Gamlestaden", about="Städvagn på 80 kg, 2026-03-17 till 2027")


@pytest.mark.parametrize(
    "text",
    [
        "800229-0005",
        "19800229-0005",
        "Kandidaten 8002290005 kan börja",
        "198002290005",
        "800289-0005",  # a coordination number
        "800229+0005",
        "800229 0005",
        "skriv till kim@example.se",
    ],
)
def test_a_text_that_tells_of_somebody_is_known(text):
    assert tells_of_somebody(text)


@pytest.mark.parametrize("text", ["", "70 timmar", "556000-0167", "031-390 06 01", "2026-03-17", "1234567890123456"])
def test_a_text_about_a_job_is_none_of_anybody(text):
    assert not tells_of_somebody(text)


@pytest.mark.parametrize("field", PROFILE_TEXTS)
def test_every_free_text_of_a_profile_is_looked_at(field):
    check_profile(JOB)
    for wrong in ("Kim, 800229-0005", "kim@example.se", "x" * (LONGEST + 1)):
        with pytest.raises(ProfileRefused) as refused:
            check_profile(replace(JOB, **{field: wrong}))
        assert [reason.key for reason in refused.value.reasons] == [field]


def test_a_profile_names_an_occupation_and_at_most_full_time_and_all_that_is_wrong_is_told():
    with pytest.raises(ProfileRefused) as refused:
        check_profile(replace(JOB, occupation="", share=120))
    assert [reason.key for reason in refused.value.reasons] == ["occupation", "share"]


def test_every_requirement_has_its_words_in_both_languages():
    assert set(REQUIREMENT_LABELS) == set(Requirement)
    assert all(label.sv != label.en for label in REQUIREMENT_LABELS.values())
