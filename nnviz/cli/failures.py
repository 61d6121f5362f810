"""What can go wrong in the command line, as the exit code that tells it to a script.

Each carries one sentence, which `main` writes on stderr.
"""

from __future__ import annotations


class UsageError(Exception):
    """What was asked for can't be done: usage, file or platform. Exit code 2."""


class RunError(Exception):
    """The run itself failed: it became NaN or infinite. Exit code 1."""
