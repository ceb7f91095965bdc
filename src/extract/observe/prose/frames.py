"""What is said round a number that takes it away from the report: it is still to come, or it is of somebody else's contest.

A frame is told by the heading, by the sentence before, or by a word in front of the number, and holds until something ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.codebook.naming import load_naming
from extract.codebook.prose import fill, load_prose, named
from extract.model import Segment
from extract.observe.prose.figures import Figure, Sentence
from extract.period import Period
from extract.signs import Gates, led

__all__ = [
    "Outlook",
    "is_laid_down",
    "is_plan",
    "is_story",
    "is_theirs",
    "lays_rules",
    "opens_rules",
    "planned_sections",
    "sets_tasks",
]


@dataclass(slots=True)
class Outlook:
    """What a passage has said before a sentence: whether it has turned to plans, and whose contest it tells of.

    `told_above` says that the passage before told of a contest of others, `lawful` that this one only says what there must be.
    """

    default: Period | None
    level: str | None = None
    headed: bool = False
    mixed: bool = False
    told_above: bool = False
    turned: bool = False
    planned: bool = False
    before: str = ""
    ended: bool = False
    told: bool = False
    contest: bool = False
    hosted: bool = False
    scaled: bool = False
    ruled: bool = False
    lawful: bool = False
    meeting: bool = False
    others: bool = False
    institution: str | None = None

    def judged(self, figures: list[Figure]) -> None:
        """Take in what became of the numbers of the sentence heard last."""
        self.ended = self.planned or (bool(figures) and figures[-1].reason == "plan")
        self.told = any(figure.reason is None for figure in figures)
        nationwide = bool(figures) and figures[-1].reason == "background" and named("of_industry").search(self.before) is not None
        self.others = not self.told and nationwide

    def hear(self, words: str) -> None:
        """Take in the words of the next sentence, before its numbers are judged."""
        plan = load_prose().plan
        opens = _may("opens", words) and fill(plan["opens"]).match(words) is not None
        goes_on = not opens and self.before != "" and fill(plan["goes_on"]).match(words) is not None
        bare = (self.mixed or (self._aimed() and not self.told)) and fill(plan["tasks"]).match(words) is not None
        held = self.headed or bare or (goes_on and (self.ended or _intends(self.before)))
        self.turned = opens or (self.turned and not self._returns(words))
        self.planned = self.turned or (held and not self._is_there(words))
        self.ended, self.told = self.planned, False
        self._hear_rules(words)
        self._hear_contest(words)
        if ("会" in words or "活动" in words) and _found("meeting_held", words):
            self.meeting = self.level not in _LEVELS and not _found("meeting_ours", words)
        self.before = words

    def _hear_rules(self, words: str) -> None:
        ends = fill(load_prose().plan["laid_ends"])
        self.ruled = self.ruled and ends.search(words) is None
        if laid := _found("lays_down", words):
            self.ruled = ends.search(words, laid[0].end()) is None

    def _hear_contest(self, words: str) -> None:
        self.scaled = self.contest and self._is_still_theirs() and named("of_contest").search(words) is not None
        held = _found("contest_held", words) if not self.contest else ()
        goes_on = self.told_above and "赛" in words and named("contest_goes_on").match(words) is not None
        self.contest = any(_rank(one.group()) <= self.own for one in held) if held else self.contest or goes_on
        self.hosted = self.hosted or (
            self.level not in _LEVELS and any(self._is_ours(words, one) for one in _found("hosted", words))
        )

    def _is_ours(self, words: str, held: re.Match[str]) -> bool:
        """Whether no other body stands before what says that a contest is held (由省教育厅主办、临川学院承办的大赛)."""
        body = named("holder_of_contest").search(words, 0, held.start())
        return body is None or bool(self.institution and self.institution.endswith(body["who"]))

    def _is_still_theirs(self) -> bool:
        """Whether the sentence before ended with how large a contest of others is, and not with what we did there."""
        begun = _found("contest_scale", self.before)
        if not begun and not self.scaled:
            return False
        return named("contest_ours").search(self.before, begun[-1].start() if begun else 0) is None

    def _aimed(self) -> bool:
        """Whether the sentence before told of what is to come, or of a year to come by which something shall be."""
        if self.planned or "到20" not in self.before:
            return self.planned
        goal = fill(load_prose().plan["aimed_year"]).search(self.before)
        return goal is not None and self.default is not None and int(goal["year"]) > self.default.year

    def _is_there(self, words: str) -> bool:
        """Whether something in a sentence says that it has happened: a word, or the year at its head."""
        return fill(load_prose().plan["there"]).search(words) is not None or self._is_dated(words)

    def _is_dated(self, words: str) -> bool:
        year = re.match(r"(20\d\d)年", words)
        return year is not None and self.default is not None and int(year[1]) <= self.default.year

    @property
    def own(self) -> int:
        """The narrowest area that is still wider than what the report speaks of."""
        return _LEVELS.index(self.level) if self.level in _LEVELS else len(_LEVELS)

    def _returns(self, words: str) -> bool:
        """Whether a sentence speaks again of what is there."""
        return fill(load_prose().plan["returns"]).match(words) is not None or self._is_dated(words)


_WISHES = ("鼓励", "引导", "推动", "力争")
"""One of these stands in every paragraph that only sets tasks."""


def sets_tasks(text: str) -> bool:
    """Whether a paragraph only sets tasks, as a policy does: most of its sentences begin with one, and nothing in it is done."""
    plan = load_prose().plan
    wishes = [*fill(plan["wished"]).finditer(text)] if any(word in text for word in _WISHES) else []
    if not wishes or fill(plan["done_in"]).search(_AIM.sub("", text)) is not None:
        return False
    sentences = [one for one in text.split("。") if one.strip()]
    return 4 * sum(fill(plan["tasks"]).match(one) is not None for one in sentences) >= 3 * len(sentences) >= 9


_AIM = re.compile("力争[^。]*")


def opens_rules(text: str) -> bool:
    """Whether a paragraph ends with what opens a list of rules (预期成果须达到以下要求:)."""
    end = text.rstrip()[-40:]
    return end[-1:] in (":", "：") and named("rules_follow").search(end) is not None


def lays_rules(text: str) -> bool:
    """Whether a paragraph only says what there must be: most of its sentences do, and nothing in it is done."""
    if text.count("应") + text.count("须") < 2 or fill(load_prose().plan["done_in"]).search(text) is not None:
        return False
    sentences = [one for one in text.split("。") if one.strip()]
    return 3 * sum(named("must").search(one) is not None for one in sentences) >= 2 * len(sentences) >= 6


def planned_sections(segments: Iterable[Segment], heading: str = "heading") -> frozenset[str]:
    """The sections whose own heading, or one above, tells of what is to come; `heading` names the pattern that says so."""
    by_id = {one.segment_id: one for one in segments}
    said = fill(load_prose().plan[heading])
    return frozenset(name for name, one in by_id.items() if _headed(one, by_id, said))


def _headed(segment: Segment, by_id: dict[str, Segment], heading: re.Pattern[str]) -> bool:
    above: Segment | None = segment
    for _ in range(8):
        if above is None or above.kind != "section":
            return False
        if heading.search(above.title or "") is not None:
            return True
        above = by_id.get(above.parent_id or "")
    return False


_GATED = ("quota", "document", "future", "labelled", "opens", "lays_down")
_GATED_TOO = (
    "contest_held",
    "contest_scale",
    "hosted",
    "wider_won",
    "wider_whole",
    "story",
    "meeting_held",
    "meeting_ours",
    "attended",
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What is looked for in every sentence."""
    plan = load_prose().plan
    found = {**{name: fill(plan[name]) for name in _GATED}, **{n: _person() if n == "story" else named(n) for n in _GATED_TOO}}
    return {name: led(one.pattern) for name, one in found.items()}


