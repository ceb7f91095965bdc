"""The command `nianbao show`: a page with what was read drawn over it."""

from __future__ import annotations

from pathlib import Path

import click

from extract.cli.say import FAILED, USAGE, stop


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page.")
@click.option("--output", type=click.Path(path_type=Path), help="The PNG to write; FILE-pN.png in this folder if not said.")
@click.option(
    "--reader", type=click.Choice(["auto", "pdfium", "pdfplumber"]), default="auto", show_default=True, help="Which route."
)
def show(file: Path, page: int, output: Path | None, reader: str) -> None:
    """Draw lines, blocks, cells and spans over one page of FILE."""
    from extract.read import ReadError, read
    from extract.read.pdf import render_page
    from extract.read.read import open_source
    from extract.review.page import draw_page
    from extract.settings import Settings

    settings = Settings(reader=reader)  # type: ignore[arg-type]
    try:
        source = open_source(file, settings)
        if source.media_type != "application/pdf":
            stop(f"{file}: only the pages of a PDF can be shown; this is {source.media_type}", FAILED)
        picture = render_page(source, settings, page)
        drawn = draw_page(picture, read(file, settings), page)
    except (ReadError, IndexError) as error:
        stop(error, USAGE if getattr(error, "code", "") == "read.not_readable" else FAILED)
    target = output or Path(f"{file.stem}-p{page}.png")
    try:
        target.write_bytes(drawn)
    except OSError as error:
        stop(f"{target}: cannot be written ({error.strerror or error}); name another file with --output", FAILED)
    click.echo(target)
