"""Serves the yardstick as the server is served: uvicorn with uvloop and httptools, one worker."""

from __future__ import annotations

import argparse

import uvicorn

from bench.yardstick.service import service


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--schema", default="")
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    uvicorn.run(
        service(given.url, given.schema),
        port=given.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    _main()
