"""Providers of OpenID Connect: where each sends people, and what it says of who comes back.

Nothing here waits on a thread, and none is waited for longer than ten seconds, so a provider that
is away is in nobody's way but of those who sign in with it.
"""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from ssl import SSLContext
from time import monotonic
from typing import Annotated, Any, cast

import httpx2
import structlog
from authlib.integrations.starlette_client import OAuthError, StarletteOAuth2App
from joserfc.errors import ClaimError, JoseError
from pydantic import AfterValidator, BaseModel, Field

from grader import Problem
from server.core import provider_problems as problems
from server.core.errors import RequestProblemError, not_found
from server.identity.attempts import Proofs
from server.settings import Provider, Settings, is_safe_address

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384")
_LONGEST_S = 10.0
_TIMEOUT_S = 5.0
_KEPT_S = 3_600.0
_CLOCKS_APART_S = 120
_LONGEST = 255
_NAMES = ("email", "preferred_username", "name")
_REASONS = {
    "aud": problems.AUDIENCE,
    "azp": problems.AUDIENCE,
    "iss": problems.ISSUER,
    "nonce": problems.OTHER_SIGN_IN,
    "at_hash": problems.OTHER_SIGN_IN,
    "exp": problems.TIME,
    "iat": problems.TIME,
    "nbf": problems.TIME,
}


log = structlog.get_logger(__name__)


class ProviderError(Exception):
    """A provider did not say who somebody is.

    problem: what to tell them, which wants the name of the provider. detail: for the log, a word or
    two of ours.
    """

    def __init__(self, status: HTTPStatus, problem: Callable[..., Problem], detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.problem = problem
        self.detail = detail


def _bad_answer(reason: str, detail: str) -> ProviderError:
    problem = partial(problems.BAD_ANSWER, reason=reason)
    return ProviderError(HTTPStatus.BAD_GATEWAY, problem, detail)


class ProviderAnswer(BaseModel):
    """What a browser brings back from a provider (RFC 6749, section 4.1.2; RFC 9207)."""

    state: Annotated[str, Field(max_length=200)] = ""
    code: Annotated[str, Field(max_length=8192)] = ""
    error: Annotated[str, Field(max_length=200)] = ""
    iss: Annotated[str, Field(max_length=2048)] | None = None


@dataclass(frozen=True)
class Claims:
    """Who somebody is at a provider.

    account: what to call them for their own eyes. email: what a roster may name them by, None where
    the provider does not vouch for it. name: what they are called.
    """

    issuer: str
    subject: str
    account: str
    email: str | None
    name: str | None = None


def _check_endpoint(url: str) -> str:
    if not is_safe_address(url):
        raise ValueError("expected https")
    return url


_Endpoint = Annotated[str, AfterValidator(_check_endpoint)]


class _Metadata(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as used."""

    issuer: str
    authorization_endpoint: _Endpoint
    token_endpoint: _Endpoint
    jwks_uri: _Endpoint
    userinfo_endpoint: _Endpoint | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    id_token_signing_alg_values_supported: list[str] = ["RS256"]


class ProviderClient:
    """This server as one provider's client. redirect_uri: where people are led back to."""

    def __init__(self, name: str, provider: Provider, redirect_uri: str) -> None:
        self.name = name
        self.title = provider.title
        self.issuer = provider.issuer
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._found: tuple[StarletteOAuth2App, float] | None = None

    async def address(self, proofs: Proofs) -> str:
        """Where to send a browser. Raises ProviderError."""
        async with _bounded():
            app = await self._app()
            made = await app.create_authorization_url(
                self._redirect_uri,
                state=proofs.state,
                nonce=proofs.nonce,
                code_verifier=proofs.verifier,
            )
        return cast("str", made["url"])

    async def probe(self) -> Sequence[str]:
        """The algorithms that it signs by and that are taken. Raises ProviderError."""
        async with _bounded():
            known = (await self._discover()).id_token_signing_alg_values_supported
        return [one for one in ALGORITHMS if one in known]

    async def claims(self, answer: ProviderAnswer, proofs: Proofs) -> Claims:
        """Who was sent back so. Raises ProviderError."""
        if answer.iss not in (None, self.issuer):  # another's, which would be handed another's code
            raise _bad_answer(problems.ISSUER, "iss of the answer")
        if answer.error == "access_denied":
            raise ProviderError(HTTPStatus.FORBIDDEN, problems.DENIED, "access_denied")
        if answer.error or not answer.code:
            raise _bad_answer(problems.UNREADABLE, "no code")
        try:
            async with _bounded():
                return await self._redeem(await self._app(), answer.code, proofs)
        except ProviderError:
            self._found = None  # it may have changed its keys or its addresses
            raise

    async def _redeem(self, app: StarletteOAuth2App, code: str, proofs: Proofs) -> Claims:
        token = await app.fetch_access_token(
            self._redirect_uri, code=code, code_verifier=proofs.verifier
        )
        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._provider.client_id},
        }
        said = await app.parse_id_token(token, proofs.nonce, options, leeway=_CLOCKS_APART_S)
        if said is None:
            raise _bad_answer(problems.UNREADABLE, "no id_token")
        found: Mapping[str, Any] = said
        if self._joining(found) is None and app.server_metadata.get("userinfo_endpoint"):
            more = await app.userinfo(token=token)
            if more.get("sub") != found["sub"]:
                raise _bad_answer(problems.OTHER_SIGN_IN, "userinfo")
            found = {**more, **found}
        return self._read(found)

    def _joining(self, said: Mapping[str, Any]) -> str | None:
        """What a roster may name somebody by, as the provider wrote it."""
        claim = self._provider.roster_claim
        vouched = bool(claim) or said.get("email_verified") is True
        return _text(said.get(claim or "email")) if vouched else None

    def _read(self, said: Mapping[str, Any]) -> Claims:
        subject, joining = _text(said["sub"]), self._joining(said)
        if subject is None:
            raise _bad_answer(problems.UNREADABLE, "sub")
        names = (joining, *(_text(said.get(name)) for name in _NAMES))
        return Claims(
            issuer=self.issuer,
            subject=subject,
            account=next(filter(None, names), subject),
            email=joining and unicodedata.normalize("NFC", joining).lower(),
            name=_text(said.get("name")),
        )

    async def _app(self) -> StarletteOAuth2App:
        """The client, by what the provider said of itself within the last hour."""
        if self._found is not None and monotonic() - self._found[1] < _KEPT_S:
            return self._found[0]
        app = self._client(await self._discover())
        self._found = (app, monotonic())
        return app

    async def _discover(self) -> _Metadata:
        url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        async with httpx2.AsyncClient(verify=_trusted(), timeout=_TIMEOUT_S) as client:
            answer = await client.get(url)
        answer.raise_for_status()
        metadata = _Metadata.model_validate_json(answer.content)
        if metadata.issuer != self.issuer:
            raise _bad_answer(problems.ISSUER, "discovery")
        return metadata

    def _client(self, metadata: _Metadata) -> StarletteOAuth2App:
        methods = metadata.token_endpoint_auth_methods_supported
        is_post = "client_secret_basic" not in methods and "client_secret_post" in methods
        known = set(metadata.id_token_signing_alg_values_supported)
        return StarletteOAuth2App(
            framework=None,  # it keeps states in sessions; ours are in the database
            name=self.name,
            client_id=self._provider.client_id,
            client_secret=self._provider.client_secret.get_secret_value(),
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": (
                    "client_secret_post" if is_post else "client_secret_basic"
                ),
                "timeout": _TIMEOUT_S,
                "verify": _trusted(),
            },
            **metadata.model_dump(
                include={
                    "issuer",
                    "authorization_endpoint",
                    "token_endpoint",
                    "jwks_uri",
                    "userinfo_endpoint",
                }
            ),
            id_token_signing_alg_values_supported=[one for one in ALGORITHMS if one in known],
        )


