"""What a process holds of mails on their way is bounded: first memory, then files, then the answer is 452."""

import asyncio
from pathlib import Path

from gateway.mail.acceptance import Deferred
from gateway.store.drafts import MEMORY, SpoolDraft
from gateway.store.spool import Spool
from tests.store.spooling import ENVELOPE, FULL, id_of, open_spool

ROOM = 2 * MEMORY
FILES = 3


def begun(spool: Spool, size: int) -> SpoolDraft:
    draft = spool.begin()
    assert not isinstance(draft, Deferred)
    draft.write(b"x" * size)
    return draft


def test_beyond_memory_bodies_go_to_disk_and_beyond_files_mails_are_deferred(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path, memory=ROOM, files=FILES)
    in_memory = [begun(spool, MEMORY) for _ in range(2)]
    assert (spool.budget.memory, spool.budget.files) == (0, FILES)
    on_disk = [begun(spool, 1000) for _ in range(FILES)]
    assert (spool.budget.memory, spool.budget.files) == (0, 0)
    assert spool.begin() == FULL
    assert all(id_of(draft.commit_here(ENVELOPE, False)) for draft in in_memory + on_disk)
    assert (spool.budget.memory, spool.budget.files) == (ROOM, FILES)
    assert {len(spool.read(id).raw) for id in range(1, 6)} == {MEMORY, 1000}
    spool.close()
    database.close()


def test_a_mail_that_grows_when_there_is_no_room_is_deferred(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path, memory=ROOM, files=1)
    large, small = begun(spool, 2 * MEMORY), begun(spool, 10)
    small.write(b"x" * MEMORY)
    assert small.commit_here(ENVELOPE, False) == FULL
    assert id_of(large.commit_here(ENVELOPE, False)) == 1
    assert (spool.budget.memory, spool.budget.files) == (ROOM, 1)
    spool.close()
    database.close()


def test_everything_is_given_back_however_a_mail_ends(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path, memory=ROOM, files=FILES, patience=0.3)

    async def cancelled(size: int) -> None:
        draft = begun(spool, size)
        task = asyncio.create_task(draft.commit(ENVELOPE))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    for size in (10, 3 * MEMORY):
        begun(spool, size).discard()
        begun(spool, size).commit_here(ENVELOPE, False)
        (tmp_path / "postroom.db").rename(tmp_path / "hidden")
        assert isinstance(begun(spool, size).commit_here(ENVELOPE, False), Deferred)
        (tmp_path / "hidden").rename(tmp_path / "postroom.db")
        asyncio.run(cancelled(size))
    spool.close()
    assert (spool.budget.memory, spool.budget.files) == (ROOM, FILES)
    database.close()
