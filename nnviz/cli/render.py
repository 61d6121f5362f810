"""`nnviz render`: the real window, drawn offscreen, saved as a picture."""

from __future__ import annotations

import argparse
import os

from nnviz.cli.choice import session_of
from nnviz.cli.failures import UsageError
from nnviz.cli.progress import progress_bar, train
from nnviz.cli.sight import selected_mark, try_remedy
from nnviz.cli.train import check_writable, steps_of
from nnviz.cli.window import qt_wanted
from nnviz.gui.workspaces import WORKSPACES

SIGHT = ("select", "operation", "panels", "remedy")


def run(options: argparse.Namespace) -> int:
    """Train as the options say and save the window's picture; return the exit code.

    Raises
    ------
    UsageError, SpecError, DataError
        Where the experiment, the workspace or the picture file can't be used.
    RunError
        Where the run became not finite before the picture.
    """
    _check(options)
    session = session_of(options)
    mark = selected_mark(options.select, session)
    steps = steps_of(options, session, default_epochs=0)
    with progress_bar(steps) as report:
        train(session, steps, report)
    if options.remedy is not None:
        try_remedy(options.remedy, session, mark)
        with progress_bar(options.then_steps or 0) as report:
            train(session, options.then_steps or 0, report)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    with qt_wanted():
        from nnviz.gui import app
        from nnviz.gui.sight import Sight
    try:
        app.render(
            session,
            options.out,
            workspace=options.workspace,
            size=options.size,
            theme=options.theme,
            sight=Sight(mark, options.operation, _titles(options.panels)),
        )
    except OSError as error:
        raise UsageError(f"{options.out}: can't be written: {error.strerror or error}") from None
    except ValueError as error:
        raise UsageError(str(error)) from None
    return 0


def _check(options: argparse.Namespace) -> None:
    """Refuse at once what would be found out only after the training."""
    if not options.out.lower().endswith(".png"):
        raise UsageError(f"--out {options.out}: the picture is a PNG; end its name with .png")
    if options.workspace not in WORKSPACES:
        raise UsageError(
            f"--workspace {options.workspace}: there is none; choose from {', '.join(WORKSPACES)}"
        )
    for name in SIGHT:
        if options.workspace != "train" and getattr(options, name) is not None:
            raise UsageError(f"--{name} is about the workspace train, not {options.workspace}")
    if options.then_steps is not None and options.remedy is None:
        raise UsageError("--then-steps are those after a remedy; name it with --remedy")
    check_writable(options.out)


def _titles(text: str | None) -> tuple[str, ...] | None:
    """Return the titles of "Network, Inspector"."""
    return None if text is None else tuple(title.strip() for title in text.split(","))
