"""Examples of each command, for `--help` and the manual pages. A test parses every one."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("sso-tray", "Start the tray."),
        ("sso-tray login", "Sign in with your browser."),
        ("sso-tray use prod/readonly", "Use a role as the default AWS profile."),
        ("sso-tray exec prod/admin -- terraform plan", "Run one command with a role."),
        ("sso-tray --demo", "Try everything without an AWS account."),
    ),
    "status": (
        ("sso-tray status", "Show sign-ins, active profiles and problems."),
        ("sso-tray status --json | jq -r '.profiles[].profile'", "List the active profiles."),
    ),
    "login": (
        ("sso-tray login", "Sign in with your browser."),
        ("sso-tray login acme --device-code", "Sign in from a computer without a browser."),
        ("sso-tray login --cancel", "Cancel a sign-in that is waiting for you."),
    ),
    "logout": (
        ("sso-tray logout", "Sign out, and remove the keys from your AWS files."),
        ("sso-tray logout acme", "Choose one of several access portals."),
    ),
    "list": (
        ("sso-tray list", "List all your roles."),
        ("sso-tray list prod admin", "List roles that match both words."),
        ("sso-tray list --json | jq -r '.roles[].role'", "Print full names for scripts."),
    ),
    "use": (
        ("sso-tray use prod/readonly", "Use a role as the default profile."),
        ("sso-tray use prod/admin --profile ops", "Use a second role as another profile."),
        ("sso-tray use prod/admin --as process", "Keep the keys off the disk."),
    ),
    "release": (
        ("sso-tray release", "Stop using the default profile's role."),
        ("sso-tray release ops", "Stop using another profile's role."),
    ),
    "env": (
        ('eval "$(sso-tray env prod/readonly)"', "Set the keys in bash, zsh or sh."),
        ("sso-tray env prod/readonly --shell fish | source", "Set them in fish."),
        ("sso-tray env prod/readonly --shell dotenv > .env", "Write a .env file."),
    ),
    "exec": (
        ("sso-tray exec prod/admin -- aws s3 ls", "Run one command with a role."),
        ("sso-tray exec --endpoint prod/admin -- ./backup.sh", "Renew keys while it runs."),
    ),
    "credentials": (
        ("sso-tray credentials prod/readonly", "Print JSON as credential_process expects it."),
    ),
    "console": (
        ("sso-tray console prod/readonly", "Open the console's home page."),
        ("sso-tray console prod/readonly --service cloudwatch", "Open a service."),
        ("sso-tray console arn:aws:s3:::my-bucket --role prod/admin", "Open an ARN."),
        ("sso-tray console prod/admin --browser firefox --container Prod", "Use a container."),
    ),
    "profiles": (
        ("sso-tray profiles plan", "Show what would change."),
        ("sso-tray profiles sync", "Write one profile per role."),
    ),
    "profiles plan": (
        ("sso-tray profiles plan", "List the profiles that sync would add, change or remove."),
        ("sso-tray profiles plan --diff", "Show the changes line by line."),
    ),
    "profiles sync": (
        ("sso-tray profiles sync", "Write one profile per role to ~/.aws/config."),
        ("sso-tray profiles sync --template '{account}.{role}' --lower", "Choose the names."),
    ),
    "profiles prune": (
        ("sso-tray profiles prune", "Remove profiles of roles you no longer have."),
        ("sso-tray profiles prune --all", "Remove every profile SSO Tray wrote."),
    ),
    "activity": (
        ("sso-tray activity", "Show the last 24 hours."),
        ("sso-tray activity terraform --since 7d", "Show a week of one program's requests."),
    ),
    "doctor": (
        ("sso-tray doctor", "Show problems, and how to fix them."),
        ("sso-tray doctor --bundle > report.txt", "Save a report for a bug, without secrets."),
    ),
    "agent": (
        ("sso-tray agent", "Run in the background without a tray."),
        ("sso-tray --demo agent", "Run the demo without a desktop."),
    ),
    "quit": (("sso-tray quit", "Quit SSO Tray and remove its keys."),),
}
"""By the words of the command; each a line to type and what it does."""
