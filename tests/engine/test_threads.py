"""Training uses one BLAS thread, and gives the others back."""

from __future__ import annotations

import threading

import pytest
from threadpoolctl import threadpool_info

from nnviz.engine.threads import one_blas_thread


def blas_threads() -> list[int]:
    return [info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas"]


def test_there_is_one_thread_inside_and_as_many_as_before_after() -> None:
    before = blas_threads()
    if not before:
        pytest.skip("numpy's BLAS can't be controlled here")
    with one_blas_thread("numpy"):
        assert set(blas_threads()) == {1}
    assert blas_threads() == before


def test_with_several_threads_inside_all_are_given_back_in_the_end() -> None:
    before = blas_threads()
    if not before:
        pytest.skip("numpy's BLAS can't be controlled here")
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with one_blas_thread("numpy"):
            entered.set()
            leave.wait(10.0)

    with one_blas_thread("numpy"):
        other = threading.Thread(target=stay)
        other.start()
        assert entered.wait(10.0)
    assert set(blas_threads()) == {1}
    leave.set()
    other.join()
    with one_blas_thread("numpy"):
        assert set(blas_threads()) == {1}
    assert blas_threads() == before


def test_blas_is_left_alone_where_it_divides_nothing() -> None:
    before = blas_threads()
    with one_blas_thread("numpy", largest=1000):
        assert blas_threads() == before
