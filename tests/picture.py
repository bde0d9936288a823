"""Picture of the front page for README.md: ``make picture``, while ``make run`` runs."""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parent.parent / "letter_site" / "deploy" / "front-page.webp"
SIZE = {"width": 1280, "height": 900}
SHOWN = 960  # pixels across in README.md
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser"]


def main() -> int:
    address = f"http://localhost:{os.environ.get('PORT', '8000')}/"
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(address, wait_until="networkidle")
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    height = round(drawn.height * SHOWN / drawn.width)
    drawn.resize((SHOWN, height), Image.Resampling.LANCZOS).save(TARGET, quality=72, method=6)
    print(f"{TARGET.relative_to(Path.cwd())}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
