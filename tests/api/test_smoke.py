"""The whole path, once per database."""

from __future__ import annotations


def test_insert_get_list_clone(client):
    (lead,) = client.insert("Leads", {"Last_Name": "Boyle", "Company": "Zylker"})
    assert client.record("Leads", lead)["Company"] == "Zylker"
    listed = client.get("/Leads", params={"fields": "Last_Name"}).json()
    assert listed["data"] == [{"Last_Name": "Boyle", "id": lead}]
    cloned = client.clone("Leads", lead)
    assert cloned.status_code == 201
    copy = client.record("Leads", cloned.json()["data"][0]["details"]["id"])
    assert copy["Company"] == "Zylker"
