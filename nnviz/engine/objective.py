"""A network's cost on a part of its data, as the optimisers of the descent lab ask for it.

The point is the flat vector of all weights and biases, so whatever goes down a valley of two
coordinates goes down the network's cost as well. The gradient is always that of the cost, however
the run lets its errors come back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.engine.evaluate import Part
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array
from nnviz.nn.backward_rules import BACKPROP
from nnviz.nn.hessian import Curved, check_differentiable, curved
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import Parameters


class EmptyPartError(ValueError):
    """There are no samples in the part of the data that a cost was wanted of."""


def cost_network(network: Network) -> Network:
    """Return the network with plain backpropagation: what its cost's derivatives are taken by."""
    return network if network.rule is BACKPROP else replace(network, rule=BACKPROP, feedback=None)


class PartCost:
    """An `Objective`: the cost, with the regulariser, over the flat parameters.

    One thread at a time may use it.

    Parameters
    ----------
    problem
        Whose network, cost and data.
    part
        "train" or "test".

    Raises
    ------
    EmptyPartError
        Where the part has no samples.
    """

    def __init__(self, problem: Problem, part: Part = "train") -> None:
        data = problem.data
        x, self._y = (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)
        if not len(x):
            raise EmptyPartError(f"there are no {part} samples: give the {part} part a share")
        self.network = cost_network(problem.network)
        self._x = x
        self._tape = Tape(self.network.units, len(x))
        self._tape.a[0][...] = x

    def value(self, x: Array) -> float:
        """Return the cost at the flat parameters x."""
        params = self._at(x)
        with np.errstate(all="ignore"):
            self.network.run_forward(params, self._tape, slopes=False)
            return self.network.cost(params, self._tape, self._y)

    def gradient(self, x: Array) -> Array:
        """Return the cost's derivatives by every parameter, flat.

        Raises
        ------
        HessianError
            Where the network has a threshold, whose slope is 0.
        """
        check_differentiable(self.network)
        params = self._at(x)
        with np.errstate(all="ignore"):
            self.network.run_forward(params, self._tape)
            return self.network.backward(params, self._tape, self._y).flat

    def hessian(self, x: Array) -> Array:
        """Return the cost's second derivatives, shape (parameters, parameters)."""
        return self.curved(x).whole()

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, flat."""
        return self.curved(x).times(v)

    def curved(self, x: Array) -> Curved:
        """Return the network at x, ready for products with its Hessian.

        Raises
        ------
        HessianError
            Where the network has a threshold, whose slope is 0.
        """
        return curved(self.network, self._at(x), self._x, self._y)

    def _at(self, x: Array) -> Parameters:
        return Parameters(self.network.units, np.ascontiguousarray(x))
