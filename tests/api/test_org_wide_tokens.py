"""A token for the whole org (client credentials) sees what the user of its client sees."""

from __future__ import annotations

import httpx

from crmstead.oauth.fixed import generate
from tests.live import ADMIN, STANDARD, Client


def org_wide(org, user):
    """A client that speaks with an org-wide token of a self client of the user's."""
    made = org.live.run(generate(org.live.server.authorization, org.org.id, user.id))
    answer = httpx.post(
        f"{org.live.url}/oauth/v2/token",
        params={
            "client_id": made.client_id,
            "client_secret": made.client_secret,
            "grant_type": "client_credentials",
            "scope": "ZohoCRM.modules.ALL",
            "soid": f"ZohoCRM.{org.org.catalogue.org.zgid}",
        },
    )
    return Client(org.live.url, answer.json()["access_token"])


def test_it_sees_what_the_user_of_its_client_sees(org, client):
    users = org.org.catalogue.user_by_email
    (theirs,) = org.client(STANDARD).insert("Leads", {"Last_Name": "Theirs"})
    (other,) = client.insert("Leads", {"Last_Name": "Other"})
    narrow = org_wide(org, users[STANDARD])
    listed = narrow.get("/Leads", params={"fields": "Last_Name"}).json()["data"]
    assert [one["id"] for one in listed] == [theirs]
    assert narrow.get(f"/Leads/{other}").status_code == 204
    refused = narrow.request("PUT", f"/Leads/{other}", json={"data": [{"Last_Name": "Mine"}]})
    assert refused.status_code == 400
    whole = org_wide(org, users[ADMIN])
    listed = whole.get("/Leads", params={"fields": "Last_Name"}).json()["data"]
    assert {one["id"] for one in listed} == {theirs, other}
