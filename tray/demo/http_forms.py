"""The forms that requests and answers have on the wire."""

import json

from werkzeug.wrappers import Request, Response

from tray.demo import pages
from tray.demo.records import IssuedCredentials
from tray.demo.rules import Refusal

TOKEN_HEADER = "x-amz-sso_bearer_token"  # noqa: S105 - a header's name, not a token


def refuse(request: Request, refusal: Refusal) -> Response:
    """What a client is told: STS in XML, a person in a page, everybody else in JSON."""
    if request.path == "/":
        words = f"<Code>{refusal.shape}</Code><Message>{refusal.message}</Message>"
        text = f"<ErrorResponse><Error><Type>Sender</Type>{words}</Error></ErrorResponse>"
        return Response(text, status=refusal.status, mimetype="text/xml")
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        return html_answer(pages.refused(refusal.message), refusal.status)
    body = {"message": refusal.message, "__type": refusal.shape}
    if refusal.oauth:
        body |= {"error": refusal.oauth, "error_description": refusal.message}
    response = json_answer(**body)
    response.status_code = refusal.status
    response.headers["x-amzn-ErrorType"] = refusal.shape
    return response


def json_answer(**members: object) -> Response:
    """An answer of the REST-JSON protocol; members that are None are left out."""
    body = {name: value for name, value in members.items() if value is not None}
    return Response(json.dumps(body), mimetype="application/json")


def html_answer(text: str, status: int = 200) -> Response:
    """A page that is kept nowhere."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(text, status=status, mimetype="text/html", headers=headers)


def json_body(request: Request) -> dict[str, object]:
    """The members of a request. Raises `Refusal`."""
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, "InvalidRequestException", "the body is no JSON", "invalid_request")
    return body


def bearer(request: Request) -> str:
    """The portal API's access token, or nothing."""
    return request.headers.get(TOKEN_HEADER, "")


def paging(request: Request) -> tuple[int, str | None]:
    """Page size and start of a listing."""
    return int(request.args.get("max_result", "100")), request.args.get("next_token")


def identity_answer(keys: IssuedCredentials) -> Response:
    """GetCallerIdentity's answer, in the query protocol's XML."""
    result = (
        f"<Arn>{keys.arn}</Arn><UserId>AROADEMO:{keys.person}</UserId>"
        f"<Account>{keys.account_id}</Account>"
    )
    name = "GetCallerIdentity"
    return Response(
        f'<{name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<{name}Result>{result}</{name}Result><ResponseMetadata><RequestId>demo</RequestId>"
        f"</ResponseMetadata></{name}Response>",
        mimetype="text/xml",
    )
