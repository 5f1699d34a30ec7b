"""How a role's console opens: by which link, and at which page."""

from dataclasses import replace

from tray.core.settings.settings import ConsoleLink, Settings
from tray.core.settings.validation import is_landing, is_service
from tray.core.vocabulary.translatable import said
from tray.ui.settings.page import Page, WrongInput, choose, chosen


class ConsolePage(Page):
    """Which browser it is in stands below, on a part of its own."""

    title = said("Console and browsers")

    def __init__(self) -> None:
        super().__init__()
        self._link = self.choice(
            said("Link type"),
            {
                ConsoleLink.PORTAL: said("Portal link"),
                ConsoleLink.FEDERATION: said("Federation link"),
            },
            said(
                "The portal link supports several console sessions at once. A federation "
                "link needs no sign-in in the browser and lasts as long as the role's "
                "keys."
            ),
        )
        self._landing = self.line(
            said("Start page"),
            said("A service such as cloudwatch, or a full URL. Leave empty for the console home."),
            placeholder="cloudwatch",
        )
        self._services = self.line(
            said("Pinned services"),
            said(
                "Comma-separated, as in console URLs. They appear under each role's “Open console”."
            ),
            placeholder="s3, ec2, sqs/v3",
        )
        self.govern("console_link", self._link)
        self.govern("console", self._landing, self._services)

    def fill(self, settings: Settings) -> None:
        choose(self._link, settings.console_link)
        self._landing.setText(settings.console.landing)
        self._services.setText(", ".join(settings.console.services))

    def merged(self, settings: Settings) -> Settings:
        landing = self._landing.text().strip()
        if landing and (not is_landing(landing) or landing.split() != [landing]):
            words = said("Enter a service such as cloudwatch, or a URL starting with https://")
            raise WrongInput(words, self._landing)
        services = self._services.text().replace(",", " ").split()
        if not all(is_service(each) for each in services):
            words = said("Enter services separated by commas, such as: s3, ec2")
            raise WrongInput(words, self._services)
        console = replace(
            settings.console, landing=landing, services=tuple(dict.fromkeys(services))
        )
        return replace(settings, console_link=chosen(self._link, ConsoleLink), console=console)
