"""One BLAS thread while training: on matrices of our sizes more of them only wait for each other.

The limit holds for the calls of a session and is taken back after them, so that a script's own
large products keep all cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from nnviz.engine.backends import Backend


@contextmanager
def one_blas_thread(backend: Backend) -> Iterator[None]:
    """Limit BLAS to one thread inside the block.

    Parameters
    ----------
    backend
        The compiled one brings a BLAS library of its own (scipy's).
    """
    with _controller(backend).limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=2)
def _controller(backend: Backend) -> Any:
    """Return what controls the BLAS libraries that are loaded by the time a backend runs."""
    from threadpoolctl import ThreadpoolController

    del backend
    return ThreadpoolController()