@cache
def _gates() -> tuple[Gates, dict[str, int]]:
    """What each needs of a sentence, and its place."""
    patterns = _patterns()
    return Gates([[one.pattern] for one in patterns.values()]), {name: at for at, name in enumerate(patterns)}


@lru_cache(maxsize=64)
def _open(text: str) -> int:
    return _gates()[0].open(text)


def _may(name: str, text: str) -> bool:
    """Whether a pattern can be found in a sentence, told by its characters."""
    return bool(_open(text) >> _gates()[1][name] & 1)


@lru_cache(maxsize=256)
def _found(name: str, text: str) -> tuple[re.Match[str], ...]:
    """Every place of a pattern in a sentence."""
    return tuple(_patterns()[name].finditer(text)) if _may(name, text) else ()


def is_plan(sentence: Sentence, figure: Figure, outlook: Outlook) -> bool:
    """A plan, a target, a forecast: a word of intention before the number in its sentence, or a year still to come."""
    words, text = load_prose().plan, sentence.text[: figure.start]
    if outlook.planned and fill(words["by_now"]).search(text) is None:
        return True
    met = figure.sort == "share" and "完成" in text and named("quota_met").search(text) is not None
    if not met and _may("quota", sentence.text) and fill(words["quota"]).search(text[-12:]):
        return True
    headed = fill(words["labelled"]).match(text) if _may("labelled", sentence.text) else None
    if headed and not fill(words["achieved"]).search(text, headed.end()):
        return True
    ordered = [found for found in _found("document", sentence.text) if found.end() <= figure.start]
    if ordered and not _past(sentence.text, ordered[-1].end(), figure.start, outlook.default):
        return True
    intentions = [found for found in _found("future", sentence.text) if found.end() <= figure.start]
    intentions = [found for found in intentions if not _quoted(sentence, found.start())]
    last = intentions[-1].end() if intentions else 0
    if last and (fill(words["achieved"]).search(text, last) or _dated(sentence.text, last, figure.start, outlook.default)):
        return False
    if any(_holds(text, found) for found in intentions):
        return True
    default = outlook.default
    stated = [p for p in sentence.periods if p.end <= figure.start and p.period is not None and p.period.kind != "other"]
    if default is None or not stated or stated[-1].period is None or fill(words["achieved"]).search(text, stated[-1].end):
        return False
    goal = fill(words["goal"]).search(text, max(0, stated[-1].start - 4)) is not None
    return stated[-1].period.year > default.year + (0 if goal else 1)


