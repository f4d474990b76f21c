"""Every process by its name."""

from states.delivery import DELIVERY
from states.machine import Process
from states.placement import PLACEMENT
from states.procurement import PROCUREMENT
from states.supplier import SUPPLIER_PROCESS
from states.target_group import TARGET_GROUP

OF_CASES: tuple[Process, ...] = (PROCUREMENT, SUPPLIER_PROCESS, PLACEMENT, TARGET_GROUP)
"""The processes of a case, each after those that it waits for."""
PROCESSES: dict[str, Process] = {process.name: process for process in (*OF_CASES, DELIVERY)}
