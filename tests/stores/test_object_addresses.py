"""Addresses of object stores that cannot be used: what is refused, in plain words and without the credentials."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

import pytest

from letterpack.errors import NoSuchStore, OutputFailed
from letterpack.stores import bucket, find_store
from tests.stores.servers import between

pytestmark = pytest.mark.loopback

GOOGLE: Final = {
    "disable_oauth": True,
    "client_email": "hunter2@example.org",
    "private_key": "hunter2",
    "private_key_id": "hunter2",
}


@pytest.mark.parametrize(
    ("address", "variable"),
    [("gs://letters/a", "GOOGLE_APPLICATION_CREDENTIALS"), ("az://letters/b", "AZURE_STORAGE_ACCOUNT_KEY")],
)
def test_other_providers_refuse_in_plain_words(
    address: str, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server stands for theirs, and lets nobody in. Nothing of the credentials is in what is said."""
    with between(9, lambda *_: "403") as port:
        url, service = f"http://127.0.0.1:{port}", tmp_path / "service.json"
        service.write_text(json.dumps(GOOGLE | {"gcs_base_url": url}))
        secret = {"AZURE_STORAGE_ACCOUNT_NAME": "house", "AZURE_STORAGE_ACCOUNT_KEY": "aHVudGVyMg==", "AZURE_ENDPOINT": url}
        variables = {"GOOGLE_SERVICE_ACCOUNT": str(service), "GOOGLE_ALLOW_HTTP": "true", "AZURE_ALLOW_HTTP": "true", **secret}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        bucket._opened.cache_clear()
        with pytest.raises(OutputFailed, match=r"refused the request \(403") as caught:
            find_store(address).exists()
    bucket._opened.cache_clear()
    said = caught.value.message + caught.value.hint
    assert variable in said and address in said
    assert not [each for each in ("hunter2", "aHVudGVyMg", "AWS_", str(service)) if each in said]


def test_azure_without_an_account_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    bucket._opened.cache_clear()
    with pytest.raises(OutputFailed, match="needs an account") as caught:
        find_store("az://letters/c").exists()
    assert "AZURE_STORAGE_ACCOUNT_NAME" in caught.value.hint


@pytest.mark.parametrize("address", ["s3://", "s3:///a", "s3://a/../b"])
def test_an_address_without_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(NoSuchStore, match="names no bucket"):
        find_store(address)


@pytest.mark.parametrize("address", ["s3://me:hunter2@letters/a", "s3://letters/a?secret=hunter2", "s3://letters/a#hunter2"])
def test_credentials_in_an_address_are_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(NoSuchStore) as caught:
        find_store(address)
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert "s3://letters/a" in caught.value.hint


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "letterpack.stores.bucket")
    monkeypatch.delitem(sys.modules, "letterpack.stores.objects")
    with pytest.raises(NoSuchStore) as caught:
        find_store("s3://letters/a")
    assert "letterpack[objects]" in caught.value.hint
