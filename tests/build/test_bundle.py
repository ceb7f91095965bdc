"""A bundle is whole or not there, the same bytes for the same report, and asked for by all it depends on."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from extract import bundle
from extract.bundle import BundleError, bundle_key, bundle_path, encode_report, load_bundle, store_bundle, write_whole
from extract.settings import Settings
from tests.build.rich import rich_report


def test_there_and_back(tmp_path: Path) -> None:
    path = bundle_path(tmp_path, "0123456789abcdef", "k")
    store_bundle(path, rich_report())
    assert load_bundle(path) == rich_report()
    assert [file.name for file in tmp_path.iterdir()] == ["0123456789abcdef-k.json.gz"]
    assert path.read_bytes() == encode_report(rich_report())


def test_a_wrong_type_is_not_stored(tmp_path: Path) -> None:
    wrong = msgspec.structs.replace(rich_report(), status="finished")
    with pytest.raises(msgspec.ValidationError):
        store_bundle(tmp_path / "x", wrong)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keep", [0, 10, 200, -3])
def test_a_damaged_bundle_names_its_file(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "x.json.gz"
    path.write_bytes(encode_report(rich_report())[:keep])
    with pytest.raises(BundleError, match="x.json.gz"):
        load_bundle(path)


def test_what_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    write_whole(path, b"old")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_the_key_holds_all_that_changes_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    key = bundle_key("code", "book", Settings())
    assert key == bundle_key("code", "book", Settings(workers=3, batch=2, seconds_per_report=1.0, memory_mib=1))
    others = {
        bundle_key("code2", "book", Settings()),
        bundle_key("code", "book2", Settings()),
        bundle_key("code", "book", Settings(ocr="never")),
        bundle_key("code", "book", Settings(max_pages=7)),
    }
    monkeypatch.setattr(bundle, "library_version", lambda name: f"{name} 99")
    others.add(bundle_key("code", "book", Settings()))
    assert len(others) == 5
    assert key not in others


def test_every_setting_either_changes_what_is_read_or_is_known_not_to() -> None:
    running = {"workers", "batch", "seconds_per_report", "memory_mib"}
    assert set(bundle.READING) | running == set(Settings.__struct_fields__)
