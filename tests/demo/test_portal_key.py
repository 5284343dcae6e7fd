"""The demo portal's private key, shared by the portal and the demo provider."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.demo.keys import portal_key, portal_key_file


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = portal_key(tmp_path)
    assert portal_key(tmp_path).thumbprint() == first.thumbprint()
    assert portal_key_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert first.kid == first.thumbprint()


def test_two_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(portal_key, [tmp_path] * 4))
    assert len({key.thumbprint() for key in keys}) == 1
    assert list(portal_key_file(tmp_path).parent.iterdir()) == [portal_key_file(tmp_path)]
