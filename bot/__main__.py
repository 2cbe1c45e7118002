"""``python -m bot`` is ``aura``."""

from bot.cli import main

if __name__ == "__main__":
    main()
