"""Personal data: found and replaced before logs, storage and models see it.

Numbers are recognised by their own structure (digits.py), names and addresses by the words around
them: a bare 张伟 may be anybody, 我叫张伟 is the caller.
"""

from __future__ import annotations

import re

from dialogue.guard.digits import find_numbers
from dialogue.guard.ordinary import no_names, ordinary_words
from dialogue.guard.types import Span
from kb import regions

LABELS = {
    "id_number": "[身份证号]",
    "phone": "[电话]",
    "bank_card": "[银行卡号]",
    "social_security_number": "[社保卡号]",
    "passport": "[证件号]",
    "email": "[邮箱]",
    "account": "[账号]",
    "plate": "[车牌号]",
    "address": "[住址]",
    "name": "[姓名]",
}
"""What stands in the masked text, by kind."""

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦"
    "雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧聂关肖闫付"
    "游岳帅苟佟佘仝覃商邸代"
)
_COMPOUND = (
    "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|端木|东方|南宫|独孤|长孙|宇文|轩辕|澹台|西门|呼延"
)
# what follows a name in speech, so that 我叫张伟想问 stops after 张伟
_AFTER = r"(?=[，。！？；：、,!?;:\s（(]|$|想|要|的|今|身|手|电|住|是|在|有|我|因|从|现|家|请|男|女|也|和|跟|及|今年|社|医|户|来|到|于|已|去|先|这|咨|报|参|退|单|于|，)"
_NAME = rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}}?)"
_SURE_CUE = r"(?:我(?:的)?(?:名字)?(?:叫做|名叫|叫)|名字(?:是|叫|为|[:：])|姓名\s*(?:是|为|叫|[:：])?|名叫)"
_ROLE_CUE = r"(?:本人|鄙人|在下|患者|参保人|联系人|申请人|投诉人|病人|来电人|当事人|职工|户主|死者|收款人|持卡人|户名|经办人)\s*(?:叫|是|为|名叫|[:：])?"
_KIN = r"爸爸?|妈妈?|父亲|母亲|老公|老婆|爱人|丈夫|妻子|儿子|女儿|孩子|爷爷|奶奶|姥姥|姥爷|岳父|岳母|婆婆|公公|哥哥?|姐姐?|弟弟|妹妹|爹|娘|哥|姐"
_KIN_CUE = rf"(?:我|他|她)?(?:{_KIN})(?:的名字)?(?:名叫|是|：|:)?"
# a role alone is weak ("本人于…"), so the name must end where something of a person follows
_AFTER_ROLE = r"(?=[，。；、,;\s（(]|$|男|女|身份证|电话|手机|今年|家住|住|的(?:手续|个人|账户|社保|医保|养老|待遇|丧葬|档案|名字)|申请|已|去世|走了|过世|在(?:上班|单位|医院|家|工地|20|外地)|因|于\d|退休|生病|受伤|要办|想办)"
_NAMES = [
    re.compile(rf"{_SURE_CUE}\s*({_NAME}){_AFTER}"),
    re.compile(rf"(?:我的?(?:大|本)?名字?|[我的]大名)\s*({_NAME}){_AFTER_ROLE}"),
    re.compile(rf"{_KIN_CUE}叫\s*({_NAME}){_AFTER}"),
    re.compile(rf"{_ROLE_CUE}\s*({_NAME}){_AFTER_ROLE}"),
    re.compile(
        rf"(?:^|[，。；,;\s])((?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}}))是(?:我|他|她|本人)(?:的)?(?:{_KIN})"
    ),
]
_NAMES.append(
    re.compile(rf"我是\s*({_NAME})(?=[，,、\s]{{0,2}}(?:身份证|电话|手机|联系|男|女|家住|住在|今年\d|社保))")
)
# surname and given name told one after the other, 我姓王名小明: masked from the surname on; 叫我小王 is no name
_TOLD_APART = re.compile(
    rf"姓\s*(?=({_COMPOUND}|[{SURNAMES}]))(\1[，,、\s]{{0,2}}"
    rf"(?:[我大单]?名字?(?:一个|叫做?|是|为|[:：])?|我?叫做?)\s*"
    rf"(?![我他她你您什啥下里字单义额称片老]|[小大]\1)[一-龥]{{1,2}}?)字?{_AFTER}"
)
# a name right behind somebody of the family, where an illness or a place may stand too: 我妈白内障
_OF_KIN = re.compile(rf"{_KIN_CUE}\s*({_NAME}){_AFTER_ROLE}")
_ILLNESS = "病炎癌症障癣疹疮瘤痛肿疸肺"
# a name that no cue makes sure of: told by whom it stands behind, and by not beginning like an ordinary word
_OTHERS = rf"{_KIN}|同事|工友|工人|邻居|朋友|老板|师傅|同学|室友|老乡|司机|会计|经理|主任|局长|医生|护士|包工头|中介|房东|经办人|伤者|亲戚|徒弟|战友"
_THREE = rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{2}})"
_UNSURE_NAMES = (
    re.compile(
        rf"(?:{_OTHERS})({_THREE})(?=[，。,\s刚受从在出被没的是得生去今也和要想死住有不还跟因于到说上]|$)"
    ),
    re.compile(rf"(?:{_OTHERS})([{SURNAMES}][一-龥])(?=受伤|去世|住院|生病|出事|摔|被|从|刚|没了|走了)"),
    re.compile(rf"(?:{_OTHERS}|人|他|她)(?:名字)?(?:名叫|叫)\s*({_NAME}){_AFTER}"),
    re.compile(
        rf"(?:^|[，。,\s])(?:我|这里)是\s*({_THREE})(?=[，,、\s]{{1,2}}(?:退休|在职|职工|想|要|来|咨询|我|今年|[0-9]|社保|医保|参保|患|住|户))"
    ),
    re.compile(
        rf"姓([{SURNAMES}])[，,、\s]{{1,2}}(?:名字?叫|我?叫|是)?(?P<name>\1[一-龥]{{1,2}})(?=[，。,\s]|$)"
    ),
)
_TRADES = "工员人生师户者民头部厂商家院校司机业店族长"
_MINORITY_NAME = re.compile(rf"{_SURE_CUE}\s*([一-龥]{{2,8}}[·•][一-龥]{{2,8}})")
# ordinary words that begin with a surname's character
_NOT_NAMES = re.compile(
    r"单位|于|从|在|已|常|时|平时|安全|高血压|高龄|应[该当]|能|都|通过|和|国|全|计|支付|经|解除|连续|任何|许多|毕业|施工|严重|"
    r"文化|明年|向|管|农[民村业]|家|工|退|户|什么|怎么|干部|居民|左右|温|党员|习惯|容易|满|代|商|关于|步|终|后|因|曾|属|来|"
    r"办|方便|平[时均]|包|车|成|万|广|江[西苏]|云南|山[东西]|安徽|宁[夏波]|海|何时|祖籍|充|单|仅|相|明|当|双方|汪|郎|花|金额|齐"
)

EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", EMAIL),
    ("passport", re.compile(r"(?<![A-Za-z0-9字])(?:[EeGgDdSsPpHhMmKk][A-Za-z]?\d{7,8})(?![A-Za-z0-9])")),
    ("plate", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])")),
    ("social_security_number", re.compile(
        r"(?:(?:社会?保障?(?:卡)?|医保(?:卡|手册|存折)?|社保卡|医疗保险(?:卡|手册)?|个人|参保|保险)"
        r"(?:号码?|编号|卡号|电脑号|账号)|电脑号)\s*(?:是|为|[:：])?\s*([0-9A-Za-z](?:[\s-]?[0-9A-Za-z]){6,20})")),
    ("account", re.compile(
        r"(?:微信号?|QQ号?|qq号?|支付宝(?:账号)?|企鹅号)\s*(?:是|为|[:：])?\s*([A-Za-z0-9_-]{5,20})(?![A-Za-z0-9])")),
)  # fmt: skip

_NUMBER = r"[0-9０-９一二三四五六七八九十甲乙丙]{1,6}(?:-[0-9]{1,5}){0,3}"
_PLACE = r"[一-龥A-Za-z0-9]"
_DWELLING = re.compile(
    r"(?:住址|地址|家住|住在|住所|居住在|户籍(?:在|是)|户口(?:在)|寄到|送到|我住|我家在)\s*(?:是|为|在|[:：])?\s*"
    rf"({_PLACE}{{2,24}}?(?:{_NUMBER}\s*(?:号楼|号院|栋|幢|号|单元|层|室|门|座|排|户|组|楼|院)\s*){{1,6}}[-0-9]{{0,8}})"
)
# house and flat: an office has a street number, a home has a unit or a room
_FLAT = re.compile(
    rf"{_NUMBER}\s*(?:号楼|栋|幢|座|号院|号)\s*(?:{_NUMBER}\s*(?:号楼|楼|栋|门|单元|层)\s*){{0,3}}[0-9]{{1,5}}(?![0-9]|号?[楼院])\s*(?:室|号|户)?"
    rf"|{_NUMBER}\s*(?:单元|号楼|门)\s*[0-9]{{1,5}}(?![0-9]|号?[楼院])\s*(?:室|号|户)?"
)
_BEFORE_FLAT = re.compile(rf"{_PLACE}{{2,22}}$")
_STREET = re.compile(r"[路街巷里弄条道村镇乡屯庄园苑区院城湾府]|胡同|公寓|嘉园|新村")
_LEAD_IN = re.compile(r"^.*(?:住址|地址|家住|住在|位于|我住|我家|家在|现住|住的是|是|在)")
_DIGITS = re.compile(
    r"[0-9０-９]|[零〇幺一二三四五六七八九]{3}|[一二三四五六七八九十](?:号楼|层|单元|室|号院)"
)


