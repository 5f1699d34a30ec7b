"""AWS partitions: which one a region belongs to, and the hosts that differ between them.

Hosts are those of AWS's own endpoint rules and user guides. The isolated
partitions are left out: IAM Identity Center is not offered there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """One of AWS's separate clouds.

    `region_prefix` is how its regions begin, `api_suffix` how the hosts of its
    APIs end. `signin_is_regional` says whether the sign-in host is prefixed
    with the region; `unprefixed_region` is the one that never is.
    """

    id: str
    region_prefix: str
    api_suffix: str
    console_host: str
    signin_host: str
    signin_is_regional: bool
    unprefixed_region: str = ""


AWS = Partition(
    id="aws",
    region_prefix="",
    api_suffix="amazonaws.com",
    console_host="console.aws.amazon.com",
    signin_host="signin.aws.amazon.com",
    signin_is_regional=True,
    unprefixed_region="us-east-1",
)
AWS_CN = Partition(
    id="aws-cn",
    region_prefix="cn-",
    api_suffix="amazonaws.com.cn",
    console_host="console.amazonaws.cn",
    signin_host="signin.amazonaws.cn",
    signin_is_regional=False,
)
AWS_US_GOV = Partition(
    id="aws-us-gov",
    region_prefix="us-gov-",
    api_suffix="amazonaws.com",
    console_host="console.amazonaws-us-gov.com",
    signin_host="signin.amazonaws-us-gov.com",
    signin_is_regional=False,
)
AWS_EUSC = Partition(
    id="aws-eusc",
    region_prefix="eusc-",
    api_suffix="amazonaws.eu",
    console_host="console.amazonaws-eusc.eu",
    signin_host="signin.amazonaws-eusc.eu",
    signin_is_regional=True,
)

PARTITIONS = (AWS, AWS_CN, AWS_US_GOV, AWS_EUSC)


def partition_of(region: str) -> Partition:
    """The partition of a region; a region that nobody has heard of yet counts as commercial."""
    named = (AWS_CN, AWS_US_GOV, AWS_EUSC)
    return next((each for each in named if region.startswith(each.region_prefix)), AWS)


def oidc_endpoint(region: str) -> str:
    """Where `sso-oidc` lives, which also serves the authorize page."""
    return f"https://oidc.{region}.{partition_of(region).api_suffix}"


def signin_host(region: str) -> str:
    """The host that hands out sign-in tokens for the console."""
    partition = partition_of(region)
    if partition.signin_is_regional and region != partition.unprefixed_region:
        return f"{region}.{partition.signin_host}"
    return partition.signin_host
