"""The named alternatives and our own matcher, each behind the same two calls.

``MATCHERS[name](entries, lang)`` builds one, ``rank(text, k)`` asks it. Every one of them gets the
same texts: all phrasings, and the answer where an entry has no phrasing. An entry is as near as its
nearest phrasing. Libraries are imported when they are built, so that each can be weighed alone.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.bench.bases import Entry, Ranks, phrasings

_FETCHED = 60
"""Phrasings fetched for ten entries, since several may be one entry's."""
_WORD = re.compile(r"\w+")


def _texts(entries: Iterable[Entry]) -> tuple[list[str], list[str]]:
    """Texts to search, and the entry of each."""
    pairs = [
        (text, entry["id"])
        for entry in entries
        for text in phrasings(entry) or [entry.get("answer", "")]
    ]
    return [text for text, _ in pairs], [id_ for _, id_ in pairs]


def _nearest(found: Iterable[tuple[str, float]], k: int) -> list[tuple[str, float]]:
    """The first ``k`` different entries of phrasings found best first."""
    best: dict[str, float] = {}
    for id_, score in found:
        best.setdefault(id_, score)
    return [*best.items()][:k]


class Fuzzy:
    """One of rapidfuzz's scorers over all phrasings."""

    def __init__(self, entries: Sequence[Entry], scorer: str) -> None:
        from rapidfuzz import fuzz, process, utils

        texts, self._ids = _texts(entries)
        self._texts = [utils.default_process(text) for text in texts]
        self._scorer, self._prepare = getattr(fuzz, scorer), utils.default_process
        self._extract = process.extract

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """Confidence is the score's share of 100."""
        found = self._extract(self._prepare(text), self._texts, scorer=self._scorer, limit=_FETCHED)
        return _nearest(((self._ids[at], score / 100) for _, score, at in found), k)


class Bm25s:
    """The library bm25s over all phrasings, its own splitting into words."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        import bm25s

        texts, self._ids = _texts(entries)
        self._split = bm25s.tokenize
        self._index = bm25s.BM25()
        self._index.index(self._words(texts), show_progress=False)

    def _words(self, texts: list[str]) -> Any:
        return self._split(texts, stopwords=None, return_ids=False, show_progress=False)

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """Confidence is the score, which has no upper end."""
        words = self._words([text])
        if not words[0]:
            return []
        most = min(_FETCHED, len(self._ids))
        numbers, scores = self._index.retrieve(words, k=most, show_progress=False)
        pairs = zip(numbers[0], scores[0], strict=True)
        return _nearest(((self._ids[at], float(score)) for at, score in pairs), k)


class Tfidf:
    """TF-IDF of character 2-4-grams inside words, by scikit-learn, over all phrasings."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts, self._ids = _texts(entries)
        self._vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._index = self._vectors.fit_transform(texts).T.tocsr()

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """Confidence is the cosine."""
        likeness = (self._vectors.transform([text]) @ self._index).toarray()[0]
        order = (-likeness).argsort(kind="stable")[:_FETCHED]
        return _nearest(((self._ids[at], float(likeness[at])) for at in order), k)


class FullText:
    """SQLite's FTS5 with the unicode61 tokenizer, any word of the question, bm25()."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        texts, self._ids = _texts(entries)
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute("CREATE VIRTUAL TABLE asked USING fts5(text, tokenize='unicode61')")
        self._rows.executemany("INSERT INTO asked(rowid, text) VALUES (?, ?)", enumerate(texts))

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """Confidence is bm25() with its sign turned, which has no upper end."""
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(text)))
        if not words:
            return []
        found = self._rows.execute(
            "SELECT rowid, -bm25(asked) FROM asked WHERE asked MATCH ?"
            " ORDER BY bm25(asked) LIMIT ?",
            (words, _FETCHED),
        )
        return _nearest(((self._ids[at], score) for at, score in found), k)


def ours(entries: Sequence[Entry], lang: str) -> Ranks:
    """The product's matcher."""
    from tests.bench.ours import build

    return build(entries, lang)


def prototype(entries: Sequence[Entry], lang: str) -> Ranks:
    """The fused prototype."""
    from tests.bench.prototype import build

    return build(entries, lang)


def wratio(entries: Sequence[Entry], _lang: str) -> Ranks:
    """The obvious first try: rapidfuzz WRatio."""
    return Fuzzy(entries, "WRatio")


def token_set_ratio(entries: Sequence[Entry], _lang: str) -> Ranks:
    """The next try: rapidfuzz token_set_ratio."""
    return Fuzzy(entries, "token_set_ratio")


def bm25(entries: Sequence[Entry], _lang: str) -> Ranks:
    """The library bm25s."""
    return Bm25s(entries)


def tfidf(entries: Sequence[Entry], _lang: str) -> Ranks:
    """TF-IDF of characters by scikit-learn."""
    return Tfidf(entries)


def fts5(entries: Sequence[Entry], _lang: str) -> Ranks:
    """SQLite's own full-text search."""
    return FullText(entries)


MATCHERS: dict[str, Callable[[Sequence[Entry], str], Ranks]] = {
    "ours": ours,
    "prototype": prototype,
    "TF-IDF characters": tfidf,
    "bm25s": bm25,
    "SQLite FTS5": fts5,
    "token_set_ratio": token_set_ratio,
    "WRatio": wratio,
}
"""Name in the tables to what builds it."""
