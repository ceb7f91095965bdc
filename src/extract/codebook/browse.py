"""The codebook for people: search it, show one indicator, compare a form between two years, print it as a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from extract.codebook.forms import Edition, FormRow
from extract.codebook.indicators import Indicator
from extract.codebook.load import Codebook, CodebookError
from extract.codebook.tablewords import label_key

__all__ = ["diff_editions", "find_edition", "render_page", "search", "show_form", "show_indicator"]


def search(book: Codebook, words: str) -> list[Indicator]:
    """Indicators whose id, names or aliases hold the words; exact names first.

    >>> from extract.codebook import load_codebook
    >>> [i.indicator_id for i in search(load_codebook(), "平均起薪")]
    ['graduates.monthly_income']
    """
    wanted, plain = label_key(words), words.strip().lower()
    ranked: dict[str, int] = {}
    for indicator in book.indicators.values():
        key = label_key(indicator.name_zh)
        if key == wanted or indicator.indicator_id == plain:
            ranked[indicator.indicator_id] = 0
        elif (wanted and wanted in key) or plain in indicator.name_en.lower() or plain in indicator.indicator_id:
            ranked[indicator.indicator_id] = 2
    for alias in book.aliases:
        key = label_key(alias.alias)
        if wanted and (key == wanted or wanted in key):
            rank = 1 if key == wanted else 3
            ranked[alias.indicator_id] = min(rank, ranked.get(alias.indicator_id, 9))
    order = list(book.indicators)
    return [book.indicators[i] for i in sorted(ranked, key=lambda i: (ranked[i], order.index(i)))]


def show_indicator(book: Codebook, indicator_id: str) -> list[str]:
    """All the codebook says of one indicator, as lines. Raises `CodebookError` with the nearest ids where there is none."""
    indicator = book.indicators.get(indicator_id)
    if indicator is None:
        near = get_close_matches(indicator_id, list(book.indicators), 3, 0.5)
        hint = f"; nearest are {', '.join(near)}" if near else "; try a search"
        raise CodebookError(f"there is no indicator {indicator_id}{hint}")
    lines = [f"{indicator.indicator_id}  {indicator.name_zh}  {indicator.name_en}", f"  {indicator.definition}"]
    for name in ("unit", "kind", "parent_id", "denominator_id", "first_year", "last_year"):
        value = getattr(indicator, name)
        if value is not None:
            lines.append(f"  {name}: {value}")
    if indicator.low is not None or indicator.high is not None:
        lines.append(f"  range: {indicator.low}..{indicator.high}")
    names = [
        alias_text(alias.alias, alias.level, alias.parent, alias.unit)
        for alias in book.aliases
        if alias.indicator_id == indicator_id
    ]
    if names:
        lines.append(f"  also: {', '.join(names)}")
    for edition in book.forms.editions:
        for row in edition.rows:
            if row.indicator_id == indicator_id:
                lines.append(
                    f"  form: {title(edition)} row {row.row} {row.label} ({row.unit or '-'}; {row.confidence}: {row.source})"
                )
    for formula in book.audit.formulas:
        if indicator_id == formula.result or indicator_id in formula.parts:
            lines.append(f"  formula: {formula.formula_id} {formula.kind} {formula.result} of {' + '.join(formula.parts)}")
    return lines


def alias_text(alias: str, level: tuple[str, ...], parent: str | None, unit: str | None) -> str:
    """An alias with where it holds."""
    where = [*level, *([f"under {parent}"] if parent else []), *([f"in {unit}"] if unit else [])]
    return f"{alias} ({', '.join(where)})" if where else alias


def title(edition: Edition) -> str:
    """An edition by form, level and years."""
    return f"{edition.form_id} {edition.level} {edition.first_year}–{edition.last_year or ''}"


def find_edition(book: Codebook, form_id: str, level: str, year: int) -> Edition:
    """The edition of a form that holds for a data year. Raises `CodebookError` where there is none."""
    for edition in book.forms.editions:
        if (edition.form_id, edition.level) == (form_id, level) and edition.first_year <= year <= (edition.last_year or 9999):
            return edition
    known = ", ".join(title(e) for e in book.forms.editions if e.form_id == form_id) or ", ".join(book.forms.forms)
    raise CodebookError(f"there is no edition of {form_id} for {level} in {year}; there are {known}")


def show_form(edition: Edition) -> list[str]:
    """The rows of an edition as lines, those below another indented."""
    lines = [title(edition)]
    for row in edition.rows:
        indent = "  " * (1 + len(edition.chain(row)))
        lines.append(f"{indent}{row.row} {row.label} [{row.unit or '-'}] {row.indicator_id or '-'} ({row.confidence})")
    return lines


def diff_editions(book: Codebook, old: Edition, new: Edition) -> list[str]:
    """What changed between two editions: rows kept, renamed, restated in another unit, gone, and new."""
    links = {
        (link.from_label, link.to_label): link
        for link in book.crosswalk
        if (link.form_id, link.from_level, link.from_year) == (old.form_id, old.level, old.first_year)
        and (link.to_level, link.to_year) == (new.level, new.first_year)
    }
    linked = dict(links.keys())
    news = {place(new, row): row for row in new.rows}
    lines, met = [f"{title(old)} → {title(new)}"], set()
    for row in old.rows:
        other = news.get(place(old, row)) or by_indicator(new, row)
        if row.label in linked:
            other = next((r for r in new.rows if r.label == linked[row.label]), None)
        if other is not None:
            met.add(other.row)
        link = links.get((row.label, other.label if other is not None else None))
        lines.append(
            describe(row, other, f" [{link.kind}, comparable: {link.comparable}] {link.note or ''}".rstrip() if link else "")
        )
    lines.extend(f"+ {row.row} {row.label} [{row.unit or '-'}]" for row in new.rows if row.row not in met)
    return lines


def place(edition: Edition, row: FormRow) -> tuple[str, ...]:
    """A row's label with those above it and its unit: what identifies it over editions."""
    return (row.label, row.unit or "", *(above.label for above in edition.chain(row)))


