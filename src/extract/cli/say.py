"""How commands speak: one line on an error, JSON where a program listens."""

from __future__ import annotations

from typing import NoReturn

import click

FAILED, USAGE, NOT_WRITTEN, INTERRUPTED = 1, 2, 3, 130


def stop(message: object, code: int) -> NoReturn:
    """End with one line on stderr."""
    click.echo(f"nianbao: {message}", err=True)
    raise click.exceptions.Exit(code)


def say_json(**words: object) -> None:
    """One line of JSON on stdout."""
    import msgspec

    click.echo(msgspec.json.encode(words))
