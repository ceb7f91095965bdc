"""Commands about the program itself: `nianbao doctor` and `nianbao evaluate`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from extract.cli.say import FAILED, USAGE, say_json, stop


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("output"), help="Where tables would be written.")
@click.option("--json", "as_json", is_flag=True, help="Speak in lines of JSON.")
def doctor(output: Path, as_json: bool) -> None:
    """Say what is installed, what is missing and what to do. Ends with 1 if something is broken."""
    from extract.doctor import examine

    marks = {"fine": "ok", "missing": "--", "broken": "!!"}
    findings = examine(output)
    for finding in findings:
        if as_json:
            say_json(what=finding.what, state=finding.state, found=finding.found, advice=finding.advice)
            continue
        click.echo(f"{marks[finding.state]}  {finding.what:<15} {finding.found}")
        if finding.advice:
            click.echo(f"{'':<20}→ {finding.advice}")
    if any(finding.state == "broken" for finding in findings):
        raise click.exceptions.Exit(FAILED)


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def evaluate(words: tuple[str, ...]) -> None:
    """Score this program against reports whose truth is known (from a checkout only); --help says more."""
    import importlib

    from extract.version import ROOT

    checkout = ROOT.parents[1]
    if not (checkout / "tests" / "evaluation" / "run.py").is_file():
        stop("the evaluation is part of the project's repository and not of the installed package; run this in a checkout", USAGE)
    sys.path.insert(0, str(checkout))
    sys.exit(importlib.import_module("tests.evaluation.run").main(words))
