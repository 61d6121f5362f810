"""A bad spec is told in a sentence: which field, what stands there, what is allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.fields import allowed_at, wanted_at
from nnviz.experiment.spec import ExperimentSpec, SpecError

OPTIMIZERS = ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "fixed_step"]


@pytest.mark.parametrize(
    ("field", "some"),
    [
        ("", ["schema", "name", "data", "network", "training"]),
        ("data", ["set", "samples", "noise", "test_share", "inputs", "standardise", "seed"]),
        ("data.set", ["circle", "noisy_cubic", "file"]),
        ("data.file", ["path", "target", "task"]),
        ("data.file.decimal_separator", [".", ","]),
        ("network.layers[0]", ["units", "activation", "initializer"]),
        ("network.layers[3].initializer", ["zeros", "uniform", "xavier", "he"]),
        ("network.initializer.name", ["zeros", "normal"]),
        ("training", ["cost", "optimizer", "schedule", "batch"]),
        ("training.optimizer", OPTIMIZERS),
        ("training.schedule", ["constant", "step", "exponential", "1/t", "cosine"]),
    ],
)
def test_a_place_knows_the_names_that_may_stand_there(field: str, some: list[str]) -> None:
    assert set(some) <= set(allowed_at(field))


@pytest.mark.parametrize("field", ["nowhere", "data.noise", "network.layers[0].units.x", "[0]"])
def test_a_place_without_names_has_none(field: str) -> None:
    assert allowed_at(field) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("data.noise", "a number from 0 to 1"),
        ("data.samples", "a whole number from 2 to 1000000"),
        ("training.optimizer.rate", "a number above 0, at most 1000000"),
        ("training.optimizer.beta1", "a number from 0, below 1"),
        ("data.standardise", "true or false"),
        ("name", "a text of at most 200 characters"),
        ("network.layers", "a list of 1 to 12 objects"),
        ("data.inputs", "a list of texts"),
        ("data.file.decimal_separator", 'one of ",", "."'),
        ("schema", "1"),
    ],
)
def test_a_place_says_in_words_what_it_takes(field: str, words: str) -> None:
    assert wanted_at(field) == words


BAD: list[tuple[bytes | str, tuple[str, ...]]] = [
    (b'{"schema": 2}', ("schema: 2 is not allowed; give 1", "another version")),
    (b'{"colour": 2}', ('experiment: there is no field "colour"', "schema, name, data")),
    (
        b'{"training": {"optimizer": {"name": "adamw"}}}',
        ('training.optimizer.name: "adamw" is not allowed', ", ".join(OPTIMIZERS)),
    ),
    (
        b'{"training": {"optimizer": {"rate": 1}}}',
        ('training.optimizer: the field "name" is missing', ", ".join(OPTIMIZERS)),
    ),
    (
        b'{"training": {"optimizer": "adam"}}',
        ('training.optimizer: "adam" is not allowed', 'an object whose "name" is one of'),
    ),
    (
        b'{"training": {"optimizer": {"name": "adam", "momentum": 0.9}}}',
        ('training.optimizer: there is no field "momentum"', "name, rate, beta1, beta2, epsilon"),
    ),
    (b'{"training": {"rate": 1}}', ('training: there is no field "rate"', "cost, optimizer")),
    (b'{"training": {"cost": "mae"}}', ('training.cost: "mae" is not known', "half_mse, ")),
    (b'{"training": {"optimizer": {"name": "adam", "rate": 0}}}', ("rate: 0 is", "above 0")),
    (b'{"network": {"layers": []}}', ("network.layers: [] is", "a list of 1 to 12 objects")),
    (b'{"network": {"layers": [{}]}}', ('network.layers[0]: the field "units" is missing',)),
    (
        b'{"network": {"layers": [{"units": 3}, {"units": 0}]}}',
        ("network.layers[1].units: 0 is not allowed; give a whole number from 1 to 1024",),
    ),
    (b'{"network": {"layers": [{"units": "3"}]}}', ('network.layers[0].units: "3" is not',)),
    (
        b'{"network": {"layers": [{"units": 3, "activation": "tan"}]}}',
        ('network.layers[0].activation: "tan" is not known', "sigmoid, tanh"),
    ),
    (b'{"network": {"layers": [' + b'{"units": 1},' * 12 + b'{"units": 1}]}}', ("1 to 12",)),
    (b'{"network": null}', ("network: null is not allowed; give an object",)),
    (b'{"data": {"set": "circles"}}', ('data.set: "circles" is not allowed', "circle, ")),
    (b'{"data": {"noise": 3}}', ("data.noise: 3 is not allowed; give a number from 0 to 1",)),
    (b'{"data": {"noise": 1e999}}', ("data.noise: this value is not", "from 0 to 1")),
    (b'{"data":\n {"noise": NaN}}', ("line 2, column 12", "NaN is no number")),
    (b'{"data": {"noise": -Infinity}}', ("line 1, ", "Infinity is no number")),
    (b'{"data": {"file": 3}}', ("data.file: 3 is", "null or an object", "path")),
    (b'{"data": {"seed": -1}}', ("data.seed: -1 is not allowed; give a whole number from 0",)),
    (b'{"name": "' + b"x" * 300 + b'"}', ("name: ", "…", "at most 200 characters")),
    (b"[]", ("experiment: [] is not allowed; give an object",)),
    (b"null", ("experiment: null is not allowed",)),
    (b"", ("the text is empty",)),
    (b"  \n", ("the text is empty",)),
    (b'{"data": {', ("ends too early",)),
    (b"# Circle\n", ("not JSON at line 1, column 1",)),
    (b"{'schema': 1}", ("not JSON at line 1, column 2", "keys must be strings")),
    (b"{} {}", ("not JSON at line 1, ", "trailing")),
    (b'{"name": "\xff"}', ("not UTF-8",)),
    ('{"name": "é"}'.encode("utf-16"), ("byte order mark",)),
    ('{"name": "\ud800"}', ("not UTF-8",)),
    (b"[" * 100_000, ("experiment: ", "is not allowed; give an object")),
    (b'{"data": ' * 100_000, ('data: there is no field "data"',)),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_a_bad_spec_is_told_by_its_field_and_what_is_allowed(number: int) -> None:
    text, facts = BAD[number]
    with pytest.raises(SpecError) as refused:
        ExperimentSpec.from_json(text)
    message = str(refused.value)
    for fact in facts:
        assert fact in message
    assert len(message) < 400
    assert "`" not in message
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        ({"data": {"noise": float("nan")}}, "data.noise: nan is not allowed; give a number"),
        ({"network": {"bias": float("-inf")}}, "network.bias: -inf is not allowed"),
        ({"data": {"set": object()}}, "data.set: a value of type object is not allowed"),
        ({"data": {1: 2}}, "data: the name of every field must be a text"),
        ({"network": {"layers": [{"units": True}]}}, "network.layers[0].units: true is not"),
    ],
)
def test_a_bad_dict_is_told_in_the_same_way(value: dict[str, Any], fact: str) -> None:
    with pytest.raises(SpecError) as refused:
        ExperimentSpec.from_dict(value)
    assert fact in str(refused.value)


FIELD = st.sampled_from(
    ["schema", "data", "network", "training", "layers", "units", "optimizer", "name", "set", "x"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD, inner, max_size=3),
    max_leaves=8,
)


def told(text: bytes | str) -> str:
    """The sentence about a bad spec; "" for a good one."""
    try:
        ExperimentSpec.from_json(text)
    except SpecError as refused:
        return str(refused)
    return ""


@given(st.dictionaries(FIELD, JSON, max_size=4))
def test_no_json_gets_anything_but_a_spec_or_a_sentence(value: dict[str, Any]) -> None:
    message = told(json.dumps(value))
    assert not message or ": " in message


@given(st.binary(max_size=40))
def test_no_bytes_get_anything_but_a_sentence(text: bytes) -> None:
    assert told(text).startswith("experiment: ")
