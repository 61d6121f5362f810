"""One BLAS thread while training: on matrices of our sizes more of them only wait for each other.

The limit is the process's, so that of several threads inside the block the first one sets it and
the last one takes it back: after that a script's own large products have all cores again.
"""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from nnviz.engine.backends import Backend

# Modules of scipy that load a BLAS library of scipy's own.
_BRING_BLAS = ("scipy.linalg.cython_blas", "scipy.linalg._fblas", "scipy.special._ufuncs")
# Multiplications: BLAS gives products up to this size one thread by itself. OpenBLAS divides those
# of a matrix and a vector from 4 * 2304 on, and of matrices from 4 * 65536 on.
_UNDIVIDED = 9000


class _Limit:
    """The limit on the BLAS libraries that are loaded by now."""

    def __init__(self) -> None:
        from threadpoolctl import ThreadpoolController

        controller = ThreadpoolController().select(user_api="blas")
        self._libraries = controller.lib_controllers
        self._lock = threading.Lock()
        self._inside = 0
        self._usual = self._now()
        self._owed = False

    def _now(self) -> list[int]:
        return [library.num_threads for library in self._libraries]

    def enter(self) -> None:
        """Set the limit, if nobody has."""
        with self._lock:
            if self._inside == 0:
                now = self._now()
                if not (self._owed and set(now) == {1}):
                    self._usual = now
                self._set([1] * len(now))
            self._inside += 1

    def leave(self) -> None:
        """Take it back, if nobody else is inside.

        OpenBLAS does not let every thread take back what another has set; then the next one does.
        """
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._set(self._usual)
                self._owed = self._now() != self._usual

    def _set(self, threads: list[int]) -> None:
        for library, count in zip(self._libraries, threads, strict=True):
            library.set_num_threads(count)


@contextmanager
def one_blas_thread(backend: Backend, largest: float = math.inf) -> Iterator[None]:
    """Limit BLAS to one thread inside the block; any thread may enter, at any time.

    Parameters
    ----------
    backend
        What runs in the block; the compiled one may bring scipy's BLAS beside numpy's.
    largest
        Multiplications in the largest product of the block, where that is known.
    """
    if largest <= _UNDIVIDED:
        yield
        return
    limit = _limit(backend, tuple(name in sys.modules for name in _BRING_BLAS))
    limit.enter()
    try:
        yield
    finally:
        limit.leave()


@lru_cache(maxsize=16)
def _limit(backend: Backend, loaded: tuple[bool, ...]) -> _Limit:
    """Return the limit on what is loaded: looking for the libraries takes a millisecond."""
    del backend, loaded
    return _Limit()
