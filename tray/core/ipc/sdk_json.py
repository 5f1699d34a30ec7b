"""Role credentials as SDKs read them: JSON that differs in one member's name by the way it takes.

Source: SDKs and Tools guide, "Process credential provider" and "Container credential provider".
"""

import json

from tray.core.ipc.protocol import CredentialsAnswer
from tray.core.vocabulary.moments import rfc3339
from tray.core.vocabulary.secret import Secret


def process_json(answer: CredentialsAnswer) -> Secret:
    """What `credential_process` prints.

    `credential_helper` knows success by the first bytes, so `Version` stays in front.
    """
    return Secret(json.dumps({"Version": 1, **_members(answer, "SessionToken")}))


def container_json(answer: CredentialsAnswer) -> Secret:
    """What `AWS_CONTAINER_CREDENTIALS_FULL_URI` answers."""
    return Secret(json.dumps(_members(answer, "Token")))


def _members(answer: CredentialsAnswer, token_name: str) -> dict[str, str]:
    keys = answer.credentials
    return {
        "AccessKeyId": keys.access_key_id,
        "SecretAccessKey": keys.secret_access_key.reveal(),
        token_name: keys.session_token.reveal(),
        "Expiration": rfc3339(keys.expires_at),
        "AccountId": answer.role.account_id,
    }
