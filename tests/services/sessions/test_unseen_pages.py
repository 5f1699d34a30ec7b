"""No page of a sign-in stands in a command line, which others can read."""

import pytest

from tests.services.stage import ACME, Stage, wait_for
from tray.core import commands
from tray.core.sessions.states import Authorizing
from tray.core.settings.settings import FlowChoice


@pytest.mark.parametrize("flow", [FlowChoice.PKCE, FlowChoice.DEVICE_CODE])
def test_the_pages_of_a_sign_in_reach_the_browser_unseen(stage: Stage, flow: FlowChoice) -> None:
    """One names the state that our listener believes, the other the code that is to be allowed."""
    stage.browser.visit = lambda _: None
    stage.agent.post(commands.SignIn(ACME, flow))
    wait_for(lambda: bool(stage.browser.opened))
    assert stage.browser.unseen == stage.browser.opened

    def page(state: object) -> bool:
        return isinstance(state, Authorizing) and state.page is not None

    stage.until(lambda seen: page(seen.sessions[0].state))
    stage.agent.post(commands.ReopenPage(ACME))
    wait_for(lambda: len(stage.browser.opened) == 2)
    assert stage.browser.unseen == stage.browser.opened
    stage.agent.post(commands.CancelSignIn(ACME))
