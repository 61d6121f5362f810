"""Thresholds are typed as they are shown, and refused in a sentence."""

from __future__ import annotations

import pytest
from msgspec.structs import asdict, replace

from nnviz.scenes.thresholds import DEFAULT, FIELDS, Thresholds, typed_thresholds


def texts(thresholds: Thresholds) -> dict[str, str]:
    return {field.name: field.text(thresholds) for field in FIELDS}


def test_every_threshold_has_a_field() -> None:
    assert {field.name for field in FIELDS} == set(asdict(DEFAULT))
    assert texts(DEFAULT) == {
        "tau": "0.05",
        "saturated": "99",
        "error_ratio": "10",
        "output_error": "0.1",
    }


def test_what_is_not_touched_keeps_its_value_to_the_last_digit() -> None:
    odd = Thresholds(0.012345678, 0.98765432, 0.2, 0.3)
    assert typed_thresholds(odd, texts(odd)) == odd


def test_a_typed_percentage_is_a_share() -> None:
    wanted = typed_thresholds(DEFAULT, {**texts(DEFAULT), "saturated": "90", "output_error": "0.3"})
    assert wanted == replace(DEFAULT, saturated=0.9, output_error=0.3)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("saturated", "120", "“saturated from” goes from 1.00 to 100."),
        ("tau", "0", "“shut below τ =” goes from"),
        ("tau", "small", "is not a number"),
        ("output_error", "", "Type a number"),
        ("error_ratio", "-1", "“wrong above” goes from 0 to"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(name: str, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"[.]$") as refusal:
        typed_thresholds(DEFAULT, {**texts(DEFAULT), name: text})
    assert why in str(refusal.value)
