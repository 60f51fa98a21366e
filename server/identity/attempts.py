"""Browsers that were sent to a provider: each comes back once, within ten minutes, or not at all.

The browser holds a secret in a cookie, the table its hash. State, nonce and code verifier are made
of the secret, so none of them is kept, and none leads to another.
"""

import hmac
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.core import limits
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.limits import Limit
from server.core.models import SignInAttempt
from server.core.origin import current_origin, network_of
from server.core.provider_problems import NO_ATTEMPT, TOO_MANY_BEGUN
from server.identity.rules import hash_secret

MINUTES = 10
_LONGEST_PATH = 1024
_AT_ONCE = 100  # more than come in the time that one of them takes
MOST = 100_000  # of all
OF_ADDRESS = Limit("sign-ins begun from an address", at_once=600, every_s=1.0)
_NETWORK_BITS = {4: 32, 6: 48}  # what one of them has, and a campus


@dataclass(frozen=True)
class Proofs:
    """What a browser's secret stands for: each 64 hexadecimal digits.

    state: shows that who comes back is who was sent. nonce: that what the provider says was said
    for this attempt. verifier: that the code is redeemed by who asked for it (RFC 7636).
    """

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, secret: str) -> "Proofs":
        """Those of a secret; nobody finds the secret, or one of them by another."""
        return cls(*(_derive(secret, name) for name in ("state", "nonce", "verifier")))


@dataclass(frozen=True)
class Attempt:
    """One that is under way. person_id: who connects an identity, None for who signs in."""

    provider: str
    wanted: str
    person_id: str | None = None


def new_secret() -> str:
    """What the cookie of an attempt holds."""
    return secrets.token_hex(24)


def begin(session: Session, secret: str, attempt: Attempt) -> None:
    """Remember an attempt, and forget some of those that are over.

    Anybody may begin one, so an address begins no more than a campus needs, and of more than are
    kept the oldest are over. Raises 429.
    """
    _limit_address(session)
    moment = now()
    oldest = select(SignInAttempt.expires_at).order_by(SignInAttempt.expires_at.desc())
    beyond = session.scalars(oldest.offset(MOST).limit(1)).first()
    over = (
        select(SignInAttempt.token_hash)
        .where(SignInAttempt.expires_at <= max(moment, beyond or moment))
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.token_hash.in_(over))
        .execution_options(synchronize_session=False)
    )
    session.add(
        SignInAttempt(
            token_hash=hash_secret(secret),
            provider=attempt.provider,
            wanted=attempt.wanted if len(attempt.wanted) <= _LONGEST_PATH else "/",
            person_id=attempt.person_id,
            expires_at=moment + timedelta(minutes=MINUTES),
        )
    )


def _limit_address(session: Session) -> None:
    origin = current_origin()
    if origin is None:
        return
    wait_s = limits.spend(session, OF_ADDRESS, network_of(origin.address, _NETWORK_BITS))
    if wait_s > 0:
        retry_s = math.ceil(wait_s)
        raise RequestProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            TOO_MANY_BEGUN(retry_s=retry_s),
            headers={"Retry-After": str(retry_s)},
        )


def claim(session: Session, secret: str, provider: str, state: str) -> Attempt | None:
    """Use an attempt up; None where this browser has none, or not with that state and provider."""
    if not hmac.compare_digest(state.encode(), Proofs.of(secret).state.encode()):
        return None
    found = session.execute(
        delete(SignInAttempt)
        .where(
            SignInAttempt.token_hash == hash_secret(secret),
            SignInAttempt.provider == provider,
            SignInAttempt.expires_at > now(),
        )
        .returning(SignInAttempt.wanted, SignInAttempt.person_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return None if found is None else Attempt(provider, *found)


def over() -> RequestProblemError:
    """The 403 for who comes back without an attempt that is under way."""
    return RequestProblemError(HTTPStatus.FORBIDDEN, NO_ATTEMPT(minutes=MINUTES))


def _derive(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), sha256).hexdigest()
