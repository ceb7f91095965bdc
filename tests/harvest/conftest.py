"""What the harvest tests share: a local site, and one call that harvests it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.harvest import HarvestResult, harvest
from extract.harvest.sources import Listing, Manners, Source, Sources
from tests.harvest.site import Site

TITLE = "青禾县中等职业教育质量年度报告"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


class Harvester:
    """Harvests one listing of the site into a folder, with a clock of its own."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.raw, self.now = site, folder / "raw", "2025-01-10T03:00:00+08:00"
        self.manners = {"delay": 0.0, "timeout": 1.0, "attempts": 2, "seconds_per_file": 10.0, "source_pause": 0.0}
        self.options: dict[str, object] = {}

    def sources(self, *more: Source, **options: object) -> Sources:
        fields = {
            "id": "qinghe",
            "start": (f"{self.site.url}/list.html",),
            "allow_private": ("127.0.0.1",),
            **self.options,
            **options,
        }
        return Sources(sources=(Listing(**fields), *more), manners=Manners(**self.manners))  # type: ignore[arg-type]

    def __call__(self, sources: Sources | None = None, **options: object) -> HarvestResult:
        return harvest(sources or self.sources(), self.raw, self.raw, now=lambda: self.now, **options)  # type: ignore[arg-type]

    def files(self) -> list[str]:
        found = (p for p in self.raw.rglob("*") if p.is_file())
        return sorted(p.name for p in found if p.suffix in {".pdf", ".docx", ".doc", ".html", ".txt"})


@pytest.fixture
def harvester(site: Site, tmp_path: Path) -> Callable[..., HarvestResult]:
    return Harvester(site, tmp_path)
