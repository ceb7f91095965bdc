"""Fixtures of the machine's tests."""

from __future__ import annotations

import pytest

from tests.build.reports import read_quickly


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that do everything but read: a worker that reads takes some seconds to load its libraries."""
    monkeypatch.setattr("extract.build.run.build_report", read_quickly)
