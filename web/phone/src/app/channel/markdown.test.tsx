// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown } from "./Markdown";

const html = (text: string) => render(<Markdown text={text} />).container.firstElementChild?.innerHTML ?? "";

describe("Markdown", () => {
  it.each([
    ["**bold** and *soft* and ~~gone~~", "<p><strong>bold</strong> and <em>soft</em> and <s>gone</s></p>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["`a < b`", "<p><code>a &lt; b</code></p>"],
    ["> said", "<blockquote><p>said</p></blockquote>"],
    ["3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'],
    ["# Title", '<p class="markdown-heading">Title</p>'],
  ])("shows %j", (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it("shows code blocks as they are", () => {
    expect(html("```\nlet a = 1;\n```")).toBe('<pre tabindex="0">let a = 1;</pre>');
  });

  it("never makes elements out of HTML", () => {
    const shown = render(
      <Markdown text={'<img src=x onerror="boom()"> <script>boom()</script>'} />,
    ).container;
    expect(shown.querySelector("img, script")).toBeNull();
    expect(shown.textContent).toContain('<img src=x onerror="boom()">');
  });

  it.each(["[go](javascript:alert(1))", "[go](data:text/html,x)", "[go](vbscript:x)", "[go](JaVaScRiPt:x)"])(
    "makes no link of %s",
    text => {
      expect(html(text)).not.toContain("<a");
    },
  );

  it("opens links elsewhere, without telling where one came from", () => {
    const link = render(<Markdown text="see https://example.org/a" />).container.querySelector("a");
    expect(link?.getAttribute("href")).toBe("https://example.org/a");
    expect(link?.rel).toBe("noopener noreferrer");
  });

  it("loads no picture, because its server would learn who reads", () => {
    const shown = render(<Markdown text="![map](https://example.org/map.png)" />).container;
    expect(shown.querySelector("img")).toBeNull();
    expect(shown.querySelector("a")?.textContent).toBe("map");
  });

  it("marks people who are named, but not in addresses", () => {
    expect(html("hi @ana.d, mail me@example.org")).toContain('<span class="markdown-mention">@ana.d</span>');
    expect(
      render(<Markdown text="me@example.org" />).container.querySelector(".markdown-mention"),
    ).toBeNull();
  });
});
