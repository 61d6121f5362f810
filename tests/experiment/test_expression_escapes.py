"""No text does anything but compile or be refused, and neither takes long.

Every attempt runs under an audit hook of Python's own: executing code, importing, opening a file or
starting a process would be seen. `NNVIZ_FUZZ=1000000` in the environment makes the random test as
long as that; without it, 50,000 texts are tried.
"""

from __future__ import annotations

import gc
import os
import runpy
import string
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnviz.experiment.elementary import CONSTANTS, ELEMENTARY, PAIRS
from nnviz.experiment.expression import CompiledFunction, FunctionError, compile_function

ATTEMPTS: list[str] = runpy.run_path(str(Path(__file__).with_name("escape_attempts.py")))[
    "ATTEMPTS"
]
LONGEST = 0.010  # seconds of processor time
FUZZED = int(os.environ.get("NNVIZ_FUZZ", "50000"))
FORBIDDEN = (
    "exec",
    "import",
    "open",
    "os.",
    "subprocess.",
    "ctypes.",
    "socket.",
    "pickle.",
    "pty.",
)


class Watch:
    """Notes what Python itself says is being done, while it is switched on."""

    def __init__(self) -> None:
        self.on, self.seen = False, []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: Any) -> None:
        if self.on and event.startswith(FORBIDDEN):
            self.seen.append((event, str(arguments)[:100]))

    def __enter__(self) -> Watch:
        self.on, self.seen = True, []
        return self

    def __exit__(self, *_: object) -> None:
        self.on = False


WATCH = Watch()


def answer(text: str) -> CompiledFunction | FunctionError:
    """Return what comes of a text: a function that can be asked everything, or the refusal."""
    try:
        function = compile_function(text)
    except FunctionError as error:
        return error
    at = np.array([0.7, -1.3])[: function.size]
    assert isinstance(function.value(at), float)
    assert function.gradient(at).shape == (function.size,)
    assert function.hessian(at).shape == (function.size,) * 2
    return function


def check(text: str) -> CompiledFunction | FunctionError:
    """Assert that a text is answered, in time, in a sentence, and without any deed."""
    with WATCH:
        begun = time.thread_time()
        found = answer(text)
        took = time.thread_time() - begun
    assert not WATCH.seen, text
    for _ in range(3):  # a slow text is slow each time; a busy machine is not
        if took < LONGEST:
            break
        begun = time.thread_time()
        answer(text)
        took = time.thread_time() - begun
    assert took < LONGEST, (text, took)
    if isinstance(found, FunctionError):
        told = str(found)
        assert 20 < len(told) < 400, text
        assert told.endswith("."), told
        assert told.isprintable(), text
        assert found.column is None or 1 <= found.column <= len(text), (text, told)
    return found


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Keep the garbage collector's pauses, which are no text's fault, out of the times."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_the_watch_sees_what_it_is_there_for() -> None:
    with WATCH:
        eval("1 + 1")  # the deed that no typed text may do
    assert [event for event, _ in WATCH.seen] == ["exec"]


def test_more_than_200_attempts_are_known() -> None:
    assert len(ATTEMPTS) > 300


@pytest.mark.parametrize("text", ATTEMPTS, ids=lambda text: ascii(text[:30]))
def test_an_attempt_does_nothing(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", ATTEMPTS, ids=lambda text: ascii(text[:30]))
def test_an_attempt_hidden_in_a_formula_does_nothing(text: str) -> None:
    for hidden in (
        f"x + {text}",
        f"sin({text})",
        f"{text} + x",
        f"x*({text})^2",
        f"max(x, {text})",
    ):
        check(hidden)


def test_what_compiles_of_the_attempts_are_formulas_of_known_names_only() -> None:
    known = {*CONSTANTS, *ELEMENTARY, *PAIRS, "x", "y"}
    for text in ATTEMPTS:
        if isinstance(answer(text), CompiledFunction):
            letters = "".join(c if c in string.ascii_letters else " " for c in text)
            assert set(letters.split()) <= known, text
            assert not set(text) & set("'\"_[]{}:;=<>%@&|~`\\$?!#\x00"), text


PIECES = [
    *"xyz0123456789.+-*/^(),eE _'\"[]{}:;=<>%@&|~`\\$?!#\t\n\x00",
    *ELEMENTARY,
    *PAIRS,
    *CONSTANTS,
    "**",
    "//",
    "sin(",
    "max(x,",
    ")",
    "(x",
    "^2",
    "1e9",
    "1e999",
    "9**9",
    "__",
    "lambda",
    "import",
    "π",
    "²",
    "−",
    "×",
    "ｘ",
    "\ud800",
    "🙂",
    "\u202e",
]
PREFIXES = ["", "", "", "-", "(", "(", "2", "sin(", "log(", "sqrt(", "max(x,", "sigmoid(", "tan("]
OPERANDS = ["x", "y", "2", "0.5", "1e300", "pi", "x", "y", "3", "0", "16", "1e-300"]
OPERATORS = ["+", "-", "*", "/", "^", "**", "", " ", "+", "*"]


def formula(draw: list[int]) -> str:
    """Return a formula that is rightly written, if not always within the limits."""
    text, is_open = "", 0
    for n in draw:
        prefix = PREFIXES[n % len(PREFIXES)]
        is_open += "(" in prefix
        text += prefix + OPERANDS[n // 13 % len(OPERANDS)]
        if is_open and n // 1000 % 2:
            text, is_open = text + ")", is_open - 1
        text += OPERATORS[n // 5000 % len(OPERATORS)]
    return text + "x" + ")" * is_open


def random_texts(count: int, seed: int) -> Iterator[str]:
    """Yield pieces of formulas, formulas, formulas and attempts spoilt, and any characters."""
    generator = np.random.default_rng(seed)
    for _ in range(0, count, 1000):
        lengths = generator.integers(1, 25, 1000).tolist()
        kinds = generator.integers(0, 5, 1000).tolist()
        draws = generator.integers(0, 2**31, (1000, 25)).tolist()
        for length, kind, draw in zip(lengths, kinds, draws, strict=True):
            if kind == 0:
                yield "".join(PIECES[n % len(PIECES)] for n in draw[:length])
            elif kind == 1:
                yield formula(draw[:length])
            elif kind == 2:
                yield spoilt(formula(draw[4 : 4 + length]), draw)
            elif kind == 3:
                yield spoilt(ATTEMPTS[draw[4] % len(ATTEMPTS)][:520], draw)
            else:
                yield "".join(chr(n % (0x110000 if n % 3 else 0x180)) for n in draw[:length])


def spoilt(text: str, draw: list[int]) -> str:
    at = draw[1] % (len(text) + 1)
    return text[:at] + PIECES[draw[2] % len(PIECES)] + text[at + draw[3] % 3 :]


@pytest.mark.timeout(3600)
def test_random_texts_are_all_answered(no_collector: None) -> None:
    compiled = refused = 0
    for number, text in enumerate(random_texts(FUZZED, seed=FUZZED)):
        if isinstance(check(text), FunctionError):
            refused += 1
        else:
            compiled += 1
        if number % 1000 == 999:
            gc.collect(0)
    assert compiled + refused >= FUZZED
    assert compiled > FUZZED // 10
    assert refused > FUZZED // 4


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=520))
@example("(" * 500)
@example("x" * 500)
def test_texts_that_hypothesis_thinks_of_are_answered(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join))
def test_pieces_that_hypothesis_puts_together_are_answered(text: str) -> None:
    check(text)
