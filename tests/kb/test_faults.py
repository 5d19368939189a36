"""What pydantic finds wrong is said in Chinese, whatever it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kb import faults


class _Inner(BaseModel):
    name: str


class _Held(BaseModel):
    model_config = ConfigDict(extra="forbid")
    one: Annotated[list[_Inner], Field(min_length=1)] = [_Inner(name="a")]
    many: dict[str, int] = {}
    text: Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z]*$")] = "a"
    number: Annotated[float, Field(gt=0, le=9)] = 1.0
    flag: bool = True
    day: date = date(2026, 1, 1)
    kind: Literal["a", "b"] = "a"
    own: str = ""
    strange: complex = 0j

    @field_validator("own")
    @classmethod
    def _ours(cls, value: str) -> str:
        if value:
            raise ValueError("这一项要空着")
        return value


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"one": []}, "one：至少要有 1 项"),
        ({"one": ["a"]}, "one.0：应当写成「名称: 值」的形式"),
        ({"one": [{}]}, "one.0.name：缺少这一项"),
        ({"one": "a"}, "one：应当是一个列表"),
        ({"many": 5}, "many：应当写成"),
        ({"many": {"a": "x"}}, "many.a：应当是整数"),
        ({"text": 5}, "text：应当是文字"),
        ({"text": ""}, "text：不能为空"),
        ({"text": "abcd"}, "text：太长了，最多 3 个字"),
        ({"text": "A"}, "text：格式不对"),
        ({"number": 0}, "number：应当大于 0"),
        ({"number": 10}, "number：不能大于 9"),
        ({"flag": "maybe"}, "flag：应当是 true 或 false"),
        ({"day": "tomorrow"}, "day：应当是日期"),
        ({"kind": "c"}, "kind：只能是 'a' 或 'b'"),
        ({"own": "x"}, "own：这一项要空着"),
        ({"more": 1}, "more：没有这一项"),
        ({"strange": "x"}, "strange：写得不对"),
    ],
)
def test_every_fault_is_named_with_its_place_and_without_a_word_of_english(rows: dict, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _Held.model_validate(rows)
    told = faults.told(caught.value)
    assert told.startswith(says)
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", told)
