"""Uploads: whatever comes in, what is kept is a plain image or a PDF."""

import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from accueil.common import images
from accueil.common.images import check_pdf, clean_image

SECRET = b"canari-secret"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def picture(kind: str = "JPEG", size=(40, 20), mode: str = "RGB", **options) -> bytes:
    content = BytesIO()
    Image.new(mode, size, "red" if mode != "P" else 1).save(content, kind, **options)
    return content.getvalue()


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def reopened(kept) -> Image.Image:
    return Image.open(BytesIO(kept.read()))


def message(content: bytes, name: str, clean=clean_image) -> str:
    with pytest.raises(ValidationError) as refusal:
        clean(upload(content, name))
    return refusal.value.messages[0]


UNREADABLE = "Cette image est illisible : enregistrez-la de nouveau en JPEG ou en PNG."
OTHER_TYPE = "Seules les images JPEG, PNG et WebP sont acceptées."
TOO_MANY_PIXELS = "Cette image dépasse 25 millions de pixels : réduisez-la."


@pytest.mark.parametrize(
    ("name", "kind", "kept_name"),
    [
        ("photo.jpg", "JPEG", "image.jpg"),
        ("photo.JPEG", "JPEG", "image.jpg"),
        ("dessin.png", "PNG", "image.png"),
        ("dessin.webp", "WEBP", "image.webp"),
    ],
)
def test_an_image_keeps_its_type_under_our_name(name, kind, kept_name):
    kept = clean_image(upload(picture(kind), name))

    image = reopened(kept)
    assert (kept.name, image.format, image.size) == (kept_name, kind, (40, 20))


@pytest.mark.parametrize(("declared", "kind"), [("jpg", "PNG"), ("png", "JPEG")])
def test_content_follows_the_declared_type(declared, kind):
    kept = clean_image(upload(picture(kind), f"image.{declared}"))

    assert reopened(kept).format == {"jpg": "JPEG", "png": "PNG"}[declared]


def with_metadata(kind: str) -> bytes:
    """An image that says where it was taken, in every way its format allows."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (47.0, 54.0, 10.0)
    options = {"exif": exif, "icc_profile": SECRET}
    if kind == "JPEG":
        options |= {"comment": SECRET, "xmp": SECRET}
    if kind == "WEBP":
        options["xmp"] = SECRET
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Location", SECRET.decode())
        options["pnginfo"] = notes
    return picture(kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_survives(kind):
    dirty = with_metadata(kind)
    kept = clean_image(upload(dirty, f"image.{kind.lower()}")).read()

    assert (SECRET in dirty, SECRET in kept) == (True, False)
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}
    assert b"Exif" not in kept


@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", PDF, b"GIF89a/*", b"\x00" * 500 + SECRET]
)
def test_a_tail_is_dropped(tail):
    kept = clean_image(upload(picture() + tail, "image.jpg")).read()

    assert tail not in kept


def test_a_picture_taken_sideways_stands_up():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    kept = clean_image(upload(picture(exif=exif), "image.jpg"))

    assert reopened(kept).size == (20, 40)


@pytest.mark.parametrize("kind", ["EPS", "TIFF", "GIF", "BMP", "PPM", "ICO", "PDF"])
def test_another_format_under_a_good_name_is_refused(kind):
    assert message(picture(kind), "image.jpg") == UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"8BPS\x00\x01" + b"\x00" * 40,  # Photoshop
        b"\xd7\xcd\xc6\x9a" + b"\x00" * 40,  # WMF
        b"<html><script>alert(1)</script>",
        picture()[:200],  # cut short
        picture("PNG")[:-40],
        b"\x00",
    ],
)
def test_what_is_no_image_is_refused(content):
    assert message(content, "image.jpg") == UNREADABLE


@pytest.mark.parametrize("name", ["image.svg", "image.gif", "image.tiff", "image"])
def test_a_name_that_announces_another_type_is_refused(name):
    content = upload(picture(), "image.jpg")
    content.name = name

    with pytest.raises(ValidationError) as refusal:
        clean_image(content)

    assert refusal.value.messages == [OTHER_TYPE]


def test_an_empty_file_is_refused():
    assert message(b"", "image.png") == "Ce fichier est vide."


def png_announcing(width: int, height: int) -> bytes:
    """A PNG whose header lies about its size; no pixel is stored."""
    content = bytearray(picture("PNG"))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize("size", [(12_000, 12_000), (50_000, 50_000), (5_001, 5_000)])
def test_too_many_pixels_are_refused_before_decoding(size, monkeypatch):
    content = png_announcing(*size)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))

    assert message(content, "image.png") == TOO_MANY_PIXELS


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 100)

    assert message(picture(size=(400, 400)), "image.jpg") == (
        "Ce fichier dépasse 10 Mo : réduisez-le."
    )


def test_a_large_picture_is_reduced():
    kept = clean_image(upload(picture(size=(4000, 1000)), "image.jpg"))

    assert reopened(kept).size == (2400, 600)


def test_only_the_first_frame_of_an_animation_is_kept():
    frames = [Image.new("RGB", (4, 4), (n, 0, 0)) for n in range(1, 50)]
    content = BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])

    kept = clean_image(upload(content.getvalue(), "image.webp"))

    assert getattr(reopened(kept), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("mode", "kind", "name", "kept_mode"),
    [
        ("RGBA", "PNG", "a.jpg", "RGB"),
        ("RGBA", "PNG", "a.png", "RGBA"),
        ("CMYK", "JPEG", "a.jpg", "RGB"),
        ("L", "JPEG", "a.png", "RGB"),
        ("P", "PNG", "a.webp", "RGB"),
    ],
)
def test_every_colour_mode_becomes_a_common_one(mode, kind, name, kept_mode):
    content = BytesIO()
    Image.new(mode, (4, 4)).save(content, kind)

    assert reopened(clean_image(upload(content.getvalue(), name))).mode == kept_mode


def test_a_pdf_is_kept_as_it_is_under_our_name():
    kept = check_pdf(upload(PDF, "../../etc/passwd\u202efdp.exe"))

    assert (kept.name, kept.read()) == ("document.pdf", PDF)


@pytest.mark.parametrize(
    "content", [picture() + PDF, b"%PDF-1.7 cut short", b"<html>", b"PK\x03\x04" + PDF]
)
def test_what_is_no_whole_pdf_is_refused(content):
    assert (
        message(content, "a.pdf", check_pdf) == "Ce fichier n’est pas un PDF complet."
    )


def test_a_cut_image_is_refused_even_after_a_pdf_was_drawn(monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint

    assert message(picture("PNG")[:-40], "image.png") == UNREADABLE
