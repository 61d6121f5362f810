"""Sharpness, spectrum, parabola and Newton's step, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.diagnostics.curvature import newton_step, parabola, spectrum
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.hessian import Curved, curved
from nnviz.nn.parameters import Parameters


def session_of(layers: list[tuple[int, str]], steps: int = 0) -> Session:
    spec = ExperimentSpec.from_dict(
        {
            "data": {"set": "plane"},
            "network": {"layers": [{"units": n, "activation": f} for n, f in layers]},
            "training": {"batch": 0},
        }
    )
    session = Session(spec)
    session.step(steps)
    return session


def at(session: Session) -> tuple[Curved, np.ndarray]:
    data, network = session.problem.data, session.problem.network
    params = Parameters(network.units, session.parameters)
    gradient = network.backward(params, network.forward(params, data.x_train), data.y_train)
    return curved(network, params, data.x_train, data.y_train), gradient.flat


def test_the_spectrum_takes_the_hessian_apart() -> None:
    here, _ = at(session_of([(4, "tanh"), (1, "linear")], 20))
    found = spectrum(here)
    H = here.whole()
    assert found.complete
    np.testing.assert_allclose(found.vectors * found.values @ found.vectors.T, H, atol=1e-12)
    assert found.sharpness == pytest.approx(np.linalg.eigvalsh(H)[-1])
    np.testing.assert_allclose(
        here.times(found.sharpest), found.sharpness * found.sharpest, atol=1e-10
    )


def test_a_large_network_has_its_extremes_by_lanczos() -> None:
    here, _ = at(session_of([(20, "tanh"), (20, "tanh"), (1, "linear")], 5))
    assert here.params.flat.size > 500
    found = spectrum(here)
    exact = np.linalg.eigvalsh(here.whole())
    assert not found.complete
    np.testing.assert_allclose(found.values[-3:], exact[-3:], rtol=1e-4)
    np.testing.assert_allclose(found.values[0], exact[0], rtol=1e-4)
    with pytest.raises(ValueError, match="whole Hessian"):
        newton_step(found, here.params.flat)


def test_rates_above_two_over_sharpness_run_away_and_below_do_not() -> None:
    session = session_of([(1, "linear")])
    limit = 2.0 / spectrum(at(session)[0]).sharpness
    costs = []
    for factor in (0.98, 1.02):
        session = session_of([(1, "linear")])
        session.set_parameter("rate", factor * limit)
        session.step(400)
        costs.append(session.cost("train"))
    assert costs[0] < session_of([(1, "linear")]).cost("train") < costs[1]


def test_one_newton_step_lands_on_the_minimum_of_least_squares() -> None:
    session = session_of([(1, "linear")], 3)
    here, gradient = at(session)
    lowest = session.parameters + newton_step(spectrum(here), gradient)
    network, data = session.problem.network, session.problem.data
    params = Parameters(network.units, lowest)
    left = network.backward(params, network.forward(params, data.x_train), data.y_train)
    assert np.linalg.norm(left.flat) < 1e-12


def test_near_a_saddle_the_step_goes_down() -> None:
    session = session_of([(4, "tanh"), (1, "linear")], 1)
    here, gradient = at(session)
    found = spectrum(here)
    assert found.values[0] < 0.0
    assert gradient @ newton_step(found, gradient) < 0.0


def test_the_parabola_touches_the_cost_along_its_line() -> None:
    session = session_of([(4, "tanh"), (1, "linear")], 10)
    here, gradient = at(session)
    network, data = session.problem.network, session.problem.data
    unit = -gradient / np.linalg.norm(gradient)
    cost = session.cost("train")
    local = parabola(here, cost, gradient, -5.0 * gradient)
    for t in (1e-3, -1e-3):
        params = Parameters(network.units, session.parameters + t * unit)
        true = network.cost(params, network.forward(params, data.x_train), data.y_train)
        assert float(local.at(np.array(t))) == pytest.approx(true, abs=1e-8)
    assert local.step == pytest.approx(-local.slope / local.curvature)
    assert parabola(here, cost, gradient, spectrum(here).vectors[:, 0]).step is None
