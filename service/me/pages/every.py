"""Every page of a worker: imported for their effect, each puts itself on the one blueprint."""

from service.me.pages import benefits, choices, door, home, offers, own_file, progress, rights
from service.me.pages.sheet import pages

PAGES = pages
MODULES = (door, home, offers, benefits, progress, own_file, choices, rights)
