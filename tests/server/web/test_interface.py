"""The interface as it describes itself, without asking it: see `tests/server/test_interface.py`."""

import json
import re

import httpx2

from tests.server.ungraded_site import Site


def test_every_reference_of_the_document_leads_somewhere(empty_site: Site) -> None:
    document = empty_site.app.openapi()
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        found = document
        for name in reference.removeprefix("#/").split("/"):
            assert name in found, reference
            found = found[name]


def test_a_wrong_method_is_told_all_that_the_path_takes(
    admin_client: httpx2.Client,
) -> None:
    answer = admin_client.request("PATCH", "/api/v1/courses")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_in_json_takes_no_key_that_does_not_exist(empty_site: Site) -> None:
    document = empty_site.app.openapi()
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for path in document["paths"].values()
        for operation in path.values()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    assert bodies
    for reference in bodies:
        model = document["components"]["schemas"][reference.rpartition("/")[2]]
        assert model.get("additionalProperties") is False, reference