_WHOLE_NAME = re.compile(rf"{_NAME}|[{SURNAMES}]|{_COMPOUND}")


def is_name(text: str) -> bool:
    """Whether the text is a name and nothing else: 赵六, never 人打了."""
    return bool(_WHOLE_NAME.fullmatch(text)) and not _NOT_NAMES.match(text)


def find_pii(text: str) -> list[Span]:
    """Personal data in the original text, in order, without overlaps."""
    found: list[Span] = []
    if _DIGITS.search(text):
        found += find_numbers(text)
        for kind, pattern in _PATTERNS:
            found += (_span(m, kind) for m in pattern.finditer(text) if _has_digit(m) or kind == "email")
        found += (_span(m, "address") for m in _DWELLING.finditer(text))
        found += (span for m in _FLAT.finditer(text) if (span := _flat_address(text, m)))
    elif "@" in text:
        found += (_span(m, "email") for m in _PATTERNS[0][1].finditer(text))
    found += (_span(m, "name") for p in _NAMES for m in p.finditer(text) if not _NOT_NAMES.match(m[1]))
    found += (_span(m, "name") for m in _OF_KIN.finditer(text) if _no_word(m[1]))
    found += (_span(m, "name") for m in _TOLD_APART.finditer(text))
    found += (_span(m, "name") for p in _UNSURE_NAMES for m in p.finditer(text) if _like_a_name(m))
    found += (_span(m, "name") for m in _MINORITY_NAME.finditer(text))
    return _without_overlaps(found)


def mask_pii(text: str) -> str:
    """The text with personal data replaced by its kind, e.g. "我叫[姓名]，电话[电话]"."""
    return masked(text, find_pii(text))


def masked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += (text[last : span.start], LABELS[span.word])
        last = span.end
    return "".join((*parts, text[last:]))


def _span(match: re.Match[str], kind: str) -> Span:
    start, end = match.span(match.re.groups)
    return Span(start, end, "pii", kind)


def _no_word(name: str) -> bool:
    """Whether it is no word of the language, which begins with a surname's character by chance."""
    known = name in no_names() or name in ordinary_words() or bool(regions.mentions(name))
    return not known and not _NOT_NAMES.match(name) and name[-1] not in _ILLNESS


def _like_a_name(match: re.Match[str]) -> bool:
    """ "程序员" and "司机" begin with a surname too."""
    name = match[match.re.groups]
    return _no_word(name) and name[-1] not in _TRADES and name[:2] not in ordinary_words()


def _flat_address(text: str, flat: re.Match[str]) -> Span | None:
    before = _BEFORE_FLAT.search(text, max(0, flat.start() - 22), flat.start())
    if before is None or not _STREET.search(before[0]):
        return None
    lead = _LEAD_IN.match(before[0])
    return Span(before.start() + (lead.end() if lead else 0), flat.end(), "pii", "address")


def _has_digit(match: re.Match[str]) -> bool:
    return any(char.isdigit() for char in match[0])


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    # the longer span hides the shorter one inside it: an address hides the number in it
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
