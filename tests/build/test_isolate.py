"""A process of its own: answers, exceptions, deaths, limits; and none left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest

from extract.isolate import Worker, WorkerDied, WorkerTimedOut


def act(what: object) -> object:
    """Do as told."""
    if what == "pid":
        return os.getpid()
    if what == "raise":
        raise ValueError("no")
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "exit":
        os._exit(7)
    if what == "sleep":
        time.sleep(60)
    if what == "hoard":
        return len(bytearray(4 << 30))
    return what


def test_it_answers_goes_on_after_an_exception_and_starts_again_after_a_death() -> None:
    with Worker(act, memory_mib=2048, seconds=30) as worker:
        first = worker.call("pid")
        assert first != os.getpid()
        with pytest.raises(ValueError, match="no"):
            worker.call("raise")
        assert worker.call("pid") == first
        with pytest.raises(WorkerDied, match="killed by SIGKILL"):
            worker.call("kill")
        with pytest.raises(WorkerDied, match="exit code 7"):
            worker.call("exit")
        assert worker.call("pid") not in (first, os.getpid())
    assert not multiprocessing.active_children()


def test_it_is_ended_when_it_takes_too_long() -> None:
    with Worker(act, memory_mib=2048, seconds=5) as worker:
        worker.call("warm")
        started = time.monotonic()
        with pytest.raises(WorkerTimedOut, match="longer than 5 seconds"):
            worker.call("sleep")
        assert time.monotonic() - started < 15
        assert worker.call("again") == "again"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_it_gets_no_more_memory_than_it_may_have() -> None:
    with Worker(act, memory_mib=1024, seconds=30) as worker:
        with pytest.raises(MemoryError):
            worker.call("hoard")
        assert worker.call("fine") == "fine"


def test_it_is_replaced_after_so_many_calls() -> None:
    with Worker(act, memory_mib=2048, seconds=30, calls=2) as worker:
        pids = [worker.call("pid") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_it_is_ended_from_another_thread() -> None:
    with Worker(act, memory_mib=2048, seconds=60) as worker:
        worker.call("warm")
        timer = threading.Timer(0.5, worker.kill)
        timer.start()
        with pytest.raises(WorkerDied, match="SIGKILL"):
            worker.call("sleep")
        with pytest.raises(WorkerDied):
            worker.call("pid")
        timer.join()
