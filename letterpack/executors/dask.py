"""Workers of a Dask cluster do the work: ``dask://HOST:PORT`` is its scheduler, ``dask://`` alone starts one on this machine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Final

from letterpack import __version__
from letterpack.errors import LetterpackError
from letterpack.remedies import to_install

try:
    from dask import config
    from distributed import Client, KilledWorker
    from distributed.comm.core import CommClosedError
except ImportError as error:
    raise LetterpackError("`dask://` needs Dask, which is not installed", f"run `{to_install('dask')}`") from error

_ALIKE: Final = "install the same letterpack, Python and libraries wherever workers run"
_NOT_READ: Final = "Error during deserialization"
_NOT_STARTED: Final = "failed to start"
_UNWATCHED: Final = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.tick.cycle": "10s",
}
"""How a cluster of our own is set up: what Dask looks at many times a second is for its dashboard, which nobody can open there.
With two workers it takes a twelfth of a processor; a fiftieth, set so.
"""
_PATIENCE: Final = "30s"
"""How long a scheduler may take to answer."""


@contextmanager
def open_cluster(address: str, number: int) -> Iterator[tuple[Executor, int]]:
    """Give an executor on the cluster at ``address``, and how many jobs it does at once.

    A cluster of our own has ``number`` workers, and ends with the ``with``; another one is left as it was. What a lost worker had
    begun is done again by another. Raises ``LetterpackError`` where there is no scheduler, no worker, or one without letterpack.
    """
    with _connected(address.partition("://")[2], number) as client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise LetterpackError(f"the cluster at `{address}` has no workers", "start workers, and run the command again")
        _require_letterpack(client)
        try:
            # Jobs that look alike are not one.
            yield client.get_executor(pure=False), workers
        except RuntimeError as error:
            # Scheduler and workers take a job in before any of it runs: Dask has no class of its own for one that they cannot.
            if _NOT_READ not in str(error):
                raise
            raise LetterpackError("the machines of the cluster cannot read what this one sends", _ALIKE) from error
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise LetterpackError(
                "workers of the cluster ended before their work was done", "look at the workers' logs, and run the command again"
            ) from error


@contextmanager
def _connected(scheduler: str, number: int) -> Iterator[Client]:
    # A client that found no scheduler closes itself when it is cleared up. Were that while another one starts, both would wait
    # for the lock of Dask's loop for ever: so what is left of earlier ones goes first.
    gc.collect()
    try:
        client = Client(f"tcp://{scheduler}", timeout=_PATIENCE) if scheduler else _our_own(number)
    except (OSError, ValueError) as error:
        raise LetterpackError(
            f"there is no Dask scheduler at `{scheduler}`", "check the address, `dask://HOST:PORT`, and start the scheduler"
        ) from error
    with client:
        yield client


def _our_own(number: int) -> Client:
    """Return a client of a cluster that is started here. Raises ``LetterpackError`` where the system does not let it start."""
    try:
        with config.set(_UNWATCHED):
            return Client(n_workers=number, threads_per_worker=1, dashboard_address=None)
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and _NOT_STARTED not in str(error):
            raise
        raise LetterpackError(
            "a Dask cluster could not be started on this machine",
            "use fewer --workers, or raise the limits on memory, processes and files (`ulimit -v`, `ulimit -u`, `ulimit -n`)",
        ) from error


def _require_letterpack(client: Client) -> None:
    """Ask each worker for its version. Raises ``LetterpackError`` where one has none, or another."""
    answers = client.run(version, on_error="return")
    for worker, answer in sorted(answers.items()):
        if answer != __version__:
            has = f"letterpack {answer}" if isinstance(answer, str) else "no letterpack"
            raise LetterpackError(
                f"the worker at `{worker}` has {has}, and this is letterpack {__version__}",
                _ALIKE,
            )


def version() -> str:
    """Return the version of letterpack where this runs."""
    return __version__
