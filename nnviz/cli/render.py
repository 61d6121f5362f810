"""`nnviz render`: the real window, drawn offscreen, saved as a picture."""

from __future__ import annotations

import argparse
import os

from nnviz.cli.choice import session_of
from nnviz.cli.failures import UsageError
from nnviz.cli.progress import progress_bar, train
from nnviz.cli.train import check_writable, steps_of
from nnviz.cli.window import qt_wanted
from nnviz.gui.workspaces import WORKSPACES


def run(options: argparse.Namespace) -> int:
    """Train as the options say and save the window's picture; return the exit code.

    Raises
    ------
    UsageError, SpecError, DataError
        Where the experiment, the workspace or the picture file can't be used.
    RunError
        Where the run became not finite before the picture.
    """
    if not options.out.lower().endswith(".png"):
        raise UsageError(f"--out {options.out}: the picture is a PNG; end its name with .png")
    if options.workspace not in WORKSPACES:
        raise UsageError(
            f"--workspace {options.workspace}: there is none; choose from {', '.join(WORKSPACES)}"
        )
    check_writable(options.out)
    session = session_of(options)
    steps = steps_of(options, session, default_epochs=0)
    with progress_bar(steps) as report:
        train(session, steps, report)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    with qt_wanted():
        from nnviz.gui import app
    try:
        app.render(
            session,
            options.out,
            workspace=options.workspace,
            size=options.size,
            theme=options.theme,
        )
    except OSError as error:
        raise UsageError(f"{options.out}: can't be written: {error.strerror or error}") from None
    return 0
