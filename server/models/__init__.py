"""The tables, as typed SQLAlchemy models."""

from server.models.assignments import Assignment, AssignmentVersion, Track
from server.models.audit import AuditEvent
from server.models.base import Base
from server.models.courses import Course, Membership, Role
from server.models.people import Person, Scope, SignInLink, Token, WebSession
from server.models.quota import QuotaEntry, QuotaEntryKind
from server.models.releases import Release, ReleasedStanding
from server.models.submissions import Evaluation, EvaluationState, Standing, Submission
from server.models.uncertainty import BoardUncertainty

__all__ = [
    "Assignment",
    "AssignmentVersion",
    "AuditEvent",
    "Base",
    "BoardUncertainty",
    "Course",
    "Evaluation",
    "EvaluationState",
    "Membership",
    "Person",
    "QuotaEntry",
    "QuotaEntryKind",
    "Release",
    "ReleasedStanding",
    "Role",
    "Scope",
    "SignInLink",
    "Standing",
    "Submission",
    "Token",
    "Track",
    "WebSession",
]
