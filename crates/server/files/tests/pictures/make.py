"""Makes the pictures of this folder. Needs Pillow 12; run here: `python3 make.py`. What it makes is committed."""

import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin


def scene(width, height):
    """A grained gradient with a red corner at the top left, so that every way of lying shows."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            grain = (x * 7 + y * 13 + x * y) % 31
            image.putpixel((x, y), (40 + x * 180 // width, 60 + y * 140 // height + grain, 200 - x * 100 // width))
    image.paste((220, 20, 20), (0, 0, width // 3, height // 4))
    return image


def exif(orientation):
    tags = Image.Exif()
    if orientation:
        tags[0x0112] = orientation
    tags[0x010F] = "SecretMaker"
    tags[0x8825] = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 0.0)}
    return tags


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretPlace</x:xmpmeta>"

for name, options in {
    "420": {"subsampling": "4:2:0"},
    "422": {"subsampling": "4:2:2"},
    "444": {"subsampling": "4:4:4"},
    "restarts": {"subsampling": "4:2:0", "restart_marker_blocks": 3},
    "progressive": {"progressive": True},
    "optimised": {"optimize": True},
}.items():
    scene(96, 64).save(f"{name}.jpg", quality=90, **options)
scene(96, 64).convert("L").save("grey.jpg", quality=90)
scene(96, 64).convert("CMYK").save("cmyk.jpg", quality=90)
for orientation in range(1, 9):
    scene(96, 64).save(f"turned-{orientation}.jpg", quality=90, exif=exif(orientation), icc_profile=profile(),
                       comment=b"SecretComment", xmp=XMP)
scene(101, 67).save("turned-odd.jpg", quality=90, exif=exif(6))
with open("turned-1.jpg", "rb") as plain:
    open("trailing.jpg", "wb").write(plain.read() + b"SecretTrailer" * 20)

text = PngImagePlugin.PngInfo()
text.add_text("Author", "SecretAuthor")
text.add_itxt("XML:com.adobe.xmp", XMP.decode())
scene(60, 40).save("plain.png")
scene(60, 40).save("metadata.png", pnginfo=text, exif=exif(0), icc_profile=profile(), dpi=(96, 96))
scene(60, 40).save("turned-6.png", pnginfo=text, exif=exif(6))
alpha = scene(60, 40).convert("RGBA")
alpha.putalpha(Image.linear_gradient("L").resize((60, 40)))
alpha.save("alpha.png")
scene(60, 40).quantize(16).save("palette.png")
Image.new("I;16", (20, 10), 40000).save("grey16.png")
frames = [scene(60, 40), scene(60, 40).transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
frames[0].save("animated.png", save_all=True, append_images=frames[1:], duration=100, exif=exif(6))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# Ten gigapixels in a few bytes.
bomb = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0))
open("bomb.png", "wb").write(b"\x89PNG\r\n\x1a\n" + bomb + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b""))

scene(60, 40).save("lossy.webp", quality=80)
alpha.save("lossless.webp", lossless=True)
scene(60, 40).save("turned-6.webp", quality=80, exif=exif(6).tobytes(), xmp=XMP, icc_profile=profile())
frames[0].save("animated.webp", save_all=True, append_images=frames[1:], duration=100, xmp=XMP)

palette = [frame.quantize(32) for frame in frames]
palette[0].save("animated.gif", save_all=True, append_images=palette[1:], duration=100, loop=0, comment=b"SecretComment")
palette[0].save("still.gif")
large = [scene(300, 200).quantize(32), scene(300, 200).transpose(Image.Transpose.FLIP_LEFT_RIGHT).quantize(32)]
large[0].save("large-animated.gif", save_all=True, append_images=large[1:], duration=100, loop=0)

# A canvas of one pixel with a frame of four gigapixels.
gif = bytearray(b"GIF89a" + struct.pack("<HH", 1, 1) + b"\x80\0\0" + bytes(6))
gif += b"," + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0" + b"\x02\x02\x4c\x01\0;"
open("bomb.gif", "wb").write(gif)

scene(60, 40).save("plain.bmp")
scene(60, 40).save("plain.tiff", compression="tiff_lzw")
