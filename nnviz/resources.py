"""Where the files of `resources/` are: in the installed package, or beside it in a checkout.

A wheel carries them as `nnviz/_resources`; a checkout (and an editable install of it) has them in
`resources/` at its top.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource(name: str) -> Path:
    """Return the path of the resource `name`, "icons/nnviz.svg" for example.

    Raises
    ------
    FileNotFoundError
        Where the installation lacks it; the message says where it was looked for.
    """
    for place in _PLACES:
        if (place / name).exists():
            return place / name
    looked = " and ".join(str(place) for place in _PLACES)
    raise FileNotFoundError(f"resource {name} is missing; looked in {looked}; reinstall nnviz")
