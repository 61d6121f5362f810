"""The cost of every step of a run, ready to be drawn at any zoom.

Level 0 holds each step's cost; an entry of level k holds the smallest and largest cost of 16^k
steps. A level keeps its newest entries only, so memory is bounded however long the run, and a
spike of a single step is seen at every zoom. One thread appends; any may read.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array, Indices

FAN = 16
KEPT_STEPS = 1 << 23  # steps whose own cost is kept: 64 MB at the most
KEPT_BLOCKS = 1 << 19  # entries of each level above: 8 MB
LEVELS = 6


class _Level:
    """The newest entries of one level, from entry number `first` on.

    `_held` is replaced as a whole, so that a reader in another thread never sees half a change.

    Parameters
    ----------
    rows
        1 for single costs, 2 for the smallest and the largest of a block.
    kept
        How many entries are kept at the most.
    """

    def __init__(self, rows: int, kept: int) -> None:
        self._kept = kept
        self._held: tuple[int, int, Array] = (0, 0, np.empty((rows, 256)))

    @property
    def first(self) -> int:
        """Number of the oldest entry that is kept."""
        return self._held[0]

    @property
    def stop(self) -> int:
        """Number of the entry after the last."""
        first, size, _ = self._held
        return first + size

    def copy(self) -> _Level:
        """Return the same entries in memory of their own."""
        first, size, data = self._held
        other = _Level(len(data), self._kept)
        other._held = (first, size, data[:, :size].copy())
        return other

    def append(self, entries: Array) -> None:
        """Add entries, shape (rows, n)."""
        first, size, data = self._held
        need = size + entries.shape[1]
        if need > data.shape[1]:
            first, size, data = self._with_room(entries.shape[1])
            need = size + entries.shape[1]
        data[:, size:need] = entries
        self._held = (first, need, data)

    def _with_room(self, more: int) -> tuple[int, int, Array]:
        """Return a larger array with the same entries; at the bound without the oldest."""
        first, size, data = self._held
        drop = max(0, size - 3 * self._kept // 4) if size + more > self._kept else 0
        left = size - drop
        roomy = np.empty((data.shape[0], max(left + more, min(self._kept, 2 * (size + more)))))
        roomy[:, :left] = data[:, drop:size]
        return first + drop, left, roomy

    def cut(self, stop: int) -> None:
        """Forget the entries from number `stop` on."""
        first, size, data = self._held
        self._held = (first, max(0, min(size, stop - first)), data)

    def read(self, start: int, stop: int) -> Array:
        """Return entries start to stop, shape (rows, n), with fewer where some are gone."""
        first, size, data = self._held
        begin, end = max(0, start - first), min(stop - first, size)
        part: Array = data[:, begin : max(begin, end)]
        return part


class CostSeries:
    """Costs by step, appended in order."""

    def __init__(self) -> None:
        self._levels = [_Level(1, KEPT_STEPS)]
        self._levels += [_Level(2, KEPT_BLOCKS) for _ in range(1, LEVELS)]

    def __len__(self) -> int:
        return self._levels[0].stop

    def copy(self) -> CostSeries:
        """Return the same costs in memory of their own."""
        other = CostSeries()
        other._levels = [level.copy() for level in self._levels]
        return other

    def append(self, costs: Array) -> None:
        """Add the costs of the next steps."""
        for start in range(0, len(costs), KEPT_STEPS // 4):
            self._levels[0].append(costs[None, start : start + KEPT_STEPS // 4])
            self._raise()

    def _raise(self) -> None:
        """Fill the upper levels with every block that is complete below."""
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            complete = below.stop // FAN
            if complete <= level.stop:
                return
            entries = below.read(level.stop * FAN, complete * FAN)
            low = np.fmin.reduce(entries[0].reshape(-1, FAN), axis=1)
            high = np.fmax.reduce(entries[-1].reshape(-1, FAN), axis=1)
            level.append(np.stack([low, high]))

    def cut(self, length: int) -> None:
        """Forget all steps from number `length` on."""
        for k, level in enumerate(self._levels):
            level.cut(length // FAN**k)

    def exact(self, start: int, stop: int) -> Array:
        """Return the costs of steps start to stop, as far as each is still kept."""
        costs: Array = self._levels[0].read(start, stop)[0].copy()
        return costs

    @property
    def first_exact(self) -> int:
        """The first step whose own cost is still kept."""
        return self._levels[0].first

    def band(self, start: int, stop: int, columns: int) -> tuple[Indices, Array, Array]:
        """Return the smallest and largest cost in each of at most `columns` parts of a range.

        Parameters
        ----------
        start, stop
            Steps; cut to those that there are.
        columns
            How many parts at most, such as pixels.

        Returns
        -------
        steps, low, high
            One entry a part: its first step, and its extremes.
        """
        start, stop, columns = max(0, start), min(stop, len(self)), max(1, columns)
        if stop <= start:
            return np.empty(0, np.int64), np.empty(0), np.empty(0)
        steps, low, high = self._entries(start, stop, columns)
        if len(steps) <= columns:
            return steps, low, high
        edges = np.linspace(start, stop, columns, endpoint=False)
        cuts = np.searchsorted(steps, edges, side="left")
        cuts[0] = 0  # a block that begins before the range belongs to its first part
        cuts = cuts[(np.diff(cuts, prepend=-1) > 0) & (cuts < len(steps))]
        return steps[cuts], np.fmin.reduceat(low, cuts), np.fmax.reduceat(high, cuts)

    def _entries(self, start: int, stop: int, columns: int) -> tuple[Indices, Array, Array]:
        """Return entries that cover the range: of the finest level that fits, then finer ones.

        Blocks not complete yet at one level stand at the end as entries of the levels below.
        """
        k = self._fitting_level(start, stop, columns)
        steps, lows, highs = [], [], []
        while k >= 0 and start < stop:
            level, width = self._levels[k], FAN**k
            first = max(start // width, level.first)
            last = stop // width if k else stop
            entries = level.read(first, last)
            steps.append((first + np.arange(entries.shape[1], dtype=np.int64)) * width)
            lows.append(entries[0])
            highs.append(entries[-1])
            start = max(start, (first + entries.shape[1]) * width)
            k -= 1
        return np.concatenate(steps), np.concatenate(lows), np.concatenate(highs)

    def _fitting_level(self, start: int, stop: int, columns: int) -> int:
        """Return the finest level with at most 4 entries a column that still has the start."""
        for k, level in enumerate(self._levels):
            width = FAN**k
            few = (stop - start) // width <= 4 * FAN * columns
            if few and (level.first * width <= start or k == LEVELS - 1):
                return k
        return LEVELS - 1
