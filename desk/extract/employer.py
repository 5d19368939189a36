"""The employer concerned, by its fullest name said; never an office, hospital, pharmacy or care home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.extract import place
from desk.extract.transcript import Conversation, Statement
from desk.extract.types import Found
from kb import regions

_STRONG = "股份有限公司|有限责任公司|有限公司|集团公司|总公司|公司|集团|事务所|合作社|研究院|研究所|设计院|会计师事务所"
_WEAK = (
    "工作室|学校|小学|中学|大学|学院|幼儿园|酒店|宾馆|饭店|餐厅|餐馆|饭馆|食堂|火锅店|烧烤店|理发店|美容院|美发店|便利店|超市|商场|商城|百货|专卖店|"
    "门店|4s店|奶牛场|养殖场|养鸡场|农场|牧场|工程队|施工队|项目部|健身房|健身中心|俱乐部|会所|足疗店|培训中心|商贸中心|中心|银行|支行|茶楼|酒楼|面馆|大厦|"
    "滑雪场|度假村|游乐场|民宿|客栈|农家乐|工程处|管理处|服务处|经营部|经销部|商行|门市部|维修部|酒吧|网吧|网咖|咖啡馆|茶馆|车行|马场|印刷厂|煤矿|矿业|工厂|厂|店|医院|诊所|养老院|护理院|敬老院|卫生院|门诊部|药房|药店|幼教|出版社|杂志社|报社|旅行社|建材市场|农贸市场|批发市场|家具市场|花卉市场|服装市场|培训班|托管班|律所|影院|影城|机构"
)
_CLOSER = re.compile(
    rf"(?:{_STRONG}|{_WEAK})(?:[一-龥()]{{2,8}}?(?:分公司|分店|支行|分行|项目部|店(?!长|员|里|主)|分院))?"
)
_OWNERS_SHOP = re.compile(r"老[一-龥][一-龥]{2,6}(?:店|馆|铺|厂|批发|超市|档口)")
"""老王烧烤店"""
_LEGAL = re.compile(r"有限(?:责任)?公司")
_STRONG_END = re.compile(rf"(?:{_STRONG}|分公司)$")
_ENDS_A_PLACE = re.compile(
    r"的|[那这一有哪][个家]|附近|旁边|对面|叫|是|在|给|去|我|你|他|了|上班|工作|打工|公司"
)
_SCHOOL = re.compile(r"大学|小学|中学|初中|高中|幼儿园|学校|学院|培训班|托管班")
_NAME_CHAR = re.compile(r"[一-龥a-z0-9()·&\-—+.]*$")
# words before a name in its clause; the last of them ends what is not the name
_BREAK = re.compile(
    r"[去今前明]年|上个?月|叫做|名叫|叫|(?<!自)在(?!线)|就是|好像是|应该是|可能是|不是|是|被|给|的(?!士)|让|从|跟|投诉|举报|反映|控告|告(?!诉)|我们|咱们|我|你们|他们|她|他|那个|那家|这个|这家|一个|一家|有个|有家|某个|"
    r"名称|全称|简称|单位(?=[^,]{2})|老板|去(?!哪)|来到|到了|到(?=[^,]{3})|进了?(?!出)|找|说|于|替|帮|为(?=北京|中国)|和(?=北京|中国)|与(?=北京|中国)|对(?=北京|中国)|向(?=北京|中国)|了(?=[^,]{3})|"
    r"一[查看问打]|试用期|期间|转正|入职|离职|隶属|属于|来自|名字|拖欠|辞退|工资|派到|派遣到|派往|派至|外派|签合同|合同|公司(?=北京|中国)|现在|目前|之前|以前|原来|后来|呃|嗯|啊|哦|那边|这边|附近|旁边|里面|还有|或者|比如|[年月天周](?:之|以)?前|会儿|(?<=\d)[日号月]|那天|时候|今天|昨天|前天|当时|开(?=[饭店厂公个一小馆]|$)|有(?!限|色|道|赞|料|家|你|为|友)|开(?:了|的)"
)
_ANCHOR = re.compile(r"(?<![(老])北京(?:市)?|中国|首都|国家")
_GENERIC = re.compile(
    r"北京市?|本市|全国|有限|责任|股份|物流|装修|装饰|装潢|建筑|建设|工程|餐饮|劳务|派遣|外包|外卖|快递|保洁|保安|物业|家政|科技|中介|保险|互联网|网络|食品|服装|电子|机械|汽车|贸易|商贸|广告|文化|传媒|教育|"
    r"培训|咨询|租赁|运输|人力资源|人力|信息|技术|软件|投资|金融|房地产|地产|房产|医药|医疗|旅游|美容|美发|酒店|管理|服务|实业|设计|印刷|家具|搬家|"
    r"私营|私人|民营|国营|国有|国企|外资|外企|上市|合资|个体|连锁|加盟|便利|食堂|大型|小型|中型|正规|皮包|黑|新|老|旧|原|前|小|大|总|子|分|母|该|本|贵|某些?|一些|两|三|几|多|个|家|各|每|"
    r"这|那|哪|其他|别|什么|啥|你|我|他|们|咱|自己|用人|工作|实际|关联|第三方|平台|同|另|整|全|上家|下家|前家|东家|甲方|乙方|建材|五金|火锅|烧烤|烤鸭|早餐|快餐|小吃|奶茶|咖啡|水果|蔬菜|理发|足疗|按摩|洗浴|健身|超市|"
    r"社区|街道|商|饭|面|包子|早点|药|花|书|网|鞋|衣服|服饰|玩具|加工|制造|化工|模具|工|公立|私立|民办|普通|重点|市|区|县|镇|村|乡|楼下|门口|对面|附近|公司|集团|学校|店|厂|正式|合同|派|创业|初创"
)
_ELSEWHERE = re.compile(
    r"(?:上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古?|广西|西藏|宁夏|新疆|香港|澳门|台湾|"
    r"石家庄|太原|沈阳|大连|长春|哈尔滨|南京|苏州|杭州|宁波|合肥|福州|厦门|南昌|济南|青岛|郑州|武汉|长沙|广州|深圳|珠海|东莞|海口|三亚|成都|贵阳|昆明|西安|兰州|西宁|银川|南宁|保定|廊坊|唐山|雄安|燕郊|国外|外地|外省|老家|县城|农村|村里|工地|家里)(?:省|市)?"
)
_OFFICE = re.compile(
    r"社保|医保|人社|人力(?:资源)?(?:和)?社会保障|劳动(?:监察|仲裁|保障|局|人事|能力)|仲裁|税务|政务|街道办|社区(?!服务有限)|居委|村委|派出所|公安|法院|检察|经办|服务大厅|便民|行政(?:服务|审批)|办事|公积金|"
    r"就业(?:服务|促进)|人才(?:服务)?中心|职介|结算中心|鉴定|体检|康复中心|疾控|急救|12333|12345|呼叫|客服|热线|管理中心|事务中心|存档|档案|民政|残联|工会|妇联|总工会|保障中心|调解中心|法律援助|"
    r"城市副|市中心|购物中心|活动中心|数据中心|服务中心|保险公司|银行卡|工商银行卡|合作银行|发卡"
)
_MEDICAL = re.compile(
    r"医院|诊所|药店|药房|大药房|卫生院|卫生服务|卫生室|养老院|护理院|敬老院|福利院|养老(?:服务|照料|驿站|中心|机构|公寓)|医药连锁|医疗(?!器械|科技|设备|用品|器材)|门诊部|口腔|照料中心|牙科|体检|托老|月子|颐养|康养|颐寿|护养"
)
_RARELY_EMPLOYERS = re.compile(r"超市$|商场|大厦|影城|旅行社")
_BANK = re.compile(r"银行|支行|农商行|信用社|邮储")
_STUDIES_AFTER = re.compile(r"^(?:上学|上课|读书|读|念|就读|毕业|上的学|上大[一二三四])")
_TRADES_ALONE = re.compile(
    r"(?:洗车|修车|汽修|汽配|租车|二手车|加油|台球|棋牌|麻将|洗衣|干洗|打印|复印|宠物|眼镜|母婴|粮油|熟食|麻辣烫|拉面|饺子|米线|川菜|湘菜|补习|辅导|婚庆|摄影|养生|推拿|美甲|瑜伽|游泳|舞蹈|钢琴|"
    r"家电|手机|维修|回收|仓储|电镀|喷漆|家具|门窗|玻璃|豆腐|馒头|包子|糕点|蛋糕|烘焙|炸鸡|汉堡|盒饭|配送|分拣|快件|大排档|卤肉)+(?:店|行|馆|厂|铺|公司|中心|工作室|机构|作坊|城|站|部)"
)
"""一个洗车行: what kind of place, not which."""
_ANY_EMPLOYER = re.compile(
    r"(?:新|原|老|旧|前|现|本|该|上家|下家|上一家|下一家)?(?:单位|公司|东家|企业|学校|厂)"
)
_WORKS = re.compile(
    r"我们(?:这个?)?(?:老板|公司|单位|厂|店|学校|医院|院|幼儿园|领导)|我(?:所在的?)?单位|咱们单位|上班|工作(?!人员|日|时间)|打工|干活|干了|干的|员工|职工|护工|护士|医生|保洁|保安|厨师|司机|骑手|教练|开(?:专车|网约车|出租|货车)|老师|当(?:了|过)?[^,。]{0,3}(?:工|员|士|师)|"
    r"工资|劳动合同|入职|辞退|离职|裁员|开除|(?:不|没)(?:给|有)[^,。]{0,4}(?:交|缴|上)(?:社保|五险|医保|保险)|加班|年假|工伤|社保基数|派遣|试用期|转正|竞业|解除"
)
_WORKS_AT = re.compile(
    r"(?:^|[,。!?;\s]|我|爸|妈|老公|老婆|爱人|儿子|女儿|弟|哥|姐|妹|他|她|人|现在|一直|目前|之前|原来|就)(?:是|就)?在\s*([一-龥a-z0-9()·&\-]{2,24}?)(?:那边|那儿|这边|里)?(?:上的?班|工作(?!人员|的时候受)|干活|打工|干了|任职|就职|送外卖|送快递|送货|跑单|跑车|跑外卖|开车|当[一-龥]{1,6}|做[一-龥]{1,6}(?:工作|员|师))"
)
_CALLED = re.compile(
    r"(?:单位|公司|厂子?|厂家|店|学校|企业|老板公司|用人单位|站点|集团|机构|酒吧|餐厅|饭馆|酒店|宾馆|幼儿园|民宿|中介|工作室|班|驾校|托管|雪场|球场|农场)(?:的)?(?:名称|全称|名字|全名|名)?\s*(?:应该|好像|就|它)?(?:是叫|叫做|叫|是|为|:)(?!我|咱|他|她|你|大家|员工|人家)\s*(?:做|什么)?\s*([一-龥a-z0-9()·&\-]{2,30})"
)
_SHOP_CALLED = re.compile(
    r"(?:店|馆|厂|公司|吧|作坊|工作室|酒楼|饭庄),叫(?:做)?((?!我|他|她|你|不|什么|啥|来|人)[一-龥a-z0-9·]{2,12})(?=[,。!?;]|$)"
)
"""西单一个理发店,叫美姿"""
_CALLED_KIND = re.compile(
    r"叫(?:做)?([一-龥a-z0-9·]{2,12}?)的(?:一家|那个|这家)?[一-龥]{0,4}(?:公司|饭店|饭馆|餐厅|[面菜茶网]馆|酒吧|(?<!药)店|厂|中介|(?<!护理)(?<!养老)机构|平台|幼儿园|学校|酒店|宾馆|旅馆|民宿|市场|商场|超市|工作室|会所|档口|队)"
)
_FULL_NAME = re.compile(r"(?:全称|全名|名称|大名)(?:应该)?(?:叫做|叫|是|为|:)?\s*([一-龥a-z0-9()·&\-]{4,30})")
_POINTED_AT = re.compile(
    r"(?:[那这一][家个]|那儿|旁边?|对面|门口|[桥路街楼河站]边上?|牌子上|[上下]面?|里头|附近)$"
)
"""桥边上那家: where it is, not what it is called."""
_MEMBER = re.compile(
    r"(?:我|本人|爱人|老公|老婆|儿子|女儿|他|她)(?:是|原是|原来是|以前是|之前是)\s*([一-龥a-z0-9()·&\-]{2,20}?)(?:的|公司的)?(?:外卖)?(?:员工|职工|骑手|老师|教师|司机|保安|保洁|工人|会计|快递员|外卖员|护士|医生|厨师|服务员|销售|程序员|网约车司机)"
)
_PLATFORM = re.compile(
    r"(?:跑|送|给|在|是|做|干|注册)(?:的|了)?\s*(滴滴(?:出行)?|美团(?:外卖|专送|众包|优选|买菜)?|饿了么|京东(?:物流|快递|到家)?|顺丰(?:速运|快递)?|闪送|达达|货拉拉|曹操出行|t3出行|高德(?:打车)?|菜鸟|中通(?:快递)?|圆通(?:快递)?|韵达(?:快递)?|申通(?:快递)?|盒马|叮咚买菜|朴朴|哈啰|首汽约车|美菜|58到家|抖音|快手)(?!上(?:看|刷|买|找|搜|说|有|挂))"
)
_CALLED_SHOP = re.compile(
    r"(?<![我他她])(?:店|馆|厂|那家|这家|一家|班|院|中心|机构|园|吧|铺|档口|站|校|所)[^,。!?;的]{0,8},\s*(?:名字|名|就|好像|店名)?叫(?:做)?\s*([一-龥a-z0-9·]{4,12})(?=[,。!?;]|$)"
)
"""三里屯那家,叫秦淮人家: longer than a person's name."""
_TRADES = "软件|科技|物流|餐饮|家政|物业|装饰|装修|汽修|速运|速递|快运|传媒|教育|食品|建材|印刷|制衣|保洁|保安|搬家|职业培训|电子|机械|建设|建筑"
_BY_TRADE = re.compile(
    rf"(?:那个|那家|就是|(?:公司|单位|东家)(?:是|叫)|在)\s*([一-龥]{{2,6}}?(?:{_TRADES}))(?=[,。!?;]|$|的|那|上班|干|做|打工|当|送|他|老板|一直|拖|欠|不)"
)
"""望京那个瑞思软件: a name and its trade, the legal form left out."""
_LIES_AT = re.compile(r"(?:公司|单位|厂子?|店)(?:就)?是在[^,。!?;的]{1,8}的([一-龥]{2,8})(?=[,。!?;]|$)")
_SENT_BY = re.compile(r"(?:^|[,。!?;\s])(?:我)?(?:是)?([一-龥]{4,16}?)派遣(?:的|过来|到|去)")
_PLATFORM_ALONE = re.compile(
    r"(?:^|[,。!?;\s])(?:我)?(滴滴|美团(?:外卖|专送|众包)?|饿了么|京东(?:物流|快递)?|顺丰(?:速运|快递)?|闪送|达达|货拉拉|中通(?:快递)?|圆通(?:快递)?|韵达(?:快递)?|申通(?:快递)?|极兔(?:快递)?)"
    r"(?=的(?:[,。]|$|骑手|快递员|司机)|[一-龥]{0,6}(?:站|网点|骑手|快递员|司机))"
)
_BUILDER = re.compile(
    r"(?:(?:是|给|叫|在)\s*|^)(中[建铁交冶](?:[一二三四五六七八九十]{1,2}|\d{1,2})局|北京建工|北京城建|首钢|首农|国家电网|中石化|中石油)(?![一-龥]{0,6}(?:公司|集团))"
)
_BRAND = re.compile(
    r"首汽约车|曹操出行|t3出行|海底捞|麦当劳|肯德基|必胜客|星巴克|瑞幸(?:咖啡)?|西贝|呷哺呷哺|沃尔玛|永辉(?:超市)?|物美(?:超市)?|家乐福|全聚德|链家|贝壳|我爱我家|自如|新东方|学而思|好未来|腾讯|阿里巴巴|字节跳动|"
    r"小米|华为|联想|网易|拼多多|携程|富士康|比亚迪|理想汽车|蔚来|7-11|711便利店|罗森|便利蜂|蜜雪冰城|喜茶|盒马鲜生|山姆(?:会员店)?|宜家|苏宁(?:易购)?|国美(?:电器)?|美年大健康|东方时尚|万达(?:影城|广场)|顺义?丰田|大润发|京客隆|超市发|罗森|全家便利店|多点|居然之家|红星美凯龙|屈臣氏|优衣库|迪卡侬|汉堡王|德克士|真功夫|庆丰包子铺|眉州东坡|东来顺|护国寺小吃|如家|汉庭|七天酒店|锦江之星"
)
_HARM_AFTER = re.compile(
    r"^[,\s]?(?:一直|至今|从[^,。]{1,8}|到现在|就|也|还|总)?(?:没给|不给|没发|不发|拖欠|欠|克扣|扣|辞退|没交|不交|不让|逼|强迫|把我|罚|未)"
)
_EMPLOYED_AFTER = re.compile(
    r"^(?:里|那边)?(?:上班|工作(?!人员)|干|当|做(?:护|保|厨|清)|打工|实习|任职|的?(?:员工|护士|医生|护工|保洁|职工)(?!把|给|让|态度|乱|骂)|[^,。]{0,4}(?:拖欠|欠)[^,。]{0,6}工资|不发工资|没发工资|辞退我|把我(?:辞|开|裁))"
)
_EMPLOYED_BEFORE = re.compile(
    r"(?:我们?(?:的)?(?:单位|公司|老板|院)|公司|单位|雇主)[^,。!?;]{0,4}(?:是|叫)[^,。!?;]{0,6}$|我是[^,。!?;]{0,4}$|受雇于$"
)
_ASKED = re.compile(
    r"(?:单位|公司|企业|厂|店|学校|用人单位|幼儿园|平台|工地|矿|队|中心|饭馆|酒店|餐厅|机构|场|民宿|中介|档口|摊位|铺子?|仓库|驾校|食堂|班|站点?|院|吧)[^,。?!]{0,8}(?:叫什么|叫啥|名称|名字|全称|全名|是哪|哪家|是什么|叫什么名)|哪家(?:公司|单位|企业|平台|店|厂)|哪个(?:公司|单位|企业|平台|厂|店)|什么(?:公司|单位|企业)|在哪(?:里|儿)?(?:上班|工作)|"
    r"全称|哪个单位|单位是|(?:公司|单位|店|厂|企业|中介)名?字?[?]?$|投诉(?:的)?(?:对象|哪)|被投诉"
)
_ASKS_OTHERWISE = re.compile(
    r"(?:药店|药房|医院|诊所|门诊部?|养老院|护理站|卫生室|银行|大厅|窗口|社保所|网点|病种?|药)[^,。?!单公]{0,4}(?:叫|名|是哪|在哪|全称)"
)
_NOT_ANSWER = re.compile(
    r"不知道|不清楚|没名字|没有名字|忘了|记不|不方便|不记得|没注册|没公司|想不起|叫不上|说不上|我们|什么|^(?:家|外地|北京$|老家|工地|这里|那边|这边|附近|网上|一家|一个|个|就是|小(?:公司|店|厂|饭|餐|工|作坊|老板|地方|型)|私人|自己|外面|哪)|怎么|多少|为什么|[吗呢]$|小公司|小店|小厂|个体|自由职业|灵活就业|无业|退休|没单位|没有单位|一[家个]|[那这]个"
)
_NOT_PART = re.compile(
    r"(?<!饿)了|会不会|告诉|不说|[\d一二三四五六七八九十]月|今年|去年|前年|以后|之后|补[交缴]|儿子|女儿|孩子|闺女|请问|补贴|能领|怎么|到期|续签|合同|某|的(?!士)|出生|\d岁|年\d|[男女]$|身份证|电话"
)
_LEAD = re.compile(
    r"^(?:嗯|哦|呃|啊|就是|就|是|叫做?|全称|名称|名字|单位|公司|的|好像|应该|那个|我们|在|对|我|老板|他们)+"
)
_TAIL = re.compile(r"(?:吧|啊|呀|哈|呢|的|嘛|那边|上班|工作|来着|里|那儿|这家公司|这个公司|公司的)+$")
_MENDED = re.compile(r"不对|不是|说错|记错|应该是|更正|搞错|错了|改名|更名")
_BEFORE_RETIRING = re.compile(r"退休前[^,。!?;]{0,2}$")
_FORMERLY = re.compile(r"(?:以前|之前|原来|原先|曾经|上一家|前一家|前公司)[^,。!?;]{0,16}$")
_NOT_INSTEAD = re.compile(r"(?:不是|并非|不叫)[^,。!?;]{0,4}$")
_NAMED_BEFORE = re.compile(r"(?:叫做?|名叫|全称|全名|名称)(?:应该)?(?:是|为|:)?$")
_TRACE = re.compile(r"(?:投诉|举报|告|拖?欠|起诉)[^,。!?;]{0,10}$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    weight: int
    statement: Statement
    start: int
    end: int
    mends: bool


_BY_ONESELF = re.compile(r"自己(?:能不能|想|要|可以|来)?[交缴上参](?=社保|医保|保险|五险|灵活|职工|养老)")
"""我在美团做骑手,想自己交社保行吗: no employer is concerned."""


def find(talk: Conversation) -> Found | None:
    works = bool(_WORKS.search(talk.own_text))
    best: _Candidate | None = None
    for candidate in (c for s in talk.statements for c in _candidates(s, works=works)):
        if best is None or _better(candidate, best):
            best = candidate
    if best is None:
        return None
    confidence = (
        0.95 if _STRONG_END.search(best.name) and len(best.name) >= 8 else 0.85 if best.weight >= 4 else 0.75
    )
    return Found(best.name, confidence, best.statement.evidence(best.start, best.end))


def _better(new: _Candidate, old: _Candidate) -> bool:
    if new.mends:
        return True
    if _is_short_for(new.name, old.name):
        return False
    if _is_short_for(old.name, new.name):
        return True
    if bool(_LEGAL.search(new.name)) != bool(_LEGAL.search(old.name)) and min(new.weight, old.weight) >= 2:
        # the name as registered says more than what the place is called
        return bool(_LEGAL.search(new.name))
    return new.weight >= old.weight


def _is_short_for(short: str, full: str) -> bool:
    """鑫达公司 is short for 北京鑫达物流有限公司: its characters follow in that order."""
    rest = iter(full)
    return len(short) <= len(full) and all(c in rest for c in short)


def _candidates(statement: Statement, *, works: bool) -> Iterator[_Candidate]:
    text = statement.text
    spans: dict[tuple[int, int], int] = {}

    def add(start: int, end: int, weight: int) -> None:
        if (
            end > start
            and _acceptable(text[start:end], weight=weight)
            and not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)
        ):
            for inner in [k for k in spans if start <= k[0] and k[1] <= end]:
                weight = max(weight, spans.pop(inner))
            spans[start, end] = max(weight, spans.get((start, end), 0))

    for closer in _CLOSER.finditer(text):
        start = _begin(text, closer.start(), closer.end())
        if start is not None:
            add(start, closer.end(), 4 if _STRONG_END.search(closer[0]) else 3)
    for pattern, weight in (
        (_CALLED, 4),
        (_CALLED_KIND, 4),
        (_FULL_NAME, 5),
        (_WORKS_AT, 2),
        (_MEMBER, 2),
        (_CALLED_SHOP, 4),
        (_SHOP_CALLED, 4),
        (_SENT_BY, 2),
        (_BY_TRADE, 3),
        (_LIES_AT, 3),
        *(() if _BY_ONESELF.search(text) else ((_PLATFORM, 2), (_PLATFORM_ALONE, 2))),
        (_BUILDER, 3),
        *(((_BRAND, 4),) if works else ()),
    ):
        for m in pattern.finditer(text):
            group = 1 if m.re.groups else 0
            add(*_trim(text, m.start(group), m.end(group)), weight)
    if (
        _ASKED.search(statement.asked)
        and not _ASKS_OTHERWISE.search(statement.asked)
        and not statement.confirmed
    ):
        for chunk in re.finditer(r"[^,。!?;:\s]+", text):
            owner = chunk[0].rfind("的", 0, -1)
            start, end = _trim(text, chunk.start() + owner + 1, chunk.end())
            if (
                2 <= end - start <= 30
                and not re.search(r"在|了|被|[我你他她]|没|不|给|要|那个$|知道", text[start:end])
                and not _place_only(text[start:end])
            ):
                add(start, end, 4)
            break
    for (start, end), weight in sorted(spans.items()):
        if _ANY_EMPLOYER.fullmatch(text[start:end]) or _STUDIES_AFTER.match(text[end:]):
            continue
        if (
            _MEDICAL.search(text[start:end])
            or _BANK.search(text[start:end])
            or (_RARELY_EMPLOYERS.search(text[start:end]) and not works)
        ) and not _employs(statement, start, end):
            continue
        if _acceptable(text[start:end], weight=weight) and not _BEFORE_RETIRING.search(text[:start]):
            yield _candidate(statement, start, end, weight)