def is_laid_down(sentence: Sentence, figure: Figure, outlook: Outlook) -> bool:
    """Whether the number stands behind a heading of rules (奖励标准:), in its sentence or in those that go on from it."""
    laid = [found for found in _found("lays_down", sentence.text) if found.end() <= figure.start]
    if laid:
        return fill(load_prose().plan["laid_ends"]).search(sentence.text, laid[-1].end(), figure.start) is None
    return outlook.ruled or outlook.lawful


def _past(text: str, start: int, end: int, default: Period | None) -> bool:
    """Whether what a document lays down is over before a number: another clause, what was achieved, what is ours."""
    words = load_prose().plan
    if ";" in text[start:end] or fill(words["achieved"]).search(text, start, end) is not None:
        return True
    if any(found.end() <= end for found in fill(words["ours"]).finditer(text, start)):
        return True
    return _dated(text, start, end, default)


def _dated(text: str, start: int, end: int, default: Period | None) -> bool:
    """Whether a year that is not to come stands at the head of a clause before a number."""
    dated = [found for found in fill(load_prose().plan["told_year"]).finditer(text, start) if found.end() <= end]
    return bool(dated) and default is not None and int(dated[-1]["year"]) <= default.year


def _intends(text: str) -> bool:
    """Whether an intention still holds at the end of a sentence."""
    found = _found("future", text)
    achieved = fill(load_prose().plan["achieved"])
    return bool(found) and achieved.search(text, found[-1].end()) is None and any(_holds(text, one) for one in found)


def _holds(text: str, intention: re.Match[str]) -> bool:
    """Whether a word of intention still holds at the end of the text: a bracket ends it, and for a weak one a comma does."""
    opened = text.rfind("(", 0, intention.start())
    if opened > text.rfind(")", 0, intention.start()) and ")" in text[intention.start() :]:
        return False
    return fill(load_prose().plan["weak"]).fullmatch(intention.group()) is None or "," not in text[intention.end() :]


