"""The command line, thin: every command parses its words, calls one function and prints what came back."""

from __future__ import annotations

import click

from extract.version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="nianbao")
def main() -> None:
    """Read annual quality reports of vocational education into tables."""
