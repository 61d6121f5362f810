"""Second derivatives of the cost, exactly: the Hessian times a vector, and the Hessian itself.

R{.} is the derivative of a quantity as the parameters move along a direction v. Applied to every
line of the forward and the backward pass it gives H v at about the cost of two gradients, without
H ever being made (Pearlmutter, *Fast exact multiplication by the Hessian*, 1994).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import ByLayer, Parameters


class HessianError(ValueError):
    """The network's backward pass is no derivative of its cost; the message says why."""


def check_differentiable(network: Network) -> None:
    """Raise HessianError where what the backward pass gives is not the cost's gradient."""
    if not all(activation.learns_by_slope for activation in network.activations):
        raise HessianError("a threshold has slope 0: the cost has no gradient, and no Hessian")
    if not network.rule.is_gradient:
        raise HessianError(f"{network.rule.label} is no gradient, so it has no Hessian")


@dataclass(frozen=True, eq=False, slots=True)
class Curved:
    """A network at one point, on one batch, ready for products with its Hessian.

    Parameters
    ----------
    network, params
        At which point.
    tape
        Of a forward and backward pass there.
    y
        The batch's targets, shape (samples, outputs).
    """

    network: Network
    params: Parameters
    tape: Tape
    y: Array

    def times(self, direction: Array) -> Array:
        """Return H v, flat, for a flat direction v."""
        network, tape = self.network, self.tape
        v, product = Parameters(network.units, direction), Parameters(network.units)
        r_z, r_a = self._forward(v)
        r_delta = self._output(r_z[-1], r_a[-1])
        for layer in range(network.depth, 0, -1):
            before = tape.a[layer - 1]
            product.W[layer][...] = r_a[layer - 1].T @ tape.delta[layer] + before.T @ r_delta
            product.b[layer][...] = r_delta.sum(axis=0)
            if layer > 1:
                r_delta = self._hidden(layer, r_delta, v, r_z[layer - 1])
        if network.l2:
            for part, along in zip(product.W, v.W, strict=True):
                part += network.l2 * along
        return product.flat

    def _forward(self, v: Parameters) -> tuple[ByLayer[Array], list[Array]]:
        """Return R{z} by layer, and R{a} from the inputs' (which is 0) on."""
        r_z: list[Array] = []
        r_a = [np.zeros_like(self.tape.a[0])]
        for layer in range(1, self.network.depth + 1):
            by_weights = self.tape.a[layer - 1] @ v.W[layer] + v.b[layer]
            r_z.append(r_a[-1] @ self.params.W[layer] + by_weights)
            r_a.append(self._through(layer, r_z[-1]))
        return ByLayer(r_z), r_a

    def _through(self, layer: int, r_z: Array) -> Array:
        """R{a} = f' R{z}; for softmax its Jacobian times R{z}."""
        if self.network.activations[layer - 1].elementwise:
            return np.asarray(self.tape.slope[layer] * r_z)
        a = self.tape.a[layer]
        return np.asarray(a * (r_z - (a * r_z).sum(axis=1, keepdims=True)))

    def _output(self, r_z: Array, r_a: Array) -> Array:
        """R{delta} of the output layer."""
        tape, loss = self.tape, self.network.loss
        activation, scale = self.network.activations[-1], loss.scale(tape.samples)
        if loss.paired == activation.name or loss.second is None:
            return np.asarray(scale * r_a)
        a, error = tape.outputs, tape.error[-1]
        r_error = scale * loss.second(a, self.y) * r_a
        if activation.elementwise:
            return np.asarray(r_error * tape.slope[-1] + error * activation.d2f(tape.z[-1]) * r_z)
        mean = (a * error).sum(axis=1, keepdims=True)
        r_mean = (r_a * error + a * r_error).sum(axis=1, keepdims=True)
        return np.asarray(r_a * (error - mean) + a * (r_error - r_mean))

    def _hidden(self, layer: int, r_delta: Array, v: Parameters, r_z: Array) -> Array:
        """R{delta} of the layer before: R{e} f' + e f'' R{z}, with R{e} = R{delta} W^T + d V^T."""
        before = layer - 1
        tape, activation = self.tape, self.network.activations[before - 1]
        r_error = r_delta @ self.params.W[layer].T + tape.delta[layer] @ v.W[layer].T
        curved = tape.error[before] * activation.d2f(tape.z[before]) * r_z
        return np.asarray(r_error * tape.slope[before] + curved)

    def whole(self) -> Array:
        """Return H itself, shape (parameters, parameters), made symmetric to the last bit."""
        size = self.params.flat.size
        columns = [self.times(unit) for unit in np.eye(size)]
        H = np.array(columns)
        return np.asarray(0.5 * (H + H.T))


def curved(network: Network, params: Parameters, x: Array, y: Array) -> Curved:
    """Return a network at `params` on a batch, ready for products with its Hessian.

    Parameters
    ----------
    network, params
        At which point.
    x, y
        Inputs, shape (samples, units[0]), and targets, shape (samples, outputs).

    Raises
    ------
    HessianError
        Where the network has a threshold, or a backward rule that is no gradient.
    """
    check_differentiable(network)
    with np.errstate(all="ignore"):
        tape = network.forward(params, x)
        network.feed_back(params, tape, y)
    return Curved(network, params, tape, y)
