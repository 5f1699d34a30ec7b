"""Which sso-sessions there are, from the AWS config file and the settings."""

from collections.abc import Mapping

from tray.core.aws_files.files import AwsFile
from tray.core.ports.files import AwsFiles
from tray.core.settings.settings import NetworkSettings, Settings
from tray.core.sso_files.endpoints import AS_REGION_SAYS, Endpoints, configured_endpoints
from tray.core.sso_files.session_reader import read_sso_sessions
from tray.core.vocabulary.errors import FileError, TrayError
from tray.core.vocabulary.model import Origin, SessionName, SsoSession


class SessionSource:
    """The sso-sessions of the config file and of the settings, and their endpoints."""

    def __init__(self, files: AwsFiles, environ: Mapping[str, str]) -> None:
        """`environ` names endpoints, as AWS's own tools read them there."""
        self._files = files
        self._environ = environ
        self._endpoints: dict[str, Endpoints] = {}
        self._found: tuple[SsoSession, ...] = ()
        self._configured = AS_REGION_SAYS
        self.network = NetworkSettings()

    def read(self, settings: Settings) -> tuple[tuple[SsoSession, ...], tuple[TrayError, ...]]:
        """All sessions, and what is wrong with others. The settings' own come last.

        A config file that cannot be read just now, half saved by an editor maybe,
        takes no session away that it named before.
        """
        problems: list[TrayError] = []
        found = self._found
        self.network = settings.network
        self._endpoints = {own.name: Endpoints.of(own) for own in settings.sessions}
        try:
            config = self._files.read(AwsFile.CONFIG)
            path = self._files.path(AwsFile.CONFIG)
            self._configured = configured_endpoints(config, self._environ, path)
            found, words = read_sso_sessions(config)
        except TrayError as error:
            problems.append(error)
        else:
            self._found = found
            hint = "Complete it, or remove it."
            problems += [FileError(f"{path}: {word}", hint) for word in words]
        names = {session.name for session in found}
        own = tuple(
            SsoSession(SessionName(one.name), one.start_url, one.region, origin=Origin.SETTINGS)
            for one in settings.sessions
            if one.start_url and one.region and one.name not in names
        )
        return (*found, *own), tuple(problems)

    def endpoints_of(self, name: SessionName) -> Endpoints:
        """What replaces the region's addresses for that session."""
        return self._endpoints.get(name, AS_REGION_SAYS).over(self._configured)
