import pytest

from tray.core.console import partitions
from tray.core.console.partitions import Partition, oidc_endpoint, partition_of, signin_host

CASES = {
    "commercial": ("eu-west-1", partitions.AWS, "oidc.eu-west-1.amazonaws.com"),
    "not heard of yet": ("mx-central-1", partitions.AWS, "oidc.mx-central-1.amazonaws.com"),
    "china": ("cn-north-1", partitions.AWS_CN, "oidc.cn-north-1.amazonaws.com.cn"),
    "govcloud": ("us-gov-east-1", partitions.AWS_US_GOV, "oidc.us-gov-east-1.amazonaws.com"),
    "sovereign": ("eusc-de-east-1", partitions.AWS_EUSC, "oidc.eusc-de-east-1.amazonaws.eu"),
}


@pytest.mark.parametrize(("region", "partition", "oidc"), CASES.values(), ids=CASES.keys())
def test_the_region_says_the_partition(region: str, partition: Partition, oidc: str) -> None:
    assert partition_of(region) == partition
    assert oidc_endpoint(region) == f"https://{oidc}"


SIGNIN = {
    "commercial": ("eu-west-1", "eu-west-1.signin.aws.amazon.com"),
    "commercial, the first region": ("us-east-1", "signin.aws.amazon.com"),
    "china": ("cn-north-1", "signin.amazonaws.cn"),
    "govcloud": ("us-gov-west-1", "signin.amazonaws-us-gov.com"),
    "sovereign": ("eusc-de-east-1", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
}


@pytest.mark.parametrize(("region", "host"), SIGNIN.values(), ids=SIGNIN.keys())
def test_where_sign_in_tokens_come_from(region: str, host: str) -> None:
    assert signin_host(region) == host


def test_no_two_partitions_share_a_name_or_console() -> None:
    assert len({each.id for each in partitions.PARTITIONS}) == len(partitions.PARTITIONS)
    assert len({each.console_host for each in partitions.PARTITIONS}) == len(partitions.PARTITIONS)
