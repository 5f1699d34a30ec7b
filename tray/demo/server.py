"""The emulator on the wire: the REST-JSON paths of AWS on 127.0.0.1, and the pages for people.

Unmodified botocore, and so the AWS CLI, work with it through endpoint
overrides. Times on the wire are the wall's; the emulator's are program time.
"""

import json
import logging
import math
import secrets
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tray.demo import pages
from tray.demo.emulator import Emulator
from tray.demo.faults import Faults
from tray.demo.http_forms import (
    TOKEN_HEADER,
    bearer,
    html_answer,
    identity_answer,
    json_answer,
    json_body,
    paging,
    refuse,
)
from tray.demo.records import Grant, Verdict
from tray.demo.rules import Refusal
from tray.demo.signature import verify

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Handler: TypeAlias = Callable[[Request], Response]


class DemoServer:
    """A threaded server of one emulator. `url` is its origin, for every endpoint override."""

    def __init__(self, emulator: Emulator, port: int = 0) -> None:
        self.emulator = emulator
        self.faults = Faults()
        self._tickets: dict[str, Grant] = {}
        self._routes = self._map()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server(
            "127.0.0.1", port, self, threaded=True, request_handler=_QuietHandler
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 60}, daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.start_url = emulator.start_url = f"{self.url}/start"

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def close(self) -> None:
        """Ends the server and frees its port."""
        self.faults.closed.set()
        stopper = threading.Thread(target=self._server.shutdown, daemon=True)
        stopper.start()
        self._nudge()
        stopper.join(5)
        self._server.server_close()

    def __enter__(self) -> "DemoServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _nudge(self) -> None:
        """One connection: the loop looks at its stop flag only when it wakes (no polling)."""
        import socket  # noqa: PLC0415 - only at the very end

        with suppress(OSError):  # it had stopped already, and nobody is there to wake
            socket.create_connection(("127.0.0.1", self._server.server_port), timeout=2).close()

    # ---- WSGI ---------------------------------------------------------------

    def __call__(
        self, environ: dict[str, object], start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """One request, as WSGI has it."""
        request = Request(environ)
        response = self._answer(request)
        clock = self.emulator.clock
        response.headers["Date"] = http_date(clock.to_wall(clock.now()))
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.host != self.url.removeprefix("http://"):
            # A page of another site that resolves its name to 127.0.0.1 (DNS rebinding).
            return Response("unknown host", status=421)
        if self.emulator.is_offline:
            return Response("", status=503)
        if self.emulator.rules.latency:
            threading.Event().wait(self.emulator.rules.latency)
        try:
            handler, _ = self._routes.bind_to_environ(request.environ).match()
            self.emulator.calls.append(f"{request.method} {request.path}")
            return self.faults.answered(request, handler)
        except Refusal as refusal:
            return refuse(request, refusal)
        except HTTPException as error:
            return Response(f"{error.code} {error.name}", status=error.code or 404)

    def _map(self) -> Map:
        rules: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/client/register", self._register),
            ("POST", "/device_authorization", self._device_authorization),
            ("POST", "/token", self._token),
            ("GET", "/assignment/accounts", self._accounts),
            ("GET", "/assignment/roles", self._roles),
            ("GET", "/federation/credentials", self._credentials),
            ("POST", "/logout", self._logout),
            ("POST", "/", self._sts),
            ("GET", "/authorize", self._authorize),
            ("GET", "/device", self._device),
            ("POST", "/decide", self._decide),
            ("GET", "/start", lambda _: html_answer(pages.portal())),
            ("GET", "/start/", lambda _: html_answer(pages.portal())),
            ("GET", "/console", self._console),
            ("POST", "/federation", self._signin_token),
            ("GET", "/federation", self._federation_login),
        )
        return Map([Rule(path, methods=[method], endpoint=do) for method, path, do in rules])

    # ---- sso-oidc -----------------------------------------------------------

    def _register(self, request: Request) -> Response:
        client = self.emulator.register_client(json_body(request))
        clock = self.emulator.clock
        return json_answer(
            clientId=client.id,
            clientSecret=client.secret,
            clientIdIssuedAt=int(clock.to_wall(clock.now()).timestamp()),
            clientSecretExpiresAt=int(clock.to_wall(client.expires_at).timestamp()),
        )

    def _device_authorization(self, request: Request) -> Response:
        asked = json_body(request)
        code, grant = self.emulator.start_device_authorization(
            str(asked.get("clientId")), str(asked.get("clientSecret")), str(asked.get("startUrl"))
        )
        page = f"{self.url}/device"
        return json_answer(
            deviceCode=code,
            userCode=grant.user_code,
            verificationUri=page,
            verificationUriComplete=f"{page}?{urlencode({'user_code': grant.user_code})}",
            expiresIn=self._seconds(self.emulator.rules.device_code_lifetime),
            interval=self._seconds(grant.interval),
        )

    def _token(self, request: Request) -> Response:
        issued = self.emulator.create_token(json_body(request))
        answer = {
            "accessToken": issued.access_token,
            "expiresIn": self._seconds(issued.lifetime),
            "tokenType": "Bearer",
        }
        if issued.refresh_token:
            answer["refreshToken"] = issued.refresh_token
        return json_answer(**answer)

    def _seconds(self, duration: timedelta) -> int:
        return max(1, math.floor(self.emulator.clock.real_seconds(duration)))

    # ---- the portal ---------------------------------------------------------

    def _accounts(self, request: Request) -> Response:
        size, start = paging(request)
        accounts, after = self.emulator.list_accounts(bearer(request), start, size)
        rows = [
            {"accountId": found.id, "accountName": found.name, "emailAddress": found.email}
            for found in accounts
        ]
        return json_answer(accountList=rows, nextToken=after)

    def _roles(self, request: Request) -> Response:
        account, (size, start) = request.args.get("account_id", ""), paging(request)
        roles, after = self.emulator.list_roles(bearer(request), account, start, size)
        rows = [{"roleName": role, "accountId": account} for role in roles]
        return json_answer(roleList=rows, nextToken=after)

    def _credentials(self, request: Request) -> Response:
        account, role = request.args.get("account_id", ""), request.args.get("role_name", "")
        keys = self.emulator.role_credentials(bearer(request), account, role)
        expiration = self.emulator.clock.to_wall(keys.expires_at)
        return json_answer(
            roleCredentials={
                "accessKeyId": keys.access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": int(expiration.timestamp() * 1000),
            }
        )

    def _logout(self, request: Request) -> Response:
        self.emulator.logout(bearer(request))
        return Response("", status=200)

    # ---- STS ----------------------------------------------------------------

    def _sts(self, request: Request) -> Response:
        clock = self.emulator.clock
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.get_data()
        keys = verify("/", headers, body, self.emulator.keys, clock.to_wall(clock.now()))
        if clock.now() >= keys.expires_at:
            raise Refusal(400, "ExpiredToken", "The security token included is expired")
        if b"Action=GetCallerIdentity" not in body:
            raise Refusal(400, "InvalidAction", "only GetCallerIdentity is answered here")
        return identity_answer(keys)

    # ---- pages --------------------------------------------------------------

    def _authorize(self, request: Request) -> Response:
        return self._consent(self.emulator.authorize(request.args))

    def _device(self, request: Request) -> Response:
        code = request.args.get("user_code")
        if not code:
            return html_answer(pages.ask_code())
        grant = self.emulator.grant_of(code)
        if grant is None:
            raise Refusal(400, "InvalidGrantException", "That code is unknown or was used.")
        return self._consent(grant)

    def _consent(self, grant: Grant) -> Response:
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = grant
        return html_answer(pages.consent(grant, ticket, self.emulator.organisation.person))

    def _decide(self, request: Request) -> Response:
        grant = self._tickets.pop(request.form.get("ticket", ""), None)
        if grant is None:
            raise Refusal(400, "InvalidRequestException", "This page was answered already.")
        allowed = request.form.get("verdict") == "allowed"
        self.emulator.decide(grant, Verdict.ALLOWED if allowed else Verdict.DENIED)
        if not grant.redirect_uri:
            return html_answer(pages.done(allowed=allowed))
        answer = {"code": grant.code} if allowed else {"error": "access_denied"}
        target = f"{grant.redirect_uri}?{urlencode(answer | {'state': grant.state})}"
        return Response("", status=302, headers={"Location": target})

    def _console(self, request: Request) -> Response:
        asked = request.args
        role, destination = asked.get("role_name", ""), asked.get("destination", "")
        return html_answer(pages.console(asked.get("account_id", ""), role, destination))

    def _signin_token(self, request: Request) -> Response:
        if request.form.get("Action") != "getSigninToken":
            raise Refusal(400, "InvalidAction", "getSigninToken only")
        session = json.loads(request.form.get("Session", "{}"))
        keys = self.emulator.keys(str(session.get("sessionId")))
        is_alive = keys is not None and self.emulator.clock.now() < keys.expires_at
        if keys is None or not is_alive or not keys.are_those_of(session):
            raise Refusal(400, "InvalidSession", "These are not keys of a role.")
        return json_answer(SigninToken=self.emulator.signin_token(keys))

    def _federation_login(self, request: Request) -> Response:
        if request.args.get("Action") != "login":
            # AWS takes a GET; we do not, since keys in an address end up in logs.
            raise Refusal(400, "InvalidAction", "POST getSigninToken: keys do not belong in a URL")
        keys = self.emulator.federated(request.args.get("SigninToken", ""))
        return html_answer(pages.console_of(keys, request.args.get("Destination", "")))


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing: request lines hold codes."""

    protocol_version = "HTTP/1.1"

    def make_environ(self) -> "WSGIEnvironment":
        """With AWS's bearer header, whose underscores werkzeug holds for an attack."""
        environ = super().make_environ()
        environ["HTTP_X_AMZ_SSO_BEARER_TOKEN"] = self.headers.get(TOKEN_HEADER, "")
        return environ

    def send_response(self, code: int, message: str | None = None) -> None:
        """Without the machine's own `Date`: answers bear the emulator's."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Nothing."""
