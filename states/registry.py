"""Every process by its name."""

from states.delivery import DELIVERY
from states.machine import Process
from states.procurement import PROCUREMENT

PROCESSES: dict[str, Process] = {process.name: process for process in (PROCUREMENT, DELIVERY)}
