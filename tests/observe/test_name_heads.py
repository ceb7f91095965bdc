"""What a name may be made of: no particle, date or mark begins or ends it, and no adverb or pronoun is all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.observe.test_prose import read_text

from extract.codebook import load_codebook
from extract.language.tokens import load_adverbs
from extract.pipeline import extract_stages
from extract.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path for path in (ROOT / "raw" / "samples").iterdir() if path.suffix in (".txt", ".html", ".docx"))
CASES = sorted((ROOT / "tests" / "cases").glob("prose*.yaml"))

_BEGINS = re.compile(r"[、,;:。的了着”)]|[就也都还又但而且](?!业|读|医|市|有)|以来|期间|本次|该(?=[率数])|每年(?=人数|次数|数$)")
_ENDS = re.compile(r"[、,;:。的了着“(]$|(?:居多|绝大多数|为主|以来)(?:人?数|占比)?$")
_ENDING = re.compile(r"(?:总?人数|总?数量?|人次|占比|比例|金额|总额|面积|率)$")
_ALONE = re.compile("我[校院市县省]|全[国省市县校]|他们|[这那]|以来|目前|现在|[今每]年|绝大多数")


def faults(name: str) -> list[str]:
    """What is wrong with the head of a name."""
    stem = _ENDING.sub("", name)
    found = [str(at.group()) for at in (_BEGINS.match(name), _ENDS.search(name)) if at is not None]
    found += [stem] if _ALONE.fullmatch(stem) or (stem and stem != name and stem in load_adverbs()) else []
    found += [f"{a}{b}" for a, b in ("“”", "()", "《》") if name.count(a) != name.count(b)]
    return found + (["了"] if re.search(r"了(?!解|结)", name) else [])


@pytest.mark.parametrize(
    "name",
    ["就数", "绝大多数", "女生居多人数", "省级了本次大赛金牌数", "每年人数", "我院人数", "、实训室数", "正式数", "“春雨基金"],
)
def test_what_is_no_name(name: str) -> None:
    assert faults(name)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_names_of_the_samples(path: Path) -> None:
    _, _, observed = extract_stages(path, Settings(), load_codebook())
    wrong = {one.name: faults(one.name) for one in observed.observations if one.source == "prose" and faults(one.name)}
    assert not wrong


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_names_of_the_cases(path: Path) -> None:
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    read = [read_text(case["text"], case.get("period"), case.get("year"), case.get("level", "school")) for case in cases]
    wrong = {one.name: faults(one.name) for each in read for one in each.observations if faults(one.name)}
    assert not wrong
