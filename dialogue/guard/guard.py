"""One check of one text: every part asked, the gravest answer wins."""

from __future__ import annotations

import re
from pathlib import Path

from dialogue.guard.alarms import UNSTABLE, Alarm, Alarms
from dialogue.guard.classifier import Classifier
from dialogue.guard.concepts import Concepts, Hit
from dialogue.guard.everyday import everyday, everyday_places
from dialogue.guard.markup import find_markup
from dialogue.guard.meaning import CALM, CALM_RULE, HARMFUL, HARMLESS, SUSPICIOUS, Meaning
from dialogue.guard.normalise import Views, maybe_latin, views
from dialogue.guard.pii import EMAIL, find_pii, is_name, masked
from dialogue.guard.rules import Match, RuleSet
from dialogue.guard.staff_words import StaffWords
from dialogue.guard.types import ALARMS, Action, GuardResult, Level, Span
from dialogue.guard.words import WordHit, WordLibrary
from kb import regions

LEXICON = Path(__file__).with_name("lexicon")
_RULE_FILES = ("crisis", "unstable", "harmful", "deceit", "speech")
_INTENT = frozenset(
    {"how", "seek", "write", "weapon_do", "drug_do", "evade_law", "sex_do", "gamble_do", "trade"}
)
_CLEARING = frozenset({"prevent", "policy", "victim"})
_SPEAKING_UP = frozenset({"prevent", "victim"})
"""What clears a word of cheating the funds: there the names of benefits are the loot, not an excuse."""
_LETTER = 70
"""Characters from which a text with a complaint in it is a letter: it tells of harm, it does not ask for it."""
_EVEN_IN_LETTERS = frozenset({"markup", "injection_ignore", "injection_leak", "insurance_cheating"})
_VICTIM_SURE = 0.75
"""How sure the classifier must be of somebody who speaks as a victim or asks what the law says."""
_CHINESE = re.compile(r"[一-龥]")
_NEAR = 10
"""Characters between a medium word and the intent beside it; also how far a policy word protects it."""


_DEAF = 0.01
"""Probability of harm below which a rule has misheard: of 162 lines that must be refused, and that were kept from the
classifier, none is below it."""
_RULES_KNOW_BETTER = frozenset({"injection", "insurance_fraud"})
"""Harm that sounds as everyday business does: there the rules alone decide."""
_MAY_BE_ASKED = frozenset(
    {
        "insurance_fraud",
        "crime",
        "privacy",
        "forgery",
        "commercial",
        "piracy",
        "trade_secret",
        "gambling",
    }
)
_CONSEQUENCE = re.compile(
    r"(?:怎么|咋|如何|要|会|能|得)(?:处)?罚|罚(?:款)?(?:[他她它你我]|他们|单位|公司|老板)?(?:多少|几|得|不罚)|(?:逮|抓|查)(?:着|住|到|出来|实)[^，。！？,!?]{0,6}[，,]?[^，。！？,!?]{0,6}(?:咋|怎么|停|罚|退|判|吐|赔|会)|停(?:多久|多长|几)|(?:退|吐|赔)(?:多少|几)|处(?:分|理)(?:吗|不|么)|咋处理|会怎么?处理|犯法不|判(?:几|多少)|坐牢|举报|揭发|(?:违|犯)法(?:吗|不|么)|是不是(?:违|犯)法|算(?:不算)?(?:骗保|违法|犯法)|"
    r"合(?:法|规)(?:吗|不|么)|合不合(?:法|规)|后果|追究|追回|责任(?!人|方|险)"
)
_UNPUNISHED = re.compile(
    r"不(?:会)?(?:被)?(?:罚|查|判|抓|追|发现)|躲|逃|规避|避免|避开|绕过|不考虑|不顾|摆脱|后果自负|(?:面临|承担)[^，。！？,!?]{0,6}后果|瞒过|不坐牢|才不|(?:怎么|如何|咋)(?:才能|可以)?不"
)


