"""Serves an installation as users do: uvicorn with uvloop and httptools, one worker."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn
import uvloop

from crmstead.app import open_server
from crmstead.asgi import application_of
from crmstead.settings import Settings


async def _serve(settings: Settings) -> None:
    async with open_server(settings) as server:
        config = uvicorn.Config(
            application_of(server),
            host=settings.host,
            port=settings.port,
            http="httptools",
            lifespan="off",
            access_log=False,
            log_level="warning",
        )
        await uvicorn.Server(config).serve()


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--database")
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    settings = Settings(data=given.data, database=given.database, port=given.port)
    uvloop.run(_serve(settings))


if __name__ == "__main__":
    _main()
