"""What a record of settings offers to a form: each setting's name, range and meaning.

Read from the record's own type, so a form, a file and the program can't disagree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, inspect

Record = TypeVar("Record", bound=msgspec.Struct)


class Setting(Struct, frozen=True):
    """One setting of a record.

    Parameters
    ----------
    name, label, tip
        Its name in files, on screen, and one sentence on what it means.
    default
        Its value unless told otherwise.
    kind
        "float", "int", "bool", "choice" (of `choices`, words) or "record" (of `records`).
    least, most
        Its range, where it has one; `open_least` and `open_most` leave the end itself out.
    """

    name: str
    label: str
    tip: str
    default: Any
    kind: str
    least: float | None = None
    most: float | None = None
    open_least: bool = False
    open_most: bool = False
    choices: tuple[str, ...] = ()
    records: tuple[type[msgspec.Struct], ...] = ()


@lru_cache(maxsize=64)
def settings_of(kind: type[msgspec.Struct]) -> tuple[Setting, ...]:
    """Return the settings of a record type, in the order of a form."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return tuple(_setting(field) for field in described.fields)


def changed(record: Record, name: str, value: object) -> Record:
    """Return `record` with one setting changed, after a check of its type and range.

    Raises
    ------
    ValueError
        Where the value does not fit; the message says what would.
    """
    setting = next((one for one in settings_of(type(record)) if one.name == name), None)
    if setting is None:
        raise ValueError(f"{type(record).__name__} has no setting {name}")
    try:
        plain = {**msgspec.to_builtins(record), name: msgspec.to_builtins(value)}
        return msgspec.convert(plain, type(record))
    except (msgspec.ValidationError, TypeError, ValueError, OverflowError):
        raise ValueError(f"{setting.label} must be {_wanted(setting)}.") from None


def _wanted(setting: Setting) -> str:
    if setting.kind in ("int", "float"):
        least = f"{'above' if setting.open_least else 'at least'} {setting.least:,g}"
        most = f"{'below' if setting.open_most else 'at most'} {setting.most:,g}"
        return f"a {'whole ' if setting.kind == 'int' else ''}number, {least} and {most}"
    if setting.kind == "bool":
        return "on or off"
    names = setting.choices or tuple(str(one.__struct_config__.tag) for one in setting.records)
    return f"one of {', '.join(names)}"


def _setting(field: inspect.Field) -> Setting:
    told: dict[str, Any] = {}
    inner = field.type
    if isinstance(inner, inspect.Metadata):
        told, inner = dict(inner.extra_json_schema or {}), inner.type
    label = str(told.get("title", field.name.replace("_", " ")))
    kind, more = _range(inner)
    default = field.default if field.default is not msgspec.NODEFAULT else None
    return Setting(field.name, label, str(told.get("description", "")), default, kind, **more)


def _range(inner: inspect.Type) -> tuple[str, dict[str, Any]]:
    if isinstance(inner, inspect.FloatType | inspect.IntType):
        least, most = (inner.ge, inner.gt), (inner.le, inner.lt)
        return "int" if isinstance(inner, inspect.IntType) else "float", {
            "least": next((one for one in least if one is not None), None),
            "most": next((one for one in most if one is not None), None),
            "open_least": inner.ge is None and inner.gt is not None,
            "open_most": inner.le is None and inner.lt is not None,
        }
    if isinstance(inner, inspect.BoolType):
        return "bool", {}
    if isinstance(inner, inspect.LiteralType):
        return "choice", {"choices": tuple(str(one) for one in inner.values)}
    if isinstance(inner, inspect.UnionType):
        records = tuple(one.cls for one in inner.types if isinstance(one, inspect.StructType))
        return "record", {"records": records}
    return type(inner).__name__.removesuffix("Type").lower(), {}