def asks_consequence(clean: str) -> bool:
    """Whether somebody asks what follows from a wrong or where to report it, and not how to go unpunished."""
    return bool(_CONSEQUENCE.search(clean)) and not _UNPUNISHED.search(clean)


_PAPER = (
    r"(?:缴费|扣费|社保|医保|养老|工资|劳动|鉴定|体检|住院|报销|检查)?"
    r"(?:单子?|表格?|条子?|卡|证|通知书?|短信|合同|协议|文件|材料|回执|收据|发票|函|纸)"
)
_CLOSING = r"(?:谢谢|感谢|多谢|麻烦|辛苦|打扰|不|[您你]|了|啊|哈|那|好[的嘞]?|行|嗯|[先就]这样|再见|拜拜|回见|[，,。！!~])"
_HELD = rf"我?(?:拿到|收到|接到|领了|手里有|这儿有|有)(?:了|一)?[张个份封]?{_PAPER}"
_PLAIN = re.compile(
    r"(?:你好|您好|喂|请问|哎|那个|[，,。！!])*(?:我|俺)?(?:就|先)?(?:想|要)?(?:咨询|问|请教|打听)(?:一下|下|点|个|件)*(?:事儿?|问题|情况)?[吧啊呀。]*|"
    rf"(?:麻烦|请|您|你|{_HELD}[，,])?(?:帮|给|替)我看[看下一]+(?:这是什么|这是啥)?[吧呗啊。]*|这是[什啥]么?[，,]帮我看看|"
    r"(?:我(?:姓|叫|是)(?P<name>[^，,。了]{1,4})[，,])?我?(?:老?家|户口|人)?(?:就|现在)?(?:住|住在|在)"
    r"(?P<place>[^，,。]{2,8}?)(?:那边|这边|附近|城里|农村)?(?:上班|工作|打工|干活|住)?|"
    r"(?:信访局|社保局|医保局|人社局|街道|大厅|窗口)?我?(?:都)?跑了[^，,。]{1,3}[趟次回]了?|"
    rf"{_CLOSING}*(?:打扰[您你]?了?|麻烦[您你]了?|辛苦(?:[您你]了?)?|[先就]这样|先挂了?){_CLOSING}*"
)
"""Greets, asks to ask, says who or where one is: a classifier, which learned of whole calls, hears too much in so little."""


def says_hardly_anything(clean: str) -> bool:
    """Whether nothing can be heard in the text; a name must be one, and a place on the map: 我家在昌平, never 我家在着火."""
    found = _PLAIN.fullmatch(clean)
    if found is None or (found["name"] and not is_name(found["name"])):
        return False
    place = found["place"]
    return not place or sum(m.end - m.start for m in regions.mentions(place)) == len(place)


