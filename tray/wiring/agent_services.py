"""The services that the agent's parts share: each gets the ports that it uses."""

from dataclasses import dataclass

from tray.services.activity.activity_log import ActivityLog
from tray.services.console.console_links import ConsoleLinks
from tray.services.context.messages import Post, QuestionsChanged
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.directory.listing_jobs import ListingJobs
from tray.services.file_watching.watched_files import WatchedFiles
from tray.services.guards.consent_prompts import ConsentPrompts, Terminal
from tray.services.guards.guarded_roles import GuardedRoles
from tray.services.notifications.do_not_disturb import NotificationQueue
from tray.services.notifications.notifications import Notifications
from tray.services.pages import Pages
from tray.services.profiles.effects import ProfileEffects
from tray.services.profiles.part import Profiles
from tray.services.profiles.withdrawals import Withdrawals
from tray.services.sessions.keyring_jobs import KeyringJobs
from tray.services.sessions.session_reader import SessionReader
from tray.services.sessions.sign_out_jobs import SignOutJobs
from tray.services.sessions.token_jobs import TokenJobs
from tray.services.settings.settings_jobs import SettingsJobs
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.state.saved_memory import SavedMemory
from tray.services.tokens.pending_refreshes import PendingRefreshes
from tray.services.tokens.token_refresher import TokenRefresher
from tray.wiring.environment import AgentEnvironment


@dataclass(frozen=True, slots=True)
class Prompts:
    """Where a person is asked about a guarded role."""

    has_screen: bool = False
    terminal: Terminal | None = None


NO_PROMPTS = Prompts()


class AgentServices:
    """What works beside the agent's thread, and the state that only that thread touches."""

    def __init__(self, environment: AgentEnvironment, post: Post, prompts: Prompts) -> None:
        self.environment = environment
        self.post = post
        self.state = AgentState(
            is_demo=environment.is_demo,
            has_terminal=environment.desktop.terminals.is_available(),
        )
        self._shared_services(prompts)
        self._token_services()
        self._reading_services()
        self._profile_services()

    def _shared_services(self, prompts: Prompts) -> None:
        """What most parts use."""
        env, state, post = self.environment, self.state, self.post
        desktop, files, workers = env.desktop, env.files, env.workers
        self.activity = ActivityLog(
            files.activity_store, env.clock, workers.activity, post, is_passing=env.is_passing
        )
        self.problems = Problems(state)
        self.memory = SavedMemory(state, files.state_store, workers.files, post)
        self.pages = Pages(desktop.browser, workers.network, post)
        notes = NotificationQueue(
            desktop.notifier, desktop.do_not_disturb, env.clock, workers.desktop, post
        )
        self.notifications = Notifications(
            desktop.notifier, notes, env.clock, post, is_passing=env.is_passing
        )
        self.consent = ConsentPrompts(
            env.clock,
            lambda: post(QuestionsChanged()),
            has_screen=prompts.has_screen,
            terminal=prompts.terminal,
        )
        self.guarded = GuardedRoles(state, self.consent, post)

    def _token_services(self) -> None:
        """What has to do with tokens, and all that is had by them."""
        env, post, workers = self.environment, self.post, self.environment.workers
        aws, vault, clock = env.aws, env.tokens.vault, env.clock
        center, pause = aws.identity_center, aws.pause
        self.refreshes = PendingRefreshes(post)
        self.keyring = KeyringJobs(vault, workers.keyring, post)
        self.refresher = TokenRefresher(
            center, vault, self.refreshes, clock, pause=pause, worker=workers.refresh, post=post
        )
        self.sign_outs = SignOutJobs(
            center, vault, self.keyring, clock, pause=pause, network=workers.network, post=post
        )
        self.tokens = TokenJobs(vault, clock, workers.files, workers.keyring, post)
        self.listings = ListingJobs(
            center,
            vault,
            self.refreshes,
            env.files.state_store,
            clock,
            wait_for_turn=aws.wait_for_turn,
            worker=workers.listing,
            files=workers.files,
            post=post,
        )
        self.credentials = CredentialsProvider(
            center, vault, self.refreshes, clock, pause=pause, post=post
        )
        self.links = ConsoleLinks(aws.console, self.credentials, aws.endpoints_of)

    def _reading_services(self) -> None:
        """What reads which sessions and settings there are."""
        env, post, workers = self.environment, self.post, self.environment.workers
        watching = env.watching
        self.watched = WatchedFiles(
            watching.watcher,
            env.tokens.vault,
            env.files.config_path,
            watching.program_files,
            files=workers.files,
            post=post,
        )
        self.reader = SessionReader(env.files.read_sessions, workers.files, post)
        self.settings = SettingsJobs(
            env.files.settings_store,
            self.reader,
            env.aws.identity_center,
            files=workers.files,
            network=workers.network,
            post=post,
        )

    def _profile_services(self) -> None:
        """Profiles and their way out of the files."""
        env, workers = self.environment, self.environment.workers
        effects = ProfileEffects(
            env.files.profile_writer,
            self.credentials,
            env.tokens.vault,
            env.clock,
            network=workers.network,
            files=workers.files,
            post=self.post,
        )
        self.withdrawals = Withdrawals(self.state, effects, self.notifications)
        self.profiles = Profiles(
            self.state,
            effects,
            self.withdrawals,
            self.guarded,
            credentials=self.credentials,
            consent=self.consent,
            notifications=self.notifications,
            memory=self.memory,
            post=self.post,
        )
