"""The command line: opens the window, or trains, draws, lists and checks without one.

Every failure ends in one sentence on stderr and an exit code: 1 for a run that failed, 2 for
usage, file or platform. Qt, scipy and scikit-learn are loaded by what needs them, not here.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from nnviz.cli.commands import COMMANDS, open_window
from nnviz.cli.failures import RunError, UsageError

__all__ = ["main"]

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (without the program's name) holds; return the exit code."""
    # Read when numpy is loaded, which nothing here has done yet: on matrices of our sizes several
    # BLAS threads only wait for each other, in training and in drawing alike.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    command = COMMANDS.get(words[0]) if words else None
    try:
        code = command(words[1:]) if command else open_window(words)
        _flush()
    except SystemExit as leaving:  # argparse, after --help
        return leaving.code if isinstance(leaving.code, int) else DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return DONE
    except Exception as error:
        return INTERRUPTED if _interrupted(error) else _told(error)
    return code


def _interrupted(error: BaseException | None) -> bool:
    """Whether an exception came of Ctrl+C: some imports wrap what stops them in one of theirs."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _told(error: Exception) -> int:
    """Write one line about `error` on stderr; return the exit code that it stands for."""
    from nnviz.experiment.dataset import DataError
    from nnviz.experiment.spec import SpecError

    code, text = REFUSED, str(error)
    match error:
        case UsageError() | SpecError() | DataError():
            pass
        case RunError():
            code = FAILED
        case MemoryError():
            code, text = FAILED, "there is not enough memory for this; use fewer samples or units"
        case OSError(errno=None):  # raised with a sentence of its own
            pass
        case OSError(filename=None):
            text = f"the output can't be written: {error.strerror or error}"
            _give_up_stdout()
        case OSError():
            text = f"{error.filename}: {error.strerror or error}"
        case _:
            code, text = FAILED, f"unexpected {type(error).__name__}: {error}; please report it"
            if os.environ.get("NNVIZ_TRACEBACK"):
                raise error
    _complain(" ".join(text.split()))
    return code


def _complain(sentence: str) -> None:
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.write(f"nnviz: {sentence}\n")
        sys.stderr.flush()


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _give_up_stdout() -> None:
    """Let nothing more be written to a stdout that takes nothing, not even at exit."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
