"""Starts the program. Ctrl-C ends it without a traceback, even while modules are imported."""

import gc
import os
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
gc.disable()  # the process ends with its answer, so its memory is freed anyway; match is a quarter faster

from .cli import main  # noqa: E402


def run() -> int:
    """Run the command that was typed; return its exit code.

    After an answer, the process exits without freeing its objects, which would take a sixth of its time.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = main()
    if code in (0, 1):
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(run())
