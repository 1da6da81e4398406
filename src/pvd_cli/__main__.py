"""The program: from its first moment on, Ctrl-C ends it without a word."""

import gc
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
gc.disable()  # a process that ends with its answer has nothing to collect; match is a quarter faster

from .cli import main  # noqa: E402


def run() -> int:
    """Run the command that was typed; return its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return main()


if __name__ == "__main__":
    sys.exit(run())
