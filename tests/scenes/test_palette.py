from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from msgspec.structs import fields

from nnviz.nn.arrays import Array
from nnviz.scenes import palette
from nnviz.scenes.palette import DARK, LIGHT, THEMES, Theme

EACH = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = np.array(palette.rgb(colour)) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@EACH
def test_every_colour_of_a_theme_is_six_hex_digits(theme: Theme) -> None:
    for one in fields(theme):
        if one.name != "name":
            assert re.fullmatch(r"#[0-9a-f]{6}", getattr(theme, one.name)), one.name


@EACH
@pytest.mark.parametrize("ink", ["text", "muted", "slope_text", "good", "warn", "bad", "accent"])
def test_words_stand_out_from_the_panel(theme: Theme, ink: str) -> None:
    least = 3.0 if ink in ("accent", "good", "warn") else 4.5
    assert contrast(getattr(theme, ink), theme.panel) >= least


@EACH
@pytest.mark.parametrize(
    "pair", [("negative", "positive"), ("falling", "rising"), ("train", "test")]
)
def test_the_two_ends_of_a_pair_are_far_apart(theme: Theme, pair: tuple[str, str]) -> None:
    one, other = (np.array(palette.rgb(getattr(theme, name)), dtype=float) for name in pair)
    assert np.linalg.norm(one - other) > 110


@EACH
def test_the_scales_run_from_one_end_over_the_neutral_middle_to_the_other(theme: Theme) -> None:
    for table, low, high in (
        (palette.weight_scale(theme), theme.negative, theme.positive),
        (palette.gradient_scale(theme), theme.falling, theme.rising),
    ):
        assert table.shape == (256, 3)
        assert tuple(table[0]) == palette.rgb(low)
        assert tuple(table[-1]) == palette.rgb(high)
        middle = table[127:129].astype(int).mean(axis=0)
        assert np.abs(middle - palette.rgb(theme.zero)).max() <= 2
        assert not table.flags.writeable


@given(hnp.arrays(np.float64, 9, elements=st.floats(-10, 10)), st.floats(0.1, 5))
def test_a_value_and_its_opposite_stand_at_mirrored_places(values: Array, limit: float) -> None:
    places = palette.table_index(values, limit).astype(int)
    mirrored = palette.table_index(-values, limit).astype(int)
    assert (np.abs(places + mirrored - 255) <= 1).all()


def test_values_beyond_the_limit_take_the_ends_and_nan_the_middle() -> None:
    values = np.array([-9.0, -1.0, 1.0, 9.0, np.nan, np.inf])
    assert palette.table_index(values, 1.0).tolist() == [0, 0, 255, 255, 127, 255]
    table = palette.weight_scale(LIGHT)
    np.testing.assert_array_equal(palette.colours_of(values, 1.0, table)[0], table[0])


def test_a_scales_limit_is_the_largest_finite_size() -> None:
    assert palette.symmetric_limit(np.array([1.0, -3.0, np.nan, np.inf])) == 3.0
    assert palette.symmetric_limit(np.array([]), least=0.5) == 0.5
    assert palette.symmetric_limit(np.zeros(3), least=0.5) == 0.5


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert palette.mix("#000000", "#ffffff", 0.0) == "#000000"
    assert palette.mix("#000000", "#ffffff", 0.5) == "#808080"
    assert palette.mix("#000000", "#ffffff", 7.0) == "#ffffff"


def test_the_themes_are_named_as_they_are_listed() -> None:
    assert THEMES == {"light": LIGHT, "dark": DARK}
