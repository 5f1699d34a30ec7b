"""The plain pages: rows of a few fields each."""

from dataclasses import replace

from tray.core.ports.desktop import LoginItem, LoginState
from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.settings.settings import (
    Appearance,
    DeliveryKind,
    FlowChoice,
    Language,
    NetworkSettings,
    Settings,
    TokenStorage,
)
from tray.core.settings.validation import is_proxy, is_rate
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said
from tray.ui.settings.choices import MinuteChips
from tray.ui.settings.page import Page, WrongInput, choose, chosen
from tray.ui.settings.rows import SettingRow


class RolesPage(Page):
    """What happens when a role is used."""

    title = said("Roles and keys")

    def __init__(self) -> None:
        super().__init__()
        self._delivery = self.choice(
            said("Tools get keys"),
            {kind: words.line for kind, words in DELIVERY_WORDS.items()},
            said(
                "The credentials file works with every tool, and in containers. On demand suits "
                "the AWS CLI and current SDKs. You can choose per profile."
            ),
        )
        self._profile = self.line(
            said("Profile"), said("The profile a role is used as by default.")
        )
        self._region = self.line(
            said("Region"),
            said("Leave empty to use the portal's region."),
            placeholder="eu-central-1",
        )
        self.govern("delivery", self._delivery)
        self.govern("default_profile", self._profile)
        self.govern("default_region", self._region)

    def fill(self, settings: Settings) -> None:
        choose(self._delivery, settings.delivery)
        self._profile.setText(settings.default_profile)
        self._region.setText(settings.default_region)

    def merged(self, settings: Settings) -> Settings:
        name = self._profile.text().strip()
        problem = profile_name_problem(name)
        if problem:
            raise WrongInput(problem, self._profile)
        return replace(
            settings,
            delivery=chosen(self._delivery, DeliveryKind),
            default_profile=name,
            default_region=self._region.text().strip(),
        )


class NotificationsPage(Page):
    """When the person is told that a session ends."""

    title = said("Notifications")

    def __init__(self) -> None:
        super().__init__()
        name = said("Warn before a session ends")
        self._minutes = MinuteChips(name, self.touched)
        hint = said(
            "Choose one or more, or none for no warnings. You're always notified when a session "
            "has ended."
        )
        self.row(SettingRow(name, self._minutes, hint, is_stacked=True))
        self.govern("warn_minutes", self._minutes)

    def fill(self, settings: Settings) -> None:
        self._minutes.show_minutes(settings.warn_minutes)

    def merged(self, settings: Settings) -> Settings:
        return replace(settings, warn_minutes=self._minutes.minutes())


class NetworkPage(Page):
    """The way to AWS."""

    title = said("Network")

    def __init__(self) -> None:
        super().__init__()
        self._proxy = self.line(
            said("Proxy"),
            said("Leave empty to use HTTPS_PROXY."),
            placeholder="http://proxy.corp:3128",
        )
        self._bundle = self.line(
            said("CA bundle"),
            said(
                "A PEM file to trust instead of the system's certificates. Leave empty to use "
                "AWS_CA_BUNDLE or the system's."
            ),
            placeholder="/etc/ssl/corp.pem",
        )
        self.new_card()
        self._fips = self.tick(said("FIPS endpoints"))
        self._dual = self.tick(said("Dual-stack endpoints (IPv6)"))
        self.govern("network", self._proxy, self._bundle, self._fips, self._dual)

    def fill(self, settings: Settings) -> None:
        network = settings.network
        self._proxy.setText(network.proxy)
        self._bundle.setText(network.ca_bundle)
        self._fips.setChecked(network.use_fips_endpoint)
        self._dual.setChecked(network.use_dualstack_endpoint)

    def merged(self, settings: Settings) -> Settings:
        proxy = self._proxy.text().strip()
        if proxy and not is_proxy(proxy):
            raise WrongInput(said("A proxy starts with http:// or https://"), self._proxy)
        network = NetworkSettings(
            proxy, self._bundle.text().strip(), self._fips.isChecked(), self._dual.isChecked()
        )
        return replace(settings, network=network)


