"""The answers of sso-oidc and sso, as far as they are read: each member of the kind AWS sends.

Botocore hands on whatever stands in a body. What has another shape is not AWS's,
and must not become a token without an end or a name that is a number.
"""

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from tray.adapters.aws.response_checks import not_aws

Shape = TypeVar("Shape", bound=Struct)

_YEAR = 366 * 24 * 3600
Word = Annotated[str, Meta(min_length=1)]
Seconds = Annotated[float, Meta(gt=0, le=_YEAR)]
Moment = Annotated[float, Meta(gt=0, le=32_503_680_000)]
"""Seconds since 1970, until the year 3000."""
Milliseconds = Annotated[float, Meta(gt=0, le=32_503_680_000_000)]


class Registered(Struct):
    """RegisterClient."""

    client_id: Word = msgspec.field(name="clientId")
    secret: Word = msgspec.field(name="clientSecret")
    expires: Moment = msgspec.field(name="clientSecretExpiresAt")


class DeviceBegun(Struct):
    """StartDeviceAuthorization."""

    device_code: Word = msgspec.field(name="deviceCode")
    user_code: Word = msgspec.field(name="userCode")
    page: Word = msgspec.field(name="verificationUri")
    seconds: Seconds = msgspec.field(name="expiresIn")
    complete_page: str | None = msgspec.field(name="verificationUriComplete", default=None)
    interval: Annotated[float, Meta(ge=0, le=3600)] | None = None


class TokenCreated(Struct):
    """CreateToken."""

    access_token: Word = msgspec.field(name="accessToken")
    seconds: Seconds = msgspec.field(name="expiresIn")
    refresh_token: str | None = msgspec.field(name="refreshToken", default=None)


class AccountRow(Struct):
    """An account of ListAccounts."""

    id: Word = msgspec.field(name="accountId")
    name: str | None = msgspec.field(name="accountName", default=None)
    email: str | None = msgspec.field(name="emailAddress", default=None)


class AccountPage(Struct):
    """ListAccounts."""

    accounts: tuple[AccountRow, ...] = msgspec.field(name="accountList")
    next_token: str | None = msgspec.field(name="nextToken", default=None)


class RoleRow(Struct):
    """A role of ListAccountRoles."""

    name: Word = msgspec.field(name="roleName")


class RolePage(Struct):
    """ListAccountRoles."""

    roles: tuple[RoleRow, ...] = msgspec.field(name="roleList")
    next_token: str | None = msgspec.field(name="nextToken", default=None)


class Keys(Struct):
    """The member of GetRoleCredentials."""

    key_id: Word = msgspec.field(name="accessKeyId")
    secret: Word = msgspec.field(name="secretAccessKey")
    token: Word = msgspec.field(name="sessionToken")
    expiration: Milliseconds


class CredentialsIssued(Struct):
    """GetRoleCredentials."""

    keys: Keys = msgspec.field(name="roleCredentials")


def read(answer: Any, shape: type[Shape]) -> Shape:
    """The answer as that shape. Raises `CaptivePortal` for what no AWS service sends."""
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError:
        raise not_aws() from None
