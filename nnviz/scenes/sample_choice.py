"""Which sample of the batch numbers are shown for, or the whole batch: said once for all views."""

from __future__ import annotations

from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.scenes import words


class SampleChoice(Struct, frozen=True):
    """One sample, or all.

    Parameters
    ----------
    row
        Its row in the batch; None for the whole batch.
    count
        How many samples the batch has.
    text
        "sample 3 of 10", or "the batch".
    tip
        Which sample that is, in its row of the training part.
    """

    row: int | None
    count: int
    text: str
    tip: str

    def moved(self, by: int) -> int:
        """Return the row so many samples on, round the batch; from the batch it is an end."""
        if self.row is None:
            return 0 if by > 0 else self.count - 1
        return (self.row + by) % self.count


def sample_choice(record: StepRecord, wanted: int | None) -> SampleChoice:
    """Return what is shown where `wanted` is asked for: the last sample where there are fewer."""
    count = record.tape.samples
    if wanted is None:
        tip = f"All {words.count(count)} samples that the next step learns from."
        return SampleChoice(None, count, "the batch", tip)
    row = min(wanted, count - 1)
    index = int(record.batch.indices[row])
    tip = f"Sample {words.count(index + 1)} of the training part, number {row + 1} of the batch."
    return SampleChoice(row, count, f"sample {row + 1} of {words.count(count)}", tip)
