"""What the recipes of `dialogue/understand/linear.py` share: the features of a text, and the file that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bench.cached import CachedEmbedder
from models import SocialE5
from retrieval.centres import Centres


class Features:
    """The vector of a text beside the TF-IDF of its character runs, of which `most` are kept."""

    def __init__(self, runs: Callable[[str], Iterable[str]], most: int) -> None:
        self.embedder = CachedEmbedder(SocialE5())
        self.centres = Centres.of(self.embedder.id, self.embedder.dim)
        self.words = TfidfVectorizer(
            analyzer=lambda text: list(runs(text)), min_df=2, sublinear_tf=True, max_features=most
        )

    def of(self, texts: list[str], *, fit: bool = False) -> csr_matrix:
        dense = self.centres.apply(self.embedder.encode(texts, "query"), "query")
        words = self.words.fit_transform(texts) if fit else self.words.transform(texts)
        return hstack([csr_matrix(dense), words]).tocsr()

    def save(self, model: LogisticRegression, target: Path) -> None:
        """A row of weights a label; of two labels the model holds one row, which is split between them."""
        weights, bias, dim = model.coef_, model.intercept_, self.embedder.dim
        if len(weights) == 1:
            weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        np.savez_compressed(
            target,
            space=np.array(self.centres.fingerprint(self.embedder.id)),
            labels=model.classes_.astype(str),
            runs=np.array(self.words.get_feature_names_out(), dtype=str),
            idf=self.words.idf_.astype(np.float16),
            words=weights[:, dim:].T.astype(np.float16),
            dense=weights[:, :dim].T.astype(np.float16),
            bias=bias.astype(np.float32),
        )
