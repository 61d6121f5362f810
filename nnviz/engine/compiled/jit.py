"""The ways in which functions are compiled here, and where the machine code is kept.

numba's cache does not see that a function which was inlined has changed in another file. So the
code is kept in a folder that is named by a fingerprint of all sources it is made from: another
version of nnviz never runs this one's code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

F = TypeVar("F", bound=Callable[..., Any])

_HERE = Path(__file__).parent
# Their tables' order is compiled in.
_TABLES = ("nn/activations.py", "nn/losses.py", "optim/first_order.py")
_UNUSED_DAYS = 30


def _fingerprint() -> str:
    """Return a short hash of every source that machine code is made from."""
    package = _HERE.parent.parent
    sources = [*sorted(_HERE.glob("*.py")), *(package / name for name in _TABLES)]
    whole = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    return whole.hexdigest()[:16]


def _user_cache() -> Path:
    """Return the folder where this platform's programs keep what can be made again."""
    wished = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    if wished:
        return Path(wished)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home())))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path.home() / ".cache"


FOLDER = _user_cache() / "nnviz" / f"compiled-{_fingerprint()}"


def exact(function: F) -> F:
    """Compile without reordering operations: for functions whose exactness rests on their order.

    Contraction to fused multiply-add is allowed, for it only makes results more exact.
    """
    return _compiled(function, {"contract"})


def exact_inlined(function: F) -> F:
    """Compile like `exact`, into the caller: a loop that calls can't become SIMD."""
    return _compiled(function, {"contract"}, forceinline=True)


def fast(function: F) -> F:
    """Compile so that sums may be reordered, to become SIMD; NaN and infinity stay as they are."""
    return _compiled(function, {"reassoc", "contract"})


def inlined(function: F) -> F:
    """Compile like `fast`, into the caller: a call would copy whole plans and rooms."""
    return _compiled(function, {"reassoc", "contract"}, forceinline=True)


def held(function: F) -> F:
    """Compile like `fast`, but keep the GIL: for what is done sooner than the GIL is had back."""
    return _compiled(function, {"reassoc", "contract"}, nogil=False)


def _compiled(
    function: F, freedom: set[str], *, forceinline: bool = False, nogil: bool = True
) -> F:
    before = config.CACHE_DIR
    config.CACHE_DIR = str(FOLDER)
    try:
        made: F = njit(
            nogil=nogil,
            cache=True,
            error_model="numpy",
            fastmath=freedom,
            forceinline=forceinline,
        )(function)
    finally:
        config.CACHE_DIR = before
    return made


def remove_unused() -> None:
    """Delete what other versions have kept and not used for a month."""
    oldest = time.time() - _UNUSED_DAYS * 86_400
    for folder in FOLDER.parent.glob("compiled-*"):
        if folder != FOLDER and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
    if FOLDER.exists():
        os.utime(FOLDER)
