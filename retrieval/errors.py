"""What can be wrong with an index; messages are shown to operators."""


class RetrievalError(Exception):
    """Base of the errors of this folder."""


class IndexMismatchError(RetrievalError):
    """The vectors were made by another embedder than the settings ask for."""

    def __init__(self, built: str, wanted: str) -> None:
        super().__init__(
            f"索引是用 {built} 建的，设置要求 {wanted}：请运行 jxb kb rebuild 重建，或改回原来的 JXB_EMBEDDER"
        )


class VectorStoreError(RetrievalError):
    """A vector store elsewhere did not do what it was asked."""

    def __init__(self, address: str, what: str, why: str) -> None:
        super().__init__(
            f"向量库 {address} {what}（{why}）：请检查 JXB_VECTOR_STORE、网络和 Milvus 的状态；不设它就用进程内的索引"
        )


class VectorStoreMissingError(RetrievalError):
    """The client is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "设了 JXB_VECTOR_STORE，但没有装 Milvus 的客户端：请运行 pip install 'jingxiaobao[milvus]'"
        )


class VectorStoreAddressError(RetrievalError):
    """An address that names no store."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"看不懂 JXB_VECTOR_STORE 的地址「{address}」：写成 milvus://主机:19530/数据库，加密连接用 milvuss://，"
            "或一个以 .db 结尾的路径（milvus-lite，仅限单进程）"
        )
