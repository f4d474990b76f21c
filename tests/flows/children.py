"""Children of these tests that only sleep, known by /proc."""

import subprocess
from pathlib import Path

import pytest

SLEEP = "import time; print('ready', flush=True); time.sleep(60)"
needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are known by /proc")


def ended(process: subprocess.Popen[str]) -> int:
    with process:
        process.kill()
    return process.wait()
