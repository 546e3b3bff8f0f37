"""What goes out is made small: pages and their files, for telephones on slow lines."""

from flask import Flask
from flask_compress import Compress

KINDS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
"""Not the answers to programs: these compare them by a tag that is taken of the whole text."""


def compress_pages(app: Flask) -> None:
    """Compress what a browser can read compressed; asked for before all else, it comes after all else.

    A session's cookie is sent by our own pages alone (SameSite=Strict), so nobody else can make a browser
    ask for a page that holds a form token and guess it from its length.
    """
    app.config.update(
        COMPRESS_MIMETYPES=list(KINDS),
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=500,
        # A file that is sent as it is read would be left open.
        COMPRESS_STREAMS=False,
    )
    Compress(app)
