"""From printed words to indicators: every name and alias, and where it holds."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from extract.codebook.indicators import Alias, Indicator
from extract.codebook.tablewords import label_key
from extract.codebook.units import Units

__all__ = ["Lexicon", "make_lexicon"]


class Lexicon(Struct, frozen=True):
    """Claims by label key; a claim that asks for more of its surroundings comes first."""

    claims: dict[str, tuple[Alias, ...]]
    units: Units

    def find(
        self,
        label: str,
        *,
        level: str | None = None,
        form: str | None = None,
        parents: tuple[str, ...] = (),
        unit: str | None = None,
        year: int | None = None,
        table: bool = True,
    ) -> str | None:
        """The indicator that words mean in these surroundings, or None where no claim holds.

        `parents` are the printed labels or standard names above the label, in any order; `unit` is the stated unit.
        """
        keys = None
        for claim in self.claims.get(label_key(label), ()):
            if claim.scope is not None and not table:
                continue
            if claim.level and level not in claim.level:
                continue
            if claim.form is not None and claim.form != form:
                continue
            if claim.parent is not None:
                keys = {label_key(parent) for parent in parents} if keys is None else keys
                if label_key(claim.parent) not in keys:
                    continue
            if claim.unit is not None and not self.same_kind(claim.unit, unit):
                continue
            if year is not None and not (claim.first_year or 0) <= year <= (claim.last_year or 9999):
                continue
            return claim.indicator_id
        return None

    def same_kind(self, wanted: str, unit: str | None) -> bool:
        """Whether two units are one: 门 is 门, and 学时 is 课时, but 门 is not 学时."""
        one, other = self.units.get(wanted), self.units.get(unit or "")
        return one is not None and other is not None and one.dimension == other.dimension


def make_lexicon(indicators: dict[str, Indicator], aliases: tuple[Alias, ...], units: Units) -> Lexicon:
    """All claims by key: standard names and aliases, the most demanding first, then in file order."""
    found: dict[str, list[Alias]] = defaultdict(list)
    for indicator in indicators.values():
        found[label_key(indicator.name_zh)].append(Alias(alias=indicator.name_zh, indicator_id=indicator.indicator_id))
    for alias in aliases:
        found[label_key(alias.alias)].append(alias)
    return Lexicon({key: in_order(claims) for key, claims in found.items()}, units)


def in_order(claims: list[Alias]) -> tuple[Alias, ...]:
    """Claims to the same words, the most demanding first."""
    return tuple(claims) if len(claims) == 1 else tuple(sorted(claims, key=demands, reverse=True))


def demands(claim: Alias) -> int:
    """How much of its surroundings a claim asks for."""
    asked = (claim.level, claim.form, claim.parent, claim.unit, claim.first_year or claim.last_year)
    return sum(1 for part in asked if part)
