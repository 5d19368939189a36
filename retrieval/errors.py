"""What can be wrong with an index; messages are shown to operators."""


class RetrievalError(Exception):
    """Base of the errors of this folder."""


class IndexMismatchError(RetrievalError):
    """The vectors were made by another embedder than the settings ask for."""

    def __init__(self, built: str, wanted: str) -> None:
        super().__init__(
            f"索引是用 {built} 建的，设置要求 {wanted}：请运行 jxb kb rebuild 重建，或改回原来的 JXB_EMBEDDER"
        )
