"""Where the way to AWS ends, in words: each fault has its own."""

from tray.core.doctor.facts import EndpointFacts, Outcome
from tray.core.vocabulary.translatable import Said, filled, said

_WORDS: dict[Outcome, tuple[Said, Said, Said]] = {
    Outcome.NO_SUCH_HOST: (
        said("{host} can't be found."),
        said("No network, a DNS problem, or a wrong region."),
        said("Check your network, then sso_region."),
    ),
    Outcome.REFUSED: (
        said("{host} refuses connections."),
        said("Something in between, such as a firewall, blocks it."),
        said("Ask your network team."),
    ),
    Outcome.NO_ROUTE: (
        said("No route to {host}."),
        said("This computer is offline, or a VPN is interfering."),
        said("Check your network and VPN."),
    ),
    Outcome.TIMED_OUT: (
        said("{host} doesn't respond."),
        said("Something in between drops the connection, often a firewall that requires a proxy."),
        said("Check your network and VPN, and whether you need HTTPS_PROXY."),
    ),
    Outcome.CUT_OFF: (
        said("The connection to {host} is dropped."),
        said("Something in between closes TLS connections to AWS."),
        said("Ask your network team."),
    ),
    Outcome.FOREIGN: (
        said("Something other than AWS responds as {host}."),
        said("This network may require you to sign in first."),
        said("Open any web page in your browser."),
    ),
    Outcome.PROXY_UNUSABLE: (
        said("The proxy for {host} wasn't tested."),
        said("Only http:// proxies can be tested, and HTTPS_PROXY isn't one."),
        said("See the “Proxy” check."),
    ),
    Outcome.PROXY_NO_SUCH_HOST: (
        said("Proxy {proxy} can't be found."),
        said("Its name doesn't resolve here. It may only work on a VPN."),
        said("Check HTTPS_PROXY and your VPN."),
    ),
    Outcome.PROXY_UNREACHABLE: (
        said("Proxy {proxy} doesn't respond."),
        said("Couldn't connect to it."),
        said("Check HTTPS_PROXY and your VPN."),
    ),
    Outcome.PROXY_WANTS_SIGN_IN: (
        said("Proxy {proxy} requires a user name and password."),
        said("None were given, or they were rejected."),
        said("Add them to HTTPS_PROXY, with special characters percent-encoded (@ becomes %40)."),
    ),
    Outcome.PROXY_REFUSES: (
        said("Proxy {proxy} blocks {host}."),
        said("It returned {status}."),
        said("Ask your network team."),
    ),
}


def words_for(each: EndpointFacts) -> tuple[str, str, str]:
    """Title, meaning and action for an endpoint that was not reached."""
    title, meaning, action = (
        filled(text, host=each.host, proxy=each.proxy, status=each.status)
        for text in _WORDS[each.outcome]
    )
    return title, meaning, action
