"""The command `nianbao codebook`: search it, show an indicator or a form, compare two years, print it as a page."""

from __future__ import annotations

import click

from extract.cli.say import FAILED, stop

LEVELS = click.Choice(["secondary", "higher", "undergraduate_vocational"])


@click.group()
def codebook() -> None:
    """Indicators, their names, and the official forms by year and level."""


@codebook.command()
@click.argument("words")
def search(words: str) -> None:
    """Indicators whose id or names hold WORDS."""
    from extract.codebook import load_codebook
    from extract.codebook.browse import search as find

    found = find(load_codebook(), words)
    for indicator in found:
        click.echo(f"{indicator.indicator_id}\t{indicator.name_zh}\t{indicator.name_en}\t{indicator.unit or ''}")
    if not found:
        stop(f"no indicator is called {words}; try a shorter word", FAILED)


@codebook.command()
@click.argument("name")
@click.option("--level", type=LEVELS, default="secondary", show_default=True, help="Which level's form.")
@click.option("--year", type=int, default=2024, show_default=True, help="The form's newest data year.")
def show(name: str, level: str, year: int) -> None:
    """One indicator by its id, or the rows of a form."""
    from extract.codebook import CodebookError, load_codebook
    from extract.codebook.browse import find_edition, show_form, show_indicator

    book = load_codebook()
    try:
        is_form = name in book.forms.forms
        lines = show_form(find_edition(book, name, level, year)) if is_form else show_indicator(book, name)
    except CodebookError as error:
        stop(error, FAILED)
    click.echo("\n".join(lines))


@codebook.command()
@click.argument("form")
@click.argument("old", type=int)
@click.argument("new", type=int)
@click.option("--level", type=LEVELS, default="higher", show_default=True, help="The level of the old form.")
@click.option("--to", type=LEVELS, help="The level of the new form, where it is another.")
def diff(form: str, old: int, new: int, level: str, to: str | None) -> None:
    """What changed in FORM between the data years OLD and NEW."""
    from extract.codebook import CodebookError, load_codebook
    from extract.codebook.browse import diff_editions, find_edition

    book = load_codebook()
    try:
        lines = diff_editions(book, find_edition(book, form, level, old), find_edition(book, form, to or level, new))
    except CodebookError as error:
        stop(error, FAILED)
    click.echo("\n".join(lines))


@codebook.command()
def page() -> None:
    """The whole codebook as one Markdown page."""
    from extract.codebook import load_codebook
    from extract.codebook.browse import render_page

    click.echo(render_page(load_codebook()), nl=False)
