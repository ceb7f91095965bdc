"""What became of one check: it held, or it failed and says so in one sentence in two languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from extract.check.fact import Fact
from extract.check.slip import decimals, find_slip
from extract.codebook.formulas import Audit
from extract.model import Issue, Severity, content_id

MAX_HOW = 120


class Outcome(Struct, frozen=True, kw_only=True):
    """One formula tried on one set of facts, the observations it tied together, and the denominators that fitted, as they read."""

    formula: str
    holds: bool
    issue: Issue | None = None
    observation_ids: tuple[str, ...] = ()
    methods: dict[str, str] = {}


def held(formula: str, *facts: Fact) -> Outcome:
    """The check was made and nothing is wrong."""
    return Outcome(formula=formula, holds=True, observation_ids=tuple(fact.observation.observation_id for fact in facts))


class Finding(Struct, frozen=True, kw_only=True):
    """The parts of an issue before it is put into words."""

    code: str
    severity: Severity
    facts: tuple[Fact, ...] = ()
    name: str = ""
    year: int | None = None
    stated: str = ""
    computed: str = ""
    how: str = ""
    other: str = ""
    cause: str = ""
    difference: str | None = None
    place: tuple[int, int] | None = None
    page: int | None = None
    segment_id: str | None = None
    observation_ids: tuple[str, ...] = ()


def tell(formula: str, finding: Finding, audit: Audit) -> Outcome:
    """The failed check as an issue with both sentences; its place is the first fact's unless one is given."""
    main = finding.facts[0] if finding.facts else None
    start, end = finding.place or ((main.start, main.end) if main else (None, None))
    english, chinese = put_into_words(finding, audit)
    ids = finding.observation_ids or tuple(dict.fromkeys(f.observation.observation_id for f in finding.facts))
    issue = Issue(
        code=finding.code,
        severity=finding.severity,
        message=english,
        message_zh=chinese,
        stated=finding.stated or None,
        computed=finding.computed or None,
        difference=finding.difference,
        observation_ids=ids,
        segment_id=finding.segment_id or (main.observation.segment_id if main else None),
        page=finding.page if finding.page is not None else (main.observation.page if main else None),
        char_start=start,
        char_end=end,
        issue_id=content_id(finding.code, start, end, finding.stated, finding.computed, finding.how, *ids),
    )
    return Outcome(formula=formula, holds=finding.severity == "note", issue=issue, observation_ids=ids)


def tell_computed(
    formula: str,
    code: str,
    stated: Fact,
    others: tuple[Fact, ...],
    value: Decimal,
    how: str,
    audit: Audit,
    severity: Severity = "warning",
) -> Outcome:
    """A fact that is not the value the others give, and what may have slipped."""
    finding = Finding(
        code=code,
        severity=severity,
        facts=(stated, *others),
        stated=show(stated),
        computed=show_value(value, stated),
        how=how,
        cause=slip_between(stated, value),
        difference=difference(stated, value),
    )
    return tell(formula, finding, audit)


def put_into_words(finding: Finding, audit: Audit) -> tuple[str, str]:
    """The English and the Chinese sentence of a finding."""
    main = finding.facts[0].observation if finding.facts else None
    sentence, cause = audit.messages[finding.code], audit.causes.get(finding.cause)
    who = finding.facts[0].who if main else ""
    chinese = finding.name or ("·".join(part for part in (main.name, who) if part) if main else "")
    name_en = audit.english.get(main.indicator_id or "") if main and not finding.name else None
    english = f"{name_en} ({chinese})" if name_en else chinese
    year = finding.year if finding.year is not None else (main.year if main else None)
    fields = {
        "stated": finding.stated,
        "computed": finding.computed,
        "how": shorten(finding.how),
        "other": shorten(finding.other),
    }
    return (
        sentence.en.format(
            **fields, name=english, when=f" ({year})" if year else "", cause=cause.en.format(**fields) if cause else ""
        ),
        sentence.zh.format(
            **fields, name=chinese, when=f"（{year}年）" if year else "", cause=cause.zh.format(**fields) if cause else ""
        ),
    )


def shorten(text: str) -> str:
    """A long list cut with dots."""
    return text if len(text) <= MAX_HOW else text[: MAX_HOW - 1] + "…"


def show(fact: Fact) -> str:
    """A fact as printed: the number with its unit once."""
    observation = fact.observation
    printed = " ".join(observation.value_text.split())
    unit = observation.unit or ""
    return (
        printed
        if not unit or printed.endswith((unit, unit[-1])) or (observation.source == "prose" and not printed[-1:].isdigit())
        else printed + unit
    )


def show_value(value: Decimal, like: Fact) -> str:
    """A computed value in the unit and with the decimals of a printed one."""
    observation = like.observation
    assert observation.value is not None
    return f"{round_like(value / like.factor, observation.value)}{observation.unit or ''}"


def round_like(value: Decimal, like: Decimal) -> Decimal:
    """A value rounded half up to the decimals of another.

    >>> round_like(Decimal("23.0769"), Decimal("23.07"))
    Decimal('23.08')
    """
    return value.quantize(Decimal(1).scaleb(-decimals(like)), rounding=ROUND_HALF_UP)


def slip_between(stated: Fact, computed: Decimal) -> str:
    """The likely slip from a computed value (in bare units) to a printed one, or nothing."""
    assert stated.observation.value is not None
    expected = round_like(computed / stated.factor, stated.observation.value)
    return find_slip(stated.observation.value, expected) or ""


def difference(stated: Fact, computed: Decimal) -> str:
    """Stated minus computed in the stated unit."""
    assert stated.observation.value is not None
    return str(round_like(stated.observation.value - computed / stated.factor, stated.observation.value))
