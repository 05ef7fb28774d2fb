"""Links, images and files of a sheet: rebuilt, checked, removed."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from initiatives.models import Document
from tests.admin_tools import edit, page_url
from tests.factories import make_document, make_initiative

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def picture(kind: str = "JPEG") -> bytes:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "canari-lieu"
    Image.new("RGB", (20, 10), "red").save(content, kind, exif=exif)
    return content.getvalue()


def attach(agent, sheet, content: bytes | None, name: str, rank: int = 0, **fields):
    """Send the sheet with one document; ``rank`` 0 adds or replaces the first."""
    values = {
        "kind": "image",
        "title": "Une image",
        "alternative_text": "Des gens autour d’une table.",
        "initiative": sheet.pk,
        **fields,
    }
    if content is not None:
        values["file"] = SimpleUploadedFile(name, content)
    lines = {f"documents-{rank}-{key}": value for key, value in values.items()}
    return edit(agent, sheet, **{"documents-TOTAL_FORMS": str(rank + 1), **lines})


def errors(response) -> list[str]:
    shown = response.context["inline_admin_formsets"]
    return [
        text
        for one in shown
        for form in one.formset.forms
        for messages in form.errors.values()
        for text in messages
    ]


def test_an_image_is_rebuilt_under_our_name(agent):
    sheet = make_initiative()

    response = attach(agent, sheet, picture() + b"<script>", "../../photo <b>.jpg")

    assert response.status_code == 302
    document = Document.objects.get()
    assert document.file.name == f"documents/{document.public_id}.jpg"
    stored = document.file.read()
    assert (b"canari" in stored, b"<script>" in stored) == (False, False)


def test_a_pdf_is_kept_as_it_is(agent):
    sheet = make_initiative()

    attach(agent, sheet, PDF, "bilan.pdf", kind="file")

    document = Document.objects.get()
    assert document.file.name == f"documents/{document.public_id}.pdf"
    assert document.file.read() == PDF


@pytest.mark.parametrize(
    ("kind", "content", "name", "message"),
    [
        (
            "image",
            b"<svg onload=alert(1)>",
            "a.svg",
            "Seules les images JPEG, PNG et WebP sont acceptées.",
        ),
        (
            "image",
            b"%!PS-Adobe-3.0 EPSF-3.0\n",
            "a.jpg",
            "Cette image est illisible : enregistrez-la de nouveau en JPEG ou en PNG.",
        ),
        ("file", picture(), "a.pdf", "Ce fichier n’est pas un PDF complet."),
        ("file", b"MZ\x90", "a.pdf", "Ce fichier n’est pas un PDF complet."),
    ],
)
def test_anything_else_is_refused_and_the_rest_is_kept(
    agent, kind, content, name, message
):
    sheet = make_initiative()

    response = attach(agent, sheet, content, name, kind=kind, credit="Rose Durand")

    assert message in errors(response)
    assert Document.objects.count() == 0
    assert "Rose Durand" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"kind": "link", "url": ""},
            "Un lien demande une adresse ; une image ou un PDF, un fichier.",
        ),
        (
            {"kind": "file"},
            "Un lien demande une adresse ; une image ou un PDF, un fichier.",
        ),
        (
            {"kind": "link", "url": "javascript:alert(1)"},
            "Saisissez une URL valide.",
        ),
    ],
)
def test_rules_of_documents_answer_in_french(agent, fields, message):
    response = attach(agent, make_initiative(), None, "", **fields)

    assert message in errors(response)


def test_an_image_is_described(agent):
    response = attach(agent, make_initiative(), picture(), "a.jpg", alternative_text="")

    assert errors(response) == ["Décrivez l’image en une phrase."]


def test_a_replaced_file_goes_away(agent, django_capture_on_commit_callbacks):
    sheet = make_initiative()
    attach(agent, sheet, picture(), "a.jpg")
    document = Document.objects.get()
    former = document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        attach(agent, sheet, picture("PNG"), "b.png", id=document.pk)

    document.refresh_from_db()
    assert (default_storage.exists(former), document.file.name) == (
        False,
        f"documents/{document.public_id}.png",
    )
    assert default_storage.exists(document.file.name)


def test_changing_the_nature_asks_for_the_file_again(agent):
    sheet = make_initiative()
    attach(agent, sheet, picture(), "a.jpg")

    response = attach(agent, sheet, None, "", id=Document.objects.get().pk, kind="file")

    assert errors(response) == ["La nature a changé : envoyez le fichier à nouveau."]


def test_the_file_of_a_deleted_document_goes_away(
    agent, django_capture_on_commit_callbacks
):
    sheet = make_initiative()
    attach(agent, sheet, picture(), "a.jpg")
    name = Document.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        edit(agent, sheet, **{"documents-0-DELETE": "on"})

    assert (Document.objects.count(), default_storage.exists(name)) == (0, False)


def test_files_of_a_deleted_sheet_go_away(
    agent, manager, django_capture_on_commit_callbacks
):
    sheet = make_initiative()
    make_document(sheet)  # a link: no file
    attach(agent, sheet, picture(), "a.jpg", rank=1)
    name = Document.objects.exclude(file="").get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        manager.post(page_url(sheet, "delete"), {"post": "yes"})

    assert (Document.objects.count(), default_storage.exists(name)) == (0, False)
