"""What the window remembers from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

ORGANISATION = APPLICATION = "nnviz"


class Settings:
    """A few named values; one of a wrong kind counts as none.

    Parameters
    ----------
    lasting
        Kept in the user's settings file; else forgotten with this object.
    """

    def __init__(self, *, lasting: bool = True) -> None:
        self._values: dict[str, object] = {}
        self._store = _store() if lasting else None

    def text(self, name: str, default: str) -> str:
        """Return a text."""
        value = self._value(name)
        return value if isinstance(value, str) else default

    def flag(self, name: str) -> bool:
        """Return a yes or no; no where nothing is known."""
        return self.text(name, "no") == "yes"

    def share(self, name: str, default: float) -> float:
        """Return a number from 0 to 1."""
        try:
            return min(1.0, max(0.0, float(self.text(name, str(default)))))
        except ValueError:
            return default

    def state(self, name: str) -> QByteArray:
        """Return a state as Qt saved it; empty where there is none."""
        value = self._value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, name: str, value: str | bool | float | QByteArray) -> None:
        """Remember a value."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        kept = value if isinstance(value, QByteArray) else str(value)
        self._values[name] = kept
        if self._store is not None:
            self._store.setValue(name, kept)

    def _value(self, name: str) -> object:
        if name in self._values or self._store is None:
            return self._values.get(name)
        return self._store.value(name)


def _store() -> QSettings:
    scope = QSettings.Scope.UserScope
    return QSettings(QSettings.Format.IniFormat, scope, ORGANISATION, APPLICATION)
