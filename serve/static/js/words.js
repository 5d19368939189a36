// Everything the scripts say to a citizen, in one place.
export const WORDS = {
  asked: "您问：",
  replied: "京晓保答：",
  thinking: "正在查找依据",
  busy: "请等当前回答结束，或先点“停止”。",
  stopped: "已停止，回答不完整。",
  empty: "没有收到回答内容，请重试，或点“转人工”。",
  retry: "重试",
  answered: (text, sources) => `京晓保答：${text}${sources ? ` 附${sources}条依据。` : ""}`,
  choose: "请选择一项，或补充说明",
  next: "您可能还想问",
  hot: "大家常问",
  hotAreas: "按业务查看常见问题",
  moreAreas: "更多业务",
  welcomeBack: "已恢复之前的对话。",
  restoreFailed: "暂时没能恢复之前的对话。",
  cleared: "已开始新对话。",
  undo: "返回上一段",
  deleteAsked: "删除后这段对话就找不回来了。",
  deleteSure: "确定删除",
  deleted: "这段对话已删除。",
  deleteFailed: "没能删除，请稍后再试。",
  offline: "网络已断开，请检查网络。",
  close: "关闭提示",
  marks: {
    partial: "部分问题找到了依据",
    unknown: "未找到确切依据",
    refuse: "这个问题不便回答",
    handoff: "人工服务",
  },
};

export const SOURCES = {
  heading: (n) => `依据 ${n} 条`,
  more: (n) => `其余 ${n} 条依据`,
  untitled: "未注明名称的文件",
  document: "文件",
  entry: "问题",
  number: "文号",
  locator: "条款",
  validity: "有效期",
  quote: "原文",
  open: "查看原文",
  newWindow: "（在新窗口打开）",
  unreviewed: "尚未经经办机构复核",
  ended: "已失效",
  from: (a) => `${a}起`,
  until: (b) => `至${b}`,
  between: (a, b) => `${a}至${b}`,
};

export const FEEDBACK = {
  label: "这条回答对您有用吗？",
  useful: "有用",
  useless: "没用",
  why: "哪里不满意？",
  reasons: ["答非所问", "数字不对", "看不懂", "已过期", "其他"],
  more: "补充说明（选填，请勿填写个人信息）",
  submit: "提交",
  cancel: "取消",
  thanks: "已记录，谢谢您的反馈。",
  sorry: "已记录，我们会尽快核对。急需办理可点“转人工”。",
  failed: "没能提交，请稍后再试。",
};

export const HANDOFF = {
  asked: "转人工",
  waiting: "正在为您转接",
  queue: (n) => `人工服务 · 排队第 ${n} 位`,
  otherwise: "也可直接拨打 12393（医保）或 12333（社保）。",
};

export const DESK = {
  waiting: "正在登记",
  withPerson: "已转给工作人员，请稍等回复。",
  kinds: { person: "工作人员", reply: "工单答复", notice: "人工服务" },
};

export const REMEMBERED = {
  label: "记得",
  forget: (text) => `忘掉：${text}`,
  all: "全部忘掉",
  remove: "删除对话",
  forgotten: "已忘掉。",
  failed: "没能忘掉，请稍后再试。",
};

export const COMPOSER = {
  long: (n) => `${n}/2000 字，分开问会更准`,
  tooLong: (n) => `超出 ${n} 字，请删减`,
  privacy: "请不要输入身份证号、银行卡号",
  spotted: "您输入的内容像证件号或银行卡号，请删去后再发送",
};

export const REGIONS = [
  ["110101", "东城区"], ["110102", "西城区"], ["110105", "朝阳区"], ["110106", "丰台区"],
  ["110107", "石景山区"], ["110108", "海淀区"], ["110109", "门头沟区"], ["110111", "房山区"],
  ["110112", "通州区"], ["110113", "顺义区"], ["110114", "昌平区"], ["110115", "大兴区"],
  ["110116", "怀柔区"], ["110117", "平谷区"], ["110118", "密云区"], ["110119", "延庆区"],
];

export const INSURED = [
  ["employee", "职工"], ["resident", "居民"], ["flexible", "灵活就业"], ["retired", "退休"],
];

export const FAULTS = {
  offline: ["网络连接不上", "请检查网络后重试。"],
  broken: ["连接中断", "回答可能不完整，请重试。"],
  slow: ["等待时间过长", "服务暂时没有回应，请重试，或点“转人工”。"],
  busy: ["提问有些频繁", "请稍等片刻再问。"],
  wait: (seconds) => `请等 ${seconds} 秒再问。`,
  rejected: ["这次提问没有成功", "请换个说法再试，或点“转人工”。"],
  server: ["服务暂时出了问题", "请稍后重试；急需办理请点“转人工”。"],
};
