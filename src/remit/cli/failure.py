"""How a command ends: its exit code, and what a person can do next. Shows no traceback and no secret."""

import json
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import typer

from remit.cli.invocation import Invocation, StoppedError, UsageError
from remit.errors import BackendUnavailableError, RemitError

if TYPE_CHECKING:
    from remit.client import CallError


class Code(IntEnum):
    """Exit codes. Scripts may rely on them."""

    OK = 0
    ERROR = 1
    USAGE = 2
    DENIED = 3
    NEEDS_APPROVAL = 4
    UNAVAILABLE = 5
    NOT_PERMITTED = 6
    NOT_PROVEN = 7
    INTERRUPTED = 130


CODES: Final = {
    Code.OK: "done; allowed; fits; verified",
    Code.ERROR: "the server refused the request, or failed",
    Code.USAGE: "the command line is wrong",
    Code.DENIED: "denied, or does not fit the budget",
    Code.NEEDS_APPROVAL: "a human must approve first",
    Code.UNAVAILABLE: "no answer: the server or a store is not reachable, or too slow",
    Code.NOT_PERMITTED: "the key is missing, wrong, or may not do this",
    Code.NOT_PROVEN: "a manifest, an agent or an audit log did not verify",
    Code.INTERRUPTED: "interrupted (Ctrl-C)",
}
"""What `remit --help` and the documentation say of them."""

_NEXT: Final = {
    "CREDENTIAL_MISSING": "Give a key: --key or REMIT_KEY; remit serve shows the first one, and --new-key another. Or"
    " sign in, where an operator has set that up: remit login.",
    "CREDENTIAL_MALFORMED": "Copy the whole key, on one line; it looks like remit_live_….",
    "CREDENTIAL_UNKNOWN": "Is it of another installation? Make a new one: remit key create.",
    "CREDENTIAL_EXPIRED": "Make a new one: remit key create.",
    "CREDENTIAL_REVOKED": "Ask an administrator for another: remit key create.",
    "CREDENTIAL_SCOPE": "Use a key whose scopes cover this: remit key list shows them.",
    "TENANT_MISMATCH": "Leave --tenant out, or use the key of a platform operator.",
    "NOT_FOUND": "Check the id and its spelling; the list command of the noun shows what there is.",
    "ALREADY_EXISTS": "Choose another id, or change what is there with the update command.",
    "ETAG_MISMATCH": "Somebody changed it meanwhile: read it again and repeat.",
    "NOT_IMPLEMENTED": "This server's version does not have the call; remit info says which it is.",
    "SELF_APPROVAL": "Somebody else must vote: remit --key <another key> approval approve ….",
    "INTERNAL": "Report it with the error id; the server's log has the details under it.",
}


def end(invocation: Invocation, work: Callable[[Invocation], Any]) -> None:
    """Run a command to its end and leave with its exit code.

    Raises:
        typer.Exit: always, unless the code is 0.
    """
    try:
        code = work(invocation) or Code.OK
    except _call_error() as error:
        code = _tell_call_error(invocation, error)
    except UsageError as error:
        code = Code.USAGE
        invocation.out.failure(str(error), "Add --help to see what the command takes.")
    except StoppedError as error:
        code = _tell_stopped(invocation, error)
    except RemitError as error:
        code = _tell_own_error(invocation, error)
    except KeyboardInterrupt:
        code = Code.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output, such as `head`, has enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Code.OK
    except Exception as error:
        if invocation.wishes.traceback or isinstance(error, typer.Exit):
            raise
        code = Code.ERROR
        invocation.out.failure(
            f"this is a fault of the command itself: {type(error).__name__}: {error}",
            "Report it with what remit --traceback … prints.",
        )
    finally:
        invocation.close()
    if code:
        raise typer.Exit(int(code))


def _call_error() -> "type[CallError] | tuple[()]":
    """What calls raise, if the client was loaded at all: a server that starts here must load gRPC itself."""
    loaded = sys.modules.get("remit.client.errors")
    return loaded.CallError if loaded else ()


def code_of(error: "CallError") -> Code:
    """Return the exit code that a failed call deserves."""
    from remit.client import errors

    if isinstance(error, errors.UnavailableError | errors.DeadlineError | errors.ExhaustedError):
        return Code.UNAVAILABLE
    if isinstance(error, errors.UnauthenticatedError | errors.ForbiddenError):
        return Code.NOT_PERMITTED
    return Code.ERROR


def _tell_call_error(invocation: Invocation, error: "CallError") -> Code:
    code = code_of(error)
    if invocation.wishes.as_json:
        told = {"error": _plain(error), "exit_code": int(code)}
        invocation.out.errors.print(json.dumps(told), soft_wrap=True, markup=False, highlight=False)
    else:
        invocation.out.failure(str(error), _next_step(invocation, error, code=code))
    return code


def _tell_own_error(invocation: Invocation, error: RemitError) -> Code:
    """Tell what went wrong in this process, such as a database that is away; no server was asked."""
    away = isinstance(error, BackendUnavailableError)
    code = Code.UNAVAILABLE if away else Code.ERROR
    if invocation.wishes.as_json:
        told = {"error": {"reason": error.reason, "message": error.message}, "exit_code": int(code)}
        invocation.out.errors.print(json.dumps(told), soft_wrap=True, markup=False, highlight=False)
    else:
        next_step = "Does the database of REMIT_DATABASE_URL run, and may this user reach it?" if away else ""
        invocation.out.failure(error.message, next_step)
    return code


def _tell_stopped(invocation: Invocation, error: StoppedError) -> Code:
    if invocation.wishes.as_json:
        told = {"error": {"reason": "", "message": str(error)}, "exit_code": int(error.code)}
        invocation.out.errors.print(json.dumps(told), soft_wrap=True, markup=False, highlight=False)
    else:
        invocation.out.failure(str(error), error.next_step)
    return Code(error.code)


def _plain(error: "CallError") -> dict[str, object]:
    return {
        "reason": error.reason,
        "message": error.message,
        "field": error.field,
        "retry_after": error.retry_after,
        "metadata": dict(error.metadata),
    }


def _next_step(invocation: Invocation, error: "CallError", *, code: Code) -> str:
    if error.reason == "PERMISSION_MISSING":
        wanted = error.metadata.get("permission", "the permission")
        return f"Bind a role that grants {wanted}: remit role create …, then remit binding create …."
    if code is Code.NOT_PERMITTED and error.reason.startswith("CREDENTIAL_") and invocation.signed_in:
        return "Sign in again: remit login."
    if error.reason in _NEXT:
        named = error.metadata.get("error_id", "")
        return _NEXT[error.reason] + (f" error_id: {named}" if named else "")
    if error.retry_after is not None:
        return f"Try again in {error.retry_after:g} s."
    if code is Code.UNAVAILABLE and not error.reason:
        return f"Does a server run at {invocation.address}? Start one: remit serve. Or name one: --address."
    if error.field:
        return f"Correct {error.field}; --help says what it takes."
    return ""