class Guard:
    """Checks what comes in and what goes out. Build with `load`; safe to share between threads."""

    def __init__(
        self,
        words: WordLibrary,
        concepts: Concepts,
        rules: tuple[RuleSet, ...],
        classifier: Classifier,
        alarms: Alarms,
        meaning: Meaning | None = None,
    ) -> None:
        self._words = words
        self._concepts = concepts
        self._rules = rules
        self._classifier = classifier
        self._alarms = alarms
        self._meaning = meaning

    @classmethod
    def load(
        cls,
        words_dir: Path | None = None,
        staff: StaffWords | None = None,
        meaning: Meaning | None = None,
    ) -> Guard:
        """The shipped material, the lists in `words_dir` and the words of staff if given; with `meaning` what was noticed
        is heard a second time.

        Raises LexiconError or ClassifierError where a file cannot be used.
        """
        concepts = shipped_concepts()
        rules = tuple(RuleSet.read(LEXICON / f"{name}.yaml", concepts.names) for name in _RULE_FILES)
        library = WordLibrary.load(words_dir, staff)
        return cls(library, concepts, rules, Classifier.load(), Alarms.load(), meaning)

    def with_words(self, words: WordLibrary) -> Guard:
        """The same guard with another library, to try words on."""
        return Guard(words, self._concepts, self._rules, self._classifier, self._alarms, self._meaning)

    def check(self, text: str) -> GuardResult:
        """The verdict on `text`; spans are offsets in it."""
        self._words.refresh()
        seen = views(text)
        hits = self._concepts.find(seen.clean)
        matches = [match for rules in self._rules for match in rules.matches(hits)]
        harm = self._harm(seen, hits, matches)
        alarm = self._alarms.weigh(seen, hits, matches)
        plain = says_hardly_anything(seen.clean)
        if alarm and not alarm.sure and (harm or plain):
            alarm = None  # asks for something harmful, and sounds like it; or says hardly anything
        if alarm and self._calm(text, alarm):
            alarm = None
        alarms = list(alarm.spans) if alarm else []
        listed = [span for span in harm if span.category == UNSTABLE]  # staff's own words that call a person
        harm = [span for span in harm if span.category != UNSTABLE]
        level: Level | None = alarm.level if alarm else "watch" if listed else None
        if any(self._grave(span) for span in listed):
            level = "serious"
        suspicion = 0.0
        if not harm and not plain:
            found, suspicion = self._judged(*self._without_addresses(seen, hits))
            harm = self._heard_again(seen, hits, found, suspicion)
        if asks_consequence(seen.clean):
            harm = [span for span in harm if span.category not in _MAY_BE_ASKED]
            suspicion = 0.0
        if harm:
            suspicion = 1.0  # heard where a faint alarm lets the turn go on
        return _verdict(text, [*alarms, *listed], harm, find_pii(text), level, suspicion)

    def _harm(self, seen: Views, hits: list[Hit], matches: list[Match]) -> list[Span]:
        """What rules, listed words and markup find."""
        harm = [
            _span_of(seen, match)
            for match in matches
            if match.rule.risk not in ALARMS and not self._misheard(seen, hits, match)
        ]
        for hit in self._acting_words(seen, hits):
            category = UNSTABLE if hit.severity == "alert" else hit.word.category
            harm.append(Span(hit.start, hit.end, category, hit.word.text))
        harm += find_markup(seen.original)
        if _is_letter(seen.clean, hits):
            harm = [
                span
                for span in harm
                if span.word in _EVEN_IN_LETTERS or span.category == UNSTABLE or self._grave(span)
            ]
        return harm

    def _misheard(self, seen: Views, hits: list[Hit], match: Match) -> bool:
        """Whether the classifier hears nothing of what a rule found, in a kind of harm that it learned well, or the text
        means nothing of the kind."""
        if match.rule.risk in _RULES_KNOW_BETTER:
            return False
        if self._classifier.loudest(seen.clean, hits, match.start, match.end) < _DEAF:
            return True
        means = self._meaning.harm(seen.original) if self._meaning else None
        return means is not None and means < HARMLESS

    def _calm(self, text: str, alarm: Alarm) -> bool:
        """Whether a text means nothing of what was heard in it. A body in distress is not a matter of meaning."""
        if self._meaning is None or any(span.category == "medical_emergency" for span in alarm.spans):
            return False
        bar = CALM_RULE if alarm.sure else CALM
        return max(self._meaning.alarm(text, span.start, span.end) for span in alarm.spans) < bar

    def _heard_again(self, seen: Views, hits: list[Hit], found: Span | None, suspicion: float) -> list[Span]:
        """What the classifier found, unless the text means nothing of it; or what only its meaning tells."""
        suspects = found is not None or suspicion >= SUSPICIOUS
        means = self._meaning.harm(seen.original) if self._meaning and suspects else None
        if means is None:
            return [found] if found else []
        if found:
            return [] if means < HARMLESS else [found]
        if means < HARMFUL:
            return []
        risk = self._classifier.risk(seen.clean, [hit.concept for hit in hits])
        return [Span(0, len(seen.original), risk, "classifier")]

    def _grave(self, span: Span) -> bool:
        """Whether staff said that no context excuses the word."""
        return any(word.grave for word in self._words.listed([span.word]).values())

    def _without_addresses(self, seen: Views, hits: list[Hit]) -> tuple[Views, list[Hit]]:
        """The text as the classifier should hear it: the letters of an e-mail address say nothing."""
        spoken = EMAIL.sub(lambda match: " " * len(match[0]), seen.original)
        if spoken == seen.original:
            return seen, hits
        quiet = views(spoken)
        return quiet, self._concepts.find(quiet.clean)

    def _judged(self, seen: Views, hits: list[Hit]) -> tuple[Span | None, float]:
        """What the classifier hears where nothing else spoke, and its suspicion of one request in Chinese."""
        letter = _is_letter(seen.clean, hits)
        speaks = any(hit.concept == "victim" for hit in hits)
        # pinyin is the word library's to read, other tongues the rules': the classifier learned Chinese
        foreign = maybe_latin(seen.original) and (seen.spelled is not None or not _CHINESE.search(seen.clean))
        sure = self._classifier.long_threshold if letter or foreign else _VICTIM_SURE if speaks else 0.0
        found, heard = self._classifier.judge(seen.clean, hits, sure)
        span = Span(*seen.at(found.start, found.end), found.risk, "classifier") if found else None
        return span, 0.0 if letter or foreign or speaks else heard

    def __len__(self) -> int:
        return len(self._words)

    @property
    def words(self) -> WordLibrary:
        return self._words

    def _acting_words(self, seen: Views, hits: list[Hit]) -> list[WordHit]:
        found = self._words.find(seen)
        if not found:
            return []
        swallowed = everyday_places(seen.original)
        found = [h for h in found if not any(s <= h.start and h.end <= e for s, e in swallowed)]
        intent = [seen.at(h.start, h.end) for h in hits if h.concept in _INTENT]
        clearing = [seen.at(h.start, h.end) for h in hits if h.concept in _CLEARING]
        speaking_up = [seen.at(h.start, h.end) for h in hits if h.concept in _SPEAKING_UP]
        return [
            hit for hit in found
            if (hit.severity in ("high", "alert") or hit.disguised or _beside(hit, intent)) and (hit.word.grave or not _beside(hit, speaking_up if hit.word.category == "insurance_fraud" else clearing))
        ]  # fmt: skip


