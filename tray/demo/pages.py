"""The pages that a person sees in the demo: consent, portal, console."""

import html
from string import Template

from tray.demo.records import Grant, IssuedCredentials
from tray.resource_files import resource_path


def page(title: str, body: str) -> str:
    """A whole page; `body` is markup, `title` text."""
    template = Template(resource_path("pages/page.html").read_text("utf-8"))
    mark = resource_path("icons/sso-tray.svg").read_text("utf-8")
    head = mark.replace("<svg ", '<svg class="mark" ', 1) + '<span class="demo">DEMO</span>'
    return template.substitute(lang="en", title=html.escape(title), head=head, body=body)


def consent(grant: Grant, ticket: str, person: str) -> str:
    """Allow or deny; with the user code to compare in the device flow."""
    name = html.escape(grant.client.name)
    code = ""
    if grant.user_code:
        code = (
            f'<p class="code" id="user-code">{html.escape(grant.user_code)}</p>'
            f"<p>Does {name} show the same code? "
            "If not, choose Deny: someone else started this.</p>"
        )
    body = (
        f"{code}<p><b>{name}</b> wants to list your accounts and use your roles.</p>"
        f'<p class="soft">Signed in as {html.escape(person)}. A real access portal would ask for '
        "your password and MFA here.</p>"
        '<form method="post" action="/decide">'
        f'<input type="hidden" name="ticket" value="{html.escape(ticket)}">'
        '<button class="main" id="allow" name="verdict" value="allowed">Allow access</button>'
        '<button id="deny" name="verdict" value="denied">Deny</button></form>'
    )
    return page(f"Allow {grant.client.name}?", body)


def ask_code() -> str:
    """The device page without a code in its address."""
    body = (
        "<p>Enter the code shown in SSO Tray.</p>"
        '<form method="get" action="/device"><input name="user_code" id="code" '
        'aria-label="Code" autofocus><button class="main" id="next">Next</button></form>'
    )
    return page("Sign in with a code", body)


def done(*, allowed: bool) -> str:
    """The end of the device flow."""
    words = "You can close this tab."
    words = words if allowed else f"The request was denied. {words}"
    return page("Request approved" if allowed else "Request denied", f'<p id="done">{words}</p>')


def portal() -> str:
    """The access portal; a few lines of script follow its shortcuts."""
    return page("Access portal", resource_path("pages/demo-portal.html").read_text("utf-8"))


def console(account: str, role: str, destination: str) -> str:
    """What a console link asked for."""
    rows = (
        ("Account", "account", account),
        ("Role", "role", role),
        ("Destination", "destination", destination or "the console's start page"),
    )
    body = "".join(
        f'<dt>{label}</dt><dd id="{key}">{html.escape(value)}</dd>' for label, key, value in rows
    )
    return page("AWS console", f"<dl>{body}</dl>")


def console_of(keys: IssuedCredentials, destination: str) -> str:
    """The console that a federation link opened."""
    return console(keys.account_id, keys.role_name, destination)


def refused(message: str) -> str:
    """Why a page cannot be shown."""
    return page("Something went wrong", f'<p id="error">{html.escape(message)}</p>')
