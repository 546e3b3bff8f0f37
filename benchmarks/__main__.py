"""`python -m benchmarks NAME [--data DIR] [--json]`: run one benchmark and print its rows."""

import argparse
import importlib
import logging
import pkgutil
import sys
from pathlib import Path

import structlog

import benchmarks
from benchmarks.report import print_rows

NOT_BENCHMARKS = {"__main__", "report"}


def names() -> list[str]:
    """The benchmarks there are: every module of this package that has `run`."""
    found = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg]
    return sorted(n for n in found if n not in NOT_BENCHMARKS)


def main(argv: list[str]) -> int:
    """Run the benchmark named first; each module adds its own options with `arguments`, and may find itself `failed`."""
    if not argv or argv[0] not in names():
        sys.stderr.write(
            f"usage: python -m benchmarks NAME [options]\nNAME: {', '.join(names())}\n"
        )
        return 2
    module = importlib.import_module(f"benchmarks.{argv[0]}")
    # Rows alone go to standard output: a service asked within this process has a line for every request.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks {argv[0]}", description=module.__doc__
    )
    parser.add_argument("--data", type=Path, help="folder of real data, see the README there")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object instead of a table"
    )
    if hasattr(module, "arguments"):
        module.arguments(parser)
    options = parser.parse_args(argv[1:])
    rows = module.run(options)
    print_rows(argv[0], rows, as_json=options.json)
    return int(hasattr(module, "failed") and module.failed(rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
