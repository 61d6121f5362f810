from __future__ import annotations

import math

import msgspec
import pytest

from nnviz.experiment.functions import FUNCTIONS
from nnviz.optim.descent import AdamDescent, DecreasingRate, FixedRate
from nnviz.optim.methods import METHODS
from nnviz.optim.schedules import SCHEDULES, Cosine
from nnviz.optim.settings import changed, settings_of

RECORDS = {**METHODS, **FUNCTIONS}
EVERY = [(kind, setting) for kind in RECORDS.values() for setting in settings_of(kind)]


def name_of(one: object) -> str:
    return getattr(one, "__name__", getattr(one, "name", str(one)))


@pytest.mark.parametrize(("kind", "setting"), EVERY, ids=name_of)
def test_a_form_learns_all_that_it_must_show(kind: type[msgspec.Struct], setting) -> None:
    assert setting.tip.endswith(".")
    assert setting.label
    assert setting.default == getattr(kind(), setting.name)
    if setting.kind in ("int", "float"):
        assert setting.least <= setting.default <= setting.most
    elif setting.kind == "choice":
        assert setting.default in setting.choices
    elif setting.kind == "record":
        assert type(setting.default) in setting.records
    else:
        assert setting.kind == "bool"


@pytest.mark.parametrize(("kind", "setting"), EVERY, ids=name_of)
def test_nonsense_is_refused_in_a_sentence_with_the_range(kind, setting) -> None:
    for nonsense in ("", "__import__('os')", math.nan, math.inf, -math.inf, None, [], 10**400, {}):
        with pytest.raises(ValueError, match=r"must be .+\.$"):
            changed(kind(), setting.name, nonsense)


@pytest.mark.parametrize(("kind", "setting"), EVERY, ids=name_of)
def test_the_ends_of_a_range_are_in_it_or_not_as_told(kind, setting) -> None:
    if setting.kind not in ("int", "float"):
        return
    for end, is_open in ((setting.least, setting.open_least), (setting.most, setting.open_most)):
        if is_open:
            with pytest.raises(ValueError, match="must be"):
                changed(kind(), setting.name, end)
        else:
            assert getattr(changed(kind(), setting.name, end), setting.name) == end


def test_a_change_leaves_the_other_settings_and_the_record_itself() -> None:
    adam = AdamDescent(rate=0.5, beta1=0.3)
    assert changed(adam, "beta2", 0.5) == AdamDescent(rate=0.5, beta1=0.3, beta2=0.5)
    assert adam == AdamDescent(rate=0.5, beta1=0.3)


def test_a_schedule_is_one_of_the_networks_schedules() -> None:
    setting = next(one for one in settings_of(DecreasingRate) if one.name == "schedule")
    assert set(setting.records) == set(SCHEDULES.values())
    method = changed(DecreasingRate(), "schedule", Cosine(steps=7))
    assert method.schedule == Cosine(steps=7)


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(ValueError, match="no setting momentum"):
        changed(FixedRate(), "momentum", 0.5)


def test_the_sentence_names_setting_and_range() -> None:
    with pytest.raises(
        ValueError, match=r"^rate η must be a number, above 0 and at most 1e\+06\.$"
    ):
        changed(FixedRate(), "rate", 0)
