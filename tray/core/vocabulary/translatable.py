"""Words that can be said in another language where a person reads them.

`said` gives the English text, which is what logs, the command line and JSON show, and keeps the
template and the values it was made of. Whoever shows it to a person in a window looks up the
template in their language and fills in the same values (`tray.ui.toolkit.translation`). So the
core, the services and the adapters know no language, and nothing has to be translated twice.

The templates are collected from the calls themselves: each is a literal, in `str.format`'s form.
"""

from collections.abc import Callable, Mapping


class Said(str):
    """The English text; `template` and `values` are what it was made of.

    `number` chooses the plural form where there is one.
    """

    __slots__ = ("number", "template", "values")
    template: str
    values: Mapping[str, object]
    number: int | None

    def __reduce__(self) -> tuple[Callable[[str], str], tuple[str]]:
        """Copies and messages to other processes are plain text."""
        return str, (str(self),)


def said(template: str, /, **values: object) -> Said:
    """A text in English with its values filled in; a value that was `said` stays translatable."""
    return _made(template, template, values, None)


def counted(count: int, one: str, many: str, /, **values: object) -> Said:
    """The same for so many things: `{count}` stands for the number in both.

    Translations know it by `many`, and have as many forms as their language.
    """
    return _made(one if count == 1 else many, many, {"count": count, **values}, count)


def filled(text: Said, **values: object) -> Said:
    """A text that was `said` before its values were known."""
    return _made(text.template, text.template, values, None)


def together(*parts: str, between: str = " ") -> Said:
    """Several texts one after the other; empty ones are left out."""
    kept = [part for part in parts if part]
    names = [f"part{place}" for place in range(len(kept))]
    template = between.join(f"{{{name}}}" for name in names)
    return _made(template, template, dict(zip(names, kept, strict=True)), None)


def plain(text: object) -> str:
    """The English text, for encoders that know no more than the usual types.

    Raises `TypeError` for anything but a `Said`.
    """
    if not isinstance(text, Said):
        raise TypeError(f"{type(text).__name__} cannot be encoded")
    return str(text)


def _made(english: str, template: str, values: Mapping[str, object], number: int | None) -> Said:
    made = Said(english.format(**values) if values else english)
    made.template, made.values, made.number = template, values, number
    return made
