"""Print a command line of README's two, so that what is tested is what README says.

`readme_line.py run` prints the one that starts the program, `readme_line.py test` the one that
passes the tests: the two lines of README's shell blocks that begin with `python3 -m venv`.
"""

from __future__ import annotations

import sys
from pathlib import Path

PLACES = {"run": 0, "test": 1}


def main() -> int:
    """Print the line that the first argument names."""
    readme = Path(__file__).resolve().parents[1] / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv ")]
    if len(commands) != len(PLACES):
        sys.exit(f"README.md has {len(commands)} set-up lines, not {len(PLACES)}")
    sys.stdout.write(commands[PLACES[sys.argv[1]]] + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
