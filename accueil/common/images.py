"""Uploaded images and PDF: what is stored is rebuilt or checked, never as it came."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageFile, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000  # before decoding: 100 MB of memory at worst
MAX_SIDE = 2400  # pixels of what is kept: twice the widest place on our pages
# What a name may announce → Pillow's format and our suffix.
TYPES = {
    "jpg": ("JPEG", "jpg"),
    "jpeg": ("JPEG", "jpg"),
    "png": ("PNG", "png"),
    "webp": ("WEBP", "webp"),
}
FORMATS = sorted({name for name, _ in TYPES.values()})  # all that Pillow may open
QUALITY = {"JPEG": {"quality": 85, "optimize": True}, "WEBP": {"quality": 85}}


def clean_image(upload: File) -> ContentFile:
    """A new image of the type that the name announces: first frame, no metadata.

    Raises ValidationError for what is not a JPEG, PNG or WebP image of at most
    MAX_BYTES and MAX_PIXELS. Holds the decoded pixels in memory once or twice.
    """
    _check_size(upload)
    suffix = PurePath(upload.name or "").suffix.lower().lstrip(".")
    if suffix not in TYPES:
        raise ValidationError("Seules les images JPEG, PNG et WebP sont acceptées.")
    kind, suffix = TYPES[suffix]
    picture = _for_type(_decoded(upload), kind)
    content = BytesIO()
    picture.save(content, format=kind, **QUALITY.get(kind, {}))
    return ContentFile(content.getvalue(), name=f"image.{suffix}")


def check_pdf(upload: File) -> ContentFile:
    """The same bytes under our name. Raises ValidationError if they are not a PDF.

    A PDF may hold scripts: it is served as an attachment, in a sandbox.
    """
    _check_size(upload)
    upload.seek(0)
    content = upload.read()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise ValidationError("Ce fichier n’est pas un PDF complet.")
    return ContentFile(content, name="document.pdf")


def _check_size(upload: File) -> None:
    if not upload.size:
        raise ValidationError("Ce fichier est vide.")
    if upload.size > MAX_BYTES:
        raise ValidationError("Ce fichier dépasse 10 Mo : réduisez-le.")


def _decoded(upload: File) -> Image.Image:
    """Pixels of the first frame, upright. Raises ValidationError."""
    upload.seek(0)
    try:
        # WeasyPrint, once imported, accepts cut files for the whole process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(
                    "Cette image dépasse 25 millions de pixels : réduisez-la."
                )
            image.load()
            return ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            "Cette image dépasse 25 millions de pixels : réduisez-la."
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValidationError(
            "Cette image est illisible : enregistrez-la de nouveau en JPEG ou en PNG."
        ) from error


def _for_type(image: Image.Image, kind: str) -> Image.Image:
    """A copy that ``kind`` can store, without anything but its pixels."""
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        if kind == "JPEG":  # no transparency: on white
            ground = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(ground, image).convert("RGB")
    else:
        image = image.convert("RGB")
    image.info = {}  # comments and profiles would be written back
    return image
