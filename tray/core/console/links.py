"""Links that open a role's console. Pure text; nothing is asked of AWS here.

The account's partition decides the hosts, not the machine's: `region` is
always one of the account's own.
"""

from urllib.parse import quote, urlencode, urlsplit

from tray.core.console.partitions import partition_of, signin_host
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.secret import Secret


def portal_link(start_url: str, role: RoleRef, destination: str | None = None) -> str:
    """The access portal's shortcut to a role, and to a page of its console.

    It carries no secret: it needs the portal session of the browser, and works
    with several console sessions side by side.
    """
    query = {"account_id": role.account_id, "role_name": role.role_name}
    if destination:
        query["destination"] = destination
    return f"{start_url.rstrip('/')}/#/console?{urlencode(query, quote_via=quote)}"


def console_home(region: str, service: str = "console", endpoint: str | None = None) -> str:
    """The start page of a service's console; without a service, of the whole console.

    `service` is the path under which the console has it (`s3`, `cloudwatch`,
    `systems-manager`); `endpoint` replaces the partition's host.
    """
    root = (endpoint or f"https://{partition_of(region).console_host}").rstrip("/")
    path = quote(service.strip("/"))
    return f"{root}/{path}/home?{urlencode({'region': region})}"


def landing_page(landing: str, region: str, endpoint: str | None = None) -> str:
    """The page that the settings' `landing` means for a role of that region; empty for none.

    A whole address counts only in its own partition: another one's console
    would refuse the role.
    """
    if "://" not in landing:
        return console_home(region, landing, endpoint) if landing else ""
    host = urlsplit(landing).hostname or ""
    is_ours = f".{host}".endswith(f".{partition_of(region).console_host}")
    return landing if is_ours else ""


def signin_endpoint(region: str) -> str:
    """The federation endpoint that takes role credentials of this region's partition."""
    return f"https://{signin_host(region)}/federation"


def federation_login_url(
    endpoint: str, issuer: str, destination: str, signin_token: Secret
) -> Secret:
    """The address that signs a browser in to the console; a secret, valid for 15 minutes.

    `issuer` is where the console sends the person when its session is over: the
    start URL. Source: IAM user guide, "custom identity broker access to the
    AWS console".
    """
    query = {
        "Action": "login",
        "Issuer": issuer,
        "Destination": destination,
        "SigninToken": signin_token.reveal(),
    }
    return Secret(f"{endpoint}?{urlencode(query, quote_via=quote)}")
