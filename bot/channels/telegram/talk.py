"""Words that belong to no case: commands, and what is said to what cannot be read.

Their updates are kept in the inbox under the channel ``telegram.talk``, so that they survive a
crash too; each kind of them has one handler.
"""


class Talk:
    """Answers what waits under ``telegram.talk``; a handler per kind, more can be added."""

    name = "telegram.talk"
