"""The text under which a token rests in the keyring: JSON, versioned."""

import json
from datetime import datetime

from tray.core.vocabulary.model import ClientRegistration, SignInFlow, SsoToken
from tray.core.vocabulary.secret import Secret

TOKEN_VERSION = 1


def encode_token(token: SsoToken) -> Secret:
    """The token with all that its refresh needs, as one secret text."""
    registration = token.registration
    return Secret(
        json.dumps(
            {
                "version": TOKEN_VERSION,
                "access_token": token.access_token.reveal(),
                "refresh_token": token.refresh_token.reveal() if token.refresh_token else None,
                "issued_at": token.issued_at.isoformat(),
                "expires_at": token.expires_at.isoformat(),
                "session_started_at": token.session_started_at.isoformat(),
                "client_id": registration.client_id,
                "client_secret": registration.client_secret.reveal(),
                "client_expires_at": registration.expires_at.isoformat(),
                "flow": registration.flow.value,
            }
        )
    )


def decode_token(text: Secret) -> SsoToken | None:
    """The token, or None if the text is not one that this version wrote."""
    try:
        fields = json.loads(text.reveal())
        if fields["version"] != TOKEN_VERSION:
            return None
        refresh = fields["refresh_token"]
        return SsoToken(
            access_token=Secret(fields["access_token"]),
            issued_at=datetime.fromisoformat(fields["issued_at"]),
            expires_at=datetime.fromisoformat(fields["expires_at"]),
            refresh_token=Secret(refresh) if refresh else None,
            registration=ClientRegistration(
                fields["client_id"],
                Secret(fields["client_secret"]),
                datetime.fromisoformat(fields["client_expires_at"]),
                SignInFlow(fields["flow"]),
            ),
            session_started_at=datetime.fromisoformat(fields["session_started_at"]),
        )
    except (ValueError, KeyError, TypeError):
        # Whatever is wrong with it, the answer is a new sign-in; the text is never shown.
        return None
