"""Speed and memory of matching, beside the named alternatives, on one machine in one run.

Run: ``uv run --group bench python -m tests.bench.matching``

Two bases: the sample city's whole base, asked its 420 labelled questions in three languages; and
10,000 Finnish phrasings made out of it (``bases.many_phrasings`` tells how), asked the Finnish
questions.
Each matcher has a fresh process of one thread. Every question is asked once, so no memory of an
answer helps; a matcher that is slow stops asking after some seconds. Rivals get one index for each
language, our own matcher the base as the program does.

Memory is resident memory in MB. *libraries*: above the bare interpreter once a small base has been
built and thrown away; *index*: what building the base and answering the questions added to that;
*peak*: the highest ever, above the bare interpreter. The whole run takes about a minute.

Measured in one run on two shared cores at 10,000 phrasings (p50 / p99 in ms, MB of libraries +
index): ours 1.7 / 9.2, 50 + 57; prototype 2.5 / 9.4, 49 + 226; TF-IDF characters 1.6 / 2.7,
104 + 35; bm25s 0.3 / 0.4, 35 + 8; SQLite FTS5 0.5 / 3.2, 3 + 3; token_set_ratio 10 / 18, 7 + 2;
WRatio 32 / 195, 7 + 2. Ours at the sample city: 0.9 / 10, 56 + 45; built in 4.0 s with practice and
calibration, at 10,000 phrasings in 3.5 s. Busier machines gave twice as much to all.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from tests.bench.bases import Entry, Ranks, many_phrasings
from tests.bench.rivals import MATCHERS

_NAMED = "TF-IDF characters"
"""The alternative that ratios are against."""
_OURS = "ours"
_ENTRIES_TO_WARM = 12
_SECONDS = 12.0
"""How long one matcher may go on asking."""
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


class Work(TypedDict):
    """What one process gets to measure."""

    sample: bool
    """Whether this is the sample city's base as it ships."""
    entries: dict[str, list[Entry]]
    """Language to entries."""
    questions: list[tuple[str, str]]
    """Language and text."""


class Figures(TypedDict):
    """What one process measured: milliseconds, seconds, MB."""

    p50: float
    p99: float
    build: float
    libraries: float
    index: float
    peak: float
    asked: int


def main() -> None:
    """Print a table for each base, or, as a child, one matcher's figures as JSON."""
    if len(sys.argv) == 3:
        name, path = sys.argv[1:]
        print(json.dumps(measured(name, Path(path))))
        return
    for title, work in works():
        show(title, {name: in_own_process(name, work) for name in MATCHERS})


def works() -> Iterator[tuple[str, Work]]:
    """Both bases, with their titles."""
    from tests.bench.sample import sample_base, sample_entries, sample_questions

    entries, questions = sample_entries(sample_base()), sample_questions()
    title = f"the sample city's base: {_size(entries)}"
    yield title, {"sample": True, "entries": entries, "questions": questions}
    many = {"fi": many_phrasings(entries["fi"])}
    finnish = [(language, text) for language, text in questions if language == "fi"]
    yield (
        f"made in Finnish: {_size(many)}",
        {
            "sample": False,
            "entries": many,
            "questions": finnish,
        },
    )


def _size(entries: Mapping[str, Sequence[Entry]]) -> str:
    each = [entry for of_language in entries.values() for entry in of_language]
    return f"{sum(1 + len(entry.get('variants', ())) for entry in each):,} phrasings"


def in_own_process(name: str, work: Work) -> Figures:
    """Measure one matcher in a fresh interpreter."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        json.dump(work, file)
        file.flush()
        command = [sys.executable, "-m", "tests.bench.matching", name, file.name]
        done = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, text=True, check=False, env={**os.environ, **_ONE_THREAD}
        )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def measured(name: str, path: Path) -> Figures:
    """Build one matcher and ask it; runs in a process of its own."""
    bare = resident()
    work: Work = json.loads(path.read_text(encoding="utf-8"))
    _warm(name, work)
    loaded = resident()
    begun = time.perf_counter()
    matchers = built(name, work)
    build = time.perf_counter() - begun
    questions = work["questions"]
    work["entries"].clear()
    took = sorted(times(matchers, questions))
    gc.collect()
    return {
        "p50": took[len(took) // 2],
        "p99": took[int(len(took) * 0.99)],
        "build": build,
        "libraries": loaded - bare,
        "index": resident() - loaded,
        "peak": resident("VmHWM") - bare,
        "asked": len(took),
    }


def _warm(name: str, work: Work) -> None:
    """Load the matcher's libraries, and build and ask a small base once."""
    for language, entries in work["entries"].items():
        matcher = MATCHERS[name](entries[:_ENTRIES_TO_WARM], language)
        matcher.rank(entries[0]["question"], 3)
    gc.collect()


def built(name: str, work: Work) -> dict[str, Ranks]:
    """Language to what answers in it; ours is one matcher over the whole base."""
    if name == _OURS and work["sample"]:
        from tests.bench.ours import whole

        return whole()
    return {language: MATCHERS[name](each, language) for language, each in work["entries"].items()}


def times(matchers: Mapping[str, Ranks], questions: Sequence[tuple[str, str]]) -> Iterator[float]:
    """Milliseconds of each question."""
    until = time.perf_counter() + _SECONDS
    for language, text in questions:
        begun = time.perf_counter()
        matchers[language].rank(text, 10)
        ended = time.perf_counter()
        yield (ended - begun) * 1000
        if ended > until:
            return


def resident(key: str = "VmRSS") -> float:
    """This process's resident memory in MB, now or (``VmHWM``) at its highest."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def show(title: str, found: Mapping[str, Figures]) -> None:
    """Print one base's table; ratios are against the named alternative."""
    named = found[_NAMED]
    heads = ("p50 ms", "p99 ms", "build s", "libraries", "index", "peak", "asked")
    print(f"\n{title}\n{'':18}" + "".join(f"{head:>10}" for head in heads), end="")
    print(f"   p50, memory / {_NAMED}")
    for name, f in found.items():
        speed = f"{f['p50']:10.2f}{f['p99']:10.2f}{f['build']:10.2f}"
        memory = f"{f['libraries']:10.0f}{f['index']:10.0f}{f['peak']:10.0f}{f['asked']:10}"
        slower = f["p50"] / named["p50"]
        larger = _memory(f) / _memory(named)
        print(f"{name:18}{speed}{memory}   {slower:6.2f}, {larger:5.2f}", flush=True)


def _memory(figures: Figures) -> float:
    return figures["libraries"] + figures["index"]


if __name__ == "__main__":
    main()
