"""`python -m bench`: measures, prints the tables, and writes them where asked."""

from __future__ import annotations

import sys

import uvloop

from bench.options import Options, parse_options
from bench.report import profiles, tables
from bench.running import run


async def _main(options: Options) -> None:
    outcomes = [await run(dialect, options) for dialect in options.databases]
    text = tables(outcomes, options)
    profiled = profiles([one for outcome in outcomes for one in outcome.profiles])
    print(text)
    print(profiled)
    if options.write:
        from bench.document import draw, write_between  # noqa: PLC0415 - imports matplotlib

        write_between("results", text)
        if options.profile:
            write_between("profile", profiled)
        draw(outcomes)


if __name__ == "__main__":
    uvloop.run(_main(parse_options(sys.argv[1:])))
