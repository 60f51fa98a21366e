import json

from gradus.api.answers import FindingAnswer


def test_numbers_that_json_lacks_are_null_in_a_document() -> None:
    finding = FindingAnswer(
        check="forward",
        case="large",
        array="out",
        element=(0,),
        expected=0.1,
        got=float("nan"),
        difference=float("inf"),
        message="It is nan.",
        hint="",
        line=None,
    )
    document = finding.document()
    assert (document["got"], document["difference"], document["expected"]) == (None, None, 0.1)
    json.dumps(document, allow_nan=False)
