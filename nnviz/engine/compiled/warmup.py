"""Compile the kernel into numba's cache on disk, so that later processes load it at once.

Run as a module in a child process, `python -m nnviz.engine.compiled.warmup`, this takes up to
a minute the first time and about a second after that, and disturbs no window.
"""

from __future__ import annotations

from nnviz.engine.backends import load_compiled

if __name__ == "__main__":
    load_compiled()
    from nnviz.engine.compiled.jit import remove_unused

    remove_unused()
