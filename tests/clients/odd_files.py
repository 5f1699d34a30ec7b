"""AWS files as people and other tools write them, and what `sso-tray use` makes of each.

`dev` is used in all of them. The portal's address and an account that is not the
one that is asked for stand where `PORTAL` and `OTHER` do.
"""

from dataclasses import dataclass

SESSION = """
[sso-session acme]
sso_start_url = PORTAL
sso_region = us-east-1
"""
SSO = "sso_session = acme\nsso_account_id = OTHER\nsso_role_name = ReadOnly\n"
KEYS = "aws_access_key_id = AKIAOLDANDFOREIGN000\naws_secret_access_key = secret-of-old\n"


ALL = ("keys", "process", "sso")


@dataclass(frozen=True, slots=True)
class OddFiles:
    """Two files. Where `refused`, `use` says so, and these words; else it does what it says.

    `profile` is used. `aside`: the refusal is that the profile has an identity,
    so that `--set-aside` goes on. A refusal is asked for by the first of `deliveries`.
    """

    config: str = ""
    credentials: str = ""
    refused: tuple[str, ...] = ()
    profile: str = "dev"
    aside: bool = False
    deliveries: tuple[str, ...] = ("keys", "process")


FILES = {
    "nothing": OddFiles(deliveries=ALL),
    "default and [profile default]": OddFiles(
        f"[default]\nregion = us-east-1\n\n[profile default]\n{SSO}{SESSION}",
        refused=("lines 1, 4",),
        profile="default",
    ),
    "a profile, and again in quotes": OddFiles(
        f'[profile dev]\nregion = us-east-1\n[profile "dev"]\n{SSO}{SESSION}',
        refused=("lines 1, 3",),
    ),
    "a profile, and again with two blanks": OddFiles(
        f"[profile dev]\n{SSO}[profile  dev]\nregion = us-east-1\n{SESSION}",
        refused=("lines 1, 5",),
    ),
    "in quotes": OddFiles('[profile "dev"]\nregion = us-east-1\n', deliveries=ALL),
    "in single quotes": OddFiles("[profile 'dev']\nregion = us-east-1\n"),
    "with two blanks": OddFiles(
        "[profile  dev]\nregion = us-east-1\n",
        refused=("[profile  dev]", "line 1"),
        deliveries=("process", "sso"),
    ),
    "keys beside a header with two blanks": OddFiles(
        "[profile  dev]\nregion = us-east-1\n", deliveries=("keys",)
    ),
    "a letter behind the bracket": OddFiles(
        "[profile dev]#mine\nregion = us-east-1\n",
        refused=("[profile dev]#mine", "line 1"),
        deliveries=("process",),
    ),
    "a letter behind the bracket of credentials": OddFiles(
        credentials="[dev];mine\n", refused=("[dev];mine", "line 1"), deliveries=("keys",)
    ),
    "an sso-session with two blanks": OddFiles(
        SESSION.replace("sso-session acme", "sso-session  acme"),
        refused=("[sso-session  acme]", "line 2"),
        deliveries=("sso",),
    ),
    "with a tab": OddFiles("[profile\tdev]\nregion = us-east-1\n"),
    "with blanks at the brackets": OddFiles("[ profile dev ]\nregion = us-east-1\n"),
    "with a remark behind the header": OddFiles("[profile dev] # mine\nregion = us-east-1\n"),
    "indented": OddFiles(
        "    [profile dev]\n    region = us-east-1\n\n    [profile prod]\n    region = eu-west-1\n"
    ),
    "indented, with nothing below the header": OddFiles(
        "    [profile dev]\n    [profile prod]\n    region = eu-west-1\n", deliveries=ALL
    ),
    "indented, with an identity": OddFiles(
        f"    [profile dev]\n    {SSO.replace(chr(10), chr(10) + '    ').rstrip(' ')}"
        f"    [profile prod]\n    region = eu-west-1\n{SESSION}",
        refused=("sso_session", "line 2"),
        aside=True,
    ),
    "indented credentials": OddFiles(
        credentials=f"  [dev]\n  [ops]\n  {KEYS.replace(chr(10), chr(10) + '  ').rstrip(' ')}"
    ),
    "an identity": OddFiles(
        f"[profile dev]\n{SSO}{SESSION}",
        refused=("sso_session", "line 2"),
        aside=True,
        deliveries=ALL,
    ),
    "old keys": OddFiles(
        credentials=f"[dev]\n{KEYS}", refused=("aws_access_key_id", "line 2"), aside=True
    ),
    "keys of both spellings": OddFiles(
        "[profile dev]\nAWS_ACCESS_KEY_ID: AKIAOLDANDFOREIGN000\nAws_Secret_Access_Key: x\n",
        refused=("aws_access_key_id", "line 2"),
        aside=True,
    ),
    "an account's number": OddFiles(
        "[profile dev]\naws_account_id = OTHER\n", refused=("aws_account_id", "line 2"), aside=True
    ),
    "a role below [DEFAULT]": OddFiles(
        "[DEFAULT]\nrole_arn = arn:aws:iam::OTHER:role/x\nsource_profile = base\n",
        refused=("role_arn", "line 2"),
    ),
    "a region below [DEFAULT]": OddFiles("[DEFAULT]\nregion = us-east-1\noutput = json\n"),
    "keys below [DEFAULT]": OddFiles(
        credentials=f"[DEFAULT]\n{KEYS}", refused=("aws_access_key_id", "line 2")
    ),
    "a group of settings": OddFiles(
        "[profile dev]\ns3 =\n  addressing_style = path\n  max_concurrent_requests = 5\n"
    ),
    "a group that ends the section": OddFiles(
        "[profile dev]\ns3 =\n    addressing_style = path\n[profile prod]\nregion = eu-west-1\n"
    ),
    "an identity inside a group": OddFiles("[profile dev]\ns3 =\n  role_arn = no role\n"),
    "a group that is none": OddFiles(
        "[profile dev]\ns3 =\n  addressing_style: path\n", refused=("line 3",)
    ),
    "a letter that is not UTF-8": OddFiles(
        "# B\udcfcro\n[profile dev]\nregion = us-east-1\n", refused=("line 1", "UTF-8")
    ),
    "a byte order mark": OddFiles(
        "\ufeff[profile dev]\nregion = us-east-1\n", refused=("byte order mark",)
    ),
    "a section twice": OddFiles(
        "[profile dev]\nregion = us-east-1\n[profile dev]\noutput = json\n", refused=("line 3",)
    ),
    "a setting twice": OddFiles(
        "[profile dev]\nregion = us-east-1\nregion = eu-west-1\n", refused=("line 3",)
    ),
    "[dev] in the config file": OddFiles(f"[dev]\n{SSO}{SESSION}"),
    "[profile dev] in the credentials file": OddFiles(credentials=f"[profile dev]\n{KEYS}"),
    "Windows' line ends, none at the end": OddFiles("[profile dev]\r\nregion = us-east-1"),
    "remarks behind values": OddFiles("[profile dev]\noutput = json # mine\n"),
}
