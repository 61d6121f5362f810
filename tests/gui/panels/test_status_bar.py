"""The status line: it is never wider than the window, and tells the whole sentence in a tooltip."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from nnviz.gui.panels.status_bar import StatusBar
from nnviz.scenes.palette import LIGHT


def test_a_long_sentence_is_cut_and_told_in_the_tooltip(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    sentence = "Layer 3 is shut. " * 40
    bar.show_texts(LIGHT.warn, sentence, "numpy · 12,300 steps/s · 60 frames/s")
    assert bar.minimumSizeHint().width() == 0
    assert bar.toolTip() == sentence
    bar.resize(300, 24)
    assert not bar.grab().isNull()
    assert bar.width() == 300
