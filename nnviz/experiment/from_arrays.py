"""A data set made of arrays that Python code hands over, checked number by number.

The arrays are copied. What does not fit is refused with the array's name and the first row that
is wrong, counted from 0 as Python does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.experiment.dataset import DataError, Dataset, Task, make_dataset
from nnviz.nn.arrays import Array, Indices

MAX_CLASSES = 200


def dataset_from_arrays(
    x_train: ArrayLike,
    y_train: ArrayLike,
    x_test: ArrayLike | None,
    y_test: ArrayLike | None,
    task: Task,
    columns: tuple[str, ...] | None,
    name: str,
) -> Dataset:
    """Return a data set made of copies of the arrays (see `Dataset.from_arrays`).

    Raises
    ------
    DataError
        Where shapes do not fit, a value is not finite, or the test part has a label that the
        training part has not.
    """
    if task not in ("classification", "regression"):
        raise DataError(f'task: "{task}" is not known; give "classification" or "regression"')
    train = _inputs(x_train, "x_train")
    if not len(train):
        raise DataError("x_train: it has no rows; training needs at least one sample")
    features = train.shape[1]
    test = _test_inputs(x_test, y_test, features)
    y, classes = _targets(y_train, y_test, len(train), len(test), task)
    outputs = ("class",) if classes else tuple(_numbered("y", y.shape[1]))
    return make_dataset(
        np.concatenate([train, test]),
        y,
        len(train),
        task=task,
        columns=_column_names(columns, features),
        classes=classes,
        outputs=outputs,
        name=name,
    )


def _inputs(given: ArrayLike, name: str) -> Array:
    x = _numbers(given, name)
    if x.ndim == 1:
        x = x[:, None]
    if x.ndim != 2 or not x.shape[1]:
        raise DataError(
            f"{name}: its shape is {x.shape}; inputs have shape (samples, features), or (samples,)"
            " for one feature"
        )
    return x


def _test_inputs(x_test: ArrayLike | None, y_test: ArrayLike | None, features: int) -> Array:
    """Return the test part's inputs; none of them where there is no test part."""
    if (x_test is None) != (y_test is None):
        given, missing = ("y_test", "x_test") if x_test is None else ("x_test", "y_test")
        raise DataError(f"{missing}: it is missing, but {given} is given; give both or neither")
    if x_test is None or np.size(x_test) == 0:
        return np.empty((0, features))
    test = _inputs(x_test, "x_test")
    if test.shape[1] != features:
        raise DataError(
            f"x_test: it has {test.shape[1]} features where x_train has {features}; both need the"
            " same"
        )
    return test


def _targets(
    y_train: ArrayLike, y_test: ArrayLike | None, train: int, test: int, task: Task
) -> tuple[NDArray[np.float64] | Indices, tuple[str, ...]]:
    """Return the targets of both parts in one array, and the names of the classes if any."""
    first = _array(y_train, "y_train")
    second = _array(() if y_test is None else y_test, "y_test")
    _check_rows(first, train, "train")
    _check_rows(second, test, "test")
    if first.ndim == 1 and task == "classification":
        return _labels(first, second if test else second.reshape(-1))
    values = _values(first, "y_train")
    if not test:
        return values, ()
    more = _values(second, "y_test")
    if more.shape[1] != values.shape[1]:
        raise DataError(
            f"y_test: it has {more.shape[1]} outputs where y_train has {values.shape[1]}; both need"
            " the same"
        )
    return np.concatenate([values, more]), ()


def _labels(
    train: NDArray[np.generic], test: NDArray[np.generic]
) -> tuple[Indices, tuple[str, ...]]:
    """Return class numbers of both parts and the names of the classes, sorted."""
    keys, others = _keys(train, "y_train"), _keys(test, "y_test")
    try:
        known = sorted(set(keys))
    except TypeError:
        raise DataError(
            "y_train: it has numbers and texts among its labels; use one kind"
        ) from None
    if len(known) < 2:
        raise DataError(
            f'y_train: every label is "{_label_name(known[0])}"; a classification needs at least 2'
            " classes"
        )
    if len(known) > MAX_CLASSES:
        raise DataError(
            f"y_train: it has {len(known)} different labels, more than {MAX_CLASSES}; are these"
            ' values? Then say task="regression"'
        )
    number = {key: place for place, key in enumerate(known)}
    strange = next((row for row, key in enumerate(others) if key not in number), None)
    if strange is not None:
        raise DataError(
            f'y_test, row {strange}: the label "{_label_name(others[strange])}" does not occur in'
            " y_train, so it can't be learned; take the row out, or put such samples in y_train"
        )
    classes = tuple(_label_name(key) for key in known)
    return np.array([number[key] for key in (*keys, *others)], dtype=np.int64), classes


def _keys(labels: NDArray[np.generic], name: str) -> list[str | float]:
    """Return the labels as plain texts or numbers."""
    if labels.ndim != 1:
        raise DataError(f"{name}: its shape is {labels.shape}; labels have shape (samples,)")
    plain: list[str | float] = labels.tolist()
    for row, label in enumerate(plain):
        if not isinstance(label, (str, int, float)):
            raise DataError(
                f"{name}, row {row}: {label!r:.60} is no label; labels are numbers or texts"
            )
        if isinstance(label, float) and not np.isfinite(label):
            raise DataError(f"{name}, row {row}: the label is {label}; labels must be finite")
    return plain


def _label_name(label: str | float) -> str:
    """Return a class's name; whole numbers have no decimals."""
    if isinstance(label, str):
        return label
    return str(int(label)) if label == int(label) else repr(label)


def _values(given: NDArray[np.generic], name: str) -> Array:
    y = _numbers(given, name)
    y = y[:, None] if y.ndim == 1 else y
    if y.ndim != 2 or not y.shape[1]:
        raise DataError(
            f"{name}: its shape is {given.shape}; targets have shape (samples, outputs), or"
            " (samples,)"
        )
    return y


def _numbers(given: ArrayLike, name: str) -> Array:
    """Return a float64 copy; refuse what is no number or not finite."""
    array = _array(given, name)
    if np.iscomplexobj(array):
        raise DataError(f"{name}: it has complex numbers; give real ones")
    try:
        numbers = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataError(f"{name}: it can't be read as numbers ({error})") from None
    bad = np.argwhere(~np.isfinite(numbers))
    if len(bad):
        row, *column = bad[0].tolist() if numbers.ndim else [0]
        where = f", column {column[0]}" if column else ""
        value = numbers[tuple(bad[0])]
        raise DataError(
            f"{name}, row {row}{where}: {value} is not finite; fill the hole or take the row out"
        )
    return numbers


def _array(given: ArrayLike, name: str) -> NDArray[np.generic]:
    try:
        return np.asarray(given)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: it is no array; are its rows of one length? ({error})") from None


def _check_rows(y: NDArray[np.generic], rows: int, part: str) -> None:
    if not y.ndim or len(y) != rows:
        count = len(y) if y.ndim else 1
        raise DataError(
            f"y_{part}: it has {count} rows where x_{part} has {rows}; each sample needs one target"
        )


def _column_names(columns: tuple[str, ...] | None, features: int) -> tuple[str, ...]:
    if columns is None:
        return tuple(f"x{number}" for number in range(1, features + 1))
    names = tuple(str(column) for column in columns)
    if len(names) != features:
        raise DataError(
            f"columns: {len(names)} names for {features} features of x_train; give one for each"
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f'columns: "{twice}" is given twice; names must differ')
    return names


def _numbered(stem: str, count: int) -> list[str]:
    return [stem] if count == 1 else [f"{stem}{number}" for number in range(1, count + 1)]
