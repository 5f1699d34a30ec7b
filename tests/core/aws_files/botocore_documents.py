"""Random AWS files with everything odd that people and tools put there."""

import random

NAMES = ("default", "dev", "prod", "my profile", "DEFAULT", "a-b", "é")
KEYS = (
    "region",
    "Region",
    "output",
    "s3",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "credential_process",
    "role_arn",
    "source_profile",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_account_id",
)
VALUES = (
    "x",
    "eu-west-1",
    "us-east-1 # where it lives",
    '"us-east-1"',
    "",
    "a = b",
    "corp",
    "%(x)s",
    "ü",
    "https://d-9067f00001.awsapps.com/start",
    "111122223333",
)
MARGINS = ("", "", "", "", " ", "    ", "\t")
ENDS = ("\n", "\n", "\n", "\r\n", "\r")


def _header(draw: random.Random, *, is_config: bool) -> str:
    name = draw.choice(NAMES)
    spellings: list[str] = [
        f"[{name}]",
        f"[profile {name}]",
        f'[profile "{name}"]',
        f"[profile  {name}]",
        f"[profile '{name}']",
        f"[ profile {name} ]",
        f"[profile\t{name}]",
        f"[profiles {name}]",
        f"[profile {name}] # remark",
        f'[profile "{name}]',
        f"[sso-session {name}]",
        f'[sso-session "{name}"]',
        f"[services {name}]",
        f"[preview {name}]",
        "[]",
        "[DEFAULT]",
    ]
    weights = [3, 8, 2, 2, 1, 1, 1, 0.5, 0.5, 0.3, 3, 1, 1, 0.5, 0.05, 0.7]
    if not is_config:
        weights[:2] = [14, 1]
    return draw.choices(spellings, weights)[0]


def _option(draw: random.Random) -> list[str]:
    key, value = draw.choice(KEYS), draw.choice(VALUES)
    sign = draw.choice(("=", " = ", ":", " : ", " =", "= "))
    lines = [f"{key}{sign}{value}"]
    if draw.random() < 0.15:
        lines = [f"{key} =", *(f"  {draw.choice(KEYS)} = x" for _ in range(draw.randint(1, 2)))]
        if draw.random() < 0.3:
            lines.insert(draw.randint(1, len(lines)), draw.choice(("", "  # word", "# word")))
        if draw.random() < 0.1:
            lines.append("  addressing_style: path")
    elif draw.random() < 0.1:
        lines += [draw.choice(("  more", "", "  [x]"))]
    return lines


def random_file(draw: random.Random, *, is_config: bool) -> bytes:
    """One file; about one in four is refused by botocore."""
    lines: list[str] = []
    depth = draw.choice(MARGINS)
    for _ in range(draw.randint(0, 5)):
        lines += [draw.choice(("", "# remark", "; remark", "#sso", "   # deep"))] * draw.randint(
            0, 1
        )
        margin = depth if draw.random() < 0.8 else draw.choice(MARGINS)
        lines.append(margin + _header(draw, is_config=is_config))
        own_depth = depth if draw.random() < 0.8 else draw.choice(MARGINS)
        used = set()
        for _ in range(draw.randint(0, 4)):
            option = _option(draw)
            key = option[0].partition("=")[0].partition(":")[0].strip().lower()
            if key in used and draw.random() < 0.9:
                continue
            used.add(key)
            lines += [own_depth + line for line in option]
            if draw.random() < 0.2:
                lines.append(draw.choice(("", "# word", " ; word")))
    if draw.random() < 0.03:
        lines.insert(
            draw.randint(0, len(lines)), draw.choice(("rubbish", "= x", "x = 1", "\u2028x=1"))
        )
    end = draw.choice(ENDS)
    data = "".join(line + end for line in lines).encode()
    if draw.random() < 0.3:
        data = data.rstrip(b"\r\n")
    if draw.random() < 0.03:
        place = draw.randint(0, len(data))
        data = data[:place] + draw.choice((b"\xe9", b"\xef\xbb\xbf", b"\x0c")) + data[place:]
    return data
