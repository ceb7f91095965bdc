"""What surrounds all cells of a table: the report's frame and period, what its caption says, where its measures are named."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from extract.codebook import Codebook
from extract.model import Frame
from extract.period import Period

__all__ = ["Axis", "Scene", "Topic"]

Axis = Literal["rows", "columns", "caption"]


class Topic(Struct, frozen=True, kw_only=True):
    """What a caption says is counted: the printed words and their indicator."""

    text: str
    indicator_id: str


class Scene(Struct, frozen=True, kw_only=True):
    """What surrounds every cell of one table.

    `title` is the caption without its period and the word for table, `subject` what of it can be a name, `axis` where the measures
    are named, `listed` what the rows together are where they are not the whole institution (训练基地 of a list of bases),
    `votes` that the answers of a survey are told as numbers of those who gave them.
    """

    book: Codebook
    frame: Frame
    default: Period | None = None
    topics: tuple[Topic, ...] = ()
    caption: str = ""
    caption_units: tuple[str, ...] = ()
    caption_period: Period | None = None
    title: str = ""
    subject: str = ""
    axis: Axis | None = None
    form: str | None = None
    listed: str = ""
    votes: bool = False

    def find(self, text: str, unit: str | None, parents: tuple[str, ...] = (), year: int | None = None) -> str | None:
        """The indicator that words mean here."""
        above = parents
        for topic in self.topics:
            above = (*above, topic.text, self.book.indicators[topic.indicator_id].name_zh)
        return self.book.lexicon.find(text, level=self.frame.level, form=self.form, parents=above, unit=unit, year=year)

    def dimension(self, unit: str | None) -> str | None:
        """What a unit measures."""
        known = self.book.units.get(unit or "")
        return known.dimension if known else None
