"""A process that takes the clock's turn when told to, each time in a fork that may be killed.

Run with a data file. Each moment in its input is answered with the number of the fork, which is
nobody else's until the next line of the input: then the fork is waited for, and a word says so.
"""

import asyncio
import os
import sys
from datetime import date, datetime
from pathlib import Path

from bot.cases import Cases
from bot.clockwork import Clockwork
from bot.knowledge import load
from bot.library import Library
from bot.store import StoreThread


async def turn(path: Path, library: Library, at: datetime) -> None:
    """What `aura serve` does each minute, on a store of its own."""
    store = StoreThread(path)
    await store.open()
    await Clockwork(store, Cases(library, lambda: at)).tick()
    await store.close()


def main() -> None:
    """Fork for each moment."""
    library = Library(load(Path(__file__).parents[1] / "knowledge", date(2026, 11, 23)), None)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # its log
            asyncio.run(turn(Path(sys.argv[1]), library, datetime.fromisoformat(line.strip())))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
