"""`python -m service.errands ID`: one errand in a process of its own; the settings come by standard input."""

import json
import sys
from pathlib import Path

from service.clock import utc_now
from service.config import Settings
from service.errands.memory import allowance, bound_memory
from service.errands.running import run_errand


def main() -> None:
    """Read what is to be done and do it, within bounds."""
    bound_memory(allowance())
    given = json.loads(sys.stdin.read())
    given["home"] = Path(given["home"])
    given["key_file"] = Path(given["key_file"]) if given["key_file"] else None
    run_errand(Settings(**given), sys.argv[1], utc_now)


if __name__ == "__main__":
    main()
