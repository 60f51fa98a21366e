"""Whether those answer on whom sign-in rests: providers of OpenID Connect, and the mail server."""

import asyncio
import smtplib

from gradus.output.health_report import HealthCheck
from server.core.mail.smtp import SmtpServer, probe
from server.identity.providers import ProviderClient, ProviderError, Providers
from server.settings import Settings

_SAID = {
    "ConnectError": "cannot be reached",
    "ConnectTimeout": "does not answer",
    "ReadTimeout": "does not answer",
    "TimeoutError": "does not answer",
    "HTTPStatusError": "has no discovery document there",
    "discovery": "calls itself otherwise in its discovery document",
}


def check_providers(settings: Settings) -> list[HealthCheck]:
    """Each provider's discovery document, as sign-in reads it."""
    return [_provider(client) for client in Providers(settings)]


def _provider(client: ProviderClient) -> HealthCheck:
    name = f"provider {client.name}"
    try:
        algorithms = asyncio.run(client.probe())
    except ProviderError as error:
        said = _SAID.get(error.detail, f"is not understood ({error.detail})")
        hint = (
            f"Look at GRADUS_OIDC_{client.name.upper().replace('-', '_')}_ISSUER: the address below"
            " which /.well-known/openid-configuration is, as the provider itself writes it."
        )
        return HealthCheck(name=name, state="failed", found=f"{client.issuer} {said}", hint=hint)
    if not algorithms:
        hint = "Have it sign ID tokens with RS256, PS256, ES256 or ES384."
        found = f"{client.issuer} signs by no algorithm that is taken"
        return HealthCheck(name=name, state="failed", found=found, hint=hint)
    return HealthCheck(name=name, state="ok", found=f"{client.issuer} answers, as it should")


def check_mail(settings: Settings) -> list[HealthCheck]:
    """The greeting, the encryption and the login of the mail server; no mail is sent."""
    if not settings.smtp_url:
        return []
    server = SmtpServer.of(settings.smtp_url)
    where = f"{server.host}:{server.port}"
    try:
        probe(server)
    except smtplib.SMTPAuthenticationError:
        hint = "Look at user and password in GRADUS_SMTP_URL; %XX stands for special characters."
        return [_mail("failed", f"{where} does not take the password", hint)]
    except smtplib.SMTPNotSupportedError as error:
        hint = "With ?starttls=no in GRADUS_SMTP_URL mail goes unencrypted: only inside one house."
        return [_mail("failed", f"{where}: {error}", hint)]
    except OSError as error:
        why = str(error) or type(error).__name__
        hint = "Look at host and port in GRADUS_SMTP_URL: 587 by smtp://, 465 by smtps://."
        return [_mail("failed", f"{where}: {why}", hint)]
    done = (
        "greets",
        "encrypts" if server.tls or server.starttls else "",
        server.user and "lets in",
    )
    return [_mail("ok", f"{where} {', '.join(filter(None, done))}", "")]


def _mail(state: str, found: str, hint: str) -> HealthCheck:
    return HealthCheck.model_validate(
        {"name": "mail server", "state": state, "found": found, "hint": hint}
    )
