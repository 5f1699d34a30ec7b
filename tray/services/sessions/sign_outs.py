"""Sign-outs on their way to AWS: whoever asked for one hears whether it arrived."""

import threading
from concurrent.futures import Future

from tray.core.vocabulary.errors import SignOutUntold, TrayError
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said, together


class SignOuts:
    """`began` and `ended` are called by who calls AWS; `outcome` blocks. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[SessionName, Future[TrayError | None]] = {}
        self._forgetting: dict[SessionName, Future[TrayError | None]] = {}

    def began(self, session: SessionName) -> None:
        """AWS is about to be asked to end it."""
        with self._lock:
            self._last[session] = Future()

    def ended(self, session: SessionName, error: TrayError | None) -> None:
        """AWS was asked, or could not be."""
        with self._lock:
            asked = self._last.get(session)
        if asked is not None and not asked.done():
            asked.set_result(error)

    def forgetting(self, session: SessionName) -> None:
        """The token is about to be removed from where it rests."""
        with self._lock:
            self._forgetting[session] = Future()

    def forgot(self, session: SessionName, error: TrayError | None) -> None:
        """It was removed, or could not be."""
        with self._lock:
            asked = self._forgetting.get(session)
        if asked is not None and not asked.done():
            asked.set_result(error)

    def remains(self, session: SessionName, seconds: float) -> TrayError | None:
        """Why the token still rests there after the last sign-out; None where it is gone."""
        with self._lock:
            asked = self._forgetting.get(session)
        if asked is None:
            return None
        try:
            return asked.result(seconds)
        except TimeoutError:
            return TrayError(
                said("The keyring hasn't responded, so it may still have the sign-in."),
                said("Check whether it's asking you something."),
            )

    def outcome(self, session: SessionName, seconds: float) -> TrayError | None:
        """Why the last sign-out of this run did not reach AWS; None where it did, or none was."""
        with self._lock:
            asked = self._last.get(session)
        if asked is None:
            return None
        try:
            return asked.result(seconds)
        except TimeoutError:
            return sign_out_untold(session, None)


def sign_out_untold(session: SessionName, cause: TrayError | None) -> SignOutUntold:
    """The session lives on at AWS; here its token and keys are gone."""
    return SignOutUntold(
        said("Signed out of {name} here, but AWS couldn't be reached.", name=session),
        together(
            said(
                "The session will expire on its own. To end it now, sign out in the access portal."
            ),
            cause.title if cause is not None else "",
        ),
    )
