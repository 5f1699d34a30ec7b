"""Where the way to AWS ends, in words: each fault has its own."""

from tray.core.diagnosis.facts import EndpointFacts, Outcome

_WORDS: dict[Outcome, tuple[str, str, str]] = {
    Outcome.NO_SUCH_HOST: (
        "{host} is not found.",
        "The name is not known here: no network, a silent DNS server, or a mistake in the region.",
        "Check the network, then sso_region.",
    ),
    Outcome.REFUSED: (
        "{host} refuses connections.",
        "Something on the way says no; AWS itself never does.",
        "Ask who runs the firewall.",
    ),
    Outcome.NO_ROUTE: (
        "There is no way to {host}.",
        "This machine has no network, or a VPN is in the way.",
        "Check the network and the VPN.",
    ),
    Outcome.TIMED_OUT: (
        "{host} does not answer.",
        "Calls are swallowed on the way: often by a firewall that wants a proxy used.",
        "Check the network, the VPN, and whether HTTPS_PROXY must be set.",
    ),
    Outcome.CUT_OFF: (
        "The connection to {host} is cut off.",
        "Something on the way ends encrypted connections to AWS.",
        "Ask who runs the firewall.",
    ),
    Outcome.FOREIGN: (
        "Something other than AWS answers for {host}.",
        "The network may want a sign-in of its own first.",
        "Open any web page in your browser.",
    ),
    Outcome.PROXY_UNUSABLE: (
        "The proxy for {host} was not tested.",
        "Only http:// proxies can be tested here; what HTTPS_PROXY names is none.",
        "Look at what the check “proxy” says.",
    ),
    Outcome.PROXY_NO_SUCH_HOST: (
        "The proxy {proxy} is not found.",
        "Its name is not known here; inside a VPN it may be.",
        "Check HTTPS_PROXY and the VPN.",
    ),
    Outcome.PROXY_UNREACHABLE: (
        "The proxy {proxy} does not answer.",
        "No connection to it can be made.",
        "Check HTTPS_PROXY and the VPN.",
    ),
    Outcome.PROXY_WANTS_SIGN_IN: (
        "The proxy {proxy} wants a sign-in.",
        "It takes no calls without a user and password, or not with these.",
        "Put user and password into HTTPS_PROXY, special characters as %40 and the like.",
    ),
    Outcome.PROXY_REFUSES: (
        "The proxy {proxy} does not let us through to {host}.",
        "It answered {status}.",
        "Ask who runs the proxy.",
    ),
}


def words_for(each: EndpointFacts) -> tuple[str, str, str]:
    """Title, meaning and action for an endpoint that was not reached."""
    title, meaning, action = (
        text.format(host=each.host, proxy=each.proxy, status=each.status)
        for text in _WORDS[each.outcome]
    )
    return title, meaning, action
