"""The control database: orgs, settings, leases of node ids."""

from __future__ import annotations

import asyncio

import pytest

from crmstead.databases.base import NotUniqueError
from crmstead.store.control import Control, NoNodeError, OrgPlace, PageKey
from tests.oauth.conftest import ORG, START, ZGID

LIFE = 30


def test_preparing_again_keeps_what_is_there(control, run):
    run(Control(control.database).prepare())
    assert [place.id for place in run(control.orgs())] == [ORG]


def test_two_servers_may_prepare_at_once(database, run):
    async def both():
        await asyncio.gather(Control(database).prepare(), Control(database).prepare())

    run(both())
    assert run(Control(database).orgs()) == ()


def test_orgs_are_found_and_move(control, run):
    place = OrgPlace(
        id=8, zgid="60002", name="Box", location="org_8", dsn="postgresql://h/d", epoch=3
    )
    run(control.add_org(place))
    assert run(control.orgs())[1] == place
    assert run(control.zgid(ORG)) == ZGID
    assert run(control.zgid(99)) is None
    assert run(control.move_org(8, "org_8b", None))
    moved = run(control.org(8))
    assert (moved.location, moved.dsn, moved.epoch) == ("org_8b", None, 4)
    assert not run(control.move_org(8, "org_8c", None, epoch=3)), "somebody else moved it"
    assert run(control.org(8)) == moved
    assert run(control.move_org(8, "org_8c", None, epoch=4))
    assert run(control.org(8)).location == "org_8c"
    with pytest.raises(KeyError):
        run(control.org(99))


def test_a_zgid_is_taken_once(control, run):
    with pytest.raises(NotUniqueError):
        run(control.add_org(OrgPlace(id=9, zgid=ZGID, name="B", location="org_9")))


def test_the_first_page_key_is_kept_for_all(control, run):
    first = run(control.page_keys(b"a" * 32))
    assert first == (PageKey("1", b"a" * 32),)
    assert run(Control(control.database).page_keys(b"b" * 32)) == first


def test_nodes_are_leased_once_each(control, run):
    async def several():
        return await asyncio.gather(
            *(control.lease_node(f"server {n}", START, LIFE) for n in range(5))
        )

    assert sorted(run(several())) == [0, 1, 2, 3, 4]


def test_a_node_rests_before_it_is_leased_again(control, run):
    assert run(control.lease_node("a", START, LIFE)) == 0
    run(control.release_node(0, "a", START + 1))
    assert run(control.lease_node("b", START + 2, LIFE)) == 1
    assert run(control.lease_node("c", START + 61, LIFE)) == 2
    assert run(control.lease_node("c", START + 62, LIFE)) == 0


def test_a_renewed_lease_lasts(control, run):
    run(control.lease_node("a", START, LIFE))
    run(control.renew_node(0, "a", START + 200))
    assert run(control.lease_node("b", START + 200, LIFE)) == 1


def test_a_lost_lease_is_not_renewed(control, run):
    run(control.lease_node("a", START, LIFE))
    run(control.lease_node("b", START + 1000, LIFE))
    with pytest.raises(NoNodeError):
        run(control.renew_node(0, "a", START + 2000))
    run(control.release_node(0, "a", START))
    run(control.renew_node(0, "b", START + 2000))


def test_all_nodes_may_be_leased(control, run):
    async def work(transaction):
        columns = ("node", "holder", "leased_until")
        for node in range(1024):
            await transaction.execute(
                f"INSERT INTO {control.table('nodes')} ({', '.join(columns)}) VALUES ($1, $2, $3)",
                (node, "x", START + LIFE),
            )

    run(control.database.write(work))
    with pytest.raises(NoNodeError):
        run(control.lease_node("a", START, LIFE))
