"""Read broken files and see that each is read or refused, and none ends the process: `python -m tests.fuzz.run [COUNT] [FIRST]`."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from extract.isolate import Worker, WorkerDied
from tests.fuzz.mutate import mutate

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "fuzz"
SECONDS = 30.0
MEMORY_MIB = 2048


def load_samples() -> list[tuple[str, bytes]]:
    """The project's sample reports."""
    return [(path.name, path.read_bytes()) for path in sorted((ROOT / "raw" / "samples").iterdir()) if path.is_file()]


def read_one(path: str) -> str:
    """`read` or the code of the refusal. Raises whatever the reader or the contract of its document raises."""
    from extract.read import ReadError, read
    from extract.settings import Settings
    from tests.read.invariants import check_document

    name = Path(path).name
    try:
        document = read(Path(path), Settings(ocr="never"))
    except ReadError as error:
        refusal = error
    else:
        check_document(document)
        return "read"
    if not str(refusal).startswith(name) or "\n" in str(refusal):
        raise ValueError(f"the message is not one line that begins with the file's name: {refusal}")
    return refusal.code


def fuzz(count: int, first: int = 0) -> tuple[Counter[str], list[str]]:
    """How often each thing came of `count` broken files, and a line for every file that broke the reader; such files are kept."""
    samples = load_samples()
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Worker(read_one, MEMORY_MIB, SECONDS, calls=500) as worker:
        for number in range(first, first + count):
            name, data = mutate(samples, number)
            path = Path(folder) / f"{number}-{name}"
            path.write_bytes(data)
            try:
                outcomes[worker.call(str(path))] += 1
            except WorkerDied as error:
                failures.append(f"{path.name}: {error}")
            except Exception as error:
                failures.append(f"{path.name}: {type(error).__name__}: {str(error)[:300]}")
            if failures and failures[-1].startswith(path.name):
                KEPT.mkdir(parents=True, exist_ok=True)
                (KEPT / path.name).write_bytes(data)
            path.unlink()
    return outcomes, failures


def main() -> int:
    """Print what came of it; 1 where a file broke the reader."""
    numbers = [int(word) for word in sys.argv[1:]]
    outcomes, failures = fuzz(*(numbers or [5000]))
    for code, count in sorted(outcomes.items()):
        print(f"{count:6}  {code}")
    for line in failures:
        print(line)
    print(
        f"{len(failures)} of {sum(outcomes.values()) + len(failures)} files broke the reader"
        + (f"; kept in {KEPT}" if failures else "")
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
