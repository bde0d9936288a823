"""Accessibility of a page in a browser, by axe.

Nine tenths of axe's time goes into the contrast of each text with what is behind it. All texts of
one kind have one contrast, so it looks at one kind only once: the header of all pages, or the
hundred lines of a list. Its other rules are for the whole page, each time.
"""

from axe_playwright_python.base import AXE_SCRIPT

SCHEMES = ["light", "dark"]
# Named one by one: the tag "cat.color" brings a rule of level AAA, which axe leaves out otherwise.
CONTRAST = {"color-contrast": "*", "link-in-text-block": "a[href]"}  # and what each looks at
AXE = """
rules => axe.run({resultTypes: ['violations'], preload: false, ...rules}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html])))
"""
# To hand a page these 560 KB takes longer than the rules do. Chromium gives them to each page that
# it opens, and reads them when one is looked at.
AXE_AT_HAND = f"window.startAxe = () => {{ {AXE_SCRIPT}\n}}"
OTHERS = {"rules": {name: {"enabled": False} for name in CONTRAST}}
# Elements are of one kind if their tags and classes, from the page down to them, have the same
# colours, and their letters the same look. The width is there because a narrow page may move one
# thing over another.
KINDS = """
const kinds = () => {
  const found = new Map();
  const walk = (each, above) => {
    const look = getComputedStyle(each);
    const behind = [each.localName, [...each.classList].sort(), look.backgroundColor,
      look.backgroundImage, look.opacity, look.position, look.filter, look.mixBlendMode,
      look.color].join();
    const place = hash(above + behind);
    const letters = [look.fontSize, look.fontWeight, look.textShadow, look.textDecoration,
      look.borderBottom, look.visibility, look.display, each.checkVisibility(),
      each.matches(':disabled, [aria-disabled=true]'), each.type, each.hasAttribute('href'),
      [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())].join();
    found.set(each, hash(place + letters));
    for (const child of each.children) walk(child, place);
  };
  const hash = words => {  // FNV-1a twice, as one number of 53 bits
    let [a, b] = [0x811c9dc5, 0x01000193];
    for (const letter of words) {
      a = Math.imul(a ^ letter.codePointAt(0), 16777619);
      b = Math.imul(b ^ letter.codePointAt(0), 2246822519);
    }
    return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
  };
  walk(document.documentElement, innerWidth.toString());
  return found;
};
"""
ALL_KINDS = f"() => {{ {KINDS} return [...new Set(kinds().values())]; }}"
ALL_BUT_CONTRAST = f"""
async rules => {{
  {KINDS}
  if (!window.startAxe) return null;
  window.startAxe();
  const run = {AXE.strip()};
  return [await run(rules), [...new Set(kinds().values())]];
}}
"""
OF_NEW_KINDS = f"""
async ([unseen, contrast]) => {{
  {KINDS}
  const wanted = new Set(unseen), mark = 'data-of-a-new-kind';
  const marked = [...kinds()].filter(([, kind]) => wanted.has(kind)).map(([each]) => each);
  marked.forEach(each => each.setAttribute(mark, ''));
  const rules = Object.entries(contrast);
  axe.configure({{rules: rules.map(([id, what]) => ({{id, selector: `${{what}}[${{mark}}]`}}))}});
  const run = {AXE.strip()};
  const found = await run({{runOnly: {{type: 'rule', values: Object.keys(contrast)}}}});
  marked.forEach(each => each.removeAttribute(mark));
  return found;
}}
"""
readable = set()  # kinds of elements whose contrast is good enough


def keep_axe_at_hand(context):
    """Let the pages that ``context`` opens from now on be looked at for less."""
    context.add_init_script(AXE_AT_HAND)


def violations(page, schemes=SCHEMES):
    """Return axe's findings as [rule, element], with the contrast in each colour scheme."""
    found, kinds = _all_but_contrast(page)
    for scheme in schemes:
        if scheme != "light":  # which every page has until told otherwise
            page.emulate_media(color_scheme=scheme)
            kinds = page.evaluate(ALL_KINDS)
        if unseen := sorted(set(kinds) - readable):
            faint = page.evaluate(OF_NEW_KINDS, [unseen, CONTRAST])
            found += faint
            if not faint:
                readable.update(unseen)
    if schemes != ["light"]:
        page.emulate_media(color_scheme="light")
    return found


def _all_but_contrast(page):
    """Return what else axe finds, and the kinds of the page's elements."""
    answer = page.evaluate(ALL_BUT_CONTRAST, OTHERS)
    if answer is None:
        page.evaluate(AXE_AT_HAND)
        answer = page.evaluate(ALL_BUT_CONTRAST, OTHERS)
    return answer
