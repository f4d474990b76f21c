"""Reading the examples that come with the project, and what is said of a notice that is skipped."""

from pathlib import Path

import pytest

from exchange.notices.eforms import read_file, read_notice
from exchange.notices.notice import Notice, NoticeSkipped, Organisation

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "notices").glob("*.xml"))


def example(number: str) -> Notice:
    return read_file(next(path for path in EXAMPLES if path.name.startswith(number)))


def skipped(content: bytes) -> NoticeSkipped:
    with pytest.raises(NoticeSkipped) as caught:
        read_notice(content)
    return caught.value


def names(organisations: tuple[Organisation, ...]) -> list[str]:
    return [organisation.name for organisation in organisations]


KEYS = [
    "publication_number",
    "title",
    "form_type",
    "notice_subtype",
    "is_change_notice",
    "official_language",
    "buyers",
    "cpv_main",
    "nature",
    "procedure",
    "framework",
    "lots",
    "duration_days",
    "over_4_months",
    "strategic_codes",
    "social_codes",
    "reserved_execution",
    "reserved_participation",
    "performance_conditions_text",
    "submission_deadline",
    "award_decision_date",
    "contract_conclusion_date",
    "outcome",
    "winners",
    "previous_notice_refs",
]
