"""Media in a bucket of a real S3 server, which the site alone may ask."""

import tarfile

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from moto.server import ThreadedMotoServer

from letter_site.middleware import DatabaseUnavailableMiddleware
from signatures import checks
from signatures.actions.statements import letters
from signatures.management import dumps
from signatures.models import Endorsement, Organization
from tests.factories import endorse_form, make_signature, timezone
from tests.test_settings import PRODUCTION, run, setting
from tests.views.record.test_endorsements import logo, page

NAME = "media"


@pytest.fixture(scope="module")
def server():
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def bucket(server, settings):
    """Keep the media in a new, empty bucket; its client sees what is there."""
    options = {"access_key": "letter", "secret_key": "hush", "region_name": "us-east-1"}
    settings.MEDIA_S3 = {**options, "bucket_name": NAME, "endpoint_url": server}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "letter_site.connections.bucket.Bucket",
            "OPTIONS": settings.MEDIA_S3,
        },
    }
    keys = {"aws_access_key_id": "letter", "aws_secret_access_key": "hush"}
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=NAME)
    yield client
    for each in stored(client):
        client.delete_object(Bucket=NAME, Key=each)
    client.delete_bucket(Bucket=NAME)


def stored(client):
    return [each["Key"] for each in client.list_objects_v2(Bucket=NAME).get("Contents", [])]


@pytest.mark.django_db
def test_logo_in_a_bucket_is_handed_out_by_the_site_alone(client, text, bucket, server):
    client.post(page("endorse", text), endorse_form(permit_logo="on", logo=logo("logo.png")))
    organization = Organization.objects.get()
    name = organization.logo.name

    assert stored(bucket) == [name]
    assert organization.logo_url.startswith(f"/media/{name}?key=")
    assert client.get(f"/media/{name}").status_code == 404
    assert client.get(organization.logo_url).content[:4] == b"RIFF"
    now = timezone.now()
    Endorsement.objects.update(state="published", confirmed_at=now, published_at=now)
    assert client.get(f"/media/{name}").content[:4] == b"RIFF"
    shown = client.get(page("organizations", text)).content.decode()
    assert f'src="/media/{name}' in shown
    assert server not in shown
    acl = bucket.get_object_acl(Bucket=NAME, Key=name)
    assert {each["Grantee"]["Type"] for each in acl["Grants"]} == {"CanonicalUser"}


@pytest.mark.django_db
def test_file_that_is_gone_from_the_bucket_is_not_found(client, text, bucket):
    client.post(page("endorse", text), endorse_form(permit_logo="on", logo=logo("logo.png")))
    organization = Organization.objects.get()

    default_storage.delete(organization.logo.name)

    assert client.get(organization.logo_url).status_code == 404


@pytest.mark.django_db
def test_letter_in_a_bucket_is_downloaded_from_the_site(client, text, bucket):
    make_signature(text)
    made = letters.make_letter(text)

    response = client.get(page("letter_pdf", text))

    assert stored(bucket) == [made.file.name]
    assert b"".join(response)[:5] == b"%PDF-"
    default_storage.delete(made.file.name)
    assert client.get(page("letter_pdf", text)).status_code == 503


def test_backup_of_a_bucket_is_restored_into_a_bucket_or_a_folder(bucket, settings, tmp_path):
    files = {"logos/one.webp": b"one", "deliveries/far/two.pdf": b"two" * 100_000}
    for name, content in {**files, "renditions/letter.pdf": b"names"}.items():
        default_storage.save(name, ContentFile(content))

    dumps.pack_media(tmp_path / "media.tar")

    with tarfile.open(tmp_path / "media.tar") as tar:
        assert sorted(tar.getnames()) == sorted(files)
    default_storage.delete("logos/one.webp")
    default_storage.delete("deliveries/far/two.pdf")
    default_storage.save("deliveries/far/two.pdf", ContentFile(b"other"))
    dumps.unpack_media(tmp_path / "media.tar")
    assert stored(bucket) == [*sorted(files), "renditions/letter.pdf"]
    assert {
        name: bucket.get_object(Bucket=NAME, Key=name)["Body"].read() for name in files
    } == files

    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    dumps.unpack_media(tmp_path / "media.tar")
    dumps.unpack_media(tmp_path / "media.tar")
    found = [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]
    there = {str(each.relative_to(settings.MEDIA_ROOT)): each.read_bytes() for each in found}
    assert there == files


def test_server_that_is_away_is_a_503_and_not_an_error(bucket, settings):
    settings.MEDIA_S3 = {**settings.MEDIA_S3, "endpoint_url": "http://127.0.0.1:1"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": settings.MEDIA_S3},
    }
    with pytest.raises(EndpointConnectionError) as error:
        default_storage.open("logos/one.webp")
    middleware = DatabaseUnavailableMiddleware(lambda request: None)

    response = middleware.process_exception(RequestFactory().get("/"), error.value)

    assert response.status_code == 503


def test_boto_is_not_loaded_without_a_bucket():
    code = (
        "import sys, django; django.setup(); import letter_site.urls;"
        "from django.core.files.storage import default_storage;"
        "default_storage.exists('x'); loaded = {'boto3', 'botocore', 'storages'} & {*sys.modules};"
        "print(sorted(loaded))"
    )

    done = run("-c", code, **PRODUCTION, DJANGO_SETTINGS_MODULE="letter_site.settings")

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_settings_choose_a_bucket_only_if_one_is_named():
    [folder] = setting("STORAGES", **PRODUCTION)
    [bucket] = setting("STORAGES", **PRODUCTION, MEDIA_S3_BUCKET="letter", MEDIA_S3_KEY="a key")

    assert "FileSystem" in folder["default"]["BACKEND"]
    assert bucket["default"]["BACKEND"] == "letter_site.connections.bucket.Bucket"
    assert bucket["default"]["OPTIONS"]["bucket_name"] == "letter"
    assert bucket["default"]["OPTIONS"]["endpoint_url"] is None


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ""),
        ({"bucket_name": "b", "access_key": "k", "secret_key": "s"}, ""),
        ({"bucket_name": "b", "access_key": "k"}, "MEDIA_S3_SECRET"),
        ({"endpoint_url": "https://s3"}, "MEDIA_S3_BUCKET, MEDIA_S3_KEY, MEDIA_S3_SECRET"),
    ],
)
def test_a_bucket_that_is_set_by_half_is_warned_of(settings, given, missing):
    settings.MEDIA_S3 = dict.fromkeys(settings.MEDIA_S3, "") | given

    found = [each.msg for each in checks.bucket_is_whole(None)]

    said = f"Settings of the bucket for media are missing: {missing}."
    assert found == ([said] if missing else [])
