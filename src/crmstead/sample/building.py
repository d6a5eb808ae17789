"""Makes the sample installation in a directory."""

from __future__ import annotations

import asyncio
from pathlib import Path

from crmstead.databases.registry import Databases
from crmstead.model.clock import FixedClock
from crmstead.model.ids import IdSource
from crmstead.sample.modules import make_modules
from crmstead.sample.people import ADMINISTRATOR, START, make_people
from crmstead.sample.place import DEV, LOCATION, PURPOSE
from crmstead.sample.story import tell
from crmstead.store.control import Control
from crmstead.store.directory import OrgDirectory
from crmstead.store.files.folder import FOLDER, FolderStore


def build(directory: Path, seed: int, control: str) -> None:
    """Make the installation of a seed; `control` is the schema of its control database.

    Raises:
        SampleError: the rules of the records refuse the sample.
    """
    asyncio.run(_build(directory, seed, control))


async def _build(directory: Path, seed: int, control_schema: str) -> None:
    databases = Databases(directory)
    try:
        control = Control(databases.open(control_schema))
        await control.prepare()
        await control.setting(PURPOSE, DEV)
        clock = FixedClock(START)
        orgs = OrgDirectory(control, databases, clock, IdSource(clock), ())
        definitions = make_people()
        maker = next(one.id for one in definitions.users if one.email == ADMINISTRATOR)
        definitions.modules.extend(make_modules(maker, START))
        org = await orgs.make(definitions, LOCATION)
        files = FolderStore(directory / FOLDER)
        for file, content in (await tell(org, clock, seed)).items():
            incoming = files.receive()
            await incoming.write(content)
            await incoming.keep(org.id, file)
    finally:
        await databases.close()
