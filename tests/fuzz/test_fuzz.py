from __future__ import annotations

from tests.fuzz.run import fuzz, load_samples


def test_broken_files_are_read_or_refused() -> None:
    outcomes, failures = fuzz(60 * len(load_samples()))
    assert failures == []
    assert outcomes["read"] > 0
    assert len(outcomes) > 3
