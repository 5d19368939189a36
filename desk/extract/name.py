"""The caller's own name: never that of the person they call about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from desk.extract.transcript import Conversation, Statement, is_no
from desk.extract.types import Evidence, Found
from kb import regions

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁"
    "葛伍申尤毕聂焦柴左齐梅庄辛管祝涂谷时舒耿牟卜路詹关苗凌费靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂"
    "柳岑薄褚卞乌游佘逯蔚商滑麻伊亢佐甯戚戈扈晁景闻荆岩鄂栗豆奚仲谌楚綦慈敖乐荣居巩鹿逄冀宓尉封弓战桓皮麦衣练闪衡雒隆"
    "臧闵解强丛滕蒲蓝娄冉边卓缪幸官应窦阎褚佟邢岳米靖宗丰房井纪池郁冷简仇连骆华晋宫巫商屠桑瞿明"
    "东习云仝仰伏傅储元党农凤刁劳匡印危厉双古吉咸喻堵姬宣宦宰宿寇富寿尚山嵇巴帅干庾廉弘怀惠慎慕戎扶支昌昝晏暨暴束杭松栾水汲浦湛濮燕牧狄班璩祁祖禄禹秋穆符籍糜索经羊羿胥艾芮苍苟茅茹荀莘萧蒙蓟蓬蔺虞裘诸谈贝贡贲车通邬邰邴邸郎郗郜郦酆钮阙阴隗雍韶鱼容敖亓言年邝楼仉佴哈鞠竺阚饶訾蒯缑盖逯撒揭菅肇晋揣厍禚璩酆亓佘仵敬展修初吾郄铁来由芈仓苑矫牟麴"
)
_COMPOUND = "万俟|钟离|太史|澹台|拓跋|百里|呼延|欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|端木|东方|南宫|独孤|长孙|宇文|轩辕|西门"
_FULL = rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{_SURNAMES}][一-龥]{{1,2}})"
_LAZY = rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}?|[{_SURNAMES}][一-龥]{{1,2}}?)"
# names of other languages as they are written in Chinese: only of characters that stand for sounds
_SOUNDS = "阿艾爱奥巴白拜班布波伯卜不次才措达德丹旦迪帝东都多顿敦尔额恩法芳菲夫伏嘎尕噶甘格根古哈海罕汗赫黑呼花吉加迦嘉江杰金卡凯坎康克库拉来赖兰朗勒雷力丽莉林琳卢鲁罗洛麻马玛买曼毛梅美蒙米莫木姆慕穆那娜纳乃尼妮努诺帕培其奇齐切钦青琴琼曲热仁日荣茹萨赛桑沙珊山什思斯苏索塔泰坦陶特提天铁图吐托娃旺维乌西希夏肖辛雅亚娅雅央扬伊依亦英尤于玉扎泽扎珍志朱珠卓孜子兹合苍措贡姑孟娃高"
_BY_SOUND = rf"[{_SOUNDS}]{{3,10}}"
_FOREIGN = rf"(?:[一-龥]{{2,10}}[·•.][一-龥]{{2,10}}|{_BY_SOUND})"
# what follows a name in speech, so that 我叫王建国想问 stops after 国
_AFTER = r"(?=[,。!?;:、\s(]|$|想|要|我|是|在|今年|身份证|电话|手机|住|来|帮|替|男|女|有|从|因|打|咨|反映|投诉|举报|的(?!的)|这|那|联系|跟|你|您|就行|吧|啊|哈|呀)"
_SELF = re.compile(
    rf"(?:我(?:的|真|就)?(?:名字|姓名)?(?:叫做|名叫|叫|是叫)|本人(?:叫|姓名|名叫)?|(?:名字|姓名|全名|大名|本名|真名)(?:叫|是|为|:)?)\s*:?\s*({_FOREIGN}|{_LAZY}){_AFTER}"
)
# 我叫 says that a name follows: any two or three characters up to the end of the clause
_CALLED = re.compile(r"我(?:名)?叫([一-龥]{2,3})(?=[,。!?;]|$)")
_I_AM = re.compile(rf"(?:^|[,。!?;\s])(?:你好|您好|喂)?我(?:就)?是\s*({_LAZY})(?=[,。!?;\s]|$)")
_I_SIGN = re.compile(
    rf"(?:反映人|投诉人|来电人|联系人|申请人|举报人|咨询人|来信人)\s*(?:是|叫|:)?\s*({_LAZY}){_AFTER}"
)
_SURNAME = re.compile(
    rf"(?:我|(?<=[\d零幺一二三四五六七八九])[,。\s]*|免贵|本人|鄙人|敝|我是[^,。!?;]{{1,8}}[,。]\s*)\s*姓\s*({_COMPOUND}|(?!名|什|啥|氏|甚)[一-龥])(?:[,。\s]*(?:我?(?:叫|名)?\s*)?(\1[一-龥]{{1,2}}?)(?=[,。!?;\s]|$))?"
)
_RELATIVE_SAYS = re.compile(rf"我是[^,。!?;]{{1,8}}[,。]\s*(?:我)?叫\s*({_LAZY}){_AFTER}")
_RELATION_THEN_NAME = re.compile(
    rf"我是[^,。!?;]{{0,6}}(?:儿子|女儿|闺女|爱人|老公|老婆|丈夫|妻子|媳妇|女婿|孙子|孙女|外甥|侄[子女]|家属|[爸妈哥姐弟妹]|会计|人事|出纳|负责人|经办人)[,、]\s*({_FULL})(?=[,。!?;]|$)"
)
"""我是她儿子,纪国强"""
_TITLE = re.compile(rf"((?:{_COMPOUND}|[一-龥])(?:先生|女士|小姐))")
_GENDER = re.compile(r"[,。\s](?:我)?(?:是)?(?:个)?(?P<said>女|男)(?:的|士|同志)?(?=[,。!?;]|$)")
"""我姓裴,女的: what to call them by."""
_NO_NAME = re.compile(r"经常|.(?:主任|经理|师傅|老师|大夫|护士)")
_TITLES = {"女": "女士", "男": "先生"}
_TITLED = re.compile(rf"(?:叫我|称呼我|我是|姓.[,。\s]*)\s*((?:{_COMPOUND}|[{_SURNAMES}])(?:先生|女士|小姐))")
_LITTLE = re.compile(
    rf"(?:我是|叫我|就叫我)[^,。!?;]{{0,24}}?[小老]([{_SURNAMES}])(?:(?:吧|就行|就好)(?=[,。\s](?:女|男)的))?(?=[,。!?;\s]|$)"
)
"""我是瑞通汇那个小梁"""
_ASKS_CONTACT = re.compile(r"电话|联系|号码|手机")
_ASK_FOR = re.compile(rf"[,。\s](?:就)?找[小老]([{_SURNAMES}])(?=[,。!?;\s]|就行|$)")
"""座机,找老谭"""
_REPORTED = re.compile(
    rf"(?:市民|来电人|反映人|群众|居民|诉求人)\s*({_COMPOUND}|[{_SURNAMES}])(?:先生|女士|小姐)(?=[来反投举咨称表建,。])"
)
"""市民王女士反映: an order passed on, told by a third person."""
_YOU_ARE = re.compile(
    rf"(?:您|你)(?:是|叫|的姓名是?|名字是?|贵姓是?)\s*:?\s*({_LAZY})(?=[,。!?;\s]|$|先生|女士|对吗|对吧|是吗|吗|吧)"
)
_CALLER_IS = re.compile(
    rf"(?:姓名|来电人|联系人|名字)(?:登记)?(?:的)?(?:是|为|叫|:)\s*({_LAZY})(?=[,。!?;\s]|$|先生|女士|对吗|对吧)"
)

_ASKS_NAME = re.compile(
    r"贵姓|怎么称呼|如何称呼|姓名|名字|叫什么|全名|称呼您|尊姓|姓什么|您叫(?=$|[?。,])|联系人(?!的?电话|的?手机|方式)|哪几个字|哪两个字|哪个字"
)
_AND_YOU = re.compile(r"^(?:好的?|嗯|哦|[,。])*(?:那)?您(?:本人|自己|的)?呢|您本人(?:叫|贵姓|姓名|怎么称呼)")
_OTHER_PERSON = re.compile(
    r"患者|病人|参保人|母亲|父亲|妈|爸|爱人|老公|老婆|丈夫|妻子|孩子|儿子|女儿|家属|老人|职工本人|被投诉|负责人|老板|同事|邻居|"
    r"奶奶|爷爷|姥姥|姥爷|岳|公公|婆婆|哥|姐|弟|妹|[她他]|工作人员|经办人|单位|公司|企业|法人|朋友|死者|伤者|员工|医院|工地|店|厂|学校"
)
_NOT_CALLER_BEFORE = re.compile(
    r"(?:妈妈?|爸爸?|母亲|父亲|爱人|老公|老婆|丈夫|妻子|孩子|儿子|女儿|[她他]|邻居|同事|朋友|老板|经理|奶奶|爷爷|哥哥?|姐姐?|弟弟?|妹妹?|患者|法人|工作人员|领导)的?$"
)
_LEADING = re.compile(
    r"^(?:我的?|名字|姓名|全名|全称|大名|本名|真名|本人|免贵|叫做?|是|就|哦|嗯|啊|呃|那个|您好|你好|喂|姓名|登记|记|写)+"
)
_TRAILING = re.compile(r"(?:吧|啊|呀|哈|呢|嘛|就行|就好|即可|先生|女士|了)+$")
_NOT_NAMES = re.compile(
    r"高(?:龄|级|管|中|血压|新|考)|方便|方面|金额|时间|时候|成都|成人|安全|万一|万元|常州|常年|明天|明年|明白|应该|单位|单身|"
    r"管理|包括|包工|解除|解决|强制|连续|关于|关系|向你|向您|何时|何况|卫生|文化|文员|房东|房租|司机|江苏|江西|云南|白领|白班|"
    r"农民|龙泽|左右|温州|宁夏|宁波|石家|许多|康复|路上|路过|程序|商场|商量|简单|冷静|左边|边上|边远|华为|幸好|位置|费用|"
    r"严重|严格|章程|施工|温馨|查询|查一|查下|时薪|于是|强迫|成年|解释|简历|席位|包装|包月|应聘|项目|曲线|祝您|谢谢|余额|温度|连锁|"
    r"匿名|不|姓|水果|季节|辛苦|景区|游客|阳光|武汉|关心|丁点|毕业|常驻|官方|房山|房子|童装|甘肃|盛世"
)
_ODD_SURNAMES = frozenset("车米易屈邮经")
"""Ordinary words far more often: names only where 姓 says so."""
_EXPLAINED = re.compile(
    r"([一-龥]{1,3})的\s*([一-龥])(?![一-龥]{0,1}[保险费])|[一-龥]{1,3}(?:字头|字旁|偏旁|旁)(?:的|那个)?([一-龥])"
)


@dataclass(frozen=True, slots=True)
class _Heard:
    name: str
    confidence: float
    evidence: Evidence


def find(talk: Conversation) -> Found | None:
    """The last full name the caller gives as their own; a bare surname where that is all they give."""
    best: _Heard | None = None
    for statement in talk.statements:
        heard = list(_in_statement(statement, best))
        for one in heard:
            if best is not None and best.evidence.turn == one.evidence.turn and _spells(one.name, best.name):
                continue
            # 姓吴 after 吴春燕 takes nothing away
            if (
                best is None
                or (len(one.name) >= 2 and not best.name.startswith(one.name))
                or (len(one.name) == 1 and len(best.name) == 1)
                or (len(best.name) == 1 and one.name.startswith(best.name))
            ):
                best = one
        if best is not None and not statement.confirmed:
            best = _called_by(_respelt(best, statement), statement)
    if best is not None:
        best = _addressed(best, talk)
    return Found(best.name, best.confidence, best.evidence) if best else None


def _addressed(best: _Heard, talk: Conversation) -> _Heard:
    """我姓傅, whom the agent then calls 傅先生: the surname with the title that was let stand."""
    if len(best.name) > 1:
        return best
    for statement in talk.statements:
        title = re.search(
            rf"(?:^|[,。!?\s]|好的|谢谢){best.name}(?P<title>先生|女士)(?=$|[,。!?您你])", statement.repeated
        )
        if title and statement.turn >= best.evidence.turn:
            return replace(best, name=best.name + title["title"])
    return best


def _spells(said: str, name: str) -> bool:
    """双吉喆 after 柳喆: what its last character is made of."""
    return said != name and len(name) >= 2 and said[-1] == name[-1] and said[0] != name[0]


def _in_statement(statement: Statement, best: _Heard | None) -> Iterator[_Heard]:
    text = statement.text
    if statement.confirmed:
        for pattern in (_YOU_ARE, _CALLER_IS):
            yield from (_heard(statement, m, 1, 0.85) for m in pattern.finditer(text) if _is_name(m[1]))
        return
    found: list[tuple[int, _Heard]] = []
    for pattern, confidence in (
        (_SELF, 0.95),
        (_CALLED, 0.8),
        (_RELATIVE_SAYS, 0.9),
        (_RELATION_THEN_NAME, 0.85),
        (_I_SIGN, 0.9),
        (_I_AM, 0.85),
    ):
        for m in pattern.finditer(text):
            if (
                _is_name(m[1])
                and not _NOT_CALLER_BEFORE.search(text[: m.start()])
                and not _of_other(m, statement)
            ):
                found.append((m.start(1), _heard(statement, m, 1, confidence)))
    for m in _SURNAME.finditer(text):
        group = 2 if m[2] and _could_be_name(m[2]) else 1
        found.append((m.start(group), _heard(statement, m, group, 0.95 if group == 2 else 0.7)))
        # 我姓凤,凤凰的凤,叫凤鸣岐
        later = re.search(rf"[,。]\s*(?:我)?(?:全名)?叫({m[1]}[一-龥]{{1,2}}){_AFTER}", text[m.end() :])
        # 我姓户,户口的户,户新民
        later = later or re.search(rf"[,。]\s*({m[1]}[一-龥]{{1,2}})(?=[,。!?;\s]|$)", text[m.end() :])
        if later and _could_be_name(later[1]):
            start = m.end() + later.start(1)
            full = statement.raw[start : start + len(later[1])]
            found.append((start, _Heard(full, 0.95, statement.evidence(start, start + len(full)))))
    found += [(m.start(1), _heard(statement, m, 1, 0.8)) for m in _REPORTED.finditer(text)]
    found += [(m.start(1), _heard(statement, m, 1, 0.75)) for m in _TITLED.finditer(text)]
    found += [(m.start(1), _heard(statement, m, 1, 0.65)) for m in _LITTLE.finditer(text)]
    if _ASKS_CONTACT.search(statement.asked):
        found += [(m.start(1), _heard(statement, m, 1, 0.65)) for m in _ASK_FOR.finditer(text)]
    if _asks_callers_name(statement.asked) or (
        best is not None and is_no(text[:6]) and best.name in statement.asked
    ):
        found += [(heard.evidence.start, heard) for heard in _answered(statement)]
    for _, heard in sorted(found, key=lambda item: (item[0], len(item[1].name))):
        yield heard


def _answered(statement: Statement) -> Iterator[_Heard]:
    """Names that stand alone in an answer to 您贵姓."""
    for chunk in re.finditer(r"[^,。!?;:、\s]+", statement.text):
        lead = _LEADING.match(chunk[0])
        start = chunk.start() + (lead.end() if lead else 0)
        word = _TRAILING.sub("", statement.text[start : chunk.end()])
        called = word[1:] if word.startswith("姓") else word
        start += len(word) - len(called)
        if (title := _TITLE.fullmatch(statement.text, start, chunk.end())) and title[1][0] in _SURNAMES:
            yield _heard(statement, title, 1, 0.8)
        elif (word.startswith("姓") or called == _bare(statement.text)) and called in _SURNAMES:
            yield _Heard(called, 0.7, statement.evidence(start, start + 1))
        elif re.fullmatch(rf"{_FULL}|{_FOREIGN}", called) and (
            _is_name(called)
            or (
                len(called) == 3
                and chunk.start() == 0
                and _could_be_name(called)
                and not _NO_NAME.match(called)
            )
        ):
            said = statement.raw[start : start + len(called)]
            yield _Heard(said, 0.92, statement.evidence(start, start + len(called)))


def _bare(text: str) -> str:
    """周女士, 免贵,王 and 我姓周 without what goes around the surname."""
    return re.sub(r"^(?:免贵|我|姓|[,。\s])+|(?:先生|女士|小姐|吧|[,。!?\s])+$", "", text)


def _respelt(best: _Heard, statement: Statement) -> _Heard:
    """张文，雨字头的雯: the caller spells the name, the transcript had a homophone."""
    about_name = best.evidence.turn == statement.turn or re.search(
        r"哪个|哪几|哪两|是吗|对吗|确认|吗", statement.asked
    )
    if not about_name or (best.name not in statement.asked and best.evidence.turn != statement.turn):
        return best
    for m in _EXPLAINED.finditer(statement.text):
        spelt = m[2] or m[3]
        if spelt in best.name or (m[2] and m[2] not in m[1]):
            continue  # 工资的事 spells nothing; 文章的章 holds what it spells
        for place, char in enumerate(best.name):
            if lazy_pinyin(char) == lazy_pinyin(spelt):
                name = best.name[:place] + spelt + best.name[place + 1 :]
                return _Heard(name, 0.85, best.evidence)
    return best


def _called_by(best: _Heard, statement: Statement) -> _Heard:
    """A bare surname with 女的 or 男的 said beside it."""
    if len(best.name) > 1 or best.evidence.turn != statement.turn:
        return best
    gender = _GENDER.match(statement.text, best.evidence.end)
    return replace(best, name=best.name + _TITLES[gender["said"]]) if gender else best


def _asks_callers_name(asked: str) -> bool:
    """Whether the agent's last question was for the caller's own name."""
    if _AND_YOU.search(asked):
        return True
    clauses = [c for c in re.split(r"[,。!?;\s]", asked) if _ASKS_NAME.search(c)]
    return bool(clauses) and not _OTHER_PERSON.search(clauses[-1])


def _of_other(match: re.Match[str], statement: Statement) -> bool:
    """姓名李秀兰 in answer to 患者叫什么 is the patient."""
    return (
        not match[0].startswith(("我", "本人"))
        and bool(_ASKS_NAME.search(statement.asked))
        and not _asks_callers_name(statement.asked)
    )


def _is_name(word: str) -> bool:
    return word[0] not in _ODD_SURNAMES and _could_be_name(word)


def _could_be_name(word: str) -> bool:
    if re.fullmatch(_FOREIGN, word):
        return True
    return (
        not _NOT_NAMES.match(word)
        and not regions.mentions(word)
        and word[-1] not in "的人员师户方者店司区县市省"
    )


def _heard(statement: Statement, match: re.Match[str], group: int, confidence: float) -> _Heard:
    start, end = match.span(group)
    return _Heard(statement.raw[start:end], confidence, statement.evidence(start, end))
