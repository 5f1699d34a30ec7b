"""Addresses other than the region's: of the settings, and of the AWS config file."""

from pathlib import Path

import botocore.session
import pytest
from botocore.loaders import create_loader

from tray.core.aws_files.ini_document import IniDocument
from tray.core.settings.settings import SessionSettings
from tray.core.sso_files.endpoints import AS_REGION_SAYS, Endpoints, configured_endpoints


def test_empty_settings_leave_the_choice_to_the_region() -> None:
    assert Endpoints.of(SessionSettings("acme")) == AS_REGION_SAYS


def test_what_is_set_is_taken() -> None:
    settings = SessionSettings(
        "acme",
        sso_endpoint="http://127.0.0.1:1",
        oidc_endpoint="http://127.0.0.1:2",
        signin_endpoint="http://127.0.0.1:3/federation",
        console_endpoint="http://127.0.0.1:4",
    )
    assert Endpoints.of(settings) == Endpoints(
        "http://127.0.0.1:1",
        "http://127.0.0.1:2",
        "http://127.0.0.1:3/federation",
        "http://127.0.0.1:4",
    )


def test_the_settings_come_before_the_config_file() -> None:
    mine, theirs = Endpoints(sso="https://mine"), Endpoints("https://theirs", "https://oidc")
    assert mine.over(theirs) == Endpoints("https://mine", "https://oidc")


SERVICES = """
[services local]
sso =
  endpoint_url = https://portal.example
sts =
  endpoint_url = https://sts.example
"""


def test_services_that_nobody_wrote_change_nothing() -> None:
    config = IniDocument.parse(b"[default]\nservices = none\n")
    assert configured_endpoints(config, {}) == AS_REGION_SAYS


CONFIGS = {
    "nothing": "[default]\nregion = eu-west-1\n",
    "for all services": "[default]\nendpoint_url = https://all.example\n",
    "for one service": "[default]\nservices = local\n" + SERVICES,
    "one before all": (
        "[default]\nservices = local\nendpoint_url = https://all.example\n" + SERVICES
    ),
    "of another profile": "[profile dev]\nendpoint_url = https://dev.example\n[default]\n",
    "ignored": (
        "[default]\nendpoint_url = https://all.example\nignore_configured_endpoint_urls = true\n"
    ),
}
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "nothing set": {},
    "a profile": {"AWS_PROFILE": "dev"},
    "one service set": {"AWS_ENDPOINT_URL_SSO": "https://env.example"},
    "all services set": {"AWS_ENDPOINT_URL": "https://env.example"},
    "ignored there": {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
}


LOADER = create_loader()
"""Reads what botocore knows of AWS once, not for each of its sessions."""


@pytest.mark.parametrize("environ", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_the_config_file_is_read_as_botocore_reads_it(
    config: str, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if environ.get("AWS_PROFILE") == "dev" and "profile dev" not in config:
        config += "[profile dev]\n"
    (tmp_path / "config").write_text(config)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    found = configured_endpoints(IniDocument.parse(config.encode()), environ)
    is_ignored = "ignore" in config or "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" in environ
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    for service, ours in (("sso", found.sso), ("sso-oidc", found.sso_oidc)):
        variable = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
        by_environment = environ.get(variable) or environ.get("AWS_ENDPOINT_URL")
        client = session.create_client(service, region_name="us-east-1")
        theirs = client.meta.endpoint_url
        regional = theirs.endswith(".amazonaws.com")
        expected = None if regional or (by_environment and not is_ignored) else theirs
        assert ours == expected


@pytest.mark.parametrize(
    ("config", "sso", "oidc"),
    [
        ("[default]\nendpoint_url = https://a\n", "/c, line 2", "/c, line 2"),
        (
            (
                "[default]\nservices = x\nendpoint_url = https://a\n\n[services x]\nsts =\n"
                "  endpoint_url = https://sts\nsso =\n\n  # mine\n  endpoint_url = https://b\n"
            ),
            "/c, line 11",
            "/c, line 3",
        ),
    ],
    ids=["for all", "for one service"],
)
def test_the_line_that_leads_elsewhere_is_known(config: str, sso: str, oidc: str) -> None:
    found = configured_endpoints(IniDocument.parse(config.encode()), {}, "/c")
    assert found.sso
    assert found.sso_oidc
    assert (found.origin_of(found.sso), found.origin_of(found.sso_oidc)) == (sso, oidc)
    mine = Endpoints.of(SessionSettings("acme", sso_endpoint=found.sso)).over(found)
    assert mine.origin_of(found.sso) == "settings.toml"
    assert mine.origin_of("https://oidc.us-east-1.amazonaws.com") == ""
