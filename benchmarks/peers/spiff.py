"""SpiffWorkflow: a process of eight manual tasks, loaded from a row of JSON for each move and written back."""

import json
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

TASKS, TIMERS = 8, 8
_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://exempelstad.example/purchase">
  <bpmn:process id="purchase" isExecutable="true">
    {nodes}
    {flows}
  </bpmn:process>
</bpmn:definitions>
"""
_TIMER = (
    '<bpmn:intermediateCatchEvent id="timer_{n}"><bpmn:timerEventDefinition id="time_{n}"><bpmn:timeDuration'
    " xsi:type=\"bpmn:tFormalExpression\">'P{days}D'</bpmn:timeDuration></bpmn:timerEventDefinition>"
    "</bpmn:intermediateCatchEvent>"
)


def shared(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases whose rows hold what has happened, with one model in memory for all of them."""
    return _open(folder / "spiff_shared.db", cases, timers=0, one_model=True)


def whole(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases whose rows hold the model as well, as the library writes them by itself."""
    return _open(folder / "spiff_whole.db", cases, timers=0, one_model=False)


def with_timers(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases with one model, each of which has timers that wait."""
    return _open(folder / "spiff_timers.db", cases, timers=TIMERS, one_model=True)


def whole_with_timers(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases with timers whose rows hold the model as well."""
    return _open(folder / "spiff_whole_timers.db", cases, timers=TIMERS, one_model=False)


def _bpmn(timers: int) -> str:
    """Return a process: the tasks one after another, and beside them each timer on a branch of its own."""
    chain = ["start", *(["fork"] if timers else []), *(f"task_{n}" for n in range(TASKS)), "end"]
    nodes = ['<bpmn:startEvent id="start" />', '<bpmn:endEvent id="end" />']
    nodes += [f'<bpmn:manualTask id="task_{n}" name="Step {n}" />' for n in range(TASKS)]
    flows = list(pairwise(chain))
    if timers:
        nodes.append('<bpmn:parallelGateway id="fork" />')
        for n in range(timers):
            nodes += [_TIMER.format(n=n, days=30 + n), f'<bpmn:endEvent id="told_{n}" />']
            flows += [("fork", f"timer_{n}"), (f"timer_{n}", f"told_{n}")]
    lines = [f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}" />' for n, (a, b) in enumerate(flows)]
    return _BPMN.format(nodes="\n    ".join(nodes), flows="\n    ".join(lines))


def _serializer(spec: Any, *, one_model: bool) -> Any:
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, WorkflowConverter
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

    if not one_model:
        return BpmnWorkflowSerializer()

    class WithoutModel(BpmnWorkflowConverter):
        """Leaves out what is the same in every case."""

        def to_dict(self, workflow: Any) -> dict[str, Any]:
            return WorkflowConverter.to_dict(self, workflow) | {"subprocesses": {}, "bpmn_events": []}

        def from_dict(self, dct: dict[str, Any]) -> Any:
            return super().from_dict(dct | {"spec": spec})

    registry = BpmnWorkflowSerializer.configure()
    WithoutModel(BpmnWorkflow, registry)
    return BpmnWorkflowSerializer(registry)


def _open(file: Path, cases: int, *, timers: int, one_model: bool) -> Callable[[range], None]:
    from io import BytesIO

    from lxml import etree
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(_bpmn(timers).encode())))
    spec = parser.get_spec("purchase")
    serializer = _serializer(spec, one_model=one_model)
    begun = BpmnWorkflow(spec)
    begun.do_engine_steps()
    begun.refresh_waiting_tasks()
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, version INTEGER, told TEXT)")
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, instance_id INTEGER, said TEXT)")
    told = serializer.serialize_json(begun)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO instance VALUES (?, 0, ?)", [(n, told) for n in range(1, cases + 1)])
    connection.execute("COMMIT")
    ready = TaskState.READY

    def move(numbers: range) -> None:
        for number in numbers:
            connection.execute("BEGIN IMMEDIATE")
            version, stored = connection.execute(
                "SELECT version, told FROM instance WHERE id = ?", (number,)
            ).fetchone()
            workflow = serializer.deserialize_json(stored)
            task = next(iter(workflow.get_tasks(state=ready, manual=True)))
            task.run()
            workflow.do_engine_steps()
            if timers:
                workflow.refresh_waiting_tasks()
            values = (serializer.serialize_json(workflow), version + 1, number, version)
            connection.execute("UPDATE instance SET told = ?, version = ? WHERE id = ? AND version = ?", values)
            said = json.dumps({"done": task.task_spec.name})
            connection.execute("INSERT INTO line (instance_id, said) VALUES (?, ?)", (number, said))
            connection.execute("COMMIT")

    return move