def _quoted(sentence: Sentence, at: int) -> bool:
    """Whether a word stands in quotes, which name something: an answer of a survey (“打算升学”占比12%), a project."""
    return any(one.reason in ("quoted", "title") and one.start <= at < one.end for one in sentence.negatives)


_LEVELS = ("national", "province", "prefecture", "county")


def _rank(words: str) -> int:
    """How wide the area is that words speak of, the widest first; beyond the last where they name none."""
    return next((at for at, one in enumerate(("world", "nation", "province", "prefecture")) if named(f"of_{one}").search(words)), 9)


def is_theirs(sentence: Sentence, figure: Figure, outlook: Outlook) -> bool:
    """How large a contest is that others hold: how many came, from where, in how many events; what we did there is ours."""
    if _wider(sentence.text, figure, outlook.own) or _attends(sentence, figure, outlook):
        return True
    if not outlook.contest or outlook.hosted or figure.quantity.ordinal:
        return False
    begun = [found for found in _found("contest_scale", sentence.text) if found.start() <= figure.start]
    if not begun and not outlook.scaled:
        return False
    if named("contest_ours").search(sentence.text, begun[-1].start() if begun else 0, figure.start) is not None:
        return False
    said = _rank(begun[-1].group()) if begun else 9
    said = _rank(sentence.text[max(0, begun[-1].start() - 20) : begun[-1].start()]) if begun and said == 9 else said
    return said == 9 or said <= outlook.own


def _attends(sentence: Sentence, figure: Figure, outlook: Outlook) -> bool:
    """Who came to a meeting of others, or what goes on from a count of the whole nation (其中,20个城市…)."""
    if outlook.others and sentence.text.startswith(_GOES_ON) and named("told_ours").search(sentence.text) is None:
        return True
    if not outlook.meeting or figure.sort not in ("person", "thing"):
        return False
    return any(found.start() <= figure.start < found.end() for found in _found("attended", sentence.text))


_GOES_ON = ("其中", "另外", "此外", "另有")


def _wider(text: str, figure: Figure, own: int) -> bool:
    """What a wider area than the report's won, or has in all where some of it are told of."""
    won = [found for found in _found("wider_won", text) if found.end() <= figure.start]
    who = next((said for said in won[-1].groups() if said), None) if won else None
    if who and _rank(who) <= own and named("wider_turns").search(text, won[-1].end(), figure.start) is None:
        return True
    whole = named("wider_whole").search(text[: figure.start]) if _may("wider_whole", text) else None
    return whole is not None and _rank(whole["who"]) <= own and named("among_whole").match(text, figure.end) is not None


_STORY_SORTS = ("thing", "time", "money", "person", "event", "session", "length", "area")


@cache
def _person() -> re.Pattern[str]:
    """The subject of a story: a pronoun, a name behind a role, a surname with 老 or 小."""
    words = load_naming()
    roles, goes_on = "|".join(map(re.escape, words.roles)), named("story_goes_on").pattern
    given = f"(?!{named('no_given').pattern})[一-龥×某]"
    name = rf"(?:(?:{roles})[{words.surnames}]{given}{{1,2}}|[老小][{words.surnames}]|[{words.surnames}]师傅)"
    return re.compile(rf"{named('story_they').pattern}|(?:^|[,;。“”])[^,;。\d]{{0,14}}{name}{goes_on}")


def is_story(sentence: Sentence, figure: Figure) -> bool:
    """What one person did or has, where a paragraph tells of them: 他三年磨坏锉刀20把; prizes and what they did for others stay."""
    if figure.sort not in _STORY_SORTS:
        return False
    begun = [found for found in _found("story", sentence.text) if found.end() <= figure.start]
    if not begun or named("story_theirs").match(sentence.text, figure.end) is not None:
        return False
    return named("story_ends").search(sentence.text, begun[-1].end(), figure.start) is None
