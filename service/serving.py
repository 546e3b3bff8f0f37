"""The web service behind gunicorn: the app is built once, before the workers fork."""

from collections.abc import Callable
from threading import Thread

from flask import Flask
from gunicorn.app.base import BaseApplication

from service.config import Settings


class Served(BaseApplication):
    """Gunicorn with its settings given in code; memory of the app is shared by the workers."""

    def __init__(
        self,
        make: Callable[[], Flask],
        settings: Settings,
        processes: int,
        warm: Callable[[Flask], None],
    ) -> None:
        self._make = make
        self._options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": processes,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 20,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "control_socket_disable": True,
            # After the fork: what it opens must not be shared. Requests are answered meanwhile.
            "post_worker_init": lambda worker: Thread(
                target=warm, args=(worker.wsgi,), daemon=True
            ).start(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn knows of the options; names differ a little between its releases."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made in the master."""
        return self._make()


def serve(
    make: Callable[[], Flask],
    settings: Settings,
    *,
    processes: int,
    warm: Callable[[Flask], None],
) -> None:
    """Answer requests until told to stop; requests under way are finished first.

    Each process is made `warm` as it starts, so that nobody waits for what the first answer needs.
    """
    Served(make, settings, processes, warm).run()
