"""A function in a process of its own, with a limit of memory and of time: a file that kills its reader costs one report.

The process is started fresh (spawn) and kept for the next call; after a death or a time-out the next call starts another one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

MIB = 1 << 20


class WorkerDied(RuntimeError):
    """The process ended without an answer; the message says how."""


class WorkerTimedOut(WorkerDied):
    """The process took longer than it may and was ended."""


class Worker:
    """One process that calls `function` with one argument at a time.

    Function, arguments and answers must be picklable. The memory limit is on data the process asks for (Linux); an exception of the
    function comes back and is raised here. `calls` answers later the process is replaced, so that what libraries leak stays small.
    """

    def __init__(self, function: Callable[..., Any], memory_mib: int, seconds: float, calls: int = 50) -> None:
        self.function, self.memory_mib, self.seconds, self.calls = function, memory_mib, seconds, calls
        self.process: BaseProcess | None = None
        self.line: Connection | None = None
        self.answered = 0
        self.ended = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def call(self, argument: object) -> Any:
        """What the function returns. Raises `WorkerTimedOut`, `WorkerDied`, or what the function raised."""
        line = self.ready()
        try:
            line.send(argument)
            if not line.poll(self.seconds):
                self.stop()
                raise WorkerTimedOut(f"took longer than {self.seconds:g} seconds")
            fine, answer = line.recv()
        except (EOFError, ConnectionError) as error:
            raise WorkerDied(self.epitaph()) from error
        self.answered += 1
        if self.answered >= self.calls:
            self.stop()
        if not fine:
            raise answer
        return answer

    def ready(self) -> Connection:
        """The line to a living process."""
        if self.process is None or self.line is None or not self.process.is_alive():
            self.stop()
            context = multiprocessing.get_context("spawn")
            self.line, other = context.Pipe()
            self.process = context.Process(target=answer_calls, args=(other, self.function, self.memory_mib), daemon=False)
            with deaf():
                self.process.start()
            other.close()
            self.answered = 0
        if self.ended:
            self.process.kill()
        return self.line

    def epitaph(self) -> str:
        """How the process ended."""
        code = None
        if self.process is not None:
            self.process.join(5)
            code = self.process.exitcode
        self.stop()
        if code is not None and code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended without an answer (exit code {code})"

    def kill(self) -> None:
        """End the process at once and for good, from any thread; a call that waits for it then raises `WorkerDied`."""
        self.ended = True
        if self.process is not None:
            self.process.kill()

    def stop(self) -> None:
        """End the process, at once if it does not listen."""
        if self.line is not None:
            self.line.close()
        if self.process is not None:
            self.process.join(0.2)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
            self.process.close()
        self.process = self.line = None


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """A process started now does not hear a key press, not even while it imports: that is for its parent to answer."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # else starting the process starts this first, and that takes the mask away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def answer_calls(line: Connection, function: Callable[..., Any], memory_mib: int) -> None:
    """The process: take an argument, send back (True, answer) or (False, exception), until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory_mib)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionError):
        while True:
            argument = line.recv()
            try:
                answer: tuple[bool, Any] = (True, function(argument))
            except Exception as error:
                answer = (False, error)
            line.send(answer)


def limit_memory(mib: int) -> None:
    """Refuse this process more than `mib` of data; without effect where the system has no such limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = mib * MIB if hard == resource.RLIM_INFINITY else min(mib * MIB, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
