"""Replies that are kept: who asks again has the same one, until anything is written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from crmstead.api.route import Reply
from crmstead.http.kept_replies import LIFE, Asked, KeptReplies
from tests.live import ADMIN, STANDARD, ZONE, close_clients, make_org

ASKED = {"fields": "Last_Name", "per_page": "1"}
DAY = 86_400


@pytest.fixture
def org(sqlite_live):
    yield make_org(sqlite_live)
    close_clients()
    sqlite_live.clock.offset = 0


@pytest.fixture
def leads(org):
    """Two leads, so that a page of one has another one behind it."""
    return org.client().insert("Leads", {"Last_Name": "Ames"}, {"Last_Name": "Burr"})


def stamp(client, **more) -> str:
    """Return what a list tells of the second in which it was read: when its page token ends."""
    told = client.get("/Leads", params=ASKED, **more).json()["info"]["page_token_expiry"]
    assert isinstance(told, str)
    return told


def read_before(org, client) -> bool:
    """Tell whether a list is answered with what was read a second before."""
    first = stamp(client)
    org.live.clock.offset += 1
    return stamp(client) == first


def test_a_list_is_not_read_again(org, leads):
    assert read_before(org, org.client())


@pytest.mark.parametrize("said", ["no-cache", "max-age=0, No-Cache"])
def test_a_client_may_ask_to_have_it_read_again(org, leads, said):
    client = org.client()
    first = stamp(client)
    org.live.clock.offset += 1
    assert stamp(client, headers={"Cache-Control": said}) != first


def test_a_reply_is_kept_for_a_time(org, leads):
    client = org.client()
    first = stamp(client)
    org.live.clock.offset += LIFE // 2
    assert stamp(client) == first
    org.live.clock.offset += LIFE // 2
    assert stamp(client) != first


def test_a_token_of_a_kept_reply_ends_when_it_says(org, leads):
    client = org.client()
    stamp(client)
    org.live.clock.offset += LIFE // 2
    info = client.get("/Leads", params=ASKED).json()["info"]
    ends = datetime.fromisoformat(info["page_token_expiry"]).timestamp()
    following = {**ASKED, "page_token": info["next_page_token"]}
    left = int(ends) - org.live.clock.seconds()
    assert left < DAY
    org.live.clock.offset += left - 10
    assert org.client().get("/Leads", params=following).status_code == 200
    org.live.clock.offset += 11
    assert org.client().get("/Leads", params=following).json()["code"] == "EXPIRED_VALUE"


def test_others_write_on_postgresql_so_nothing_is_kept(postgresql_live):
    org = make_org(postgresql_live)
    org.client().insert("Leads", {"Last_Name": "Ames"}, {"Last_Name": "Burr"})
    assert not read_before(org, org.client())
    close_clients()
    postgresql_live.clock.offset = 0


def _insert(client, leads):
    client.insert("Contacts", {"Last_Name": "Cole"})


def _update(client, leads):
    assert client.request("PUT", f"/Leads/{leads[0]}", json={"data": [{}]}).status_code == 200


def _delete(client, leads):
    assert client.request("DELETE", f"/Leads?ids={leads[0]}").status_code == 200
    client.insert("Leads", {"Last_Name": "Cole"})


def _tag(client, leads):
    answer = client.post(f"/Leads/{leads[0]}/actions/add_tags", {"tags": [{"name": "hot"}]})
    assert answer.status_code == 200, answer.text


def _field(client, leads):
    field = {"field_label": "Shoe", "data_type": "text", "length": 10}
    answer = client.post("/settings/fields?module=Leads", {"fields": [field]})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("write", [_insert, _update, _delete, _tag, _field])
def test_whatever_is_written_the_list_is_read_again(org, leads, write):
    client = org.client()
    first = stamp(client)
    org.live.clock.offset += 1
    write(client, leads)
    assert stamp(client) != first


def test_what_fails_may_have_been_written(org, leads):
    client = org.client()

    async def fail(transaction):
        raise ValueError("nothing comes of it")

    first = stamp(client)
    org.live.clock.offset += 1
    with pytest.raises(ValueError, match="nothing"):
        org.write(fail)
    assert stamp(client) != first


def had_kept(org) -> int:
    """Return how many requests the server has answered with kept replies."""
    lines = httpx.get(f"{org.live.url}/_metrics").text.splitlines()
    (line,) = (one for one in lines if one.startswith("crmstead_requests_kept_total "))
    return int(float(line.split()[1]))


@pytest.mark.parametrize(
    "path", ["/Leads/{}", "/Leads/search?criteria=(id:equals:{})", "/Leads?fields=Last_Name,id"]
)
def test_records_are_read_once_and_again_when_they_changed(org, leads, path):
    client, path = org.client(), path.format(leads[1])

    def name() -> str:
        shown: list[dict[str, str]] = client.get(path).json()["data"]
        return next(one["Last_Name"] for one in shown if one["id"] == leads[1])

    before = had_kept(org)
    assert [name(), name()] == ["Burr", "Burr"]
    assert had_kept(org) == before + 1
    client.request("PUT", f"/Leads/{leads[1]}", json={"data": [{"Last_Name": "Cole"}]})
    assert [name(), name()] == ["Cole", "Cole"]
    assert had_kept(org) == before + 2


def test_each_user_has_replies_of_their_own(org, leads):
    for _ in range(2):
        assert org.client().get("/Leads", params=ASKED).status_code == 200
        assert org.client(STANDARD).get("/Leads", params=ASKED).status_code == 204


def test_a_token_of_fewer_scopes_is_not_helped_by_what_is_kept(org, leads):
    assert org.client().get("/Leads", params=ASKED).status_code == 200
    answer = org.client(ADMIN, "ZohoCRM.modules.contacts.READ").get("/Leads", params=ASKED)
    assert answer.json()["code"] == "OAUTH_SCOPE_MISMATCH"


def test_what_is_newer_is_asked_apart(org, leads):
    client = org.client()
    path = f"/Leads/{leads[0]}"
    later = datetime.fromtimestamp(org.live.clock.seconds() + DAY, UTC).isoformat()
    newer = {"If-Modified-Since": later}
    for place in ("/Leads?fields=Last_Name", path):
        assert client.get(place).status_code == 200
        assert client.get(place, headers=newer).status_code == 304
        assert client.get(place).status_code == 200


def test_what_an_external_id_names_is_asked_apart(org, leads):
    client = org.client()
    assert client.get(f"/Leads/{leads[0]}").status_code == 200
    answer = client.get(f"/Leads/{leads[0]}", headers={"X-EXTERNAL": "Leads.Shoe"})
    assert answer.status_code == 400, answer.text


def test_versions_are_kept_apart(org, leads):
    client = org.client()
    for _ in range(2):
        assert "next_page_token" in client.get("/Leads", params=ASKED).json()["info"]
        old = client.at("v2").get("/Leads", params=ASKED).json()["info"]
        assert "next_page_token" not in old


def test_both_forms_of_a_reply_say_the_same(org, leads):
    client = org.client()
    client.insert("Leads", *({"Last_Name": f"Name {number}"} for number in range(100)))
    path = "/Leads?fields=Last_Name"
    for encoding in ("gzip", "identity", "gzip", "identity"):
        answer = client.get(path, headers={"Accept-Encoding": encoding})
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        assert len(answer.json()["data"]) == len(leads) + 100


def test_each_answer_tells_of_its_own_token(org, leads):
    first, second = org.client(), org.client()
    org.live.clock.offset += 1
    third = org.client()
    ends = [
        one.get("/Leads", params=ASKED).headers["X-ACCESSTOKEN-RESET"]
        for one in (first, third, first, second)
    ]
    assert ends[0] == ends[2]
    assert ends[1] != ends[0]


@pytest.fixture
def midnight(org):
    """Turn the clock to ten seconds before a day ends where the users are."""
    now = datetime.fromtimestamp(org.live.clock.seconds(), ZoneInfo(ZONE))
    past = now.hour * 3600 + now.minute * 60 + now.second
    org.live.clock.offset += DAY - past - 10
    return org


def test_what_is_of_a_day_is_read_again(midnight):
    client = midnight.client()
    today = datetime.fromtimestamp(midnight.live.clock.seconds(), ZoneInfo(ZONE)).date()
    client.insert("Tasks", {"Subject": "Call", "Due_Date": today.isoformat()})
    views = client.get("/settings/custom_views?module=Tasks").json()["custom_views"]
    view = next(one["id"] for one in views if one["system_name"] == "TODAYSTASKS")
    search = "/Tasks/search?criteria=(Due_Date:equals:${TODAY})"
    listed = f"/Tasks?fields=Subject&cvid={view}"
    assert [client.get(path).status_code for path in (search, listed)] == [200, 200]
    midnight.live.clock.offset += 20
    assert [client.get(path).status_code for path in (search, listed)] == [204, 204]


def asked(number: int) -> Asked:
    return Asked(1, 1, 1, f"/crm/v8/Leads/{number}", b"")


def reply(size: int, *, lasts: bool = True) -> Reply:
    return Reply(200, b"x" * size, lasts=lasts)


@pytest.fixture
def kept() -> KeptReplies:
    """Room for four replies of a thousand bytes."""
    return KeptReplies(10_200)


def test_those_not_asked_for_longest_make_room(kept):
    state = object()
    for number in range(4):
        kept.keep(asked(number), state, 0, reply(1000))
    assert kept.find(asked(0), state, 0) is not None
    kept.keep(asked(4), state, 0, reply(1000))
    found = [kept.find(asked(number), state, 0) is not None for number in range(5)]
    assert found == [True, False, True, True, True]


def test_a_newer_reply_takes_the_place_of_an_older_one(kept):
    state = object()
    for _ in range(20):
        state = object()
        kept.keep(asked(0), state, 0, reply(1000))
        kept.keep(asked(1), state, 0, reply(1000))
    assert kept.find(asked(0), state, 0) is not None
    assert kept.find(asked(0), object(), 0) is None


@pytest.mark.parametrize(
    ("room", "one"), [(0, reply(10)), (10_200, reply(10, lasts=False)), (10_200, reply(5_000))]
)
def test_what_may_not_be_kept_or_is_too_large_is_not(room, one):
    kept, state = KeptReplies(room), object()
    kept.keep(asked(0), state, 0, one)
    assert kept.find(asked(0), state, 0) is None
