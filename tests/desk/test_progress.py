"""Whether a message asks how an order stands."""

import pytest

from desk import progress


@pytest.mark.parametrize(
    "message", ["帮我查我的工单", "查一下办理进度", "我上次反映的问题处理得怎么样了", "GD20261127000001"]
)
def test_an_order_is_asked_for(message):
    assert progress.wanted(message)


@pytest.mark.parametrize(
    "message", ["我想查询社保卡的办理进度", "退休审批办理进度查询", "生育津贴办理进度在哪看"]
)
def test_progress_of_what_another_channel_tells_is_no_order(message):
    assert not progress.wanted(message)
