"""The person or role that asks for a change."""

from dataclasses import dataclass

from states.facts import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a role, and the number of the person in the directory where one is known."""

    role: Role
    person_id: int | None = None

    @property
    def is_person(self) -> bool:
        return self.role is not Role.CLOCK

    def __str__(self) -> str:
        return self.role if self.person_id is None else f"{self.role}:{self.person_id}"


CLOCK = Actor(Role.CLOCK)
