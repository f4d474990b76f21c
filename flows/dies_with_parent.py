"""Run a command that ends when the process that started it does: `python -m flows.dies_with_parent PARENT COMMAND…`.

A safety net for a supervisor that is killed and can stop nothing; on other systems than Linux it does nothing.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, *command = arguments
    # A shell lets what it starts in the background ignore interrupts, and that is inherited: it could not be stopped.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it died before the request
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