def _text(value: object) -> str | None:
    """A claim that is one line of text, of a length that is kept; None for anything else."""
    is_one = isinstance(value, str) and value.isprintable() and 1 <= len(value) <= _LONGEST
    return cast("str", value) if is_one else None


class Providers:
    """Those that the operator has set, by their names."""

    def __init__(self, settings: Settings) -> None:
        self._clients = {
            name: ProviderClient(name, provider, f"{settings.url}/sign-in/with/{name}/callback")
            for name, provider in settings.oidc.items()
        }

    def __iter__(self) -> Iterator[ProviderClient]:
        return iter(self._clients.values())

    def named(self, name: str) -> ProviderClient:
        """One of them. Raises 404 for any other name."""
        found = self._clients.get(name)
        if found is None:
            raise not_found("provider", name)
        return found

    def title_of(self, issuer: str) -> str:
        """What the issuer's button says; the issuer itself where it has none any more."""
        return next((one.title for one in self if one.issuer == issuer), issuer)


@asynccontextmanager
async def _bounded() -> AsyncIterator[None]:
    """Ends what takes too long, and makes a ProviderError of whatever goes wrong within."""
    try:
        async with asyncio.timeout(_LONGEST_S):
            yield
    except ClaimError as error:
        raise _bad_answer(_REASONS.get(error.claim, problems.UNREADABLE), error.claim) from None
    except OAuthError:
        raise _bad_answer(problems.CODE, "token endpoint") from None
    except JoseError as error:
        raise _bad_answer(problems.SIGNATURE, type(error).__name__) from None
    except (httpx2.HTTPError, OSError) as error:
        raise ProviderError(
            HTTPStatus.SERVICE_UNAVAILABLE, problems.AWAY, type(error).__name__
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError, RuntimeError) as error:
        raise _bad_answer(problems.UNREADABLE, type(error).__name__) from None


def refuse_answer(client: ProviderClient, error: ProviderError) -> RequestProblemError:
    """What to tell who was not signed in, once the log has it."""
    log.warning("a provider signed nobody in", provider=client.name, why=error.detail)
    return RequestProblemError(error.status, error.problem(provider=client.title))


@cache
def _trusted() -> SSLContext:
    """Whom this machine trusts, read once: it takes longer than the rest of a request."""
    return httpx2.create_ssl_context()
