from dataclasses import replace
from pathlib import Path

import pytest

from grader import BundleError, Part, changed_parts, open_folder, parts_of
from grader.authoring.choices import Moments, Words
from grader.authoring.editing import edit_of, write_edited
from grader.authoring.own_data import write_own_data
from grader.bundles.ready import READY, ready_folder
from tests.grader.authoring.own_files import MOMENTS, own_data


def edited(tmp_path: Path, **changed: object):
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    bundle = write_own_data(tmp_path / "before", own_data())
    return bundle, write_edited(tmp_path / "after", bundle, replace(edit_of(bundle), **changed))


def test_dates_words_and_tries_change_and_nothing_that_is_graded(tmp_path: Path) -> None:
    before, after = edited(
        tmp_path,
        words=Words(
            {"en": "Other", "ja": "別"}, {"en": "Short."}, {"en": "# Other\r\n\r\nText.\r\n"}
        ),
        moments=Moments(None, None, MOMENTS.closes_at, MOMENTS.reveal_at),
        draft=False,
        per_day=3,
        total=20,
    )
    found = changed_parts(parts_of(before), parts_of(after))
    assert set(found) == {Part.DATES, Part.QUOTA, Part.WORDS}
    assert after.statement("ja") == "# Other\n\nText.\n"
    assert after.definition.opens_at is None
    assert after.definition.quota.total == 20
    assert not after.definition.draft


def test_an_edit_of_nothing_changes_no_part(tmp_path: Path) -> None:
    before, after = edited(tmp_path)
    assert parts_of(before) == parts_of(after)


def test_dates_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError) as caught:
        edited(tmp_path, moments=replace(MOMENTS, opens_at=MOMENTS.reveal_at))
    assert {each.code for each in caught.value.problems} == {"bundle_dates_out_of_order"}


def test_ready_assignments_can_be_edited_too(tmp_path: Path) -> None:
    bundle = open_folder(ready_folder("backprop-layers"))
    assert "backprop-layers" in READY
    after = write_edited(tmp_path, bundle, replace(edit_of(bundle), per_day=7))
    assert set(changed_parts(parts_of(bundle), parts_of(after))) == {Part.QUOTA}
