"""Check an installed nnviz from outside the repository: its resources, and a rendered picture."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import nnviz
from nnviz.resources import resource

SIZE = (1440, 900)


def main() -> int:
    """Check the picture that the first argument names."""
    home = Path(nnviz.__file__).resolve().parent
    assert "site-packages" in home.parts, f"nnviz comes from {home}, not from the wheel"
    assert resource("icons/nnviz.svg").is_relative_to(home), "resources are not in the package"
    head = Path(sys.argv[1]).read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n"), "the picture is no PNG"
    size = struct.unpack(">II", head[16:24])
    assert size == SIZE, f"the picture is {size}, not {SIZE}"
    sys.stdout.write(f"installed in {home}; the picture is {size[0]} x {size[1]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
