"""The desk's form for an internal note on a case."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.errors import AuraError


class NotePages(DeskPart):
    """The form's other end; a part of ``Desk``."""

    def note_routes(self) -> list[BaseRoute]:
        """Where a note is added."""
        add = self._signed_in(self.note)
        return [Route("/desk/case/{reference}/note", add, methods=["POST"])]

    async def note(self, request: Request, session: Session) -> Response:
        """Keep a note; what was typed is never lost."""
        form = await request.form(max_files=0, max_fields=30)
        reference, text = request.path_params["reference"], str(form.get("note", ""))
        by = session.official.slug
        try:
            case = await self._runner.run(self._cases.note, reference, by=by, text=text)
        except AuraError as error:
            problem = self._said(error, self._language(request, session))
            return await self._case_page(request, session, problem=problem, form=form, status=409)
        return RedirectResponse(f"/desk/case/{case.reference}#notes", 303)
