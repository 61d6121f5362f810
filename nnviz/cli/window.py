"""`nnviz`: the window, after the checks that Qt would answer by ending the process."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator

from nnviz import platform_check
from nnviz.cli.choice import spec_of
from nnviz.cli.failures import UsageError


def open_on(options: argparse.Namespace) -> int:
    """Open the window on the experiment that the options name; return the exit code.

    Raises
    ------
    UsageError
        Where no window can open here; the message says what to do.
    SpecError, DataError
        Where the experiment can't be used.
    """
    spec = spec_of(options)
    refusal = platform_check.display_refusal(os.environ)
    if refusal is not None:
        raise UsageError(refusal)
    from nnviz.engine.session import Session

    session = Session(spec)
    with qt_wanted():
        from nnviz.gui import app
    return app.run(session)


@contextlib.contextmanager
def qt_wanted() -> Iterator[None]:
    """Try the binding, then let Qt be imported; say what to install where that fails.

    Raises
    ------
    UsageError
        Where Qt can't be loaded, or its binding would crash.
    """
    try:
        from nnviz.gui import selftest

        refusal = selftest.binding_refusal()
        if refusal is not None:
            raise UsageError(refusal)
        yield
    except ImportError as error:
        raise UsageError(platform_check.import_refusal(error)) from None
