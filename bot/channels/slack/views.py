"""Forms as Slack's modals, and what was filled in. Pure."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot.cards import WRITTEN
from bot.cards.forms import Form
from bot.channels.buttons import Press, press_of
from bot.channels.slack import payloads
from bot.channels.slack.blocks import bold, button, cut, plain, small, written
from bot.mail import Button

FORM = "form"
"""The callback_id of a form about a case."""
PREVIEW = "form.preview"
CHOICE = "choice"
TEXT = "text"
_MOST_TITLE = 24
_MOST_OPTIONS = 100


def view_of(form: Form) -> View:
    """The form as a modal."""
    press = Press(form.reference, form.version, form.act)
    return View(
        type="modal",
        callback_id=FORM,
        title=plain(form.title, _MOST_TITLE),
        submit=plain(form.submit, _MOST_TITLE),
        close=plain(form.words["cancel"], _MOST_TITLE),
        private_metadata=press.data,
        blocks=_text(form) if form.writes else [_choice(form)],
    )


def _text(form: Form) -> list[Block]:
    """A field to write in, and below it how it would go out."""
    field = PlainTextInputElement(
        action_id=TEXT,
        multiline=True,
        initial_value=form.text or None,
        min_length=1,
        max_length=form.most,
    )
    blocks: list[Block] = [
        InputBlock(block_id=TEXT, label=plain(form.label), element=field),
        ActionsBlock(elements=[button(form.words["preview"], PREVIEW, "preview")]),
        small(form.words["length"]),
    ]
    if form.preview:
        blocks += [bold(form.words["goes_out"]), *written(form.preview)]
    return blocks


def _choice(form: Form) -> Block:
    """A field to choose in: by words where there may be many."""
    if form.searches:
        element: ExternalDataSelectElement | RadioButtonsElement = ExternalDataSelectElement(
            action_id=CHOICE, placeholder=plain(form.words["search"]), min_query_length=0
        )
    else:
        element = RadioButtonsElement(action_id=CHOICE, options=options(form.choices))
    return InputBlock(block_id=CHOICE, label=plain(form.label), element=element)


def options(choices: Sequence[Button]) -> list[Option]:
    """What can be chosen, as Slack's options."""
    return [
        Option(text=plain(choice.label), value=cut(choice.act, 150))
        for choice in choices[:_MOST_OPTIONS]
    ]


def press_in(view: payloads.View) -> Press | None:
    """What a form was opened for; None when it is no form of ours."""
    return press_of(view.private_metadata)


def filled_in(view: payloads.View) -> tuple[str, str]:
    """The field that was filled in, and with what: a text, or what was chosen."""
    state = view.state or payloads.State()
    press = press_in(view)
    if press and press.choice in WRITTEN:
        return TEXT, state.text(TEXT)
    return CHOICE, state.choice(CHOICE)
