"""Who trains: nnviz, the loop, and what else is installed. Each is a function of how many steps.

All take the same samples, in batches of the same size, from the same start, in float64.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import loop_rules
from benchmarks.loop import Loop, OutputDelta
from benchmarks.rounds import Work
from benchmarks.shapes import PLAIN, RATE, Rules
from nnviz.engine.backends import Backend, trainer_for
from nnviz.engine.trainer import initial_state
from nnviz.experiment.catalog import Problem


class DivergedError(RuntimeError):
    """A contender's run became not finite, so its time means nothing."""


def trainer_work(problem: Problem, backend: Backend) -> Work:
    """Return training by a backend's `advance`, which goes on where it was."""
    trainer, state = trainer_for(backend, problem), initial_state(problem)

    def work(steps: int) -> None:
        nonlocal state
        progress = trainer.advance(state, steps)
        if progress.divergence is not None:
            raise DivergedError(progress.divergence.message)
        state = progress.state

    return work


def loop_of(problem: Problem, rules: Rules = PLAIN, *, same_order: bool = False) -> Loop:
    """Return "the loop" on a problem, made with the rules that the problem was made with.

    Parameters
    ----------
    problem, rules
        What to train.
    same_order
        Whether it takes the samples in the order in which nnviz does.
    """
    network = problem.network
    kinds = (*[rules.hidden] * (network.depth - 1), rules.output)
    rng = np.random.default_rng(0)
    epochs = itertools.count()
    return Loop(
        network.units,
        [loop_rules.ACTIVATIONS[kind] for kind in kinds],
        _output_delta(rules, problem.batch_size),
        loop_rules.OPTIMIZERS[rules.optimizer](RATE, problem.start.size),
        problem.data.x_train,
        problem.data.y_train,
        problem.batch_size,
        problem.start,
        (lambda: problem.order(next(epochs)))
        if same_order
        else (lambda: rng.permutation(problem.train_samples)),
    )


def _output_delta(rules: Rules, batch: int) -> OutputDelta:
    cost = loop_rules.COSTS[rules.cost](batch)
    if rules.output == "softmax" and rules.cost != "softmax_cross_entropy":
        return loop_rules.through_softmax(cost)
    return cost


def torch_work(problem: Problem) -> Work:
    """Return PyTorch's usual loop: zero_grad, forward, backward, step."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    units, batch = problem.network.units, problem.batch_size
    layers: list[Any] = []
    for n, m in itertools.pairwise(units):
        layers += [torch.nn.Linear(n, m, dtype=torch.float64), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    cost = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    x, y = (torch.tensor(part) for part in (problem.data.x_train, problem.data.y_train))
    batches = list(zip(x.split(batch), y.split(batch), strict=True))

    def work(steps: int) -> None:
        for now, wanted in itertools.islice(itertools.cycle(batches), steps):
            optimizer.zero_grad()
            cost(model(now), wanted).backward()
            optimizer.step()

    return work


def jax_work(problem: Problem) -> Work:
    """Return JAX: one jitted step, scanned over the batches of an epoch."""
    jax: Any = importlib.import_module("jax")
    jnp: Any = importlib.import_module("jax.numpy")
    jax.config.update("jax_enable_x64", True)
    units, batch = problem.network.units, problem.batch_size
    rng = np.random.default_rng(0)
    shapes = itertools.pairwise(units)
    point: Any = [(jnp.asarray(rng.normal(0, 0.1, (n, m))), jnp.zeros(m)) for n, m in shapes]
    shape = (problem.steps_per_epoch, batch)
    x = jnp.asarray(problem.data.x_train).reshape(*shape, units[0])
    y = jnp.asarray(problem.data.y_train).reshape(*shape, units[-1])

    def cost(point: Any, now: Any, wanted: Any) -> Any:
        for weights, bias in point:
            now = jnp.tanh(now @ weights + bias)
        return 0.5 * jnp.mean(jnp.sum((now - wanted) ** 2, axis=1))

    def step(point: Any, samples: Any) -> tuple[Any, None]:
        gradient = jax.grad(cost)(point, *samples)
        return jax.tree.map(lambda w, g: w - RATE * g, point, gradient), None

    epoch = jax.jit(lambda point, x, y: jax.lax.scan(step, point, (x, y))[0])

    def work(epochs: int) -> None:
        nonlocal point
        for _ in range(epochs):
            point = epoch(point, x, y)
        jax.block_until_ready(point)

    return work


def sklearn_work(problem: Problem) -> Work:
    """Return scikit-learn's partial_fit, a batch at a time; its output layer is linear."""
    from sklearn.neural_network import MLPRegressor

    x, batch = problem.data.x_train, problem.batch_size
    y = problem.data.y_train if problem.data.y_train.shape[1] > 1 else problem.data.y_train[:, 0]
    model = MLPRegressor(
        hidden_layer_sizes=problem.network.units[1:-1],
        activation="tanh",
        solver="sgd",
        batch_size=batch,
        learning_rate_init=RATE,
        random_state=0,
    )
    batches = [(x[k : k + batch], y[k : k + batch]) for k in range(0, len(x), batch)]

    def work(steps: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for now, wanted in itertools.islice(itertools.cycle(batches), steps):
                model.partial_fit(now, wanted)

    return work


def installed_others(problem: Problem) -> dict[str, tuple[Work, int]]:
    """Return the other contenders that are installed, and how many steps their work is."""
    others: tuple[tuple[str, str, Callable[[Problem], Work], int], ...] = (
        ("torch", "PyTorch eager", torch_work, 1),
        ("jax", "JAX jit + scan", jax_work, problem.steps_per_epoch),
        ("sklearn", "scikit-learn partial_fit", sklearn_work, 1),
    )
    return {
        name: (make(problem), steps)
        for module, name, make, steps in others
        if importlib.util.find_spec(module) is not None
    }
