"""The photo of the organization: uploaded, shown, replaced, deleted."""

from __future__ import annotations

from tests.images import gif, png
from tests.live import STANDARD

PATH = "/org/photo"


def photo_id(client):
    return client.get("/org").json()["org"][0]["photo_id"]


def test_the_org_has_a_photo(org, client):
    assert client.get(PATH).status_code == 204
    assert photo_id(client) is None
    answer = client.upload(PATH, ("logo.png", png()))
    message = "photo uploaded successfully"
    assert (answer.status_code, answer.json()["message"]) == (200, message)
    first = photo_id(client)
    found = client.get(PATH)
    assert (found.content, found.headers["content-type"]) == (png(), "image/png")
    assert client.upload(PATH, ("logo.gif", gif())).status_code == 200
    assert client.get(PATH).content == gif()
    assert photo_id(client) not in {None, first}
    assert org.fetch("SELECT COUNT(*) FROM {_files}")[0][0] == 1
    gone = client.request("DELETE", PATH)
    assert (gone.status_code, gone.json()["message"]) == (200, "Photo deleted")
    assert client.get(PATH).status_code == 204
    assert photo_id(client) is None
    assert client.request("DELETE", PATH).status_code == 200


def test_what_is_no_photo_is_refused(org, client):
    assert client.upload(PATH, ("logo.png", b"text")).json()["code"] == "INVALID_DATA"
    assert client.post(PATH).status_code == 400
    assert org.client(STANDARD).upload(PATH, ("logo.png", png())).status_code == 403
    assert client.get(PATH).status_code == 204
