"""The tables, as typed SQLAlchemy models."""

from server.core.models.assignments import Assignment, AssignmentVersion, Track
from server.core.models.audit import AuditEvent
from server.core.models.base import Base
from server.core.models.courses import Course, Membership, Role
from server.core.models.exceptions import ParticipantException
from server.core.models.gradebook import FrozenGrade, FrozenGradebook
from server.core.models.identities import Identity, IdentityWay, SignInAttempt
from server.core.models.limits import SpentLimit
from server.core.models.outbox import OutboxMail
from server.core.models.participants import Participant, ParticipantMember
from server.core.models.people import (
    Attribute,
    AttributeChange,
    AttributeSource,
    OtherAddress,
    Person,
    Scope,
    SessionWay,
    SignInLink,
    Token,
    WebSession,
)
from server.core.models.quota import QuotaEntry, QuotaEntryKind
from server.core.models.releases import AskedScore, Release, ReleasedStanding
from server.core.models.removals import Removal, RemovalKind
from server.core.models.secondary import SecondaryScore
from server.core.models.submissions import (
    Choice,
    Evaluation,
    EvaluationState,
    Standing,
    Submission,
)
from server.core.models.uncertainty import BoardUncertainty

__all__ = [
    "AskedScore",
    "Assignment",
    "AssignmentVersion",
    "Attribute",
    "AttributeChange",
    "AttributeSource",
    "AuditEvent",
    "Base",
    "BoardUncertainty",
    "Choice",
    "Course",
    "Evaluation",
    "EvaluationState",
    "FrozenGrade",
    "FrozenGradebook",
    "Identity",
    "IdentityWay",
    "Membership",
    "OtherAddress",
    "OutboxMail",
    "Participant",
    "ParticipantException",
    "ParticipantMember",
    "Person",
    "QuotaEntry",
    "QuotaEntryKind",
    "Release",
    "ReleasedStanding",
    "Removal",
    "RemovalKind",
    "Role",
    "Scope",
    "SecondaryScore",
    "SessionWay",
    "SignInAttempt",
    "SignInLink",
    "SpentLimit",
    "Standing",
    "Submission",
    "Token",
    "Track",
    "WebSession",
]
