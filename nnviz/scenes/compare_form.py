"""The form of the comparison: a ready-made one, which settings vary, and their values in each run.

It is made of the fields of the experiment's own form; only what is varied is shown. A change is
made in one run alone, with what must follow there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.comparisons import HIDDEN, READY, Comparison, can_vary, made, paths_of
from nnviz.engine.twins import LEAST, MOST
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.experiment.suggest import DataFacts
from nnviz.scenes.compare import RunMark, run_marks, setting_words
from nnviz.scenes.experiment import Row, experiment_form
from nnviz.scenes.experiment_changes import changed
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.palette import Theme

OWN = "own"  # in the list of comparisons: what the user made
OWN_TEXT = "Twins of your own: what differs is below."
VARY_TIP = "Which settings may differ from run to run; all others are those of the experiment."
WITH_KIND = (".rate", ".sigma", ".range", ".value")  # shown with the kind of part that has them
KIND_PARTS = ("training.optimizer", "training.schedule", "network.initializer")


class RunForm(Struct, frozen=True):
    """One run: its sign and name, and the rows of what is varied."""

    mark: RunMark
    rows: tuple[Row, ...]


class CompareForm(Struct, frozen=True):
    """All that the panel shows.

    Parameters
    ----------
    ready, chosen, text
        The comparisons that can be chosen, which one it is, and what to look at.
    vary
        Which settings vary: a field of the kind "many".
    runs
        One a run.
    can_add, can_remove
        Whether there may be one run more, or one less.
    """

    ready: tuple[Choice, ...]
    chosen: str
    text: str
    vary: Field
    runs: tuple[RunForm, ...]
    can_add: bool
    can_remove: bool


def compare_form(comparison: Comparison, facts: DataFacts, theme: Theme) -> CompareForm:
    """Return the form of a comparison on data with these facts."""
    specs = comparison.specs
    chosen = comparison.ready or OWN
    ready = tuple(
        Choice(one.name, one.title, one.text, one.why_not(specs[0], facts))
        for one in READY.values()
    )
    own = () if comparison.ready else (Choice(OWN, "your own", OWN_TEXT),)
    runs = tuple(
        RunForm(mark, _rows(spec, comparison.varied, facts))
        for mark, spec in zip(run_marks(specs, theme), specs, strict=True)
    )
    return CompareForm(
        (*own, *ready),
        chosen,
        READY[comparison.ready].text if comparison.ready else OWN_TEXT,
        _vary_field(comparison, facts),
        runs,
        len(specs) < MOST,
        len(specs) > LEAST,
    )


def with_value(
    comparison: Comparison, run: int, name: str, value: Any, facts: DataFacts
) -> tuple[Comparison, str]:
    """Return the comparison with a setting changed in one run (from 0), and what followed there.

    Raises
    ------
    SpecError
        Where the value is not allowed.
    """
    spec, also = comparison.specs[run], ""
    for path in paths_of(spec, name):
        result = changed(spec, path, value, facts)
        spec, also = result.spec, result.also or also
    specs = (*comparison.specs[:run], spec, *comparison.specs[run + 1 :])
    return _own(comparison, specs=specs), also


def with_varied(comparison: Comparison, names: Sequence[str], facts: DataFacts) -> Comparison:
    """Return the comparison with these settings varied; others are in all runs as in the first.

    Raises
    ------
    SpecError
        Where a run does not fit with the first one's value.
    """
    first = comparison.specs[0]
    specs = list(comparison.specs)
    for name in comparison.varied:
        if name not in names:
            specs = [_taken_over(spec, first, name, facts) for spec in specs]
    return _own(comparison, varied=tuple(names), specs=tuple(specs))


def with_run(comparison: Comparison) -> Comparison:
    """Return the comparison with one run more, like the last one until it is changed."""
    return _own(comparison, specs=(*comparison.specs, comparison.specs[-1]))


def without_run(comparison: Comparison, run: int) -> Comparison:
    """Return the comparison without a run (from 0)."""
    return _own(comparison, specs=(*comparison.specs[:run], *comparison.specs[run + 1 :]))


def on_experiment(
    comparison: Comparison | None, spec: ExperimentSpec, facts: DataFacts
) -> Comparison:
    """Return a comparison on another experiment: the same one where it can be made of that.

    Without one it is the first of the table that can be made.
    """
    if comparison is not None and not comparison.ready:
        try:
            specs = tuple(_moved(one, comparison.varied, spec, facts) for one in comparison.specs)
        except SpecError:
            comparison = None
        else:
            return replace(comparison, specs=specs)
    wanted = [comparison.ready] if comparison is not None else []
    names = [name for name in (*wanted, *READY) if not READY[name].why_not(spec, facts)]
    return made(READY[names[0]], spec)


def _own(comparison: Comparison, **changes: Any) -> Comparison:
    return replace(comparison, ready="", **changes)


def _rows(spec: ExperimentSpec, varied: Sequence[str], facts: DataFacts) -> tuple[Row, ...]:
    fields = _fields(spec, facts)
    rows = []
    for name in varied:
        if name in fields:
            rows.append(_row(fields[name], spec))
        inside = [n for n in fields if n.startswith(f"{name}.") and n.endswith(WITH_KIND)]
        rows += [_row(fields[n], spec) for n in inside if n not in varied]
    return tuple(rows)


def _row(field: Field, spec: ExperimentSpec) -> Row:
    label = setting_words(field.name, len(spec.network.layers))
    return Row(label, (replace(field, label=label, needs_reset=True),))


def _fields(spec: ExperimentSpec, facts: DataFacts) -> dict[str, Field]:
    """Return all fields that may be varied, and one for the activations of all hidden layers."""
    fields = {
        name: field
        for name, field in experiment_form(spec, facts).fields().items()
        if can_vary(name)
    }
    hidden = [fields[path] for path in paths_of(spec, HIDDEN)]
    if hidden:
        values = {field.value for field in hidden}
        value = hidden[0].value if len(values) == 1 else ""
        fields = {HIDDEN: replace(hidden[0], name=HIDDEN, value=value), **fields}
    return fields


def _vary_field(comparison: Comparison, facts: DataFacts) -> Field:
    fields = [_fields(spec, facts) for spec in comparison.specs]
    common = [name for name in fields[0] if all(name in other for other in fields)]
    names = [*comparison.varied, *(name for name in common if name not in comparison.varied)]
    order = {name: place for place, name in enumerate(fields[0])}
    names.sort(key=lambda name: order.get(name, len(order)))
    depth = len(comparison.specs[0].network.layers)
    choices = tuple(Choice(name, setting_words(name, depth)) for name in names)
    return Field("varied", "Vary", VARY_TIP, "many", comparison.varied, True, choices=choices)


def _taken_over(
    spec: ExperimentSpec, first: ExperimentSpec, name: str, facts: DataFacts
) -> ExperimentSpec:
    """Return `spec` with a setting as `first` has it."""
    for path in paths_of(spec, name):
        spec = _with_part(spec, path, _value_at(first, path), facts)
    return spec


def _moved(
    old: ExperimentSpec, varied: Sequence[str], spec: ExperimentSpec, facts: DataFacts
) -> ExperimentSpec:
    """Return `spec` with the varied settings as an old run had them, those that it has."""
    for name in varied:
        for path in paths_of(spec, name):
            try:
                value = _value_at(old, path)
                _value_at(spec, path)
            except (KeyError, IndexError):
                continue
            spec = _with_part(spec, path, value, facts)
    return spec


def _with_part(spec: ExperimentSpec, path: str, value: Any, facts: DataFacts) -> ExperimentSpec:
    """Return `spec` with a setting, or with a whole part (optimiser, schedule, start)."""
    if not path.startswith(KIND_PARTS) and not path.endswith(".initializer"):
        return changed(spec, path, value, facts).spec
    content = spec.to_dict()
    *way, last = path.split(".")
    place: Any = content
    for word in way:
        place = place[int(word) - 1] if isinstance(place, list) else place[word]
    place[last] = value
    return ExperimentSpec.from_dict(content)


def _value_at(spec: ExperimentSpec, path: str) -> Any:
    value: Any = spec.to_dict()
    for word in path.split("."):
        value = value[int(word) - 1] if isinstance(value, list) else value[word]
    return value
