"""A row whose file is lost (restored without its media) is not a fault of ours."""

import pytest

from initiatives.previews import preview_path
from tests.factories import make_document, make_initiative

pytestmark = pytest.mark.django_db


def test_a_file_lost_from_the_disk_is_not_found(client):
    initiative = make_initiative()
    document = make_document(
        initiative, kind="file", url="", file="documents/perdu.pdf"
    )
    addresses = [
        document.get_absolute_url(),
        f"{preview_path(initiative)}documents/{document.public_id}/",
    ]

    assert [client.get(address).status_code for address in addresses] == [404, 404]
