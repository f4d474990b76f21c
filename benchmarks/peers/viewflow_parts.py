"""The models, machine and flow of the peer; it can be imported once Django is set up."""

from django.core.management import call_command
from django.db import connection, models
from viewflow import fsm, this
from viewflow.workflow import flow
from viewflow.workflow.models import Process


class PeerCase(models.Model):
    state = models.CharField(max_length=30)
    version = models.IntegerField(default=0)


class PeerLine(models.Model):
    case_id = models.IntegerField()
    said = models.TextField()


class State(models.TextChoices):
    PLANNING = "planning"
    ADVERTISED = "advertised"
    AWARD = "award"


class Machine:
    state = fsm.State(State, default=State.PLANNING)

    def __init__(self, case: PeerCase) -> None:
        self.case = case

    @state.setter()
    def _set(self, value: str) -> None:
        self.case.state = value

    @state.getter()
    def _get(self) -> str:
        return self.case.state

    @state.transition(source=State.PLANNING, target=State.ADVERTISED)
    def advertise(self) -> None:
        """Advertise."""


class Purchase(flow.Flow):
    process_class = Process

    start = flow.StartHandle().Next(this.step_0)
    step_0 = flow.Handle().Next(this.step_1)
    step_1 = flow.Handle().Next(this.step_2)
    step_2 = flow.Handle().Next(this.step_3)
    step_3 = flow.Handle().Next(this.step_4)
    step_4 = flow.Handle().Next(this.step_5)
    step_5 = flow.Handle().Next(this.step_6)
    step_6 = flow.Handle().Next(this.step_7)
    step_7 = flow.Handle().Next(this.end)
    end = flow.End()


def create() -> None:
    """Create the tables."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(PeerCase)
        editor.create_model(PeerLine)
