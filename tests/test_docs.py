"""The docs are true: links lead somewhere, commands exist, the data dictionary is the one the tables are written by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from extract.cli import main
from extract.describe import dictionary_page
from tests.evaluation.readme import PAGES as PAGES_WITH_SCORES
from tests.evaluation.readme import readme

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("raw/**/*.md"), *ROOT.glob("output/README.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
FENCE = re.compile(r"```[a-z]*\n(.*?)```|((?:^    \S.*\n)+)", re.M | re.S)


def links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for found in LINK.finditer(page.read_text(encoding="utf-8")):
            yield str(page.relative_to(ROOT)), found.group(1) or found.group(2)


@pytest.mark.parametrize(("page", "target"), sorted(set(links())))
def test_links_lead_somewhere(page: str, target: str) -> None:
    if re.match(r"https?:", target):
        return
    path, _, anchor = target.partition("#")
    goal = (ROOT / page).parent / path if path else ROOT / page
    assert goal.exists(), f"{page} links {target}, which is not there"
    if anchor:
        headings = re.findall(r"^#+ (.*)$", goal.read_text(encoding="utf-8"), re.M)
        assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def named_files() -> Iterator[tuple[str, str]]:
    """Every file or folder of the repository that stands in inline code."""
    for page in PAGES:
        for path in re.findall(r"`((?:tests|src|docs|flows)/[\w./-]*)`", page.read_text(encoding="utf-8")):
            yield str(page.relative_to(ROOT)), path


@pytest.mark.parametrize(("page", "path"), sorted(set(named_files())))
def test_files_that_are_named_are_there(page: str, path: str) -> None:
    assert (ROOT / path).exists(), f"{page} names {path}, which is not there"


def commands() -> Iterator[tuple[str, str]]:
    """Every line of a code block, and every inline code, that calls nianbao."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = "\n".join(a or b for a, b in FENCE.findall(text))
        lines = re.findall(r"^\s*\$?\s*(nianbao(?: .*)?)$", blocks, re.M)
        lines += re.findall(r"`(nianbao [^`]+)`", text)
        for line in lines:
            yield str(page.relative_to(ROOT)), re.split(r"\s{2,}|\s#|\s>|\s\|", line.strip())[0]


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_commands_exist_with_their_options(page: str, line: str) -> None:
    words = [word for word in line.split()[1:] if word not in {"…", "..."}]
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        assert name in command.commands, f"{page}: there is no command {line!r}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]} | {
        "--help",
        "-h",
        "--version",
    }
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in known, f"{page}: {line!r} has an option the command does not know"


def test_every_command_is_told() -> None:
    told = " ".join(line for _, line in commands())
    for name in main.commands:
        assert f"nianbao {name}" in told, f"no page of the docs shows nianbao {name}"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        for name in re.findall(r"`make ([a-z-]+)`|^    make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M):
            assert (name[0] or name[1]) in targets, f"{page.name}: there is no make {name}"


def test_the_data_dictionary_is_the_one_the_tables_are_written_by() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == dictionary_page(), "run make docs"


@pytest.mark.parametrize(("page", "chinese"), PAGES_WITH_SCORES.items(), ids=lambda value: getattr(value, "name", ""))
def test_the_scores_shown_are_the_pinned_ones(page: Path, chinese: bool) -> None:
    assert page.read_text(encoding="utf-8") == readme(page, chinese), "run make docs"


def test_readmes_agree_on_their_commands() -> None:
    """What the English page tells to type, the Chinese page tells too."""
    english, chinese = ({line for page, line in commands() if page == name} for name in ("README.md", "README.zh-CN.md"))
    assert english == chinese
