"""The forms of the runs that people start by hand: what the dashboard shows, in Swedish, and the parameters.

A form is static: it lists every step and state there is, and the process decides. Whoever asks gives their number in
the directory, for parameters are kept and are read by all who see the dashboard.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator, model_validator

from states.facts import ROLE_LABELS, Role
from states.processes.registry import OF_CASES
from states.text import Text
from states.written import in_one_line

Labels = Mapping[Any, Text]

PEOPLE = {role: label for role, label in ROLE_LABELS.items() if role not in {Role.CLOCK, Role.OUTBOX}}
STATES: Mapping[str, Labels] = {
    process.name: {str(state): duty.label for state, duty in process.duties.items()} for process in OF_CASES
}
PROCESS_LABELS = {process.name: process.label for process in OF_CASES}


def choice(title: str, description: str, labels: Labels, **rest: Any) -> Any:
    """Return a field that the form shows as a list to choose from, each word explained below it."""
    return _listed(title, f"{description} {_explained(labels)}.", labels, **rest)


def choice_of_each(title: str, description: str, by_process: Mapping[str, Labels], **rest: Any) -> Any:
    """Return such a field where the words are those of several processes."""
    explained = " ".join(f"{PROCESS_LABELS[name].sv}: {_explained(of)}." for name, of in by_process.items())
    words = dict.fromkeys(word for of in by_process.values() for word in of)
    return _listed(title, f"{description} {explained}", words, **rest)


def _listed(title: str, description: str, words: Iterable[str], **rest: Any) -> Any:
    blank = [""] if rest.get("default") == "" else []
    listed: list[JsonValue] = [*blank, *map(str, words)]
    return Field(title=title, description=description, json_schema_extra={"enum": listed}, **rest)


def _explained(labels: Labels) -> str:
    return ", ".join(f"{word} = {label.sv}" for word, label in labels.items())


class RunForm(BaseModel):
    """What every form holds: the case, and who asks."""

    model_config = ConfigDict(extra="forbid")

    case: str = Field(
        title="Ärende",
        description="Ärendets beteckning, till exempel UH-2026-14.",
        min_length=1,
        max_length=100,
    )
    role: str = choice("Din roll", "Den roll du handlar i.", PEOPLE)
    asked_by: int = Field(
        title="Ditt nummer",
        description="Ditt nummer i katalogen; det sparas i journalen. Skriv inget namn och ingen e-postadress.",
        ge=1,
    )

    @model_validator(mode="before")
    @classmethod
    def bring_to_one_form(cls, told: Any) -> Any:
        """Bring every text to one form before anything is checked: what nobody sees is no answer."""
        return {name: _in_one_form(value) for name, value in told.items()} if isinstance(told, Mapping) else told

    @field_validator("*")
    @classmethod
    def check_listed(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse a word that the form does not list: its check can be switched off, and other programs have none."""
        extra = cls.model_fields[info.field_name or ""].json_schema_extra
        listed = extra["enum"] if isinstance(extra, dict) else None
        if isinstance(listed, list) and value not in listed:
            raise ValueError(f"{value!r}: {listed}")
        return value


def _in_one_form(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_one_form(each) for each in value]
    return in_one_line(value) if isinstance(value, str) else value


def subject(title: str, description: str) -> Any:
    return Field("", title=title, description=description, max_length=200)


def expected_state(processes: Iterable[str]) -> Any:
    """Return the field in which a person says where they saw the process, for a page may be old."""
    return choice_of_each(
        "Läge nu",
        "Det läge du såg. Har ärendet gått vidare sedan dess görs ingenting. Kan lämnas tomt.",
        {name: STATES[name] for name in processes},
        default="",
    )


def reason(description: str, **rest: Any) -> Any:
    return Field(
        title="Skäl", description=f"{description} Skriv ingenting om enskilda personer.", max_length=500, **rest
    )
