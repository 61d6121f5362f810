"""The chain rule strip: a weight's gradient as a product of named factors, path by path.

For one sample it shows the largest path, its smallest f' in words, and the other paths by size;
for the batch, what each sample adds. Beside it the same derivative by a central difference. With a
backward rule other than backpropagation it says by how much this is not the gradient.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.scenes import words
from nnviz.scenes.chain_batch import product_of_batch
from nnviz.scenes.chain_check import check_facts, warning_of
from nnviz.scenes.chain_paths import product_of_sample
from nnviz.scenes.chain_product import MOST, SHOWN, Product
from nnviz.scenes.marks import Mark, WeightMark
from nnviz.scenes.palette import Theme
from nnviz.scenes.parameter_facts import Fact
from nnviz.scenes.readouts import exists
from nnviz.scenes.sample_choice import SampleChoice, sample_choice


class ChainScene(Struct, frozen=True, eq=False):
    """All that the strip shows.

    Parameters
    ----------
    mark
        The weight or bias.
    sample
        For which sample, or for the batch.
    name
        "∂C/∂W2[1, 0]".
    product
        Its factors, paths, samples.
    unfolded
        Whether the list of rows is open.
    check
        The central difference, its h and the relative error.
    warning
        Where this is not the gradient: by how much; else "".
    """

    mark: WeightMark
    sample: SampleChoice
    name: str
    product: Product
    unfolded: bool
    check: tuple[Fact, ...]
    warning: str

    @property
    def text(self) -> str:
        """All that is said, to be read out or copied."""
        product = self.product
        factors = " × ".join(f"{cell.value} ({cell.symbol})" for cell in product.cells)
        lines = [
            f"{self.name} for {self.sample.text}: {product.value}",
            f"the path shown: {factors}" if factors else "",
            product.tightest,
            product.heading,
            *(f"{row.name}: {row.value}" for row in product.rows),
            product.more,
            product.sum,
            *(f"{fact.name}: {fact.value}" for fact in self.check),
            self.warning,
        ]
        return "\n".join(line for line in lines if line)


def chain_scene(
    record: StepRecord,
    selected: Mark | None,
    sample: int | None,
    theme: Theme,
    *,
    path: int = 0,
    unfolded: bool = False,
    checked: bool = False,
) -> ChainScene | None:
    """Return what the strip shows; None where no weight or bias is selected.

    Parameters
    ----------
    record
        The step.
    selected
        What is selected.
    sample
        A row of the batch; None for the whole batch.
    theme
        Colours.
    path
        Which of the largest paths has its factors shown, by size.
    unfolded
        Whether all of the largest are listed, or only the first few.
    checked
        Whether the central difference is taken: two forward passes of the batch.
    """
    mark = selected
    if not isinstance(mark, WeightMark) or not exists(record.params.units, mark):
        return None
    choice = sample_choice(record, sample)
    inputs = record.params.units[mark.layer - 1]
    most = MOST if unfolded else SHOWN
    return ChainScene(
        mark,
        choice,
        f"∂C/∂{words.weight_name(mark.layer, mark.row, mark.column, inputs)}",
        product_of_batch(record, mark, theme, most)
        if choice.row is None
        else product_of_sample(record, mark, choice.row, theme, path, most),
        unfolded,
        check_facts(record, mark, checked),
        warning_of(record, mark),
    )
