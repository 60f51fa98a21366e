"""SQL stands with the nouns that it is about, and every table is written in one place or two."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

import server
from server.core.models import Base

ROOT = Path(server.__file__).parent
STATEMENTS = {"delete", "insert", "select", "update"}
TOUCHING = {"add", "add_all", "delete", "get", "get_one", "merge"}  # what a session does to rows
MODELS = {mapper.class_.__name__ for mapper in Base.registry.mappers}

READ_AND_WRITTEN = {
    "assignments/late.py",
    "assignments/answers.py",
    "assignments/participants.py",
    "assignments/queries.py",
    "assignments/quota.py",
    "assignments/removed.py",
    "assignments/rules.py",
    "assignments/terms.py",
    "assignments/versions.py",
    "audit/queries.py",
    "boards/choices.py",
    "boards/ladder.py",
    "boards/queries.py",
    "boards/released_standings.py",
    "boards/removals.py",
    "boards/rounded.py",
    "boards/standings.py",
    "boards/uncertainty.py",
    "core/audit.py",
    "core/limits.py",
    "core/mail/outbox.py",
    "courses/chosen_aliases.py",
    "courses/queries.py",
    "courses/roster.py",
    "courses/rules.py",
    "exceptions/queries.py",
    "exceptions/rules.py",
    "files/queries.py",
    "gradebook/queries.py",
    "gradebook/rules.py",
    "grading/baselines.py",
    "grading/evaluations.py",
    "grading/finishing.py",
    "history/queries.py",
    "identity/attempts.py",
    "identity/attributes.py",
    "identity/holdings.py",
    "identity/identities.py",
    "identity/last_uses.py",
    "identity/mailed_links.py",
    "identity/refusals.py",
    "identity/rotation.py",
    "identity/rules.py",
    "identity/sessions.py",
    "integrity/database_queries.py",
    "integrity/file_queries.py",
    "integrity/grading_queries.py",
    "integrity/queries.py",
    "integrity/standing_queries.py",
    "integrity/try_queries.py",
    "people/members.py",
    "people/merging.py",
    "people/queries.py",
    "privacy/erasure.py",
    "privacy/queries.py",
    "similarity/queries.py",
    "submissions/on_behalf.py",
    "submissions/queries.py",
    "submissions/releases.py",
    "submissions/rules.py",
    "submissions/secondary.py",
    "submissions/statements.py",
}
WRITTEN = {
    "AskedScore": {"assignments/answers.py"},
    "AttributeChange": {"identity/attributes.py"},
    "Assignment": {"assignments/rules.py"},
    "AssignmentVersion": {"assignments/rules.py"},
    "AuditEvent": {"core/audit.py"},
    "BoardUncertainty": {"boards/uncertainty.py"},
    "Choice": {"boards/choices.py"},
    "Course": {"courses/rules.py"},
    "Evaluation": {"grading/evaluations.py", "grading/finishing.py", "submissions/rules.py"},
    "FrozenGrade": {"gradebook/rules.py"},
    "FrozenGradebook": {"gradebook/rules.py"},
    "Identity": {"identity/identities.py", "identity/sessions.py"},
    "IdentityWay": {"identity/identities.py", "identity/sessions.py"},
    "Membership": {"courses/roster.py", "courses/rules.py", "privacy/erasure.py"},
    "OtherAddress": {"identity/attributes.py"},
    "OutboxMail": {"core/mail/outbox.py"},
    "Participant": {"assignments/participants.py"},
    "ParticipantException": {"exceptions/rules.py"},
    "ParticipantMember": {"assignments/participants.py"},
    "Person": {"courses/roster.py", "identity/rules.py", "people/merging.py"},
    "QuotaEntry": {"assignments/quota.py"},
    "Release": {"boards/ladder.py", "submissions/releases.py"},
    "ReleasedStanding": {"boards/released_standings.py"},
    "Removal": {"boards/removals.py"},
    "SecondaryScore": {"submissions/secondary.py"},
    "SessionWay": {"identity/sessions.py"},
    "SignInAttempt": {"identity/attempts.py"},
    "SpentLimit": {"core/limits.py"},
    "SignInLink": {"identity/rules.py", "identity/sessions.py"},
    "Standing": {"boards/standings.py"},
    "Submission": {"grading/baselines.py", "submissions/rules.py"},
    "Token": {
        "identity/holdings.py",
        "identity/last_uses.py",
        "identity/rotation.py",
        "identity/rules.py",
        "identity/sessions.py",
        "privacy/erasure.py",
    },
    "Track": {"assignments/rules.py", "courses/rules.py"},
    "WebSession": {"identity/last_uses.py", "identity/sessions.py"},
}


def calls(source: str) -> list[tuple[str, str]]:
    """Every call as what is called, and the name that is its first argument, else ""."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            first = node.args[0] if node.args else None
            named = first.id if isinstance(first, ast.Name) else ""
            found.append((ast.unparse(node.func), named))
    return found


def models_of(source: str) -> set[str]:
    """The models that a file speaks of; others may have a class of the same name."""
    return {
        name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "server.core.models"
        for name in node.names
    } & MODELS


def touches_rows(source: str) -> bool:
    return any(
        name in STATEMENTS
        or name.startswith("sql.")
        or name in {f"session.{act}" for act in TOUCHING}
        for name, _ in calls(source)
    )


def sources() -> dict[str, str]:
    return {
        file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
        for file in sorted(ROOT.rglob("*.py"))
        if "migrations" not in file.parts
    }


def test_rows_are_touched_in_these_files_alone() -> None:
    assert {name for name, source in sources().items() if touches_rows(source)} == READ_AND_WRITTEN


def test_every_table_is_written_where_it_is_said() -> None:
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for name, source in sources().items():
        models = models_of(source)
        for called, first in calls(source):
            written = first if called in STATEMENTS - {"select"} else called
            if written in models:
                writers[written].add(name)

    assert dict(writers) == WRITTEN


@pytest.mark.parametrize(
    "source",
    [
        "session.get(Track, id_)",
        "execute(select(Track.id))",
        "session.execute(update(Track))",
        "sql.insert(session, track)",
    ],
)
def test_a_statement_is_seen(source: str) -> None:
    assert touches_rows(source)