def shipped_concepts() -> Concepts:
    """All concepts of the lexicon; training asks for them too."""
    files = [LEXICON / f"{name}.yaml" for name in ("common", *_RULE_FILES)]
    return Concepts.read(*files, innocent=everyday())


def _is_letter(clean: str, hits: list[Hit]) -> bool:
    complaints = sum(hit.concept == "complaint" for hit in hits)
    return (len(clean) > _LETTER and complaints >= 2) or (len(clean) > 2 * _LETTER and complaints >= 1)


def _beside(hit: WordHit, places: list[tuple[int, int]]) -> bool:
    return any(start < hit.end + _NEAR and end > hit.start - _NEAR for start, end in places)


def _span_of(seen: Views, match: Match) -> Span:
    start, end = seen.at(match.start, match.end)
    return Span(start, end, match.rule.risk, match.rule.id)


def _verdict(
    text: str,
    alerts: list[Span],
    harm: list[Span],
    personal: list[Span],
    level: Level | None,
    suspicion: float,
) -> GuardResult:
    action: Action = "escalate" if alerts else "refuse" if harm else "mask" if personal else "pass"
    spans = (*alerts, *harm, *personal)
    categories = tuple(dict.fromkeys(span.category for span in spans))
    return GuardResult(action, categories, spans, level, masked(text, personal), suspicion)
