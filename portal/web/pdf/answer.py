"""A page, answered as a PDF."""

from flask import Response

from portal.web import unit
from portal.web.pdf.outline import outline_of
from portal.web.pdf.press import pressed


def as_pdf(answer: Response, *, file_name: str) -> Response:
    """The same page as a file to keep. Raises `NotPressed`.

    It is committed and rendered already: no transaction is open while the press works. That takes
    seconds, so what opened the page is asked once more before the file is given.
    `file_name` is fixed by the caller's code, never taken from data.
    """
    pdf = pressed(outline_of(answer.get_data(as_text=True)))
    unit.ask_again()
    return Response(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
