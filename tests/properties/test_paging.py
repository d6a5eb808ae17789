"""A walk by page tokens visits every record once, while others insert and delete."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.live import close_clients, definitions, make_org
from tests.properties.strategies import modest
from tests.values import World

#: Between two pages: how many seconds pass, how many are inserted, which of the rest is deleted.
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.none() | st.integers(0, 1000)), max_size=6
)
QUERIES = st.fixed_dictionaries(
    {"fields": st.just("Last_Name"), "per_page": st.integers(1, 7)},
    optional={
        "sort_by": st.sampled_from(["id", "Created_Time", "Modified_Time"]),
        "sort_order": st.sampled_from(["asc", "desc"]),
    },
)


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    org = make_org(request.getfixturevalue(f"{request.param}_live"), definitions())
    world = World(org)
    world.record("Leads")
    yield world
    org.live.clock.offset = 0
    close_clients()


def emptied(world):
    table = world.org.org.database.table("Leads")
    world.org.write(lambda transaction: transaction.execute(f"DELETE FROM {table}"))


def inserted(world, count):
    items = [{"Last_Name": f"L{number}"} for number in range(count)]
    return world.client.insert("Leads", *items) if items else []


def deleted(world, record):
    """Put a record into the recycle bin, as another client would."""
    table = world.org.org.database.table("Leads")
    text = f'UPDATE {table} SET "_bin" = 1 WHERE id = $1'
    world.org.write(lambda transaction: transaction.execute(text, (int(record),)))


class Walk:
    """A walk from the first page on, and what others do meanwhile."""

    def __init__(self, world, query, batches):
        self.world = world
        self.query = query
        emptied(world)
        self.there = []
        for seconds, count in batches:
            world.org.live.clock.offset += seconds
            self.there += inserted(world, count)
        self.gone = set()
        self.seen = []
        self.infos = []

    def disturb(self, step):
        seconds, count, victim = step
        self.world.org.live.clock.offset += seconds
        inserted(self.world, count)
        left = [one for one in self.there if one not in self.gone]
        if victim is not None and left:
            record = left[victim % len(left)]
            deleted(self.world, record)
            self.gone.add(record)

    def page(self, token=None):
        query = self.query if token is None else {**self.query, "page_token": token}
        answer = self.world.client.get("/Leads", params=query)
        if answer.status_code == 204:
            return None
        assert answer.status_code == 200, answer.text
        content = answer.json()
        assert content["info"]["count"] == len(content["data"]) <= self.query["per_page"]
        self.infos.append(content["info"])
        return content

    def run(self, steps):
        """Follow the tokens to the end, with a disturbance after each page."""
        pending = iter(steps)
        content = self.page()
        while content is not None:
            self.seen += [one["id"] for one in content["data"]]
            token = content["info"]["next_page_token"]
            if token is None:
                return
            self.disturb(next(pending, (0, 0, None)))
            content = self.page(token)


BATCHES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), min_size=1, max_size=4)


@given(query=QUERIES, batches=BATCHES, steps=STEPS)
@modest
def test_every_record_that_stays_is_visited_once(world, query, batches, steps):
    walk = Walk(world, query, batches)
    walk.run(steps)
    assert len(walk.seen) == len(set(walk.seen))
    assert set(walk.there) - walk.gone <= set(walk.seen)


@given(query=QUERIES, batches=BATCHES)
@modest
def test_an_undisturbed_walk_is_in_order_and_complete(world, query, batches):
    walk = Walk(world, query, batches)
    walk.run([])
    upwards = query.get("sort_order", "desc") == "asc"
    assert walk.seen == (walk.there if upwards else walk.there[::-1])
    assert [info["more_records"] for info in walk.infos] == [True] * (len(walk.infos) - 1) + [False]


@given(query=QUERIES, batches=BATCHES)
@modest
def test_the_way_back_is_the_way_there(world, query, batches):
    walk = Walk(world, query, batches)
    there = []
    content = walk.page()
    while content["info"]["next_page_token"] is not None:
        there.append([one["id"] for one in content["data"]])
        content = walk.page(content["info"]["next_page_token"])
    back = []
    while content["info"]["previous_page_token"] is not None:
        content = walk.page(content["info"]["previous_page_token"])
        back.append([one["id"] for one in content["data"]])
    assert back == there[::-1]


@given(query=QUERIES, batches=BATCHES)
@modest
def test_pages_by_number_are_the_pages_by_token(world, query, batches):
    walk = Walk(world, query, batches)
    walk.run([])
    numbered = []
    for page in range(1, len(walk.infos) + 1):
        answer = world.client.get("/Leads", params={**query, "page": page})
        numbered += [one["id"] for one in answer.json()["data"]]
    assert numbered == walk.seen
    beyond = world.client.get("/Leads", params={**query, "page": len(walk.infos) + 1})
    assert beyond.status_code == 204
