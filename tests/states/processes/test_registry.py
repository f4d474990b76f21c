"""Every process is found by its name."""

import pkgutil
from importlib import import_module

from states import processes
from states.machine import Process
from states.processes.delivery import DELIVERY
from states.processes.registry import OF_CASES, PROCESSES


def test_every_process_that_is_defined_is_found_by_its_name():
    names = [module.name for module in pkgutil.iter_modules(processes.__path__)]
    modules = [import_module(f"{processes.__name__}.{name}") for name in names]
    defined = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Process)}
    assert defined == PROCESSES


def test_all_processes_but_delivery_are_those_of_a_case():
    assert set(PROCESSES.values()) - set(OF_CASES) == {DELIVERY}
