"""The front door: read the command line, call one function, print what it gives back.

One entry of :data:`~visualization.verbs.VERBS` per job. Nothing heavy is imported before a verb starts its work, so that
help and usage errors answer at once. A mistake of the user ends with one message on stderr and exit code 2.
"""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__":  # Ctrl-C before there is anything to tidy up: what follows takes a moment to load
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    if sys.flags.safe_path:  # python -I or -P: our own packages are beside this file all the same
        sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import argparse
import difflib
import errno
from collections.abc import Sequence
from typing import Any, NoReturn

from visualization.jobs import default_language
from visualization.options import LANGUAGES
from visualization.verbs import PURPOSE, VERBS


class VersionAction(argparse.Action):
    """Print the version; it is read only when asked for, to keep the start light."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from protocols.version import VERSION

        print(f"gongying {VERSION}")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """A parser that speaks ``lang``: its help, its usage line and its complaints."""

    def __init__(self, *args: Any, lang: str = "en", **settings: Any) -> None:
        super().__init__(*args, **{**settings, "add_help": False, "formatter_class": HELP[lang]})
        self.lang = lang
        if lang == "zh":
            self._positionals.title, self._optionals.title = "参数", "选项"
        text = ("show this help and end", "显示本帮助")[LANGUAGES.index(lang)]
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help=text)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        mark = ("error: ", "错误：")[LANGUAGES.index(self.lang)]
        self.exit(2, f"{self.prog}: {mark}{said(message, self.lang)}\n")


class Chinese(argparse.RawDescriptionHelpFormatter):
    """Help whose usage line begins in 中文."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


UNWRITTEN = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EDQUOT, errno.EPIPE)  # what a stream answers that takes no more
HELP = {"en": argparse.RawDescriptionHelpFormatter, "zh": Chinese}


def said(message: str, lang: str) -> str:
    """A message of what is wrong, written in English, in ``lang``."""
    if lang == "en":
        return message
    from environment.texts.errors import in_chinese

    return in_chinese(message)


def build_parser(lang: str) -> argparse.ArgumentParser:
    """The parser of all verbs, with help in ``lang``."""
    which = LANGUAGES.index(lang)
    start = ("examples:", "示例：")[which]
    parser = Parser(
        lang=lang,
        description=PURPOSE[which],
        epilog="\n".join([start, *(f"  python {verb.examples[0]}" for verb in VERBS)]),
    )
    version = ("print the version", "显示版本")[which]
    parser.add_argument("--version", action=VersionAction, nargs=0, help=version)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title=("verbs", "命令")[which])
    for verb in VERBS:
        examples = "\n".join([start, *(f"  python {line}" for line in verb.examples)])
        text = verb.help[which]
        sub = verbs.add_parser(verb.name, help=text, description=text, epilog=examples, lang=lang)
        for each in verb.options:
            sub.add_argument(*each.flags, help=each.help[which], **each.settings)
        sub.set_defaults(action=verb.action)
    return parser


def with_verb(words: Sequence[str], lang: str = "en") -> list[str]:
    """The command line with its verb: ``run`` when it names none and asks for no general help."""
    if words and (words[0] in {verb.name for verb in VERBS} or words[0] in {"-h", "--help", "--version"}):
        return list(words)
    if words and not words[0].startswith("-"):
        near = difflib.get_close_matches(words[0], [verb.name for verb in VERBS], n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        allowed = ", ".join(verb.name for verb in VERBS)
        print(said(f"run.py: found verb {words[0]!r}, allowed: {allowed}{hint}", lang), file=sys.stderr)
        raise SystemExit(2)
    return ["run", *words]


def language_of(words: Sequence[str]) -> str:
    """The language asked for on the command line, before it is parsed: help needs it already.

    Raises :class:`ValueError` for a variable ``GONGYING_LANG`` that names no language of ours.
    """
    for at, word in enumerate(words):
        flag, sign, value = word.partition("=")
        wished = value if sign else "".join(words[at + 1 : at + 2])
        if flag == "--lang" and wished in LANGUAGES:
            return wished
    return default_language()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code (0 done, 2 a mistake of the user, 130 interrupted)."""
    words = list(sys.argv[1:] if argv is None else argv)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell: what is printed is wanted by nobody
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without 中文 shows escapes instead of failing
            stream.reconfigure(errors="backslashreplace")
    try:
        lang = language_of(words)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for word in words:  # a name as another system wrote it: libraries that read and write tables cannot take it
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            print(said(f"found {word!r}, allowed: names and values in {sys.getfilesystemencoding()}", lang), file=sys.stderr)
            return 2
    try:
        return obey(words, lang)
    except OSError as error:
        return gone(error, lang)


def obey(words: Sequence[str], lang: str) -> int:
    """Do what a command line says; its exit code."""
    from protocols.errors import UserError

    try:
        try:
            args = build_parser(lang).parse_args(with_verb(words, lang))
        except SystemExit:  # after help, or a usage error
            sys.stdout.flush()
            raise
        args.lang = lang
        code: int = args.action(args)
        sys.stdout.flush()
    except UserError as error:
        print(said(str(error), lang), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(("interrupted", "已中断")[LANGUAGES.index(lang)], file=sys.stderr)
        return 130
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and "failed to map segment" not in str(error):  # a library that found no room
            raise
        print(("out of memory (see `ulimit -v`)", "内存不足（见 `ulimit -v`）")[LANGUAGES.index(lang)], file=sys.stderr)
        return 2
    return code


def gone(error: OSError, lang: str) -> int:
    """A file or stream that the system refused: one message, and the exit code."""
    unbuffered = getattr(sys.stdout, "write_through", False)  # what is printed fails at once, not when it is flushed
    name, full = str(error.filename or ""), unbuffered and error.errno in UNWRITTEN
    try:
        sys.stdout.flush()
    except OSError:  # what was printed cannot be: nothing more goes there, nor a complaint at the end
        full = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if full and not name:
        name = ("standard output", "标准输出")[LANGUAGES.index(lang)]
    if isinstance(error, BrokenPipeError):  # the reader, such as `head`, has seen enough
        return 0
    place = f"{name[:80]}{'…' if len(name) > 80 else ''}: " if name else ""
    print(f"{place}{said(error.strerror or str(error), lang)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
