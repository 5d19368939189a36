"""`python -m bench.finetune HOME [--steps N | --seconds S] [--start LAYERS] [--entries N] [--write]`, see `bench.finetune`.

HOME holds the starter knowledge and the laws; no vectors are needed and nothing is written to it. With `--write` the
layers are put beside those that ship, under the next number, and the list of wordings held out is replaced.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.finetune.material import Material, NothingToLearnError
from bench.finetune.model_file import ModelFile, base_file
from bench.finetune.tokenizer import Tokenizer
from kb import database
from kb.store import Store
from models.e5_layers import with_layers
from serve.progress import bar

try:
    import torch
except ImportError:
    sys.exit("学习向量模型需要 torch：请运行 pip install 'jingxiaobao[train]'")

from bench.finetune.encoder import Encoder
from bench.finetune.learn import Plan, learn
from bench.finetune.recall import Recall, measure
from bench.finetune.texts import Texts

LAYERS = Path("models/data")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.finetune", description="教默认的向量模型懂医保社保"
    )
    parser.add_argument("home", type=Path, help="带起步知识和法规文件的知识库目录，只读")
    parser.add_argument("--steps", type=int, default=Plan.steps, help=f"学多少步；不写则 {Plan.steps}")
    parser.add_argument("--seconds", type=float, help="改为学这么多秒，不论多少步")
    parser.add_argument("--start", type=Path, help="接着学：从这个文件里的层开始，而不是从原来的模型")
    parser.add_argument("--entries", type=int, help="只用前若干条，试跑用")
    parser.add_argument("--write", action="store_true", help=f"写入 {LAYERS}，并更新没教过的说法的清单")
    chosen = parser.parse_args(arguments)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cpu":
        print(
            "没有可用的 CUDA，改用 CPU：全部学完要很多个小时，两核的机器要几天，还要 30 GB 左右内存；一块 GPU 只要几分钟",
            file=sys.stderr,
        )
    try:
        material = Material.of(Store(database.connect(database.sqlite_url(chosen.home))), chosen.entries)
    except NothingToLearnError as error:
        parser.error(str(error))
    file = ModelFile.read(base_file())
    tokenizer, encoder = Tokenizer.of(file), Encoder(file).to(device)
    plan = replace(Plan(), steps=chosen.steps, seconds=chosen.seconds)
    with bar() as progress:
        texts = Texts.cut(material.texts, tokenizer, device, progress)
        start = before = encoder.vectors(texts, progress, "原来的模型的向量")
        if chosen.start:
            encoder = Encoder(with_layers(base_file(), chosen.start, ModelFile.read)).to(device)
            start = encoder.vectors(texts, progress, "学之前的向量")
        losses = learn(encoder, material, texts, tokenizer, before, start, plan, progress)
        after = encoder.vectors(texts, progress, "学之后的向量")
    console = Console(width=100)
    console.print(f"{len(losses):,} 步，损失：第一步 {losses[0]:.3f}，最后一步 {losses[-1]:.3f}")
    _show(console, measure(material, start), measure(material, after))
    if chosen.write:
        write(encoder, material)


def _show(console: Console, before: Sequence[Recall], after: Sequence[Recall]) -> None:
    table = Table("只看余弦", "题数", "学之前 @1", "@5", "学之后 @1", "@5")
    for old, new in zip(before, after, strict=True):
        shares = (f"{share:.3f}" for share in (old.first, old.five, new.first, new.five))
        table.add_row(old.what, f"{old.questions:,}", *shares)
    console.print(table)


def write(encoder: Encoder, material: Material) -> None:
    """Put the layers under the next number beside those that ship, and say what is to be done then."""
    number = next(n for n in range(1, 1000) if not _layers(n).exists())
    np.savez_compressed(_layers(number), **encoder.tensors())
    print(f"已写入 {_layers(number)} 和 {material.write_unseen()}")
    # Vectors are kept under the embedder's name: other layers under an old name would meet the old vectors.
    print(
        f"要用上它：把 models/embedder.py 里 SocialE5 的编号和文件名改成 social-{number}，旧编号加进 replaces，"
        f"把 retrieval/data/centres-{{旧编号}}.npz 照样复制成新编号，"
        "再依次运行 bench.ship_vectors、bench.ship_prototypes、bench.train_ranker、bench.train_openings、bench.train_beyond、"
        "bench.train_confidence、bench.train_leaning"
    )


def _layers(number: int) -> Path:
    return LAYERS / f"e5-social-{number}.npz"


if __name__ == "__main__":
    main()
