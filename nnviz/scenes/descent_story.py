"""How the race stands, in words and numbers: who is where, what it has cost, what has happened."""

from __future__ import annotations

from msgspec import Struct

from nnviz.optim.happening import Happening
from nnviz.optim.method import MethodState
from nnviz.optim.rate_bounds import rate_bound
from nnviz.optim.words import place, short
from nnviz.scenes import words
from nnviz.scenes.descent_look import Look, look_of
from nnviz.scenes.descent_race import MOST_STEPS, Track
from nnviz.scenes.descent_state import Descent
from nnviz.scenes.palette import Colour, Theme

MOST_TOLD = 12
_KINDS = {
    "level": "at rest",
    "small": "at rest",
    "failed": "stopped",
    "not finite": "flew off",
}
_SHORT: dict[str, str] = {"rate above 2/L": "rate > 2/L"}
_ALARMING = ("divergence", "rate above 2/L")


class Standing(Struct, frozen=True):
    """One method in the race.

    Parameters
    ----------
    name, label, look
        Of the method.
    cells
        Value, evaluations of f, of its gradient, of its Hessian (residuals and their Jacobian
        count as value and gradient).
    state, shade
        What it is doing, in a word, and its colour.
    tip
        Everything in sentences.
    selected
        Whether its step to come is shown.
    """

    name: str
    label: str
    look: Look
    cells: tuple[str, ...]
    state: str
    shade: Colour
    tip: str
    selected: bool


HEADINGS = ("method", "value", "calls f", "∇f", "∇²f", "")


def standings(descent: Descent, theme: Theme) -> tuple[Standing, ...]:
    """Return how every method stands at the step that is looked at."""
    return tuple(_standing(descent, track, theme) for track in descent.race.tracks)


def _standing(descent: Descent, track: Track, theme: Theme) -> Standing:
    state = track.at(descent.race.step)
    counts = state.counts
    said, shade = _doing(track, state, descent.race.step, theme)
    cells = (
        words.number(state.value, 5),
        words.count(counts.value + counts.residuals),
        words.count(counts.gradient + counts.jacobian),
        words.count(counts.hessian + counts.hvp),
    )
    tip = f"{track.method.label}: step {words.count(state.number)} at {place(state.point)}."
    return Standing(
        track.name,
        track.method.label,
        look_of(track.name, theme),
        cells,
        said,
        shade,
        f"{tip} {state.happened}{f' {state.stop.reason}' if state.stop else ''}",
        track.name == descent.selected,
    )


def _doing(track: Track, state: MethodState, step: int, theme: Theme) -> tuple[str, Colour]:
    """Return what a method is doing: how it has stopped, or what happened in its last steps."""
    lately = [one for one in track.told if step - 5 <= one.step <= step]
    if state.stop is not None:
        resting = [one for one in track.told if one.kind == "false valley"]
        if resting and state.stop.converged:
            return "false valley", theme.warn
        good = state.stop.converged
        return _KINDS[state.stop.kind], theme.good if good else theme.bad
    if lately:
        kind = lately[-1].kind
        return _SHORT.get(kind, kind), theme.bad if kind in _ALARMING else theme.warn
    return ("under way" if state.number else "at the start"), theme.muted


class Told(Struct, frozen=True):
    """One thing that happened, to whom and when."""

    look: Look
    who: str
    what: str
    step: int
    text: str
    shade: Colour


class Story(Struct, frozen=True):
    """What the selected method is doing, and all that has happened, the newest first.

    Parameters
    ----------
    title
        The selected method and its step.
    now
        What its last step did.
    bound
        What bounds its rate, where the function is quadratic; "" elsewhere.
    told
        The happenings.
    """

    title: str
    now: str
    bound: str
    told: tuple[Told, ...]

    @property
    def text(self) -> str:
        """All of it, to be copied."""
        lines = (f"step {one.step}, {one.who}, {one.what}: {one.text}" for one in self.told)
        return "\n".join(line for line in (self.title, self.now, self.bound, *lines) if line)


def story(descent: Descent, theme: Theme) -> Story:
    """Return what is to be told at the step that is looked at."""
    race = descent.race
    found = [(one, track) for track in race.tracks for one in track.until(race.step)]
    found.sort(key=lambda pair: -pair[0].step)
    told = tuple(_told(one, track, theme) for one, track in found[:MOST_TOLD])
    track = race.track(descent.selected)
    if track is None:
        return Story("", "", rate_words(descent), told)
    state = track.at(race.step)
    now = f"{state.happened} {state.stop.reason}" if state.stop else state.happened
    if state.stop and state.stop.reason in state.happened:
        now = state.happened
    if race.step >= MOST_STEPS:
        now += f" The race ends after {words.count(MOST_STEPS)} steps; reset it to begin again."
    return Story(
        f"{track.method.label}, step {words.count(state.number)}", now, rate_words(descent), told
    )


def _told(one: Happening, track: Track, theme: Theme) -> Told:
    shade = theme.bad if one.kind in _ALARMING else theme.warn
    return Told(look_of(track.name, theme), track.method.label, one.kind, one.step, one.text, shade)


def rate_words(descent: Descent) -> str:
    """Return what bounds the selected method's rate on a quadratic function; "" elsewhere."""
    curvature = descent.race.ground.largest_curvature
    bound = None if curvature is None else rate_bound(descent.method, curvature)
    rate = getattr(descent.method, "rate", None)
    if bound is None or curvature is None or rate is None:
        return ""
    told = f"{bound.formula} = {short(bound.value)}"
    share = rate / bound.value
    with_l = f"with the largest curvature L = {short(curvature)}"
    if abs(share - 1.0) < 1e-12:
        return f"The rate is exactly the bound {told}, {with_l}: it swings for ever."
    if share > 1.0:
        return f"The rate is {short(share, 3)} times the bound {told}, {with_l}: it flies off."
    return (
        f"It comes down for rates below {told}, {with_l}; this one is {words.percent(share)} of it."
    )
