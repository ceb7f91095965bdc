"""Which numbers are no indicators, and why; patterns independent of context come from the language room, the rest is here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from extract.codebook.words import load_words
from extract.observe.prose.figures import BREAK, Figure, Sentence
from extract.period import Period

Reason = Callable[[Sentence, Figure], bool]


def words_pattern(*classes: str) -> str:
    """An alternation of the words of some classes, longest first."""
    words = {word for name in classes for word in load_words()[name]}
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def _compiled(template: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern with `{class}` filled from the word list."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: words_pattern(m[1]), template), flags)


def clause_before(sentence: Sentence, figure: Figure) -> str:
    """What the clause says before the figure."""
    text = sentence.text[: figure.start]
    marks = list(BREAK.finditer(text))
    return text[marks[-1].end() :] if marks else text


def reject(sentence: Sentence, figure: Figure, default: Period | None, planned: bool) -> str | None:
    """The reason code why this number is no observation, or None."""
    for negative in sentence.negatives:
        if negative.start < figure.end and figure.start < negative.end and _covers(negative.reason, negative, figure):
            return negative.reason
    for reason, test in _TESTS:
        if test(sentence, figure):
            return reason
    if planned or _is_plan(sentence, figure, default):
        return "plan"
    return None


def _covers(reason: str, negative: object, figure: Figure) -> bool:
    return True


def _after(sentence: Sentence, figure: Figure, length: int = 12) -> str:
    return sentence.text[figure.end : figure.end + length]


def _before(sentence: Sentence, figure: Figure, length: int = 12) -> str:
    return sentence.text[max(0, figure.start - length) : figure.start]


def _ordinal(sentence: Sentence, figure: Figure) -> bool:
    """第N is a rank only where something is ranked and no event, chapter or name follows."""
    if not figure.quantity.ordinal:
        return False
    if figure.quantity.measure not in (None, "名", "位"):
        return True
    if re.match(r"[一-龥]", _after(sentence, figure)) and not re.match(
        r"(?:和|与|及|的好|的成|等|并|以及|;|,)", _after(sentence, figure)
    ):
        return True
    lead = sentence.text[max(0, figure.start - 30) : figure.start - 1]
    return not _compiled(r"{rank}[^,;]{0,24}$").search(lead) and not re.search(
        r"第[\d一二三四五六七八九十]+[名位][、和与,]", lead[-8:] + ""
    )


def _band(sentence: Sentence, figure: Figure) -> bool:
    """A number that draws a line (3001-4000元, 35岁以下, 不足800人的学校) and is not counted itself."""
    after = _after(sentence, figure, 24)
    quantity = figure.quantity
    if quantity.sort == "age":
        return not re.search(r"(?:平均|均)年?龄[^,;]{0,4}$", _before(sentence, figure))
    if quantity.part and quantity.sort != "share":
        return True
    if quantity.sort == "data" and after.startswith("的"):
        return True
    if quantity.hedge and re.match(r"(?:及?以[上下]|以内|之间|区间)?的?(?:仅|约|只|共)?占", after) and quantity.sort != "share":
        return True
    if re.match(r"(?:及?以[上下]|区间|之间|档)的?(?:仅|约|只|共)?占", after):
        return True
    bounded = quantity.hedge in ("over", "under", "up_to") and quantity.hedge_start >= 0
    if bounded and quantity.sort in ("time", "money", "person") and re.match(r"(?:及?以[上下]|以内)?的(?!人|学生|教)", after):
        return quantity.sort != "person" or quantity.hedge_start < quantity.start
    return bool(quantity.sort == "time" and re.match(r"(?:及)?以[上下](?=[一-龥])", after))


def _duration(sentence: Sentence, figure: Figure) -> bool:
    """A length of time is a measure only where the text names what is timed."""
    if figure.quantity.sort != "time" or figure.quantity.measure in ("学时", "课时", "学分"):
        return False
    before = _before(sentence, figure, 14)
    after = _after(sentence, figure, 6)
    if re.match(r"(?:以来|来|内|间|期|前|后|制|级|多来|探索|坚守|历程|前后|之后|之前|努力|行动|计划|规划)", after):
        return True
    if re.search(r"(?:历时|入职|时隔|为期|经过|用时|耗时|近|过去|最近|每|前|后|再|满|约|第)(?:了|约)?$", before):
        return True
    return not re.search(
        r"(?:时间|时长|学制|年限|周期|连续|实践|实习|人均|生均|平均|开放|线上教学|累计|学习|课程|教学|培训|达|寿命|工龄|教龄)[^,;]{0,6}$",
        before,
    )


def _routine(sentence: Sentence, figure: Figure) -> bool:
    """每周2课时, 每月1次: a habit, not a measured year."""
    if figure.quantity.sort not in ("event", "time", "length"):
        return False
    return bool(_compiled(r"{routine}[^,;]{0,16}$").search(clause_before(sentence, figure)))


def _limit(sentence: Sentence, figure: Figure) -> bool:
    """A legal minimum, a standard, a permission."""
    clause = clause_before(sentence, figure)
    after = _after(sentence, figure, 20)
    if _compiled(r"{limit}(?:约|在|为|的|有|参加|完成|安排|开设|投入|达到?)*$").search(clause):
        return not re.search(r"(?:完成|达到|实际)[^,;]{0,6}$", clause)
    if re.search(r"(?:每[年月周][^,;]{0,4}至少|必须|须(?!要)|应当|应(?=达|不|完成))[^,;]{0,8}$", clause) or _compiled(
        r"^{after_plan}"
    ).match(after):
        return True
    if re.search(r"(?:规定的?|允许|可按|按照?|标准为|要求的?|优于|高于|低于)$", clause) and _compiled(
        r"^[^,;。]{0,14}的?{after_plan}"
    ).search(after):
        return True
    if _compiled(r"^(?:左右|以上|以下)?的[^,;。]{0,6}{after_plan}").search(after):
        return True
    if re.search(r"(?:每生每年|每人每年|每生每月|每人每月|每生每学年|每生每学期|每人每学期|每人每天|人均每年)$", clause):
        return bool(re.search(r"标准|规定|要求|政策|按", sentence.text))
    return bool(re.search(r"(?:规定的|允许|可按)$", clause))


_QUOTA = re.compile(r"(?:计划|目标)(?:\(|招生|招收|数|人数|为|是|数为|总投资|投资|新增|培训|投入|建设|完成)?$")
_FUTURE = re.compile(
    r"(?:将(?:会|要|于|在|达|达到|继续|进一步|争取|启动|实现|新增|新建|建成|投入|完成|对标|力争|着力|重点|持续|按照|以|通过|全面|不断|努力|逐步|突破|超过|增加|扩大|提高)"
    r"|力争|争取在|争取到|争取(?:实现|达到|建成|完成|用|获批|专项|资金)|拟(?:申报|于|在|投入|新建|建|招|新增|定|投资|用|引进)|有望|预计|预期|力求|谋划|打算|今后|下一步|下一阶段|未来[一二三五\d]|"
    r"计划(?:在|于|到|用|新增|新建|投入|投资|开设|培训|建设|引进|培养|再|\d|[一二三四五六七八九十]年|完成|总投资)|到20\d\d年(?:底|末)?[,,]?(?!.*[了])|确保(?:到|实现|在)?|明年|目标是)"
)


_ACHIEVED = re.compile(r"实际|现已|[;；][一二三四五六七八九]是|[,;](?:目前|现有|仍有|已)")


def _is_plan(sentence: Sentence, figure: Figure, default: Period | None) -> bool:
    """A plan, a target, a forecast: a word of intention before the number in its sentence, or a year still to come."""
    text = sentence.text[: figure.start]
    if _QUOTA.search(text[-12:]):
        return True
    last = None
    for match in _FUTURE.finditer(text):
        last = match
    if last is not None:
        if _ACHIEVED.search(text, last.end()):
            return False
        opened = text.rfind("(", 0, last.start())
        if opened < 0 or ")" not in text[last.start() :] or text.rfind(")", 0, last.start()) > opened:
            return last.group() not in ("确保", "目标是") or "," not in text[last.end() :]
    if default is None:
        return False
    stated = [p for p in sentence.periods if p.end <= figure.start and p.period is not None and p.period.kind != "other"]
    return bool(stated and stated[-1].period is not None and stated[-1].period.year > default.year + 1)


def _determiner(sentence: Sentence, figure: Figure) -> bool:
    """一个, 一批, 两类: a Chinese numeral that points rather than counts."""
    quantity = figure.quantity
    if quantity.numeral != "chinese" or quantity.ordinal or quantity.value is None or quantity.value > 10:
        return False
    after = _after(sentence, figure)
    if quantity.measure in (
        "类",
        "批",
        "面",
        "段",
        "方",
        "级",
        "轮",
        "场",
        "步",
        "点",
        "片",
        "把",
        "年",
        "天",
        "日",
        "周",
        "头",
        "对",
        "组",
        "班",
        "字",
        "分",
        "条",
        "队",
        "节",
        "次",
        "期",
        "里",
        "只",
        "克",
        "款",
        "单",
        "起",
        "例",
        "套",
        "支",
        "站",
    ):
        return not (re.search(r"(?:连续|共|累计|开展|举办|组织)$", _before(sentence, figure, 4)) and quantity.value > 1)
    if quantity.value == 1:
        return not (
            re.match(r"(?:[,;。、)]|$)", after) and re.search(r"[一-龥”](?:共)?$", _before(sentence, figure, 1)) is not None
        )
    if re.search(r"等$", _before(sentence, figure, 1)):
        return bool(re.match(r"(?:活动|方面|部分|环节|领域|模块|步骤|阶段|维度|层面|重点|板块|系列|举措|大|主题|特色|工程)", after))
    return bool(
        re.match(
            r"(?:方面|部分|环节|领域|模块|步骤|阶段|维度|层面|重点|板块|层次|举措|主题|特色|抓手|关系|关键|问题|转变|结合|特点|优势|亮点|篇章|类型|方向|目标|原则|坚持|统一)",
            after,
        )
    )


def quantity_is_listed(figure: Figure) -> bool:
    """Whether the measure word is one that lists points rather than counts things of the world."""
    return figure.quantity.measure in ("个", "项", "种", "类", "条", "大") and figure.quantity.scale == 0


def _structure(sentence: Sentence, figure: Figure) -> bool:
    after = _after(sentence, figure, 6)
    if quantity_is_listed(figure) and _compiled(r"^{structure_noun}").match(after):
        return True
    if _compiled(r"^(?:大)?{team}").match(after) and figure.quantity.sort == "person":
        return True
    if (
        figure.quantity.measure in ("班", "组", "号", "度", "点", "段", "面", "片", "单", "里")
        and figure.quantity.numeral == "arabic"
    ):
        return figure.quantity.measure not in ("班", "面", "组", "段", "片", "单") or (
            figure.quantity.scale == 0 and (figure.quantity.value or 0) > 99
        )
    return bool(
        re.match(r"(?:级|楼|层|号|届|栋楼|大(?=[一-龥])|年级|人制|者|章|页|角|点半|点钟|公里组)", after)
    ) and figure.quantity.measure not in ("%",)


def _vague(sentence: Sentence, figure: Figure) -> bool:
    """两三个, 三二分段: a Chinese numeral that is no number; 前10名: a place, not a count."""
    quantity = figure.quantity
    if quantity.numeral == "chinese" and (quantity.value is None or quantity.sort == "data" or quantity.measure == "届"):
        return True
    if quantity.sort == "length" and re.search(
        r"(?:海拔|距离?|离|路程|跑|步行|行程|往返|落差|长|高|宽|深)[一-龥]{0,6}$", _before(sentence, figure, 10)
    ):
        return True
    if quantity.measure in ("名", "位") and re.search(r"(?:前|排名前|排前|倒数)$", _before(sentence, figure, 3)):
        return True
    return quantity.numeral == "fraction" and "/" in quantity.text and "相当于" in clause_before(sentence, figure)


def _unitless(sentence: Sentence, figure: Figure) -> bool:
    return figure.unit is None and not figure.quantity.ordinal


_TESTS: tuple[tuple[str, Reason], ...] = (
    ("ordinal", _ordinal),
    ("vague", _vague),
    ("band", _band),
    ("duration", _duration),
    ("routine", _routine),
    ("limit", _limit),
    ("determiner", _determiner),
    ("structure", _structure),
    ("no_unit", _unitless),
)


_NEXT = re.compile(
    r"^(?:[一二三四五六七八九十]是|\(?\d\)?[.、]?)?(?:下一步|下阶段|下一阶段|今后|未来|展望|20\d\d年,?(?:学校|我校|我市|我县)?将)"
)


def plan_opens(sentence: str) -> bool:
    """Whether from this sentence on a paragraph speaks of what is to come."""
    return bool(_NEXT.match(sentence))
