"""Where the way to AWS ends, in words: each fault has its own."""

from tray.core.doctor.facts import EndpointFacts, Outcome
from tray.core.vocabulary.translatable import Said, filled, said

_WORDS: dict[Outcome, tuple[Said, Said, Said]] = {
    Outcome.NO_SUCH_HOST: (
        said("{host} is not found."),
        said(
            "The name is not known here: no network, a silent DNS server, or a mistake in "
            "the region."
        ),
        said("Check the network, then sso_region."),
    ),
    Outcome.REFUSED: (
        said("{host} refuses connections."),
        said("Something on the way says no; AWS itself never does."),
        said("Ask who runs the firewall."),
    ),
    Outcome.NO_ROUTE: (
        said("There is no way to {host}."),
        said("This machine has no network, or a VPN is in the way."),
        said("Check the network and the VPN."),
    ),
    Outcome.TIMED_OUT: (
        said("{host} does not answer."),
        said("Calls are swallowed on the way: often by a firewall that wants a proxy used."),
        said("Check the network, the VPN, and whether HTTPS_PROXY must be set."),
    ),
    Outcome.CUT_OFF: (
        said("The connection to {host} is cut off."),
        said("Something on the way ends encrypted connections to AWS."),
        said("Ask who runs the firewall."),
    ),
    Outcome.FOREIGN: (
        said("Something other than AWS answers for {host}."),
        said("The network may want a sign-in of its own first."),
        said("Open any web page in your browser."),
    ),
    Outcome.PROXY_UNUSABLE: (
        said("The proxy for {host} was not tested."),
        said("Only http:// proxies can be tested here; what HTTPS_PROXY names is none."),
        said("Look at what the check “proxy” says."),
    ),
    Outcome.PROXY_NO_SUCH_HOST: (
        said("The proxy {proxy} is not found."),
        said("Its name is not known here; inside a VPN it may be."),
        said("Check HTTPS_PROXY and the VPN."),
    ),
    Outcome.PROXY_UNREACHABLE: (
        said("The proxy {proxy} does not answer."),
        said("No connection to it can be made."),
        said("Check HTTPS_PROXY and the VPN."),
    ),
    Outcome.PROXY_WANTS_SIGN_IN: (
        said("The proxy {proxy} wants a sign-in."),
        said("It takes no calls without a user and password, or not with these."),
        said("Put user and password into HTTPS_PROXY, special characters as %40 and the like."),
    ),
    Outcome.PROXY_REFUSES: (
        said("The proxy {proxy} does not let us through to {host}."),
        said("It answered {status}."),
        said("Ask who runs the proxy."),
    ),
}


def words_for(each: EndpointFacts) -> tuple[str, str, str]:
    """Title, meaning and action for an endpoint that was not reached."""
    title, meaning, action = (
        filled(text, host=each.host, proxy=each.proxy, status=each.status)
        for text in _WORDS[each.outcome]
    )
    return title, meaning, action
