"""From a problem to what the compiled loop is given: the plan, the layout, and room."""

from __future__ import annotations

import numpy as np

from nnviz.engine.compiled.activations import ACTIVATION_NUMBER
from nnviz.engine.compiled.costs import LOSS_NUMBER
from nnviz.engine.compiled.moves import OPTIMIZER_NUMBER
from nnviz.engine.compiled.narrow import LANES
from nnviz.engine.compiled.plan import Buffers, Plan
from nnviz.experiment.catalog import Problem
from nnviz.nn.network import Network
from nnviz.nn.parameters import parameter_count

# Units up to which the batch innermost is the faster layout (benchmarks: layouts); with a large
# batch there is more to gain from it.
WIDEST_NARROW = 6
WIDEST_NARROW_LARGE = 12
LARGE_BATCH = 32


def is_narrow(units: tuple[int, ...], batch: int) -> bool:
    """Whether the batch is laid innermost: where no layer is wide for that batch."""
    return max(units) <= (WIDEST_NARROW_LARGE if batch >= LARGE_BATCH else WIDEST_NARROW)


def plan_of(problem: Problem, network: Network) -> Plan:
    """Return what the compiled loop is told of a problem, and of its network or one like it."""
    training = problem.spec.training
    rule, optimizer, feedback = network.rule, training.optimizer, network.feedback
    own = [name for name in optimizer.__struct_fields__ if name != "rate"]
    return Plan(
        units=np.array(network.units, dtype=np.int64),
        kinds=np.array([ACTIVATION_NUMBER[one.name] for one in network.activations]),
        loss=LOSS_NUMBER[network.loss.name],
        mean=network.loss.mean,
        l1=training.l1,
        l2=training.l2,
        optimizer=OPTIMIZER_NUMBER[str(optimizer.__struct_config__.tag)],
        settings=np.array([*(getattr(optimizer, name) for name in own), 0.0]),
        batch=problem.batch_size,
        narrow=is_narrow(network.units, problem.batch_size),
        local_slope=rule.local_slope,
        passes_delta=rule.local_slope == rule.passed_slope,
        random_back=rule.random,
        feedback=np.zeros(1) if feedback is None else feedback.flat.copy(),
    )


def buffers_for(units: tuple[int, ...], batch: int) -> Buffers:
    """Return room for up to so many samples at once."""
    lanes = -(-batch // LANES) * LANES
    a, z, slope, delta, error = np.zeros((5, lanes * sum(units)))
    gradient, turned = np.zeros((2, parameter_count(units)))
    return Buffers(a, z, slope, delta, error, np.zeros(lanes * units[-1]), gradient, turned)
