"""Figures of the whole program, printed as ratios where there is something to compare with.

Run by hand: ``uv run python tests/bench/throughput.py``. Measures the start of `aura serve`,
the memory after 1,000 questions, questions a second through HTTP and through the store, and
the size of the installed dependencies. Everything is bounded and stops by itself.
"""

import asyncio
import os
import re
import secrets
import site
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx2
from sqlite_utils import Database

from bot.app import Aura
from bot.channels.payload import payload_of
from bot.knowledge import load, sample_folder
from bot.settings import Settings

QUESTIONS = 1_000
SENDERS = 8
_ADDRESS = re.compile(r"Residents: (http://[\d.:]+)/")


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder:
        through_http(Path(folder) / "http")
        ours = asyncio.run(through_store(Path(folder) / "store"))
        bare = bare_inserts(Path(folder) / "bare.sqlite3")
    print(f"store: {ours:.0f} questions/s; {bare / ours:.1f} times slower than one bare, synced")
    print(f"       insert each ({bare:.0f}/s): a question is two commits, a match and five rows")
    dependencies()


def through_http(data: Path) -> None:
    """Start, memory and questions a second of the real command."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AURA_")}
    environment["AURA_MESSAGES_PER_ADDRESS"] = "1000000"
    command = [sys.executable, "-m", "bot", "serve", "--port", "0", "--data", str(data)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    assert process.stdout
    url = next(m[1] for line in iter(process.stdout.readline, "") if (m := _ADDRESS.search(line)))
    print(f"start: {time.perf_counter() - begun:.2f} s until the address answers")
    before = memory(process.pid)
    begun = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        done = sum(pool.map(lambda _: send(url, QUESTIONS // SENDERS), range(SENDERS)))
    took = time.perf_counter() - begun
    print(f"http: {done / took:.0f} questions/s ({SENDERS} senders, page rendered for each)")
    after = memory(process.pid)
    print(f"memory: {before:.0f} MB at the start, {after:.0f} MB after {done} questions")
    process.terminate()
    begun = time.perf_counter()
    process.wait(timeout=10)
    print(f"stop: {time.perf_counter() - begun:.2f} s from SIGTERM")
    process.stdout.close()


def send(url: str, count: int) -> int:
    """Send questions one after another; how many were taken."""
    with httpx2.Client(follow_redirects=True, timeout=30) as client:
        return sum(client.post(f"{url}/ask", data=form()).status_code == 200 for _ in range(count))


def form() -> dict[str, str]:
    """A question nobody has asked yet."""
    return {"nonce": secrets.token_hex(16), "lang": "fi", "text": "milloin Torikatu aurataan"}


async def through_store(data: Path) -> float:
    """Questions a second through inbox, matching, cases and store, without HTTP."""
    base = load(sample_folder(), date.today())  # noqa: DTZ011
    aura = Aura(Settings(data=data), base)
    async with aura.opened():
        begun = time.perf_counter()
        for number in range(QUESTIONS):
            payload = payload_of(f"{number:032x}", "milloin Torikatu aurataan", language="fi")
            await aura.inbox.accept("web", secrets.token_hex(16), payload)
            await aura.inbox.work()
        return QUESTIONS / (time.perf_counter() - begun)


def bare_inserts(path: Path) -> float:
    """The named alternative: one bare insert a question, each synced to the disk."""
    db = Database(path)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute("create table questions (id integer primary key, text text)")
    begun = time.perf_counter()
    for _ in range(QUESTIONS):
        db.execute("begin immediate")
        db.execute("insert into questions (text) values ('milloin Torikatu aurataan')")
        db.execute("commit")
    return QUESTIONS / (time.perf_counter() - begun)


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def dependencies() -> None:
    """How many packages are installed, and their size with the development tools."""
    folder = Path(site.getsitepackages()[0])
    packages = list(folder.glob("*.dist-info"))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"dependencies: {len(packages)} packages with the development tools, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
