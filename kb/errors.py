"""Everything that can be wrong with knowledge, as one tree.

Messages are shown to knowledge staff, so they are Chinese and name the next step.
"""


class KnowledgeError(Exception):
    """Base of the errors of this folder."""


class StarterFileError(KnowledgeError):
    """A file of starter knowledge cannot be read or breaks the schema."""


class UnknownFactError(KnowledgeError):
    """An answer refers to a fact that nobody has recorded."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"答案引用了不存在的事实「{name}」：请在 facts/ 里补上，或改正名称")


class FactNotInForceError(KnowledgeError):
    """The fact exists, but holds no value for that place and date."""

    def __init__(self, name: str, on: str) -> None:
        self.name = name
        super().__init__(f"事实「{name}」在 {on} 没有有效的值：请补上当期数值，或改写答案")


class StoreError(KnowledgeError):
    """The database of the home cannot be used as it is."""


class UnknownRegionError(KnowledgeError):
    """A region code that GB/T 2260 does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(f"地区代码「{code}」不存在：请用 GB/T 2260 的六位代码，如 110000 是北京市，全国留空")


class ReviewError(KnowledgeError):
    """A step of the review that cannot be taken."""


class NotWaitingError(ReviewError):
    def __init__(self, item_id: str) -> None:
        super().__init__(f"「{item_id}」没有等待审核的修改：用 jxb kb review list 看有哪些")


class SameAccountError(ReviewError):
    def __init__(self, item_id: str, who: str) -> None:
        super().__init__(f"「{item_id}」是 {who} 自己提交的，要由另一个账号审核")


class OutdatedProposalError(ReviewError):
    def __init__(self, item_id: str) -> None:
        super().__init__(f"「{item_id}」送审之后，已发布的内容又改过：请退回作者，按现在的内容重新修改再送审")


class ReleaseError(KnowledgeError):
    """A release that does not exist, or cannot be made."""


class ReleaseNameError(ReleaseError):
    def __init__(self, name: str) -> None:
        super().__init__(f"发布名「{name}」不行：用字母、数字、汉字、点和连字符，不超过 80 个字，如 2026-12")


class ReleaseTakenError(ReleaseError):
    def __init__(self, name: str) -> None:
        super().__init__(f"已经有名为「{name}」的发布：请换一个名字")


class ReleaseOutdatedError(ReleaseError):
    def __init__(self) -> None:
        super().__init__("考评测题的时候知识又改过，考的不是现在的内容：请再发布一次")


class GraphError(KnowledgeError):
    """A correction of the graph that cannot be made."""
