"""The command `nianbao` with all its commands. Heavy packages are loaded inside the commands, so that `--help` is quick."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import click

from extract.cli.care import doctor, evaluate
from extract.cli.codebook import codebook
from extract.cli.harvest import harvest, sources
from extract.cli.report import audit, extract
from extract.cli.run import run
from extract.cli.say import INTERRUPTED, NOT_WRITTEN, stop
from extract.cli.show import show
from extract.version import VERSION


class Commands(click.Group):
    """A key press, and a full disk behind stdout, end any command with the exit code that says so."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            stop("stopped; run it again to go on", INTERRUPTED)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            # What is still buffered would fail again when the program ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            stop(f"stdout: cannot be written ({error.strerror}); make room or write elsewhere", NOT_WRITTEN)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all is well, 1 some report failed, 2 wrong usage or nothing to read, 3 output not written, 130 stopped.",
)
@click.version_option(VERSION, prog_name="nianbao")
def main() -> None:
    """Read annual quality reports of vocational education into tables."""


main.add_command(run)
main.add_command(extract)
main.add_command(show)
main.add_command(audit)
main.add_command(harvest)
main.add_command(sources)
main.add_command(evaluate)
main.add_command(codebook)
main.add_command(doctor)
