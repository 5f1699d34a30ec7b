from tray.core.endpoints import AS_REGION_SAYS, Endpoints
from tray.core.settings import SessionSettings


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
