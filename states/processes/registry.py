"""Every process by its name."""

from states.machine import Process
from states.processes.delivery import DELIVERY
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP

OF_CASES: tuple[Process, ...] = (PROCUREMENT, SUPPLIER_PROCESS, PLACEMENT, TARGET_GROUP)
"""The processes of a case, each after those that it waits for."""
PROCESSES: dict[str, Process] = {process.name: process for process in (*OF_CASES, DELIVERY)}
