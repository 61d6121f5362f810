"""What may stand at a place of a spec, and what is wrong with one, in words for a person.

msgspec says where a spec is wrong, in its own terms ("Expected `int` >= 1 - at `$.a.b`"). The
types of the spec hold what is right, so both together make a sentence that names the field, what
stands there, and what is allowed.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

_MISSING = object()  # the value at a place that can't be read
_PLACE = re.compile(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_SCHEMA_HINT = " (was the file made by another version of nnviz?)"


def explained(error: Exception, source: object = b"") -> str:
    """Return the sentence that says what is wrong with a spec.

    Parameters
    ----------
    error
        What msgspec raised, or the decoding of UTF-8.
    source
        The JSON, as text or as plain values; from it comes what stands at the place.
    """
    if isinstance(error, UnicodeError):
        return "experiment: the text is not UTF-8; save the file with the encoding UTF-8"
    if isinstance(error, RecursionError):
        return "experiment: brackets are nested more deeply than any specification is"
    text = source.encode("utf-8", "replace") if isinstance(source, str) else source
    if not isinstance(error, msgspec.ValidationError):
        return _malformed(str(error), text if isinstance(text, bytes) else b"")
    what, _, place = str(error).partition(" - at ")
    field = place.rpartition("`$")[2].rstrip("`").removeprefix(".")
    if place.startswith("`key`"):
        return f"{field or 'experiment'}: the name of every field must be a text"
    return _misfit(what, field, _plain(text))


def allowed_at(field: str) -> list[str]:
    """Return the names that may stand at a place of a spec.

    Parameters
    ----------
    field
        A path such as "training.optimizer", "network.layers[0]", "data.set"; "" is the spec.

    Returns
    -------
    list of str
        The fields of a part; the `name`s of a choice ("training.optimizer", and also
        "training.optimizer.name"); the values of an enumeration; nothing for the rest.
    """
    kinds = _kinds_at(field)
    tags = [tag for kind in kinds if (tag := _tag(kind))]
    if tags:
        return tags
    for kind in kinds:
        if isinstance(kind, inspect.StructType):
            return [one.encode_name for one in kind.fields]
        if isinstance(kind, inspect.LiteralType):
            return [str(value) for value in kind.values]
    return []


def wanted_at(field: str) -> str:
    """Return what a place of a spec takes, in words: "a number from 0 to 1"."""
    kinds = _kinds_at(field)
    tags = [tag for kind in kinds if (tag := _tag(kind))]
    words = [_described(kind) for kind in kinds if not _tag(kind)]
    if tags and field.endswith(".name"):
        return f"one of {', '.join(tags)}"
    if tags:
        words.append(f'an object whose "name" is one of {", ".join(tags)}')
    return " or ".join(sorted(dict.fromkeys(words), key=lambda word: word != "null"))


def _misfit(what: str, field: str, source: object) -> str:
    """Say how a value does not fit its place; `what` is msgspec's text."""
    here = field or "experiment"
    name = re.search(r"unknown field `(.*)`$", what, re.DOTALL)
    if name:
        allowed = _fields_of(field, _value_at(source, field))
        return f'{here}: there is no field "{_cut(name[1])}"; allowed are {", ".join(allowed)}'
    name = re.search(r"missing required field `(.*)`$", what)
    if name:
        return f'{here}: the field "{name[1]}" is missing; give {wanted_at(_join(field, name[1]))}'
    hint = _SCHEMA_HINT if field == "schema" else ""
    return (
        f"{here}: {_shown(_value_at(source, field))} is not allowed; give {wanted_at(field)}{hint}"
    )


def _fields_of(field: str, value: object) -> list[str]:
    """Return the fields of the part at `field`; of a choice, those that its `name` has."""
    chosen = value.get("name") if isinstance(value, dict) else None
    for kind in _kinds_at(field):
        if isinstance(kind, inspect.StructType) and _tag(kind) and kind.tag == chosen:
            return [str(kind.tag_field), *(one.encode_name for one in kind.fields)]
    return allowed_at(field)