def by_indicator(edition: Edition, row: FormRow) -> FormRow | None:
    """The row of an edition with the same indicator."""
    return next((r for r in edition.rows if r.indicator_id is not None and r.indicator_id == row.indicator_id), None)


def describe(row: FormRow, other: FormRow | None, link: str) -> str:
    """One line of a comparison."""
    if other is None:
        return f"- {row.row} {row.label} [{row.unit or '-'}]{link}"
    sign = "=" if (row.label, row.unit) == (other.label, other.unit) else "~"
    now = "" if sign == "=" else f" → {other.label} [{other.unit or '-'}]"
    return f"{sign} {row.row} {row.label} [{row.unit or '-'}]{now}{link}"


def render_page(book: Codebook) -> str:
    """The whole codebook as one Markdown page: indicators by field, then the forms by year and level."""
    return "\n".join(page_lines(book)) + "\n"


def page_lines(book: Codebook) -> Iterator[str]:
    """The lines of the page."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias in book.aliases:
        aliases[alias.indicator_id].append(alias_text(alias.alias, alias.level, alias.parent, alias.unit))
    yield "# The codebook"
    yield ""
    counted = (len(book.indicators), len(book.aliases), len(book.forms.editions), len(book.forms.forms))
    yield "{} indicators, {} aliases, {} editions of {} forms.".format(*counted)
    yield "Written by `extract.codebook.browse.render_page` from the files in `src/extract/codebook/`; edit those."
    fields: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in book.indicators.values():
        fields[indicator.indicator_id.split(".")[0]].append(indicator)
    for field, members in fields.items():
        yield from [
            "",
            f"## {field}",
            "",
            "| indicator | 名称 | name | unit | kind | definition | also |",
            "|---|---|---|---|---|---|---|",
        ]
        for i in members:
            also = "、".join(aliases[i.indicator_id][:8])
            yield f"| `{i.indicator_id}` | {i.name_zh} | {i.name_en} | {i.unit or ''} | {i.kind} | {i.definition} | {also} |"
    yield from ["", "## Forms"]
    for edition in book.forms.editions:
        form = book.forms.forms[edition.form_id]
        years = f"{edition.first_year}–{edition.last_year or ''}"
        yield from ["", f"### {form.name_zh} ({form.name_en}), {edition.level}, data years {years}", ""]
        yield from ["| row | label | unit | indicator | part of | source |", "|---|---|---|---|---|---|"]
        for row in edition.rows:
            part = edition.by_row[row.parent].label if row.parent else ""
            source = row.source if row.confidence in ("printed", row.source) else f"{row.source} ({row.confidence})"
            indicator_id = f"`{row.indicator_id}`" if row.indicator_id else ""
            yield f"| {row.row} | {row.label} | {row.unit or ''} | {indicator_id} | {part} | {source} |"