def _candidate(statement: Statement, start: int, end: int, weight: int) -> _Candidate:
    before = statement.text[:start]
    if _FORMERLY.search(before):
        weight -= 2
    if _NOT_INSTEAD.search(before):
        weight -= 4
    if _TRACE.search(before):
        weight += 1
    if _NAMED_BEFORE.search(before):
        weight += 1
    if _HARM_AFTER.match(statement.text[end:]):
        weight += 3
    mends = bool(_MENDED.search(before[-12:])) and not _NOT_INSTEAD.search(before) and weight >= 3
    return _Candidate(statement.raw[start:end], weight, statement, start, end, mends)


def _begin(text: str, closer: int, end: int) -> int | None:
    """Where the name that ends with a closing word begins; None where nothing is before it."""
    run = _NAME_CHAR.search(text[max(0, closer - 30) : closer])
    if run is None or not run[0]:
        return None
    if text[closer - 1] in "上读" and _SCHOOL.match(text, closer):
        return None  # 孩子在朝阳上幼儿园
    start = closer - len(run[0])
    for breaking in _BREAK.finditer(text, start, closer):
        start = breaking.end() if breaking.end() <= closer else start
    begun = closer - len(run[0])
    for ending in _ENDS_A_PLACE.finditer(text, begun, closer):
        begun = ending.end()
    if anchors := list(_ANCHOR.finditer(text, begun, closer)):
        start = anchors[0].start()  # 到 in 北京乐活到家公司 is part of its name
    return start if start < closer else None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words people put around a name."""
    lead = _LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    tail = _TAIL.search(text[start:end])
    end -= len(tail[0]) if tail else 0
    inner = text[start:end]
    if closers := list(_CLOSER.finditer(inner)):
        last = start + closers[-1].end()
        begun = _begin(text, start + closers[-1].start(), last)
        return (max(start, begun) if begun is not None else start), last
    if cut := re.search(
        r"[,。]|(?:那个|这家|从|因为|所以|但是|他们|我|你|上班|给|没|不|拖欠|欠|今年|去年|上个月|就|已经|在)",
        inner,
    ):
        end = start + cut.start()
    if end - start >= 5 and place.is_place(text[start : start + 2]):
        start += 2  # 顺义现代汽车
    return start, end


def _employs(statement: Statement, start: int, end: int) -> bool:
    """Whether a hospital or care home is where the caller (or theirs) works, not what they complain of."""
    asked = _ASKED.search(statement.asked) and re.search("单位|公司|上班|工作", statement.asked)
    after, before = statement.text[end:], statement.text[:start]
    return bool(asked or _EMPLOYED_AFTER.match(after) or _EMPLOYED_BEFORE.search(before))


def _acceptable(name: str, *, weight: int) -> bool:
    if _BRAND.fullmatch(name):
        return True
    if (
        not 2 <= len(name) <= 40
        or (_OFFICE.search(name) and "卫生服务" not in name)
        or _NOT_ANSWER.search(name)
        or _NOT_PART.search(name)
    ):
        return False
    if place.only_places(name) or _POINTED_AT.search(name) or _place_only(name) or _ELSEWHERE.fullmatch(name):
        return False
    if _OWNERS_SHOP.fullmatch(name):
        return True
    if _TRADES_ALONE.fullmatch(name):
        return False
    stem = _GENERIC.sub("", _without_places(name))
    if re.fullmatch(r"[()·&\-—+.\d]*", stem):
        return False
    # a single ordinary character is left of 上家公司, 换公司: a name has two, or a legal form
    return len(stem) >= 2 or bool(re.search(r"有限公司|第.+[小中]学", name)) or weight >= 4


def _places_cut(name: str) -> str:
    kept = name
    for mention in reversed(regions.mentions(name)):
        kept = kept[: mention.start] + kept[mention.end :]
    return kept


def _without_places(name: str) -> str:
    kept = _places_cut(name)
    # a place alone is no name, but 永盛 inside 永盛服装厂 is
    return kept if kept else name


def _place_only(text: str) -> bool:
    return not re.sub(r"区|市|县|北京|那边|附近|这边", "", _places_cut(text)) or text.endswith(
        ("区", "街道", "镇", "路")
    )