def _malformed(what: str, text: bytes) -> str:
    """Say why a text is not JSON, and where."""
    if not text.strip():
        return "experiment: the text is empty; give a JSON object, at least {}"
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return (
            "experiment: the text begins with a byte order mark; save the file with the encoding"
            " UTF-8 without one"
        )
    found = re.search(r"(?:malformed: )?([^:]*) \(byte (\d+)\)$", what)
    if not found:
        return "experiment: the text ends too early; a bracket or a quotation mark is not closed"
    before, rest = text[: int(found[2])], text[int(found[2]) :]
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    odd = re.match(rb"-?(NaN|Infinity)", rest)
    why = f"{odd[0].decode()} is no number there; give a finite one" if odd else found[1]
    return f"experiment: not JSON at line {line}, column {column}: {why}"


@lru_cache(maxsize=256)
def _kinds_at(field: str) -> tuple[inspect.Type, ...]:
    """Return the types that may stand at a place; a choice has several."""
    from nnviz.experiment.spec import ExperimentSpec

    kinds: tuple[inspect.Type, ...] = (inspect.type_info(ExperimentSpec),)
    for name, _ in _PLACE.findall(field):
        kinds = tuple(inner for kind in kinds for inner in _inside(kind, name))
    return _unique(kinds)


def _inside(kind: inspect.Type, name: str) -> tuple[inspect.Type, ...]:
    """Return the types of the field `name` of a part, or of an item of a list (name "")."""
    if isinstance(kind, inspect.VarTupleType) and not name:
        return _options(kind.item_type)
    if not isinstance(kind, inspect.StructType):
        return ()
    if name == kind.tag_field:
        return (kind,)
    return tuple(o for one in kind.fields if one.encode_name == name for o in _options(one.type))


def _options(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def _unique(kinds: tuple[inspect.Type, ...]) -> tuple[inspect.Type, ...]:
    return tuple(kind for place, kind in enumerate(kinds) if kind not in kinds[:place])


def _tag(kind: inspect.Type) -> str:
    """Return the `name` of one part of a choice; "" for what is none."""
    return str(kind.tag) if isinstance(kind, inspect.StructType) and kind.tag is not None else ""


def _described(kind: Any) -> str:
    """Return what one type takes, in words."""
    match kind:
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return f"a whole number{_range(kind)}"
        case inspect.FloatType():
            return f"a number{_range(kind)}"
        case inspect.StrType():
            return "a text" + (
                f" of at most {kind.max_length} characters" if kind.max_length else ""
            )
        case inspect.LiteralType():
            plain = all(str(value).isidentifier() for value in kind.values)
            values = ", ".join(str(v) if plain else _shown(v) for v in kind.values)
            return values if len(kind.values) == 1 else f"one of {values}"
        case inspect.VarTupleType():
            what = "objects" if isinstance(kind.item_type, inspect.StructType) else "texts"
            return f"a list of{_length(kind)} {what}"
        case inspect.StructType():
            fields = ", ".join(one.encode_name for one in kind.fields)
            return f"an object with any of the fields {fields}"
        case _:
            return "null"


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    """Return the bounds of a number in words."""
    low = f" from {_number(kind.ge)}" if kind.ge is not None else ""
    low = f" above {_number(kind.gt)}" if kind.gt is not None else low
    high = f" to {_number(kind.le)}" if kind.le is not None else ""
    high = f", below {_number(kind.lt)}" if kind.lt is not None else high
    return low + (high if low.startswith(" from") else high.replace(" to ", ", at most "))


def _length(kind: inspect.VarTupleType) -> str:
    if kind.max_length is None:
        return ""
    return f" {kind.min_length or 0} to {kind.max_length}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _plain(source: object) -> object:
    """Return the plain values that a JSON text holds, as far as it can be read."""
    if not isinstance(source, bytes):
        return source
    try:
        return msgspec.json.decode(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _MISSING


def _value_at(source: Any, field: str) -> Any:
    """Return what stands at a place, or _MISSING."""
    for name, index in _PLACE.findall(field):
        try:
            source = source[name] if name else source[int(index)]
        except (TypeError, KeyError, IndexError, ValueError):
            return _MISSING
    return source


def _shown(value: object) -> str:
    """Return a value as JSON writes it, cut to a readable length."""
    if value is _MISSING:
        return "this value"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    try:
        return _cut(msgspec.json.encode(value).decode())
    except (TypeError, ValueError, RecursionError):
        return f"a value of type {type(value).__name__}"


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