class AdvancedPage(Page):
    """What few people change."""

    title = said("Advanced")

    def __init__(self) -> None:
        super().__init__()
        self._flow = self.choice(
            said("Sign in"),
            {
                FlowChoice.AUTO: said("In the browser, or with a code if there is none"),
                FlowChoice.PKCE: said("Always in the browser"),
                FlowChoice.DEVICE_CODE: said("Always with a code"),
            },
        )
        self._storage = self.choice(
            said("Store sign-ins"),
            {
                TokenStorage.KEYRING: said("In the system's keyring"),
                TokenStorage.MEMORY: said("In memory, until SSO Tray quits"),
            },
        )
        self.new_card()
        self._calls = self.line(
            said("Requests per second"),
            said("How fast accounts are listed. AWS allows about 20."),
        )
        self._updates = self.tick(said("Notify me about new versions"))
        self.govern("updates", self._updates)
        self.govern("sign_in", self._flow)
        self.govern("token_storage", self._storage)
        self.govern("calls_per_second", self._calls)

    def fill(self, settings: Settings) -> None:
        choose(self._flow, settings.sign_in)
        choose(self._storage, settings.token_storage)
        self._calls.setText(str(settings.calls_per_second))
        self._updates.setChecked(settings.updates.check)

    def merged(self, settings: Settings) -> Settings:
        words = self._calls.text().strip()
        if not words.isdecimal() or not is_rate(int(words)):
            raise WrongInput(said("Enter a whole number from 1 to 100."), self._calls)
        return replace(
            settings,
            sign_in=chosen(self._flow, FlowChoice),
            token_storage=chosen(self._storage, TokenStorage),
            calls_per_second=int(words),
            updates=replace(settings.updates, check=self._updates.isChecked()),
        )


class GeneralPage(Page):
    """Light or dark, which language, and whether it starts by itself."""

    title = said("General")

    def __init__(self, login: LoginItem | None) -> None:
        super().__init__()
        self._login = login
        self._starts = self.tick(said("Start when I log in"))
        self._starts.clicked.disconnect()
        self._starts.clicked.connect(lambda *_: self._save_login())
        self._starts.setEnabled(login is not None)
        self._start_row = self.rows[-1]
        self._look = self.choice(
            said("Appearance"),
            {
                Appearance.SYSTEM: said("Same as system"),
                Appearance.LIGHT: said("Light"),
                Appearance.DARK: said("Dark"),
            },
        )
        self._language = self.choice(
            said("Language"),
            {
                Language.SYSTEM: said("Same as system"),
                Language.ENGLISH: "English",
                Language.GERMAN: "Deutsch",
            },
            said("Open windows change after a restart."),
        )
        self.govern("appearance", self._look)
        self.govern("language", self._language)

    def fill(self, settings: Settings) -> None:
        # Read each time: the desktop has a switch for it, too.
        state = self._login_state()
        self._starts.setChecked(state.is_on)
        self._start_row.explain(state.why_not)
        choose(self._look, settings.appearance)
        choose(self._language, settings.language)

    def merged(self, settings: Settings) -> Settings:
        return replace(
            settings,
            appearance=chosen(self._look, Appearance),
            language=chosen(self._language, Language),
        )

    def _login_state(self) -> LoginState:
        if self._login is None:
            return LoginState(is_on=False, why_not=said("The demo doesn't start automatically."))
        return self._login.state()

    def _save_login(self) -> None:
        if self._login is None:
            return
        try:
            self._login.turn(on=self._starts.isChecked())
        except TrayError as error:
            self._starts.setChecked(self._login.state().is_on)
            self._start_row.object_to(error.words)
        else:
            self._start_row.object_to("")
