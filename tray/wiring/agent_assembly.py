"""Makes the agent of its parts: each gets the ports that it uses, and the parts that it needs."""

import queue
from collections.abc import Callable

from tray.core.snapshot import AppSnapshot
from tray.services.agent.agent import Agent
from tray.services.agent.shutdown import Shutdown
from tray.services.agent.start import Start
from tray.services.aws_files.config_changes import ConfigChanges
from tray.services.console.part import Console
from tray.services.console.role_actions import RoleActions
from tray.services.context.messages import Message
from tray.services.directory.part import Directory
from tray.services.guards.enforcement import GuardEnforcement
from tray.services.profiles.profile_watch import ProfileWatch
from tray.services.routes import Part
from tray.services.sessions.effects import SessionEffects
from tray.services.sessions.part import Sessions
from tray.services.sessions.session_list import SessionList
from tray.services.sessions.sign_in_requesters import SignInAskers
from tray.services.settings.part import SettingsPart
from tray.services.snapshots.publisher import SnapshotPublisher
from tray.services.updates.update_check import Updates
from tray.wiring.agent_services import NO_PROMPTS, AgentServices, Prompts
from tray.wiring.environment import AgentEnvironment


class Assembly:
    """The agent, and those of its parts that others may use from their own threads."""

    def __init__(
        self,
        environment: AgentEnvironment,
        publish: Callable[[AppSnapshot], None],
        prompts: Prompts = NO_PROMPTS,
    ) -> None:
        inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.services = AgentServices(environment, inbox.put, prompts)
        publisher = SnapshotPublisher(self.services.state, self.services.activity, publish)
        self.shutdown = self._shutdown(publisher)
        self.agent = Agent(
            inbox,
            environment.clock,
            self._parts(),
            publisher.publish,
            begin=self._start(),
            end=self.shutdown,
        )

    def _parts(self) -> tuple[Part, ...]:
        """In the order in which time passes for them."""
        its = self.services
        env, state, vault = its.environment, its.state, its.environment.tokens.vault
        directory = Directory(state, its.listings, its.memory)
        session_list = self._session_list()
        return (
            ConfigChanges(
                state,
                its.watched,
                its.reader,
                its.tokens,
                vault=vault,
                withdrawals=its.withdrawals,
                problems=its.problems,
                clock=env.clock,
                is_replaced=env.watching.is_replaced,
            ),
            self._sessions(directory),
            SignInAskers(state, env.programs.requesters.is_running, its.post),
            directory,
            session_list,
            its.profiles,
            its.withdrawals,
            self._guards(),
            self._updates(),
            ProfileWatch(
                state, env.files.profile_writer.watch, env.clock, env.workers.files, its.post
            ),
            self._console(),
            SettingsPart(
                state,
                its.settings,
                its.reader,
                vault,
                sessions=session_list,
                profiles=its.profiles,
                problems=its.problems,
            ),
            its.problems,
            its.notifications,
        )

    def _sessions(self, directory: Directory) -> Sessions:
        its = self.services
        env = its.environment
        effects = SessionEffects(
            env.tokens.sign_ins,
            its.refresher,
            its.keyring,
            its.sign_outs,
            sign_in_worker=env.workers.sign_in,
            network=env.workers.network,
            post=its.post,
        )
        return Sessions(
            its.state,
            effects,
            its.profiles,
            directory,
            notifications=its.notifications,
            problems=its.problems,
            memory=its.memory,
            pages=its.pages,
            browser=env.desktop.browser,
            clock=env.clock,
        )

    def _session_list(self) -> SessionList:
        its = self.services
        env = its.environment
        return SessionList(
            its.state,
            its.reader,
            its.problems,
            its.profiles,
            tokens=its.tokens,
            listings=its.listings,
            watched=its.watched,
            vault=env.tokens.vault,
            keyring_signals=None if env.is_passing else env.tokens.keyring_signals,
            post=its.post,
        )

    def _guards(self) -> GuardEnforcement:
        its = self.services
        return GuardEnforcement(
            its.state,
            its.guarded,
            its.consent,
            its.profiles,
            vault=its.environment.tokens.vault,
            notifications=its.notifications,
            problems=its.problems,
            is_passing=its.environment.is_passing,
        )

    def _updates(self) -> Updates:
        its = self.services
        env = its.environment
        return Updates(
            its.state,
            env.releases,
            its.memory,
            its.notifications,
            pages=its.pages,
            clock=env.clock,
            network=env.workers.network,
            post=its.post,
            is_passing=env.is_passing,
        )

    def _console(self) -> Console:
        its = self.services
        env = its.environment
        actions = RoleActions(
            its.credentials,
            its.links,
            env.desktop.browser,
            env.desktop.clipboard,
            env.desktop.terminals,
            clock=env.clock,
            network=env.workers.network,
            post=its.post,
        )
        return Console(
            its.state,
            actions,
            its.links,
            its.guarded,
            notifications=its.notifications,
            activity=its.activity,
            memory=its.memory,
        )

    def _start(self) -> Start:
        its = self.services
        env = its.environment
        return Start(
            its.settings,
            env.files.read_sessions,
            env.files.state_store,
            env.files.profile_writer,
            env.tokens.vault,
            activity=its.activity,
            watched=its.watched,
            files=env.workers.files,
            post=its.post,
            is_passing=env.is_passing,
        )

    def _shutdown(self, publisher: SnapshotPublisher) -> Shutdown:
        its = self.services
        env = its.environment
        break_off = (
            its.listings.stop,
            its.watched.close,
            env.tokens.keyring_signals.close,
            its.refreshes.close,
            env.tokens.sign_ins.close,
        )
        return Shutdown(
            break_off,
            its.profiles,
            its.withdrawals,
            publisher,
            endpoint=env.programs.endpoint,
            notifier=env.desktop.notifier,
            clock=env.clock,
            workers=env.workers,
            is_passing=env.is_passing,
        )
