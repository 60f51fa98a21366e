"""What can be wrong with a sign-in by a provider, in words."""

from grader import ProblemKind
from languages import translatable

SIGNATURE = translatable("its signature does not hold")
AUDIENCE = translatable("it is meant for another server")
ISSUER = translatable("it comes from somebody else")
OTHER_SIGN_IN = translatable("it belongs to another sign-in")
TIME = translatable("it has expired, or one of the two clocks is wrong")
CODE = translatable("it did not accept this server, or the code that it had sent")
UNREADABLE = translatable("it cannot be read")
REASONS = frozenset({SIGNATURE, AUDIENCE, ISSUER, OTHER_SIGN_IN, TIME, CODE, UNREADABLE})
"""Why `BAD_ANSWER` does not rely on an answer."""

AWAY = ProblemKind(
    "provider_away",
    "{provider} does not answer.",
    "Try again in a minute, or sign in with your token or a link from course staff.",
)
DENIED = ProblemKind(
    "provider_denied",
    "{provider} did not sign you in: it was called off there.",
    "Try again, and agree to what is asked there.",
)
BAD_ANSWER = ProblemKind(
    "provider_bad_answer",
    "What {provider} answered is not to be relied on: {reason}.",
    "Try again. If it stays so, tell the operator of this server.",
    words=("reason",),
)
NO_ATTEMPT = ProblemKind(
    "sign_in_over",
    "This sign-in was not begun in this browser, was used already, or took more than {minutes}"
    " minutes.",
    "Begin again on the sign-in page.",
)
TOO_MANY_BEGUN = ProblemKind(
    "too_many_sign_ins",
    "Too many sign-ins were begun from here, more than a campus needs.",
    "Try again in {retry_s} s, or sign in with your token or a link from course staff.",
)
NOT_ON_A_ROSTER = ProblemKind(
    "identity_unknown",
    "{provider} says who you are, but no course's roster names '{account}'.",
    "Ask course staff for a sign-in link; once signed in, connect {provider} on the page Account."
    " Nothing was stored.",
)
NOT_VERIFIED = ProblemKind(
    "identity_not_verified",
    "{provider} does not vouch for an address of '{account}'.",
    "Confirm your email there, or ask course staff for a sign-in link and connect {provider} on"
    " the page Account. Nothing was stored.",
)
OTHER_ACCOUNT = ProblemKind(
    "identity_other_account",
    "The person whom the roster names '{account}' is connected to another account of {provider}.",
    "Sign in with that one. If you no longer have it, tell course staff: an administrator can"
    " disconnect it.",
)
ENDED = ProblemKind(
    "identity_ended",
    "What '{account}' of {provider} was connected by has ended: a token, or a place on a roster.",
    "Ask course staff for a sign-in link; once signed in, connect {provider} again on the page"
    " Account.",
)
SOMEBODY_ELSE_S = ProblemKind(
    "identity_taken",
    "'{account}' of {provider} is connected to somebody else here.",
    "Sign out, and sign in with {provider} to see who it is.",
)
ONE_ALREADY = ProblemKind(
    "identity_one_already",
    "You are connected to another account of {provider}.",
    "Disconnect that one first.",
)
