"""What is newest, handed from a training thread to the window by reference.

Building it takes as long as many steps, so while the run goes on it is built anew only when the
last has been taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Seen = TypeVar("Seen")


class Newest(Generic[Seen]):
    """Something to see; taken by one thread, published by another.

    Parameters
    ----------
    look
        Builds it, in the thread that publishes.
    """

    def __init__(self, look: Callable[[], Seen]) -> None:
        self._look = look
        self._published = look()
        self._wanted = False

    @property
    def seen(self) -> Seen:
        """What was published last."""
        return self._published

    def take(self) -> Seen:
        """Return what was published last, and ask for the next."""
        self._wanted = True
        return self._published

    def publish(self) -> None:
        """Put what there is now in its place."""
        self._wanted = False
        self._published = self._look()

    def offer(self) -> bool:
        """Publish where the last one has been taken; return whether it was."""
        wanted = self._wanted
        if wanted:
            self.publish()
        return wanted
